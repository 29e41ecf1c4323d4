//! Holds the house in order: `docs/ARCHITECTURE.md` as tests that read the source as text.
//!
//! Each check is a plain function from a [`File`](tree::File) to its faults, so that every one is also
//! tried on a planted fault. A fault says file, line, what and why.

mod door;
mod package;
mod paths;
mod rooms;
mod scan;
mod style;
mod text;
mod tree;

pub(crate) use door::store_functions;

/// Runs a check over all files of `src` and fails with every fault at once.
fn hold_in_src(check: impl Fn(&tree::File) -> Vec<String>) {
    hold(tree::src().iter().flat_map(check).collect());
}

/// Fails with every fault at once.
fn hold(faults: Vec<String>) {
    assert!(faults.is_empty(), "{} fault(s):\n{}\n", faults.len(), faults.join("\n"));
}
