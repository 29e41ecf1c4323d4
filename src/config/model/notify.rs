//! Letters.

use super::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Letters: who gets them and where they go.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Notify {
    /// Sender address.
    pub from: Option<String>,
    /// Where answers go.
    pub reply_to: Option<String>,
    /// Folder for letters as `.eml` files, beside this configuration when relative; in place of `smtp`.
    pub folder: Option<String>,
    /// The mail server that letters go to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smtp: Option<Smtp>,
    /// Who gets letters.
    pub recipient: Vec<Recipient>,
}

/// A mail server.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Smtp {
    /// Its name, which its certificate must have.
    pub host: String,
    /// Its port; without one the usual: 587 for `starttls`, 465 for `tls`, 25 for `none`.
    #[serde(default)]
    pub port: Option<u16>,
    /// What hides what is said: `starttls` from the greeting on, `tls` from the first byte, `none` only on your own machine.
    #[serde(default)]
    pub tls: SmtpTls,
    /// Who logs in.
    #[serde(default)]
    pub user: Option<String>,
    /// With what.
    #[serde(default)]
    pub password: Option<Secret>,
    /// File with the certificates of your own issuer (PEM), beside those that the system trusts.
    #[serde(default)]
    pub authority: Option<String>,
}

/// What hides what is said to a mail server.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SmtpTls {
    /// From the greeting on.
    #[default]
    Starttls,
    /// From the first byte.
    Tls,
    /// Nothing.
    None,
}

/// Someone who gets letters.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    /// Mail address.
    pub address: String,
    /// `organiser` hears of everything; `unit` only of the units listed; `operations` of stopped runs.
    pub role: RecipientRole,
    /// For the role `unit`: which units, by id or alias.
    #[serde(default)]
    pub units: Vec<String>,
}

/// What a recipient is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecipientRole {
    /// Hears of everything.
    Organiser,
    /// Hears of its own units.
    Unit,
    /// Hears of stopped and failed runs.
    Operations,
}
