//! Pages that stand by themselves: without the dashboard's menu, since nobody may be signed in.

use super::words::in_words;
use super::{Passing, Refusal, Site};
use crate::wording::Lang;
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// What pages are.
pub(super) const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const CSS: &str = include_str!("../templates/page/plain.css");
/// Browsers ask for one whether there is one or not, and complain where there is none.
const ICON: &str = include_str!("../templates/page/icon.svg");

/// What every plain page has around what it says.
pub(super) struct Frame<'a> {
    /// The language's code.
    pub(super) lang: &'static str,
    /// What the page is called.
    pub(super) title: String,
    /// Whose it is.
    pub(super) organiser: &'a str,
    /// The address of the sheet of styles.
    pub(super) style: String,
    /// The address of the sign beside the title.
    pub(super) icon: String,
}

impl<'a> Frame<'a> {
    /// Around a page of an organiser, called so.
    pub(super) fn new(site: &'a Site, lang: Lang, title: String) -> Self {
        let lang = match lang {
            Lang::Sv => "sv",
            Lang::En => "en",
        };
        Self { lang, title, organiser: &site.name, style: site.path("/plain.css"), icon: site.path("/icon.svg") }
    }
}

#[derive(Template)]
#[template(path = "page/refused.html")]
struct Refused<'a> {
    frame: Frame<'a>,
    text: String,
    home: String,
    back: String,
}

/// A page that says why there is none.
///
/// # Errors
/// A template that cannot be filled.
pub(super) fn refused(site: &Site, lang: Lang, refusal: Refusal) -> Result<String, askama::Error> {
    let word = refusal.word();
    let seconds = if let Refusal::TooMany(seconds) = refusal { seconds } else { 0 };
    let (title, text, back) = in_words(lang, |words| {
        let text = words.say(&format!("refused-{word}-text"), &[("seconds", seconds.into())]);
        (words.text(&format!("refused-{word}")), text, words.text("refused-back"))
    });
    Refused { frame: Frame::new(site, lang, title), text, home: site.path("/"), back }.render()
}

/// A page that was filled.
pub(super) fn page(status: StatusCode, template: &impl Template) -> Result<Response, Refusal> {
    let text = template.render().map_err(|error| {
        tracing::error!(%error, "a page could not be filled");
        Refusal::Fault
    })?;
    Ok((status, [(header::CONTENT_TYPE, HTML)], text).into_response())
}

/// The sheet of styles of plain pages.
pub(super) async fn style(_: Passing) -> Response {
    let kept = [(header::CACHE_CONTROL, "public, max-age=3600"), (header::CONTENT_TYPE, "text/css; charset=utf-8")];
    (kept, CSS).into_response()
}

/// The sign beside a page's title.
pub(super) async fn icon(_: Passing) -> Response {
    let kept = [(header::CACHE_CONTROL, "public, max-age=86400"), (header::CONTENT_TYPE, "image/svg+xml")];
    (kept, ICON).into_response()
}
