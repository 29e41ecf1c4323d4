//! What somebody may see of a roster.

use super::{Protection, UnitId};
use std::collections::BTreeSet;

/// What somebody may see: whose units, and whether those whose identity is protected (SECURITY 3.4).
///
/// Nothing is shown that no scope was asked for: whatever looks for somebody takes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Of which units.
    pub units: Units,
    /// Are persons with a protected identity shown? They are counted in no number either where they are not.
    pub protected: Shown,
}

/// Of which units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Units {
    /// Of all, and what belongs to none.
    All,
    /// Of these, and of no other: the units below them stand here too.
    Only(BTreeSet<UnitId>),
}

/// Whether something is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// It is.
    Yes,
    /// It is as if it were not there.
    No,
}

impl Scope {
    /// Everything but persons with a protected identity.
    #[must_use]
    pub fn whole() -> Self {
        Self { units: Units::All, protected: Shown::No }
    }

    /// Is this unit one of them?
    #[must_use]
    pub fn sees_unit(&self, unit: &UnitId) -> bool {
        match &self.units {
            Units::All => true,
            Units::Only(units) => units.contains(unit),
        }
    }

    /// Is somebody shown who is so protected, and is at these units?
    #[must_use]
    pub fn sees<'a>(&self, protection: Protection, at: impl IntoIterator<Item = &'a UnitId>) -> bool {
        if protection.is_protected() && self.protected == Shown::No {
            return false;
        }
        self.units == Units::All || at.into_iter().any(|unit| self.sees_unit(unit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_school_admin_sees_who_is_at_the_own_units_and_nobody_protected() {
        let [own, other] = ["a", "b"].map(UnitId::from);
        let school = Scope { units: Units::Only(BTreeSet::from([own.clone()])), protected: Shown::No };
        assert!(school.sees(Protection::None, [&other, &own]));
        assert!(!school.sees(Protection::None, [&other]) && !school.sees(Protection::None, []));
        assert!(!school.sees(Protection::Confidential, [&own]));
        assert!(Scope::whole().sees(Protection::None, []) && !Scope::whole().sees(Protection::Confidential, [&own]));
        let decider = Scope { protected: Shown::Yes, ..school };
        assert!(decider.sees(Protection::Confidential, [&own]) && !decider.sees(Protection::Confidential, [&other]));
    }
}
