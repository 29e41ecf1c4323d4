//! Decisions about single persons, with owner, reason and end (PAIN 20, 22).

use super::{ProtectedPolicy, ToolKey};
use crate::roster::Period;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A decision about one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// The person, by id or alias.
    pub person: Arc<str>,
    /// What is decided.
    pub kind: OverrideKind,
    /// For one tool, or for all.
    pub tool: Option<ToolKey>,
    /// When it holds.
    pub period: Period,
    /// Why.
    pub reason: Arc<str>,
}

impl Override {
    /// The answer to a held decision, where it is one.
    #[must_use]
    pub fn choice(&self) -> Option<Choice> {
        match self.kind {
            OverrideKind::Decision(choice) => Some(choice),
            _ => None,
        }
    }
}

/// What is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OverrideKind {
    /// The seat is freed, the wish is kept (REQUIREMENTS D22).
    Dormant,
    /// Keeps the seat whatever the roster says.
    Pin,
    /// Gets no seat.
    Exclude,
    /// Protected identity that the source does not know of.
    Protected,
    /// What was decided for a protected person and a tool.
    Decision(#[serde(skip)] Choice),
}

/// The answer to a held decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// Undecided.
    Hold,
    /// No seat.
    Exclude,
    /// A seat like everyone else.
    Include,
}

/// Why nobody may decide about a person and a tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undecidable {
    /// There is no such tool.
    UnknownTool,
    /// The person's identity is not protected.
    NotProtected,
    /// The configuration decides.
    Decided,
}

impl Undecidable {
    /// Its word in the keys of texts.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::UnknownTool => "unknown-tool",
            Self::NotProtected => "not-protected",
            Self::Decided => "configured",
        }
    }
}

impl Choice {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Hold, Self::Exclude, Self::Include];

    /// Its word in forms and in the keys of its texts.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Exclude => "exclude",
            Self::Include => "include",
        }
    }

    /// The choice of this word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.word() == word)
    }
}

impl From<ProtectedPolicy> for Choice {
    fn from(policy: ProtectedPolicy) -> Self {
        match policy {
            ProtectedPolicy::Hold => Self::Hold,
            ProtectedPolicy::Exclude => Self::Exclude,
            ProtectedPolicy::Include => Self::Include,
        }
    }
}

/// Overrides that hold on one day, ordered by person.
#[derive(Debug, Default)]
pub struct Overrides<'a> {
    by_person: BTreeMap<&'a str, Vec<&'a Override>>,
}

impl<'a> Overrides<'a> {
    /// Those of `all` that hold on `day`.
    #[must_use]
    pub fn on(all: &'a [Override], day: Date) -> Self {
        let mut by_person: BTreeMap<&str, Vec<&Override>> = BTreeMap::new();
        for one in all.iter().filter(|o| o.period.covers(day)) {
            by_person.entry(&one.person).or_default().push(one);
        }
        Self { by_person }
    }

    /// Those about a person, known by id and alias, that touch `tool`.
    pub fn of<'b>(
        &'b self,
        person: &'b crate::roster::Person,
        tool: &'b ToolKey,
    ) -> impl Iterator<Item = &'a Override> + use<'a, 'b> {
        let names = std::iter::once(person.id.as_str()).chain(person.alias.as_deref());
        names.flat_map(move |name| self.named(name, tool))
    }

    /// Is there any about a person, whatever the tool?
    #[must_use]
    pub fn is_named(&self, person: &crate::roster::Person) -> bool {
        let mut names = std::iter::once(person.id.as_str()).chain(person.alias.as_deref());
        names.any(|name| self.by_person.contains_key(name))
    }

    /// Those about whoever has this id or alias, that touch `tool`.
    pub fn named<'b>(&'b self, name: &str, tool: &'b ToolKey) -> impl Iterator<Item = &'a Override> + use<'a, 'b> {
        let named = self.by_person.get(name).into_iter().flatten().copied();
        named.filter(move |o| o.tool.as_ref().is_none_or(|t| t == tool))
    }
}
