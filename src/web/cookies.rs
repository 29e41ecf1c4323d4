//! Cookies: which there are, how they are read, how they are given and taken back (SECURITY 3.3).
//!
//! `__Host-` binds one to this very host, over TLS, for every path: no other name of the domain can plant one. Organisers of one
//! program therefore share the paths, and each has names of its own.

use super::site::{Cookies, Site};
use super::{Refusal, hooks};
use axum::http::{HeaderMap, HeaderValue, header};

/// What a cookie is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cookie {
    /// Somebody is signed in.
    Session,
    /// Somebody who is not has a form open.
    Form,
    /// In which language somebody reads.
    Language,
    /// Somebody was sent to a provider, and is to come back.
    #[cfg(feature = "oidc")]
    Provider,
}

impl Cookie {
    /// Its name with an organiser.
    pub(super) fn name(self, site: &Site) -> String {
        let prefix = match site.cookies {
            Cookies::Secure => "__Host-upprop",
            Cookies::Plain => "upprop",
        };
        let word = match self {
            Self::Session => "",
            Self::Form => "-form",
            Self::Language => "-lang",
            #[cfg(feature = "oidc")]
            Self::Provider => "-oidc",
        };
        let [a, b, c, d, ..] = hooks::digest(&site.base);
        let own = if site.base.is_empty() { String::new() } else { format!("-{a:02x}{b:02x}{c:02x}{d:02x}") };
        format!("{prefix}{word}{own}")
    }

    /// What the browser says it is.
    pub(super) fn of<'h>(self, site: &Site, headers: &'h HeaderMap) -> Option<&'h str> {
        let name = self.name(site);
        let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
        let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Gives it, until the browser is closed; the language for a year, the
    /// way to a provider and back for ten minutes.
    ///
    /// # Errors
    /// A value that cannot stand in a cookie.
    pub(super) fn give(self, site: &Site, headers: &mut HeaderMap, value: &str) -> Result<(), Refusal> {
        let secure = if site.cookies == Cookies::Secure { "; Secure" } else { "" };
        let age = match (self, value) {
            (_, "") => "; Max-Age=0",
            (Self::Language, _) => "; Max-Age=31536000",
            #[cfg(feature = "oidc")]
            (Self::Provider, _) => "; Max-Age=600",
            _ => "",
        };
        let text = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}", self.name(site));
        let value = HeaderValue::from_str(&text).map_err(|_| Refusal::Fault)?;
        headers.append(header::SET_COOKIE, value);
        Ok(())
    }

    /// Takes it back.
    ///
    /// # Errors
    /// As [`give`](Self::give).
    pub(super) fn take_back(self, site: &Site, headers: &mut HeaderMap) -> Result<(), Refusal> {
        self.give(site, headers, "")
    }
}
