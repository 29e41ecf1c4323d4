//! Who hears of what.

use super::Open;
use crate::plan::{Alert, Notice};
use crate::roster::{Snapshot, UnitId};

/// Who gets letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Mail address.
    pub address: String,
    /// What of.
    pub hears: Hears,
}

/// What a recipient hears of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hears {
    /// Everything; of upprop's own work only what is not mended within a day, where somebody else sees to that.
    Everything,
    /// These units, by id or alias.
    Units(Vec<String>),
    /// Stopped and failed runs.
    Stops,
    /// What nobody has done anything about for days.
    Unanswered,
}

/// The roster's names of units, and whether somebody sees to upprop's own work.
#[derive(Clone, Copy)]
pub(super) struct Audience<'a> {
    pub(super) roster: &'a Snapshot,
    pub(super) has_operations: bool,
}

/// Does a program hear of it that hears of such things? It hears at once and of everything, whoever else does.
#[must_use]
pub fn is_for(hears: &Hears, notice: &Notice, roster: &Snapshot) -> bool {
    let recipient = Recipient { address: String::new(), hears: hears.clone() };
    Audience { roster, has_operations: false }.hears(&recipient, notice)
}

impl<'a> Audience<'a> {
    pub(super) fn of(recipients: &[Recipient], roster: &'a Snapshot) -> Self {
        Self { roster, has_operations: recipients.iter().any(|recipient| recipient.hears == Hears::Stops) }
    }

    /// Does this recipient hear of it when it happens?
    pub(super) fn hears(&self, recipient: &Recipient, notice: &Notice) -> bool {
        match notice {
            Notice::Opened { alert } | Notice::Worse { alert } | Notice::Resolved { alert } => {
                self.hears_of(recipient, alert)
            }
            Notice::Happened { .. } => recipient.hears == Hears::Everything,
        }
    }

    /// Does this recipient hear of such an alert?
    pub(super) fn hears_of(&self, recipient: &Recipient, alert: &Alert) -> bool {
        match &recipient.hears {
            Hears::Everything => !alert.is_of_service() || !self.has_operations,
            Hears::Stops => alert.is_of_service() || matches!(alert, Alert::Held { .. }),
            Hears::Units(mine) => units(alert).iter().any(|unit| self.is_named(unit, mine)),
            Hears::Unanswered => false,
        }
    }

    /// Does this recipient hear of one that stood yesterday too?
    pub(super) fn hears_again(&self, recipient: &Recipient, open: &Open) -> bool {
        self.hears_of(recipient, &open.alert) || recipient.hears == Hears::Everything
    }

    fn is_named(&self, unit: &UnitId, names: &[String]) -> bool {
        let alias = self.roster.find_unit(unit).and_then(|unit| unit.alias.as_deref());
        names.iter().any(|name| name == unit.as_str() || Some(name.as_str()) == alias)
    }
}

/// The units that an alert is about.
fn units(alert: &Alert) -> Vec<&UnitId> {
    match alert {
        Alert::Shortage { units, .. } => units.iter().map(|(unit, _)| unit).collect(),
        Alert::UnitCodeMissing { units } => units.iter().collect(),
        Alert::UnitNotAssigned { unit, .. } => vec![unit],
        _ => Vec::new(),
    }
}
