//! What a child process costs. The wall time is ours; CPU time and peak memory are what the kernel told
//! GNU `time`, which starts the child: asking the kernel ourselves would need unsafe code.
//! `time` in between also keeps our own memory out of the child's peak, which it would else inherit.

use anyhow::{Context as _, ensure};
use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Output;

/// Cost of one child.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Cost {
    /// Seconds on the clock.
    pub(crate) wall: f64,
    /// Seconds of CPU, its own and the system's.
    pub(crate) cpu: f64,
    /// Most memory it held at once.
    pub(crate) peak_mib: f64,
}

/// Runs a program to its end and gives its cost and what it printed. `note` is a file to write to meanwhile.
pub(crate) fn measure<A: AsRef<OsStr>>(program: &Path, arguments: &[A], note: &Path) -> anyhow::Result<(Cost, String)> {
    let (wall, output) = clocked(program, arguments, note)?;
    let shown = program.file_name().unwrap_or_default().to_string_lossy();
    let told = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{shown} ended with {}: {told}", output.status);
    let note = fs::read_to_string(note)?;
    let (cpu, peak_mib) = read_note(&note).with_context(|| format!("time wrote {note:?}"))?;
    Ok((Cost { wall, cpu, peak_mib }, String::from_utf8(output.stdout)?))
}

#[expect(clippy::disallowed_methods, reason = "the benchmark starts what it measures, and looks at the clock")]
fn clocked<A: AsRef<OsStr>>(program: &Path, arguments: &[A], note: &Path) -> anyhow::Result<(f64, Output)> {
    let mut command = std::process::Command::new("time");
    command.args(["-f", "%U %S %M", "-o"]).arg(note).arg(program).args(arguments);
    let start = std::time::Instant::now();
    let output = command.output().context("GNU time is needed (package `time`)")?;
    Ok((start.elapsed().as_secs_f64(), output))
}

/// Reads seconds of the user, of the system, and KiB.
fn read_note(note: &str) -> Option<(f64, f64)> {
    let numbers: Vec<f64> = note.split_whitespace().map_while(|word| word.parse().ok()).collect();
    let [user, system, kib] = numbers[..] else { return None };
    Some((user + system, kib / 1024.0))
}
