//! What a child process costs. The wall time is ours; CPU time and peak memory are what the kernel told
//! GNU `time`, which starts the child: asking the kernel ourselves would need unsafe code.
//! `time` in between also keeps our own memory out of the child's peak, which it would else inherit.

use super::phases::{Phase, phases};
use super::programs::command;
use anyhow::{Context as _, ensure};
use jiff::Timestamp;
use std::fs;
use std::path::{Path, PathBuf};

/// Something to run.
pub(crate) struct Errand {
    /// What.
    pub(crate) program: PathBuf,
    /// With what.
    pub(crate) arguments: Vec<String>,
    /// The exit status that says that it went well.
    pub(crate) status: i32,
}

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

/// What came of it.
pub(crate) struct Told {
    /// What it cost.
    pub(crate) cost: Cost,
    /// What it printed.
    pub(crate) answer: String,
    /// What it was at, as far as its log says.
    pub(crate) phases: Vec<Phase>,
}

/// Runs a program to its end. `note` is a file to write to meanwhile.
pub(crate) fn measure(errand: &Errand, note: &Path) -> anyhow::Result<Told> {
    let Errand { program, arguments, status } = errand;
    let mut child = command("time");
    child.args(["--quiet", "-f", "%U %S %M", "-o"]).arg(note).arg(program).args(arguments);
    child.env("RUST_LOG", "upprop=debug").env("NO_COLOR", "1"); // A dozen lines, for the phases.
    let (began, start) = clocks();
    let output = child.output().context("GNU time is needed (package `time`)")?;
    let wall = start.elapsed().as_secs_f64();
    let log = String::from_utf8_lossy(&output.stderr);
    let shown = program.file_name().unwrap_or_default().to_string_lossy();
    ensure!(output.status.code() == Some(*status), "{shown} ended with {}: {}", output.status, log.trim());
    let note = fs::read_to_string(note)?;
    let (cpu, peak_mib) = read_note(&note).with_context(|| format!("time wrote {note:?}"))?;
    let phases = phases(&log, began);
    Ok(Told { cost: Cost { wall, cpu, peak_mib }, answer: String::from_utf8(output.stdout)?, phases })
}

#[expect(clippy::disallowed_methods, reason = "the benchmark looks at the clock")]
fn clocks() -> (Timestamp, std::time::Instant) {
    (Timestamp::now(), std::time::Instant::now())
}

/// Reads seconds of the user, of the system, and KiB.
fn read_note(note: &str) -> Option<(f64, f64)> {
    let numbers: Vec<f64> = note.split_whitespace().map_while(|word| word.parse().ok()).collect();
    let [user, system, kib] = numbers[..] else { return None };
    Some((user + system, kib / 1024.0))
}
