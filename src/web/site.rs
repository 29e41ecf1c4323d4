//! What pages are made from: an organiser, as the daemon has it in force.
//!
//! The daemon publishes a [`Site`] for each organiser, and another one whenever it takes over another configuration. A page
//! is made from the one that was there when it was asked for, however long that takes.

use super::world::{Setting, Worlds};
use crate::licence::Catalogue;
use crate::roster::UsageRow;
use crate::store::{Stamp, Store};
use crate::wording::Lang;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// An organiser whose pages are served.
#[derive(Debug, Clone)]
pub struct Site {
    /// The organiser's name, as letters show it.
    pub name: String,
    /// The name of its folder; nothing where it is the program's only one.
    pub key: String,
    /// What every path of it begins with, in the characters of an address: nothing where it is the program's only one, else
    /// `/` and the name of its folder.
    pub base: String,
    /// How people reach it, such as `https://upprop.exempel.example`, without a slash at the end; none where nobody said.
    pub public_url: Option<String>,
    /// Its database.
    pub store: Store,
    /// What is bought.
    pub catalogue: Catalogue,
    /// What its worlds are made from.
    pub setting: Arc<Setting>,
    /// Its worlds, which the next configuration takes over.
    pub worlds: Arc<Worlds>,
    /// Where its days begin and end.
    pub zone: TimeZone,
    /// What time it is.
    pub clock: Now,
    /// Reads usage reports.
    pub usage: UsageReader,
    /// What its pages are written in, for who asks for nothing else.
    pub lang: Lang,
    /// What its cookies are like.
    pub cookies: Cookies,
    /// Where its people sign in anyway.
    #[cfg(feature = "oidc")]
    pub provider: Option<Arc<super::oidc::Provider>>,
    /// Seals the ledger, when the configuration names a key.
    pub ledger_key: Option<Vec<u8>>,
}

/// Every organiser whose pages are served, by the name of its folder; without a name where it is the program's only one.
pub type Sites = BTreeMap<String, Arc<Site>>;

/// Tells the time, as the daemon has it.
#[derive(Clone)]
pub struct Now(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Now {
    /// As this says.
    pub fn new(tell: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(tell))
    }
}

impl fmt::Debug for Now {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Now({})", (self.0)())
    }
}

/// Reads a usage report as the command line does: rows, or what is wrong and where. What reads is the program's to give.
#[derive(Clone)]
pub struct UsageReader(Arc<ReadsUsage>);

type ReadsUsage = dyn Fn(&[u8]) -> Result<Vec<UsageRow>, String> + Send + Sync;

impl UsageReader {
    /// With this.
    pub fn new(read: impl Fn(&[u8]) -> Result<Vec<UsageRow>, String> + Send + Sync + 'static) -> Self {
        Self(Arc::new(read))
    }

    /// What was sent, row by row.
    ///
    /// # Errors
    /// What is wrong with it, and where; nothing of what it says of anybody.
    pub(super) fn rows(&self, sent: &[u8]) -> Result<Vec<UsageRow>, String> {
        (self.0)(sent)
    }
}

impl fmt::Debug for UsageReader {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("UsageReader").finish_non_exhaustive()
    }
}

/// What cookies are like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cookies {
    /// They go over TLS only, and belong to this host alone.
    Secure,
    /// They go over plain HTTP too: for a loopback address, where nobody is on the way.
    Plain,
}

impl Site {
    /// An address of this organiser, for links and redirects: `rest` begins with a slash.
    #[must_use]
    pub fn path(&self, rest: &str) -> String {
        format!("{}{rest}", self.base)
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.clock.0)()
    }

    /// Today, where the organiser is.
    #[must_use]
    pub fn today(&self) -> Date {
        self.now().to_zoned(self.zone.clone()).date()
    }

    /// For the ledger, of what somebody does here and now: `actor` is [`Who::actor`](super::Who::actor).
    #[must_use]
    pub fn stamp<'a>(&'a self, actor: &'a str) -> Stamp<'a> {
        Stamp { run: None, actor: Some(actor), at: self.now(), key: self.ledger_key.as_deref() }
    }
}

/// The base of an organiser whose folder has this name.
#[must_use]
pub fn base(name: &str) -> String {
    if name.is_empty() { String::new() } else { format!("/{}", encoded(name)) }
}

/// In the characters of an address.
pub(super) fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    let one = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(one).collect()
}

/// Whose a path is, and the path that is left; the encoding of a name may be any.
pub(super) fn find(sites: &Sites, path: &str) -> Option<(Arc<Site>, String)> {
    if let Some(alone) = sites.get("") {
        return Some((alone.clone(), path.to_owned()));
    }
    let (first, rest) = path.strip_prefix('/')?.split_once('/').unwrap_or((path.strip_prefix('/')?, ""));
    Some((sites.get(&decoded(first)?)?.clone(), format!("/{rest}")))
}

/// A part of an address as text; none where it is no text.
pub(super) fn decoded(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digit = |byte: u8| char::from(byte).to_digit(16);
                u8::try_from(digit(rest.next()?)? * 16 + digit(rest.next()?)?).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_again_however_it_is_encoded() {
        assert_eq!(base("norrby"), "/norrby");
        assert_eq!(base("ånäs_1-b"), "/%C3%A5n%C3%A4s_1-b");
        assert_eq!(decoded("%C3%A5n%c3%a4s_1-b").as_deref(), Some("ånäs_1-b"));
        for bad in ["%", "%C", "%zz", "%FF", "%+1"] {
            assert_eq!(decoded(bad), None, "{bad}");
        }
    }
}
