//! What of an alert concerns some units: whoever answers for a school hears of that school, and of its own numbers only
//! (UX 5.2.8).

use super::{Alert, Happening};
use crate::roster::UnitId;

impl Alert {
    /// What of it is of these units; nothing where none of it is.
    #[must_use]
    pub fn of_units(&self, is_theirs: impl Fn(&UnitId) -> bool) -> Option<Self> {
        let mut own = self.clone();
        let is_own = match &mut own {
            Self::Shortage { units, waiting, .. } => {
                *waiting = counted(units, is_theirs);
                !units.is_empty()
            }
            Self::EmailMissing { units, count, .. } => {
                *count = counted(units, is_theirs);
                !units.is_empty()
            }
            Self::UnitCodeMissing { units } | Self::LowSeats { units, .. } | Self::StartsItself { units, .. } => {
                units.retain(is_theirs);
                !units.is_empty()
            }
            Self::UnitNotAssigned { unit, .. } => is_theirs(unit),
            _ => false,
        };
        is_own.then_some(own)
    }
}

impl Happening {
    /// What of it is of these units; nothing where none of it is.
    #[must_use]
    pub fn of_units(&self, is_theirs: impl Fn(&UnitId) -> bool) -> Option<Self> {
        let mut own = self.clone();
        let Self::EmailChanged { units, count, .. } = &mut own else { return None };
        *count = counted(units, is_theirs);
        let is_own = !units.is_empty();
        is_own.then_some(own)
    }
}

/// Keeps those units, and counts them.
fn counted(units: &mut Vec<(UnitId, u32)>, is_theirs: impl Fn(&UnitId) -> bool) -> u32 {
    units.retain(|(unit, _)| is_theirs(unit));
    units.iter().map(|(_, count)| *count).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(unit: &str) -> impl Fn(&UnitId) -> bool {
        move |other| other.as_str() == unit
    }

    #[test]
    fn a_school_hears_its_own_number_and_of_no_other_school() {
        let units = || vec![("A".into(), 2), ("B".into(), 5)];
        let missing = Alert::EmailMissing { tool: "t".into(), count: 9, units: units() };
        let own = Alert::EmailMissing { tool: "t".into(), count: 2, units: vec![("A".into(), 2)] };
        assert_eq!((missing.of_units(at("A")), missing.of_units(at("C"))), (Some(own), None));
        let lacks = |waiting, units| Alert::Shortage { pool: "p".into(), waiting, total: 4, units, next: None };
        assert_eq!(lacks(9, units()).of_units(at("B")), Some(lacks(5, vec![("B".into(), 5)])));
        let changed = |count, units| Happening::EmailChanged { tool: "t".into(), count, units };
        assert_eq!(changed(7, units()).of_units(at("B")), Some(changed(5, vec![("B".into(), 5)])));
        assert_eq!(changed(7, Vec::new()).of_units(at("B")), None);
    }

    #[test]
    fn what_is_of_the_whole_organiser_is_of_no_unit() {
        for alert in [
            Alert::ProtectedDecision { count: 1 },
            Alert::OverAssigned { pool: "p".into(), count: 1 },
            Alert::LowSeats { pool: "p".into(), available: 1, total: 9, units: Vec::new() },
            Alert::EmailMissing { tool: "t".into(), count: 3, units: Vec::new() },
        ] {
            assert_eq!(alert.of_units(|_| true), None, "{alert:?}");
        }
    }
}
