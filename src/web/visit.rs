//! What a handler is told of whoever asks. The gate has put it there; a handler that asks for more than its guard gives is a
//! fault of ours, which every test of the table finds.

use super::{Refusal, Site, Who};
use crate::wording::Lang;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Somebody who is signed in looks at a page.
///
/// ```ignore
/// async fn pools(visit: Visit) -> Answer {
///     let mut look = visit.site.store.look().await?;
///     // ... with visit.who.scope, and nothing without it
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Visit {
    /// Whose pages they are.
    pub site: Arc<Site>,
    /// Who looks, and what he may see.
    pub who: Who,
    /// What the page is written in.
    pub lang: Lang,
    /// For the forms of the page.
    pub form: FormToken,
}

/// Somebody looks at a page that is for everybody.
#[derive(Debug, Clone)]
pub struct Passing {
    /// Whose pages they are.
    pub site: Arc<Site>,
    /// Who it is, where he is signed in.
    pub who: Option<Who>,
    /// What the page is written in.
    pub lang: Lang,
    /// For the forms of the page.
    pub form: FormToken,
}

/// What every form of ours carries in a hidden field of the name [`FormToken::FIELD`]: it fits the visitor's cookie, and nobody
/// else can know it.
#[derive(Debug, Clone)]
pub struct FormToken {
    pub(super) text: String,
    /// Was it asked for? Then whoever has no cookie yet gets one.
    pub(super) is_used: Arc<AtomicBool>,
}

impl FormToken {
    /// The field's name.
    pub const FIELD: &str = "form_token";

    /// What stands in the field.
    #[must_use]
    pub fn text(&self) -> &str {
        self.is_used.store(true, Ordering::Relaxed);
        &self.text
    }
}

impl<S: Sync> FromRequestParts<S> for Passing {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        parts.extensions.get().cloned().ok_or(Refusal::Fault)
    }
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let Passing { site, who, lang, form } = Passing::from_request_parts(parts, state).await?;
        Ok(Self { site, who: who.ok_or(Refusal::Fault)?, lang, form })
    }
}
