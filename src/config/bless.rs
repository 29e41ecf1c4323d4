//! Generated files that are committed: equal to what the code writes, or rewritten when `UPPROP_BLESS=1`.

use super::environment::{Environment, ProcessEnvironment};
use std::path::Path;

/// Fails when the committed file differs from what the code writes.
pub(crate) fn compare(file: &str, written: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if ProcessEnvironment.variable("UPPROP_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().expect("a file of the test")).expect("a file of the test");
        std::fs::write(&path, written).expect("a file of the test");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let equal = committed == written;
    assert!(equal, "{file} is not what the code writes; look at the change, then run with UPPROP_BLESS=1");
}
