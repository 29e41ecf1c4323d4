//! Who asks.

use crate::roster::Scope;

/// What an account is for (SECURITY 3.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Sees the whole organiser, and acts.
    Admin,
    /// Sees the own units, and acts there.
    School,
    /// Reads reports, and no lists of people.
    Reporter,
    /// Reads everything that is noted, and changes nothing.
    Auditor,
    /// Decides about persons whose identity is protected, and sees them.
    Decider,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Admin, Self::School, Self::Reporter, Self::Auditor, Self::Decider];

    /// The role of a word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    /// The word in databases, configurations and addresses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::School => "school",
            Self::Reporter => "reporter",
            Self::Auditor => "auditor",
            Self::Decider => "decider",
        }
    }
}

/// Somebody who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// The name of the account; what the ledger says of deeds is `web:` and this.
    pub account: String,
    /// What it is for.
    pub role: Role,
    /// What it sees.
    pub scope: Scope,
}

impl Who {
    /// How the ledger names who did something here.
    #[must_use]
    pub fn actor(&self) -> String {
        format!("web:{}", self.account)
    }
}
