//! How failures are told: once, with what, where and how to mend it.

use super::{LOCKED, TROUBLE};
use crate::config::Problems;
use crate::config::model::Language;
use crate::source::{SourceError, words};
use crate::store::StoreError;
use crate::sync::SyncError;
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
    let locked = error.chain().any(|cause| matches!(cause.downcast_ref(), Some(StoreError::Locked { .. })));
    if locked || matches!(error.downcast_ref(), Some(SyncError::Store(StoreError::Locked { .. }))) {
        return (LOCKED, Words::new(lang).text("locked"));
    }
    if let Some(SyncError::Source { name, error }) = error.downcast_ref::<SyncError>() {
        return (TROUBLE, format!("{name}: {}", source(error, lang)));
    }
    if let Some(error) = error.downcast_ref::<SourceError>() {
        return (TROUBLE, source(error, lang));
    }
    (TROUBLE, format!("{error:#}"))
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
