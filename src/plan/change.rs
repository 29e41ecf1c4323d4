//! What became of a person or an account, as the ledger tells it.

use serde::{Deserialize, Serialize};

/// What became of a person in the roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonChange {
    /// New.
    Added,
    /// Gone.
    Removed,
    /// Different.
    Changed,
}

/// What became of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountChange {
    /// New.
    Added,
    /// Taken out.
    Removed,
    /// Another password.
    Password,
    /// For something else, or elsewhere.
    Role,
    /// Its sessions were ended.
    SignedOut,
    /// Somebody else's sign-in opens it.
    Linked,
    /// No one else's sign-in opens it any more.
    Unlinked,
    /// A program may ask for it.
    TokenAdded,
    /// A program may no longer.
    TokenRemoved,
}
