//! Pages as HTML, with what stands around each.

use super::shape::{Block, Link, Page};
use crate::wording::Words;
use askama::Template;
use sha2::{Digest as _, Sha256};
use std::sync::LazyLock;

/// The sheet of styles.
pub const CSS: &str = include_str!("../../templates/page/style.css");

/// Its path: another one whenever it says anything else, so that it may be kept for ever.
static CSS_PATH: LazyLock<String> = LazyLock::new(|| {
    let digest = Sha256::digest(CSS.as_bytes());
    let digest: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("/style/{digest}.css")
});

/// The path of the sheet of styles, below the organiser's base.
#[must_use]
pub fn css_path() -> &'static str {
    &CSS_PATH
}

/// What stands around a page.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// The language's code.
    pub lang: &'static str,
    /// Whose it is.
    pub organiser: String,
    /// The address of the sheet of styles.
    pub style: String,
    /// The first page.
    pub home: String,
    /// The menu.
    pub menu: Vec<Link>,
    /// Words of the frame: jump to the text, menu, account, sign out, search, choose, all, pages, take home, yes, no.
    pub says: Says,
    /// Who is signed in.
    pub account: String,
    /// The same page in the other language.
    pub other_lang: Option<Link>,
    /// That language's code.
    pub other: String,
    /// The address of the sign beside the title.
    pub icon: String,
    /// Where signing out goes.
    pub sign_out: String,
    /// The name and text of what every form carries.
    pub token: (&'static str, String),
    /// What was done on the page before.
    pub told: Option<String>,
    /// What was asked of the page, for its table.
    pub path: String,
}

/// Words that every page has.
#[derive(Debug, Clone, Default)]
pub struct Says {
    /// Over the menu to what is said.
    pub jump: String,
    /// The menu.
    pub menu: String,
    /// Out.
    pub sign_out: String,
    /// What is sought.
    pub search: String,
    /// Search.
    pub go: String,
    /// Any.
    pub any: String,
    /// Everything again.
    pub clear: String,
    /// The pages of a table.
    pub pages: String,
    /// Taken home as.
    pub take: String,
    /// Holds.
    pub yes: String,
    /// Does not hold.
    pub no: String,
    /// The way here.
    pub way: String,
}

impl Says {
    /// In these words.
    #[must_use]
    pub fn of(words: &Words) -> Self {
        Self {
            jump: words.text("page-jump"),
            menu: words.text("page-menu"),
            sign_out: words.text("page-sign-out"),
            search: words.text("page-search"),
            go: words.text("page-go"),
            any: words.text("page-any"),
            clear: words.text("page-clear"),
            pages: words.text("page-pages"),
            take: words.text("page-take"),
            yes: words.text("page-yes"),
            no: words.text("page-no"),
            way: words.text("page-way"),
        }
    }
}

#[derive(Template)]
#[template(path = "page/page.html")]
pub(in crate::web) struct Written<'a> {
    frame: &'a Frame,
    page: &'a Page,
}

/// A page, ready to be written.
pub(in crate::web) fn written<'a>(frame: &'a Frame, page: &'a Page) -> Written<'a> {
    Written { frame, page }
}

/// A page as HTML.
///
/// # Errors
/// A template that cannot be filled.
pub fn write(frame: &Frame, page: &Page) -> Result<String, askama::Error> {
    written(frame, page).render()
}
