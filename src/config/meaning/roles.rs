//! Roles and duties: words that a licence or a binding may ask for, and that somebody in the roster can be.

use super::Review;
use crate::config::model::SourceKind;
use crate::config::problem::Reference;
use crate::config::suggest::nearest;
use crate::source::sds;
use std::collections::BTreeSet;

/// What everyone is, and the duties that a delivery gives with no mapping.
const ROLES: [&str; 12] = [
    "pupil",
    "staff",
    "teacher",
    "principal",
    "preschool_teacher",
    "administrator",
    "aide",
    "counselor",
    "proctor",
    "leisure_educator",
    "special_teacher",
    "study_counsellor",
];

/// The roles that anybody can have.
pub(super) struct Roles<'a> {
    known: BTreeSet<&'a str>,
    /// False when a source could not be read: then no word can be called unknown.
    complete: bool,
}

impl<'a> Roles<'a> {
    /// The usual roles, and those that a mapping of the configuration gives.
    pub(super) fn of(review: &Review<'a>) -> Self {
        let files = review.file.source.iter().filter(|source| source.kind == SourceKind::Csv).flat_map(|s| &s.file);
        let given = files.flat_map(|file| {
            let meant = file.values.get("duty").into_iter().flat_map(|table| table.values());
            meant.chain(file.constants.get("duty")).map(String::as_str)
        });
        let has_sds = review.file.source.iter().any(|source| source.kind == SourceKind::Sds);
        let of_sds: Vec<&'a str> = sds::duties().filter(|_| has_sds).collect();
        Self { known: ROLES.into_iter().chain(of_sds).chain(given).collect(), complete: review.is_whole("source") }
    }

    /// Can somebody have this role? Else a warning is told, apart from the words that are no words at all.
    pub(super) fn find(&self, review: &mut Review<'_>, path: &str, key: &'static str, word: &str) -> bool {
        let found = !self.complete || self.known.contains(word);
        if !found && !word.trim().is_empty() {
            let known = self.known.iter().map(|known| (*known).to_owned()).collect();
            let suggestion = nearest(word, self.known.iter().copied());
            review.warn(path, Reference::UnknownRole { key, word: word.to_owned(), suggestion, known });
        }
        found
    }

    /// Can each of these words be somebody's role?
    pub(super) fn are_known<'w>(&self, mut words: impl Iterator<Item = &'w String>) -> bool {
        words.all(|word| !self.complete || self.known.contains(word.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use crate::config::trial::{GOOD, Trial, told_after, told_with};

    #[test]
    fn a_misspelt_role_is_warned_of_once_with_a_suggestion() {
        let told = told_after("audience = [\"pupil\"]", "audience = [\"pupils\"]");
        let want = "upprop.toml:26:13: warning: nobody can have the role `pupils` in `audience`\n    \
                    Did you mean `pupil`?\n";
        assert_eq!(told, want);
        let told = told_with("role = \"stuff\"\n");
        let want = "upprop.toml:37:8: warning: nobody can have the role `stuff` in `role`\n    Did you mean `staff`?\n";
        assert_eq!(told, want);
        assert!(told_with("role = \"bananas\"\n").contains("or let `values.duty` of a source give it"));
    }

    #[test]
    fn a_duty_that_a_mapping_gives_is_known() {
        let source = "[[source]]\nname = \"s\"\nkind = \"csv\"\npath = \"in\"\n[[source.file]]\npath = \"f.csv\"\n\
                      entity = \"person\"\n";
        let text = GOOD.replace("[\"pupil\"]", "[\"pupil\", \"librarian\"]");
        let mapped = "columns = { id = \"a\", duty = \"b\" }\nvalues = { duty = { Bibl = \"librarian\" } }\n";
        let fixed = "columns = { id = \"a\" }\nconstants = { duty = \"librarian\" }\n";
        for given in [mapped, fixed] {
            assert_eq!(Trial::of(&format!("{text}{source}{given}")).put("in/f.csv", "").told(), "");
        }
        let other = "columns = { id = \"a\", duty = \"b\" }\n";
        let told = Trial::of(&format!("{text}{source}{other}")).put("in/f.csv", "").told();
        assert!(told.contains("nobody can have the role `librarian`"), "{told}");
    }
    #[test]
    fn the_demo_warns_of_nothing() {
        let demo = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("config/demo/upprop.toml");
        let environment = std::collections::BTreeMap::<String, String>::new();
        let warnings = crate::config::load(&demo, &environment).unwrap().warnings;
        assert!(warnings.is_empty(), "{warnings}");
    }
}
