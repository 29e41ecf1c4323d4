//! The dashboard's pages (UX 4). Each is a function from a view to a page: nothing is asked or waited for in between.

mod alerts;
mod asked;
mod calendar;
mod chart;
mod download;
mod front;
mod ledger;
mod people;
mod pools;
mod request;
mod requests;
mod runs;
mod shape;
mod table;
mod tools;
mod units;
mod write;

pub use alerts::alerts;
pub use asked::Asked;
pub use calendar::calendar;
pub use download::download;
pub use front::front;
pub use ledger::ledger;
pub use people::{person, waiting};
pub use pools::{pool, pools};
pub use request::request;
pub use requests::requests;
pub use runs::{holds, run, runs};
pub use shape::{Block, Link, Page, Shown, Tone};
pub use tools::{tool, tools, vendor, vendors};
pub use units::{unit, units};
pub(super) use write::written;
pub use write::{CSS, Frame, Says, css_path, write};

use super::Role;
use super::world::View;
use crate::plan::Alert;
use crate::report::{Cell, Column, Target};
use crate::store::OpenAlert;
use crate::wording::{Lang, Words};
use shape::class_of;

/// Where a page is made: what it sees, in whose words, and what is asked of it.
pub struct Here<'a> {
    /// What the visitor sees.
    pub view: &'a View,
    /// In which words.
    pub words: &'a Words,
    /// What every path begins with.
    pub base: &'a str,
    /// The page's own path.
    pub path: String,
    /// What the visitor is here for.
    pub role: Role,
    /// What is asked of its table.
    pub asked: &'a Asked,
}

impl Here<'_> {
    /// A path below the organiser's base.
    #[must_use]
    pub fn at(&self, rest: &str) -> String {
        format!("{}{rest}", self.base)
    }

    /// Words.
    #[must_use]
    pub fn text(&self, key: &str) -> String {
        self.words.text(key)
    }

    /// The page of a thing.
    #[must_use]
    pub fn to(&self, target: &Target) -> String {
        let (kind, key) = match target {
            Target::Pool(key) => ("pools", key.clone()),
            Target::Tool(key) => ("tools", key.clone()),
            Target::Vendor(key) => ("vendors", key.clone()),
            Target::Unit(id) => ("units", id.clone()),
            Target::Person(number) => ("people", number.to_string()),
            Target::Request(number) => ("requests", number.clone()),
            Target::Run(number) => ("runs", number.to_string()),
        };
        self.at(&format!("/{kind}/{}", encoded(&key)))
    }

    /// A cell as it is read: the same words everywhere (UX 2).
    #[must_use]
    pub fn shown(&self, cell: &Cell) -> Shown {
        let (text, href) = match cell {
            Cell::Text(text) => (text.clone(), None),
            Cell::Link { text, to } => (text.clone(), self.may_follow(to).then(|| self.to(to))),
            Cell::Count(count) => (self.number(*count), None),
            Cell::Percent(share) => (self.percent(*share), None),
            Cell::Money(ore) => (self.words.say("money", &[("amount", (&self.number(ore / 100)).into())]), None),
            Cell::Day(day) => (day.to_string(), None),
            Cell::Unlimited => (self.text("page-unlimited"), None),
            Cell::Unknown => (self.text("page-unknown"), None),
            Cell::Empty => ("–".to_owned(), None),
        };
        Shown { text, href, class: class_of(cell) }
    }

    /// Is the page of a thing one that the visitor's role reads?
    fn may_follow(&self, to: &Target) -> bool {
        match to {
            Target::Person(_) => self.sees_people(),
            Target::Run(_) => self.view.is_whole() && self.role != Role::Reporter,
            Target::Unit(id) => self.view.unit(id).is_some(),
            _ => true,
        }
    }

    /// Does the visitor's role read lists of people?
    #[must_use]
    pub fn sees_people(&self) -> bool {
        self.role != Role::Reporter
    }

    /// Does it act?
    #[must_use]
    pub fn acts(&self) -> bool {
        self.role == Role::Admin
    }

    /// What stands, as far as it is the visitor's. That decisions about protected persons are needed, and how many, is for who
    /// decides and who sees to it that somebody does.
    #[must_use]
    pub fn alerts(&self) -> Vec<OpenAlert> {
        let knows = matches!(self.role, Role::Admin | Role::Decider);
        let is_told = |open: &OpenAlert| knows || !matches!(open.alert, Alert::ProtectedDecision { .. });
        self.view.alerts().into_iter().filter(is_told).collect()
    }

    /// A number as it is read: 838 000.
    #[must_use]
    pub fn number(&self, number: i64) -> String {
        let digits = number.unsigned_abs().to_string();
        let first = digits.len() % 3;
        let mut text = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && at % 3 == first {
                text.push(if self.words.lang == Lang::Sv { '\u{a0}' } else { ',' });
            }
            text.push(digit);
        }
        if number < 0 { format!("−{text}") } else { text }
    }

    /// A share in per cent as it is read.
    #[must_use]
    pub fn percent(&self, share: f64) -> String {
        let text = format!("{share:.1}");
        if self.words.lang == Lang::Sv { format!("{}\u{a0}%", text.replace('.', ",")) } else { format!("{text}%") }
    }

    /// A column, with the head of the tables of the command line where there is one.
    fn column(&self, key: &'static str) -> Column {
        let usual = self.words.text_or(&format!("head-{key}"), key);
        Column { key, title: self.words.text_or(&format!("page-head-{key}"), &usual) }
    }

    fn columns(&self, keys: &[&'static str]) -> Vec<Column> {
        keys.iter().map(|key| self.column(key)).collect()
    }
}

/// A count as a cell.
fn count(number: u32) -> Cell {
    Cell::Count(i64::from(number))
}

/// Text as a cell.
fn text(text: impl Into<String>) -> Cell {
    let text = text.into();
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}

/// In the characters of an address.
fn encoded(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    let one = |byte: u8| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(one).collect()
}

/// A part of an address as text; none where it is no text.
fn decoded(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit = |byte: u8| char::from(byte).to_digit(16);
                u8::try_from(digit(rest.next()?)? * 16 + digit(rest.next()?)?).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}
