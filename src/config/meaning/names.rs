//! Names that must be unique, and names that must exist.

use super::Review;
use crate::config::problem::{Reference, Shape, Thing};
use crate::config::suggest::nearest;
use std::collections::BTreeMap;

/// The names of one list of tables, with the number of the entry that has it first.
pub(crate) struct Names<'a> {
    thing: Thing,
    at: BTreeMap<&'a str, usize>,
    /// False when a name could not be read: then nothing can be called unknown.
    complete: bool,
}

impl<'a> Names<'a> {
    /// Collects names with no word about those that stand twice.
    pub(super) fn of(
        review: &Review<'_>,
        thing: Thing,
        table: &str,
        names: impl Iterator<Item = &'a str>,
    ) -> Names<'a> {
        let mut at = BTreeMap::new();
        let mut complete = review.is_sound(table);
        for (number, name) in names.enumerate() {
            complete &= !name.is_empty();
            at.entry(name).or_insert(number);
        }
        Self { thing, at, complete }
    }

    /// The number of the entry with this name; else a problem is told.
    pub(super) fn find(&self, review: &mut Review<'_>, path: &str, name: &str) -> Option<usize> {
        let found = self.at.get(name).copied();
        if found.is_none() && self.complete {
            let known = self.at.keys().map(|known| (*known).to_owned()).collect();
            let suggestion = nearest(name, self.at.keys().copied());
            review.error(path, Reference::Unknown { thing: self.thing, name: name.to_owned(), suggestion, known });
        }
        found
    }
}

/// Names stand in tables and at the beginning of lines.
const LONGEST: usize = 100;

/// Tells names that are empty, that nobody could type again, or that stand twice.
pub(super) fn unique<'a>(
    review: &mut Review<'_>,
    thing: Thing,
    table: &str,
    key: &str,
    names: impl Iterator<Item = &'a str>,
) {
    let mut seen: BTreeMap<&str, String> = BTreeMap::new();
    for (number, name) in names.enumerate() {
        let path = format!("{table}[{number}]");
        review.filled(&path, key, name);
        let path = format!("{path}.{key}");
        if name.chars().count() > LONGEST {
            review.error(&path, Shape::TooLong { key: key.to_owned(), max: LONGEST });
        } else if name.trim() != name && !name.trim().is_empty() {
            review.error(&path, Shape::Blanks { key: key.to_owned() });
        }
        match seen.get(name) {
            Some(first) if !name.is_empty() => {
                let first = review.loaded.place(first);
                review.error(&path, Reference::Duplicate { thing, name: name.to_owned(), first });
            }
            _ => drop(seen.insert(name, path)),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::trial::{GOOD, Trial, told_after, told_with};

    #[test]
    fn a_name_that_stands_twice_names_the_first_place() {
        let told = told_with("[[vendor]]\nkey = \"blad\"\nname = \"Other\"\n");
        assert!(told.starts_with("upprop.toml:38:7: the vendor `blad` exists already in "), "{told}");
        assert!(told.contains("upprop.toml:13:7\n"), "{told}");
    }

    #[test]
    fn a_name_twice_in_two_files_is_told_in_the_second() {
        let again = "[[tool]]\nkey = \"sifferkul\"\nname = \"S\"\nvendor = \"blad\"\ndpa = \"signed\"\n";
        let told = Trial::of(GOOD).put("conf.d/9.toml", again).told();
        assert!(told.starts_with("conf.d/9.toml:2:7: the tool `sifferkul` exists already"), "{told}");
    }

    #[test]
    fn an_empty_key_is_told_once_and_what_names_it_is_not_blamed() {
        let told = told_after("key = \"blad\"", "key = \"\"");
        assert_eq!(told, "upprop.toml:13:7: `key` is empty\n    Write something between the quotes.\n");
    }

    #[test]
    fn a_key_with_blanks_around_it_or_beyond_all_bounds_is_refused() {
        for (key, table) in
            [("key", "vendor"), ("key", "tool"), ("key", "licence"), ("key", "pool"), ("name", "source")]
        {
            for (name, want) in
                [(" a".to_owned(), "blanks at"), ("a\u{a0}".into(), "blanks at"), ("å".repeat(101), "too long")]
            {
                let told = told_with(&format!("[[{table}]]\n{key} = \"{name}\"\n"));
                assert!(told.contains(&format!("upprop.toml:38:{}: `{key}`", key.len() + 4)), "{told}");
                assert!(told.contains(want), "{told}");
            }
            let told = told_with(&format!("[[{table}]]\n{key} = \"a\\u0007\"\n"));
            assert!(told.contains("has control characters in it"), "{told}");
            assert!(!told_with(&format!("[[{table}]]\n{key} = \"{}\"\n", "å".repeat(100))).contains("too long"));
        }
    }

    #[test]
    fn a_name_with_control_characters_is_refused_and_not_printed() {
        let told = told_after("name = \"Blad AB\"", "name = \"Blad\\u001b[31m\"");
        assert!(told.contains("`name` has control characters in it"), "{told}");
    }
}
