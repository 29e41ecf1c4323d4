//! What must not stand in any text of the repository: paths and hosts of the machine it was written on.

use super::{hold, tree};

/// Folders that exist on one machine and not on the next. Put together here so that this file is clean too.
const MACHINE_PATHS: &[&str] =
    &[concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/Us", "ers/")];

/// The only registry that the lock file may name.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

fn machine_paths(path: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (at, line) in text.lines().enumerate() {
        for bad in MACHINE_PATHS {
            let absolute =
                |found: usize| !line[..found].ends_with(|c: char| c.is_alphanumeric() || "._-~}".contains(c));
            if line.match_indices(bad).any(|(found, _)| absolute(found)) {
                faults.push(format!("{path}:{}: {bad} exists on one machine only", at + 1));
            }
        }
    }
    faults
}

fn registries(path: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let locked = path.ends_with("Cargo.lock") && line.starts_with("source = ") && !line.contains(REGISTRY);
        let replaced = path.starts_with(".cargo/") && (line.contains("replace-with") || line.contains("[registries"));
        if locked || replaced {
            faults.push(format!("{path}:{}: packages come from crates.io and nowhere else", at + 1));
        }
    }
    faults
}

#[test]
fn no_text_knows_the_machine_it_was_written_on() {
    hold(tree::texts().iter().flat_map(|(path, text)| machine_paths(path, text)).collect());
}

#[test]
fn packages_come_from_the_public_registry() {
    hold(tree::texts().iter().flat_map(|(path, text)| registries(path, text)).collect());
}

#[test]
fn a_machine_path_is_seen() {
    for bad in MACHINE_PATHS {
        assert_eq!(machine_paths("docs/X.md", &format!("one\nsee {bad}upprop\n")).len(), 1, "{bad}");
        assert_eq!(machine_paths("docs/X.md", &format!("see school{bad}upprop\n")).len(), 0, "{bad}");
    }
}

#[test]
fn another_registry_is_seen() {
    let lock = "[[package]]\nsource = \"registry+https://mirror.example/index\"\n";
    assert_eq!(registries("Cargo.lock", lock).len(), 1);
    assert_eq!(registries("fuzz/Cargo.lock", lock).len(), 1);
    assert_eq!(registries("Cargo.lock", &format!("source = \"{REGISTRY}\"")).len(), 0);
    assert_eq!(registries(".cargo/config.toml", "[source.crates-io]\nreplace-with = \"mirror\"\n").len(), 1);
}
