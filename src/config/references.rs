//! Do the units, groups and persons exist that the configuration names? Asked when a roster is at hand.

use super::load::Loaded;
use super::problem::{Problem, Problems, Reference, Severity, Thing};

/// What a roster knows of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Nothing has this id or alias.
    No,
    /// Exactly one has it.
    One,
    /// So many have it.
    Ambiguous(usize),
}

/// A roster, asked for ids and aliases.
pub trait KnownRoster {
    /// Units with this id or alias.
    fn has_unit(&self, name: &str) -> Known;
    /// Groups with this id or alias.
    fn has_group(&self, name: &str) -> Known;
    /// Persons with this id or alias.
    fn has_person(&self, name: &str) -> Known;
}

/// Every name in the configuration that the roster does not know, or knows more than once.
pub fn check_references(loaded: &Loaded, roster: &dyn KnownRoster) -> Problems {
    let mut problems = Vec::new();
    for (path, thing, name) in named(loaded) {
        let known = match thing {
            Thing::Unit => roster.has_unit(&name),
            Thing::Group => roster.has_group(&name),
            _ => roster.has_person(&name),
        };
        let fault = match known {
            Known::One => continue,
            Known::No => Reference::NotInRoster { thing, name },
            Known::Ambiguous(count) => Reference::Ambiguous { thing, name, count },
        };
        // Somebody who is gone for good looks like somebody who never was; the decision about them may stay.
        let gone = path.starts_with("override[") && known == Known::No;
        let severity = if gone { Severity::Warning } else { Severity::Error };
        problems.push(Problem { place: loaded.place(&path), severity, kind: fault.into() });
    }
    Problems::new(problems)
}

/// Every name of something in the roster, with its key path.
fn named(loaded: &Loaded) -> Vec<(String, Thing, String)> {
    let file = &loaded.file;
    let mut names = Vec::new();
    for (number, recipient) in file.notify.recipient.iter().enumerate() {
        units(&mut names, &format!("notify.recipient[{number}]"), &recipient.units);
    }
    for (number, licence) in file.licence.iter().enumerate() {
        units(&mut names, &format!("licence[{number}]"), &licence.units);
    }
    for (number, pool) in file.pool.iter().enumerate() {
        for (at, bind) in pool.bind.iter().enumerate() {
            let path = format!("pool[{number}].bind[{at}]");
            let given = [
                ("unit", Thing::Unit, &bind.unit),
                ("group", Thing::Group, &bind.group),
                ("person", Thing::Person, &bind.person),
            ];
            for (key, thing, name) in given {
                names.extend(name.iter().map(|name| (format!("{path}.{key}"), thing, name.clone())));
            }
        }
    }
    for (number, pool) in file.pool.iter().enumerate() {
        let guarantees = pool.guarantees.iter().map(|one| &one.unit).enumerate();
        let weights = pool.weights.iter().map(|one| &one.unit).enumerate();
        let path = |key: &str, at: usize| format!("pool[{number}].{key}[{at}].unit");
        names.extend(guarantees.map(|(at, unit)| (path("guarantees", at), Thing::Unit, unit.clone())));
        names.extend(weights.map(|(at, unit)| (path("weights", at), Thing::Unit, unit.clone())));
    }
    for (key, windows) in [("breaks", &file.calendar.breaks), ("freezes", &file.calendar.freezes)] {
        for (number, window) in windows.iter().enumerate() {
            units(&mut names, &format!("calendar.{key}[{number}]"), &window.units);
        }
    }
    for (number, one) in file.overrides.iter().enumerate() {
        names.push((format!("override[{number}].person"), Thing::Person, one.person.clone()));
    }
    names
}

fn units(names: &mut Vec<(String, Thing, String)>, path: &str, units: &[String]) {
    let each = units.iter().enumerate();
    names.extend(each.map(|(at, unit)| (format!("{path}.units[{at}]"), Thing::Unit, unit.clone())));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::model::Language;
    use crate::config::trial::{GOOD, Trial};

    struct Small;
    impl KnownRoster for Small {
        fn has_unit(&self, _: &str) -> Known {
            Known::One
        }
        fn has_group(&self, name: &str) -> Known {
            if name == "7A" { Known::Ambiguous(2) } else { Known::One }
        }
        fn has_person(&self, _: &str) -> Known {
            Known::No
        }
    }

    #[test]
    fn names_that_the_roster_does_not_know_are_told_with_their_place() {
        let text = format!("{GOOD}[[pool.bind]]\ngroup = \"7A\"\n[[pool.bind]]\nperson = \"E99\"\n");
        let trial = Trial::of(&text);
        let problems = check_references(&trial.load().unwrap(), &Small);
        let told = problems.text(Language::Sv);
        assert!(told.contains("gruppen `7A` går inte att peka ut: 2 i registret"), "{told}");
        assert!(told.contains("det finns inte någon person `E99` i registret"), "{told}");
        assert_eq!(problems.len(), 2, "{told}");
    }
    #[test]
    fn a_decision_about_somebody_who_is_gone_does_not_stop_the_configuration() {
        let text = format!("{GOOD}[[override]]\nperson = \"E99\"\nkind = \"exclude\"\nreason = \"Beslut\"\n");
        let problems = check_references(&Trial::of(&text).load().unwrap(), &Small);
        assert!(!problems.has_errors() && problems.len() == 1, "{problems}");
        assert!(problems.text(Language::En).contains("warning: there is no person `E99` in the roster"), "{problems}");
    }
}
