//! The machine and the commit, without which figures mean little.

use super::programs::{command, run};
use std::fs;

/// One line: processor, cores, memory, commit.
pub(crate) fn describe() -> String {
    let model = field("/proc/cpuinfo", "model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let kib = field("/proc/meminfo", "MemTotal").and_then(|text| text.split(' ').next()?.parse::<u64>().ok());
    let gib = kib.map_or_else(String::new, |kib| format!(", {} GiB", kib.div_ceil(1 << 20)));
    format!("{cores} × {model}{gib}; commit {}", commit().unwrap_or_else(|| "unknown".to_owned()))
}

/// The first `name : value` of a file of the kernel's.
fn field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let (_, value) = text.lines().filter_map(|line| line.split_once(':')).find(|(key, _)| key.trim() == name)?;
    Some(value.trim().to_owned())
}

fn commit() -> Option<String> {
    let text = run(command("git").args(["describe", "--always", "--dirty"])).ok()?;
    Some(text.trim().to_owned())
}
