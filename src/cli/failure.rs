//! How failures are told: once, with what, where and how to mend it.

use super::{LOCKED, TROUBLE};
use crate::apply::ApplyError;
use crate::config::Problems;
use crate::config::model::Language;
use crate::source::{SourceError, words};
use crate::store::StoreError;
use crate::sync::{KeyError, SyncError};
use crate::wording::{Lang, Words};

/// Did the reader of our output go away? That is no failure (head(1) does it).
pub(super) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io = error.chain().filter_map(|cause| cause.downcast_ref::<std::io::Error>());
    io.into_iter().any(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
}

/// The exit status and the text of a failure.
pub(super) fn tell(error: &anyhow::Error, lang: Lang) -> (u8, String) {
    if let Some(problems) = error.downcast_ref::<Problems>() {
        return (TROUBLE, problems.text(language(lang)));
    }
    let database = database(error);
    if let Some(StoreError::Locked { .. }) = database {
        return (LOCKED, Words::new(lang).text("locked"));
    }
    if let Some(text) = database.and_then(|error| state(error, &Words::new(lang))) {
        return (TROUBLE, text);
    }
    if let Some(SyncError::Source { name, error }) = error.downcast_ref::<SyncError>() {
        return (TROUBLE, format!("{name}: {}", source(error, lang)));
    }
    if let Some(error) = error.downcast_ref::<SourceError>() {
        return (TROUBLE, source(error, lang));
    }
    if let Some(text) = error.downcast_ref::<SyncError>().and_then(|error| run(error, &Words::new(lang))) {
        return (TROUBLE, text);
    }
    let advice = if error.chain().any(|cause| cause.is::<StoreError>()) {
        format!("\n    {}", Words::new(lang).text("mend-database"))
    } else {
        String::new()
    };
    (TROUBLE, format!("{}{advice}", once(error)))
}

/// The database's part in a failure, wherever it stands.
fn database(error: &anyhow::Error) -> Option<&StoreError> {
    let run = error.downcast_ref().and_then(|error| match error {
        SyncError::Store(error) | SyncError::Apply(ApplyError::Store(error)) => Some(error),
        _ => None,
    });
    run.or_else(|| error.chain().find_map(|cause| cause.downcast_ref()))
}

/// What state of a database stands in the way, in the language asked for.
fn state(error: &StoreError, words: &Words) -> Option<String> {
    let file = |path: &std::path::Path| path.display().to_string();
    Some(match error {
        StoreError::Behind { head, anchor, path } => {
            let (head, anchor, file) = (head.to_string(), anchor.to_string(), file(path));
            words.say("behind", &[("head", (&head).into()), ("anchor", (&anchor).into()), ("file", (&file).into())])
        }
        StoreError::Forked { seq, path } => {
            words.say("forked", &[("seq", (&seq.to_string()).into()), ("file", (&file(path)).into())])
        }
        StoreError::Anchored { seq, path } => {
            words.say("anchored", &[("seq", (&seq.to_string()).into()), ("file", (&file(path)).into())])
        }
        StoreError::NotEmpty { place, table } => {
            words.say("not-empty", &[("place", place.into()), ("table", table.into())])
        }
        StoreError::Exists { path } => words.say("exists", &[("file", (&file(path)).into())]),
        StoreError::NoBackup => words.text("no-backup"),
        StoreError::Differs { table, .. } => words.say("differs", &[("table", (*table).into())]),
        StoreError::Unsound { faults } => format!("{}\n    {}", words.text("unsound"), faults.join("\n    ")),
        StoreError::OlderSchema { known } => words.say("older-schema", &[("known", (*known).into())]),
        _ => return None,
    })
}

/// Why a run could not be done, in the language asked for.
fn run(error: &SyncError, words: &Words) -> Option<String> {
    match error {
        SyncError::ClockBack { day, applied_on } | SyncError::ClockAhead { day, applied_on } => {
            let key = if day < applied_on { "clock-back" } else { "clock-ahead" };
            let (day, applied_on) = (day.to_string(), applied_on.to_string());
            Some(words.say(key, &[("day", (&day).into()), ("applied_on", (&applied_on).into())]))
        }
        SyncError::Torn { errors, rows, .. } => {
            Some(words.say("torn", &[("errors", (*errors).into()), ("rows", (*rows).into())]))
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

/// An error with its causes, each said once: drivers like to repeat themselves.
fn once(error: &anyhow::Error) -> String {
    let mut parts: Vec<String> = Vec::new();
    for cause in error.chain() {
        let text = cause.to_string();
        if !parts.iter().any(|part| part.contains(&text)) {
            parts.push(text);
        }
    }
    parts.join(": ")
}

/// A source's error with its place, in the language asked for.
pub(super) fn source(error: &SourceError, lang: Lang) -> String {
    let number = |number: Option<u64>| number.map(|number| format!(":{number}")).unwrap_or_default();
    let file = error.file.as_deref().unwrap_or("");
    let place = format!("{file}{}{}", number(error.line), number(error.column));
    let text = words::error(error.code, &error.about, source_language(lang));
    if place.is_empty() { text } else { format!("{place}: {text}") }
}

/// The source room's name of a language.
pub(super) fn source_language(lang: Lang) -> words::Language {
    match lang {
        Lang::Sv => words::Language::Sv,
        Lang::En => words::Language::En,
    }
}

/// The configuration's name of a language.
pub(super) fn language(lang: Lang) -> Language {
    match lang {
        Lang::Sv => Language::Sv,
        Lang::En => Language::En,
    }
}
