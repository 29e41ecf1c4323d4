//! How failures are told: once, with what, where and how to mend it.

use super::{LOCKED, TROUBLE};
use crate::apply::ApplyError;
use crate::config::Problems;
use crate::config::model::Language;
use crate::source::SourceError;
use crate::store::StoreError;
use crate::sync::{SyncError, run_error, source_error};
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
    if let Some(error) = error.downcast_ref::<SourceError>() {
        return (TROUBLE, source_error(error, lang));
    }
    if let Some(text) = error.downcast_ref::<SyncError>().and_then(|error| run_error(error, &Words::new(lang))) {
        return (TROUBLE, text);
    }
    let mend = |error: &StoreError| {
        let key = if error.is_of_server() { "mend-server" } else { "mend-database" };
        format!("\n    {}", Words::new(lang).text(key))
    };
    let advice = database.map(mend).unwrap_or_default();
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
        StoreError::Replaced { path } => words.say("replaced", &[("file", (&file(path)).into())]),
        StoreError::TurnLost { .. } => words.text("turn-lost"),
        StoreError::NoBackup => words.text("no-backup"),
        StoreError::Differs { table, .. } => words.say("differs", &[("table", (*table).into())]),
        StoreError::Unsound { faults } => format!("{}\n    {}", words.text("unsound"), faults.join("\n    ")),
        StoreError::OlderSchema { known } => words.say("older-schema", &[("known", (*known).into())]),
        _ => return None,
    })
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

/// The configuration's name of a language.
pub(super) fn language(lang: Lang) -> Language {
    match lang {
        Lang::Sv => Language::Sv,
        Lang::En => Language::En,
    }
}
