//! The program: `upprop`.

fn main() {}
