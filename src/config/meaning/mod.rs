//! Do the settings make sense together? Asked of the typed configuration, once its form is right.

mod database;
mod leaving;
mod letters;
mod licences;
mod mapping;
mod names;
mod organiser;
mod overrides;
mod pages;
mod pools;
mod renewals;
mod requests;
mod reserve;
mod rhythm;
mod roles;
mod secrets;
mod sharing;
mod sources;
mod tools;
mod webhooks;

pub(super) use names::Names;
pub(crate) use rhythm::{last_due, last_full, next_report, next_run};

use super::environment::Environment;
use super::harmless::is_harmful;
use super::load::Loaded;
use super::model::File;
use super::problem::{Kind, Problem, Severity, Shape};
use std::collections::BTreeSet;

/// Everything that does not make sense. What the check of shapes had to mend is left out.
pub(crate) fn check(loaded: &Loaded, unsound: &BTreeSet<String>, environment: &dyn Environment) -> Vec<Problem> {
    let mut review = Review { loaded, file: &loaded.file, unsound, environment, problems: Vec::new() };
    organiser::check(&mut review);
    pages::check(&mut review);
    database::check(&mut review);
    rhythm::check(&mut review);
    letters::check(&mut review);
    requests::check(&mut review);
    webhooks::check(&mut review);
    secrets::check(&mut review);
    sources::check(&mut review);
    tools::check(&mut review);
    licences::check(&mut review);
    renewals::check(&mut review);
    pools::check(&mut review);
    reserve::check(&mut review);
    leaving::check(&mut review);
    sharing::check(&mut review);
    overrides::check(&mut review);
    review.problems
}

/// The configuration under review, and what was found so far.
pub(super) struct Review<'a> {
    loaded: &'a Loaded,
    file: &'a File,
    unsound: &'a BTreeSet<String>,
    environment: &'a dyn Environment,
    problems: Vec<Problem>,
}

impl Review<'_> {
    fn error(&mut self, path: &str, kind: impl Into<Kind>) {
        self.tell(path, Severity::Error, kind.into());
    }

    fn warn(&mut self, path: &str, kind: impl Into<Kind>) {
        self.tell(path, Severity::Warning, kind.into());
    }

    fn tell(&mut self, path: &str, severity: Severity, kind: Kind) {
        if self.is_whole(path) {
            self.problems.push(Problem { place: self.loaded.place(path), severity, kind });
        }
    }

    /// A file of certificates that must be there.
    fn authority<K: Into<Kind>>(&mut self, path: &str, file: Option<&str>, missing: impl FnOnce(String) -> K) {
        let resolved = file.map(|file| self.loaded.resolve(file)).filter(|file| !file.is_file());
        if let Some(file) = resolved {
            self.error(&format!("{path}.authority"), missing(file.display().to_string()));
        }
    }

    /// A text that must say something, and nothing that a terminal or the head of a letter could take for more.
    fn filled(&mut self, path: &str, key: &str, text: &str) {
        let told = || key.split('[').next().unwrap_or(key).to_owned();
        if text.trim().is_empty() {
            self.error(&format!("{path}.{key}"), Shape::Empty { key: told() });
        } else if text.contains(is_harmful) {
            self.error(&format!("{path}.{key}"), Shape::Harmful { key: told() });
        }
    }

    /// Is this what the files say, and not a stand-in for something that did not fit?
    fn is_sound(&self, path: &str) -> bool {
        let inside = |whole: &String| {
            path.strip_prefix(whole.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        !self.unsound.iter().any(inside)
    }

    /// Is it sound, and all that is in it?
    fn is_whole(&self, path: &str) -> bool {
        let part = |unsound: &String| unsound.strip_prefix(path).is_some_and(|rest| rest.starts_with(['.', '[']));
        self.is_sound(path) && !self.unsound.iter().any(part)
    }
}
