//! What the Debian package installs, and that systemd understands its unit and finds it closed.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

mod unit;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// Every file of the package; `.ci/run` holds the package that it builds against the same list.
const INSTALLED: &str = include_str!("../../../packaging/installed");

/// Files of `systemd/` that cargo-deb takes by their names, and where to.
const OF_SYSTEMD: [(&str, &str); 3] = [
    ("upprop.service", "usr/lib/systemd/system/upprop.service"),
    ("upprop.sysusers", "usr/lib/sysusers.d/upprop.conf"),
    ("upprop.tmpfile", "usr/lib/tmpfiles.d/upprop.conf"),
];

/// A text of the repository.
fn repository(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A line of `assets`: from where, to where.
fn assets() -> Vec<(String, String)> {
    let manifest: toml::Table = repository("Cargo.toml").parse().unwrap();
    let assets = manifest["package"]["metadata"]["deb"]["assets"].as_array().unwrap();
    let word = |asset: &toml::Value, at: usize| asset[at].as_str().unwrap().to_owned();
    assets.iter().map(|asset| (word(asset, 0), word(asset, 1))).collect()
}

/// What the program prints.
#[expect(clippy::disallowed_methods, reason = "the program is run as the package is made")]
fn printed(words: &[&str]) -> String {
    let done = Command::new(env!("CARGO_BIN_EXE_upprop")).args(words).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

/// Names of the manual pages.
fn pages() -> BTreeSet<String> {
    let folder = tempfile::tempdir().unwrap();
    printed(&["man", "--into", folder.path().to_str().unwrap()]);
    let pages = std::fs::read_dir(folder.path()).unwrap().map(|page| page.unwrap());
    pages.map(|page| page.file_name().into_string().unwrap()).collect()
}

/// What a line of `assets` installs.
fn installs((from, to): (String, String)) -> Vec<String> {
    let name = Path::new(&from).file_name().unwrap().to_str().unwrap();
    match from.strip_prefix("target/") {
        Some("papers/man/*.1") => return pages().iter().map(|page| format!("{to}{page}.gz")).collect(),
        Some(made) => {
            let is_made =
                made == "release/upprop" || repository("packaging/deb").contains("$papers/completions.$shell");
            assert!(is_made, "packaging/deb does not make {from}");
        }
        None => assert!(!repository(&from).is_empty(), "{from} is empty"),
    }
    vec![if to.ends_with('/') { format!("{to}{name}") } else { to }]
}

#[test]
fn the_package_installs_what_the_list_says_and_nothing_else() {
    let mut found: BTreeSet<String> = assets().into_iter().flat_map(installs).collect();
    found.extend(OF_SYSTEMD.map(|(_, to)| to.to_owned()));
    found.insert("usr/share/doc/upprop/copyright".to_owned()); // from license-file
    let listed: BTreeSet<String> = INSTALLED.lines().map(str::to_owned).collect();
    let [missing, new] = [(&listed, &found), (&found, &listed)].map(|(a, b)| a.difference(b).collect::<Vec<_>>());
    assert!(missing.is_empty() && new.is_empty(), "packaging/installed: not there {missing:?}, not listed {new:?}");
}

#[test]
fn no_file_of_systemd_is_left_out_of_the_package() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("systemd");
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let by_line = assets().into_iter().filter_map(|(from, _)| from.strip_prefix("systemd/").map(str::to_owned));
    let taken: BTreeSet<String> = OF_SYSTEMD.iter().map(|(name, _)| (*name).to_owned()).chain(by_line).collect();
    assert_eq!(names.collect::<BTreeSet<_>>(), taken);
}

#[test]
fn every_command_has_a_manual_page_and_every_page_that_one_names_is_there() {
    let pages = pages();
    assert!(pages.len() > 20 && pages.contains("upprop-sync.1"), "{pages:?}");
    let folder = tempfile::tempdir().unwrap();
    printed(&["man", "--into", folder.path().to_str().unwrap()]);
    for page in &pages {
        let text = std::fs::read_to_string(folder.path().join(page)).unwrap().replace('\\', "");
        for named in text.lines().filter_map(|line| line.strip_suffix("(1)")) {
            assert!(pages.contains(&format!("{named}.1")), "{page} names {named}(1)");
        }
    }
}

#[test]
fn every_shell_of_the_package_completes_the_commands() {
    for shell in ["bash", "zsh", "fish"] {
        let text = printed(&["completions", shell]);
        assert!(text.contains("check-config") && text.contains("upprop"), "{shell}");
    }
}

#[test]
fn a_fresh_install_starts_nothing_before_it_is_configured() {
    let unit = repository("systemd/upprop.service");
    assert!(unit.contains("\nConditionPathExists=/etc/upprop/upprop.toml\n"));
    let configured = INSTALLED.lines().filter(|path| path.starts_with("etc/")).collect::<Vec<_>>();
    assert_eq!(configured, Vec::<&str>::new(), "the package would configure somebody's schools");
}
