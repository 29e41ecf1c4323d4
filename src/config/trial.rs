//! Configurations on trial: files in a folder of their own, for tests.

use super::load::{Loaded, load};
use super::model::Language;
use super::problem::Problems;
use std::collections::BTreeMap;
use tempfile::TempDir;

/// A small configuration with nothing wrong; its last table is the pool's only binding.
pub(crate) const GOOD: &str = r#"
[organiser]
name = "Exempelkommunen"

[notify]
from = "upprop@exempelkommunen.example"
folder = "outbox"
[[notify.recipient]]
address = "it@exempelkommunen.example"
role = "organiser"

[[vendor]]
key = "blad"
name = "Blad AB"

[[tool]]
key = "sifferkul"
name = "Sifferkul"
vendor = "blad"
dpa = "signed"

[[licence]]
key = "sk-2026"
tool = "sifferkul"
type = "individual"
audience = ["pupil"]
seats = 30
valid_from = 2026-08-01
valid_to = 2027-06-30

[[pool]]
key = "sk"
name = "Sifferkul"
licences = ["sk-2026"]
[[pool.bind]]
unit = "ekskolan"
"#;

/// A folder with `upprop.toml`.
pub(crate) struct Trial {
    pub(crate) folder: TempDir,
    pub(crate) environment: BTreeMap<String, String>,
}

impl Trial {
    pub(crate) fn of(text: &str) -> Self {
        let trial = Self { folder: TempDir::new().expect("a file of the test"), environment: BTreeMap::new() };
        trial.put("upprop.toml", text)
    }

    pub(crate) fn put(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a file of the test")).expect("a file of the test");
        std::fs::write(path, text).expect("a file of the test");
        self
    }

    pub(crate) fn load(&self) -> Result<Loaded, Problems> {
        load(&self.folder.path().join("upprop.toml"), &self.environment)
    }

    /// All problems, warnings too, each on two lines, in English, with file names and no folders.
    pub(crate) fn told(&self) -> String {
        self.told_in(Language::En)
    }

    pub(crate) fn told_in(&self, language: Language) -> String {
        let problems = self.load().map_or_else(|problems| problems, |loaded| loaded.warnings);
        let folder = format!("{}/", self.folder.path().display());
        problems.text(language).replace(&folder, "")
    }
}

/// What is told of the small good configuration after one replacement.
pub(crate) fn told_after(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    Trial::of(&GOOD.replace(from, to)).told()
}

/// What is told of the small good configuration with something at its end.
pub(crate) fn told_with(more: &str) -> String {
    Trial::of(&format!("{GOOD}{more}")).told()
}
