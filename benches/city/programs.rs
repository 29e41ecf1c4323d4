//! Programs beside ours: where they are, and running them.

use anyhow::{Context as _, ensure};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A child about to be started.
#[expect(clippy::disallowed_methods, reason = "the benchmark starts what it measures")]
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    Command::new(program)
}

/// A variable of the environment, when it is set and says something.
#[expect(clippy::disallowed_methods, reason = "the benchmark's own command line ends here")]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Where a program lies: in the search path, or where Debian keeps a server's; there the newest.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let path = variable("PATH").unwrap_or_default();
    let server = Path::new("/usr/lib/postgresql");
    let versions = fs::read_dir(server).into_iter().flatten().flatten();
    let mut versions: Vec<u32> = versions.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect();
    versions.sort_unstable_by(|a, b| b.cmp(a));
    let servers = versions.iter().map(|version| server.join(version.to_string()).join("bin"));
    path.split(':').map(PathBuf::from).chain(servers).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Runs a child to its end and gives what it printed.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<String> {
    let shown = command.get_program().to_string_lossy().into_owned();
    let output = command.output().with_context(|| shown.clone())?;
    let told = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{shown} ended with {}: {}", output.status, told.trim());
    Ok(String::from_utf8(output.stdout)?)
}
