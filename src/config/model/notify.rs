//! Letters.

use super::{Secret, TimeOfDay, Webhook};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Letters: who gets them, when, and where they go.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
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
    /// When `serve` sends the digest of a working day, in the organiser's time zone.
    pub digest_at: TimeOfDay,
    /// When `serve` disturbs nobody but with what is critical; days that are not working days are quiet altogether.
    pub quiet_hours: QuietHours,
    /// After how many working days `serve` tells others of what nobody has answered.
    pub escalation: Escalation,
    /// No more letters an hour go to the addresses of one domain: where there are more, each recipient gets one letter that
    /// tells of the others.
    pub hourly_max: u32,
    /// Who gets letters.
    pub recipient: Vec<Recipient>,
    /// Programs that are told what changes, as signed webhooks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub webhook: Vec<Webhook>,
}

impl Default for Notify {
    fn default() -> Self {
        Self {
            from: None,
            reply_to: None,
            folder: None,
            smtp: None,
            digest_at: TimeOfDay::new(7, 30),
            quiet_hours: QuietHours::default(),
            escalation: Escalation::default(),
            hourly_max: 200,
            recipient: Vec::new(),
            webhook: Vec::new(),
        }
    }
}

/// When nobody is disturbed.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct QuietHours {
    /// From this time on.
    pub from: TimeOfDay,
    /// Until this time.
    pub to: TimeOfDay,
}

impl Default for QuietHours {
    fn default() -> Self {
        Self { from: TimeOfDay::new(17, 0), to: TimeOfDay::new(7, 0) }
    }
}

/// After how many working days others hear of what nobody has answered.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Escalation {
    /// The organiser, once more.
    pub organiser: u16,
    /// Recipients of the role `chief`.
    pub chief: u16,
}

impl Default for Escalation {
    fn default() -> Self {
        Self { organiser: 3, chief: 5 }
    }
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
    /// `organiser` hears of everything; `unit` only of the units listed; `operations` of stopped and failed runs; `chief`
    /// of what nobody has answered for days.
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
    /// Hears of what nobody has answered for days.
    Chief,
}
