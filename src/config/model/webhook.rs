//! Programs that are told what changes.

use super::{RecipientRole, Secret};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A program that is told what changes, as soon as it has changed.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Webhook {
    /// Its name, for lists and alerts.
    pub name: String,
    /// Where it listens: `https://`, or `http://` on this very machine.
    pub url: String,
    /// What messages are signed with: `whsec_` and 24 to 64 bytes in base64.
    pub secret: Secret,
    /// The secret before that, for as long as the receiver may know no other: messages are signed with both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_before: Option<Secret>,
    /// `organiser` hears of everything; `unit` only of the units listed; `operations` of stopped and failed runs.
    pub role: RecipientRole,
    /// For the role `unit`: which units, by id or alias.
    #[serde(default)]
    pub units: Vec<String>,
    /// Of these kinds only; of all where nothing is said.
    #[serde(default)]
    pub kinds: Vec<WebhookKind>,
    /// Networks that are not public and may be gone to all the same.
    #[serde(default)]
    pub allow_private: Vec<String>,
    /// File with the certificates of your own issuer (PEM), beside those that the system trusts.
    #[serde(default)]
    pub authority: Option<String>,
}

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WebhookKind {
    /// Somebody entitled has no seat.
    Shortage,
    /// More holders than seats.
    OverAssigned,
    /// Few seats left.
    LowSeats,
    /// People start, and nobody knows of seats for them.
    StartersAtRisk,
    /// A licence ends.
    Expiring,
    /// A licence is in grace.
    InGrace,
    /// An agreement lets nobody new in.
    Dpa,
    /// Somebody protected needs a decision.
    ProtectedDecision,
    /// Persons without an address.
    EmailMissing,
    /// Units without a code.
    UnitCodeMissing,
    /// A unit without the organiser's licence.
    UnitNotAssigned,
    /// A name that the roster does not have.
    Unknown,
    /// A licence starts by itself.
    StartsItself,
    /// Runs fail.
    RunsFail,
    /// A source delivers nothing new.
    SourceOld,
    /// A saved configuration cannot be used.
    ConfigurationRefused,
    /// A receiver of webhooks was lost.
    WebhookLost,
    /// A vendor has not answered a licence request.
    RequestUnanswered,
    /// What a vendor promised upon a licence request did not come.
    RequestOverdue,
    /// A guard holds something.
    Held,
    /// Holders got other addresses.
    EmailChanged,
    /// Seats were taken back.
    Withdrawn,
    /// A licence joined a pool.
    Joined,
}
