//! Why a run could not be done, in people's words.

use super::{KeyError, SyncError};
use crate::source::{SourceError, words};
use crate::wording::{Lang, Words};

/// Why a run could not be done, in the language asked for; nothing for what only a programmer can read.
#[must_use]
pub fn run_error(error: &SyncError, words: &Words) -> Option<String> {
    match error {
        SyncError::Source { name, error } => Some(format!("{name}: {}", source_error(error, words.lang))),
        SyncError::ClockBack { day, applied_on } | SyncError::ClockAhead { day, applied_on } => {
            let key = if day < applied_on { "clock-back" } else { "clock-ahead" };
            let (day, applied_on) = (day.to_string(), applied_on.to_string());
            Some(words.say(key, &[("day", (&day).into()), ("applied_on", (&applied_on).into())]))
        }
        SyncError::Torn { name, errors, rows, .. } => {
            let fills = [("source", name.into()), ("errors", (*errors).into()), ("rows", (*rows).into())];
            Some(words.say("torn", &fills))
        }
        SyncError::Key(KeyError::Unread { path, source }) => {
            Some(words.say("identity-key-unread", &[("what", (&format!("{path}: {source}")).into())]))
        }
        SyncError::Key(KeyError::Unset { name }) => Some(words.say("identity-key-unset", &[("what", name.into())])),
        SyncError::Key(KeyError::Short { least }) => {
            Some(words.say("identity-key-short", &[("least", (*least).into())]))
        }
        SyncError::UnknownSource { name } => Some(words.say("unknown-source", &[("name", name.into())])),
        _ => None,
    }
}

/// A source's error with its place, in the language asked for.
#[must_use]
pub fn source_error(error: &SourceError, lang: Lang) -> String {
    let number = |number: Option<u64>| number.map(|number| format!(":{number}")).unwrap_or_default();
    let file = error.file.as_deref().unwrap_or("");
    let place = format!("{file}{}{}", number(error.line), number(error.column));
    let text = words::error(error.code, &error.about, source_language(lang));
    if place.is_empty() { text } else { format!("{place}: {text}") }
}

/// The source room's name of a language.
#[must_use]
pub fn source_language(lang: Lang) -> words::Language {
    match lang {
        Lang::Sv => words::Language::Sv,
        Lang::En => words::Language::En,
    }
}
