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

/// What a program hears of it that hears of such things; nothing where it hears nothing. It hears at once and of everything,
/// whoever else does.
#[must_use]
pub fn heard(hears: &Hears, notice: &Notice, roster: &Snapshot) -> Option<Notice> {
    let recipient = Recipient { address: String::new(), hears: hears.clone() };
    Audience { roster, has_operations: false }.heard(&recipient, notice)
}

impl<'a> Audience<'a> {
    pub(super) fn of(recipients: &[Recipient], roster: &'a Snapshot) -> Self {
        Self { roster, has_operations: recipients.iter().any(|recipient| recipient.hears == Hears::Stops) }
    }

    /// What this recipient hears of it when it happens.
    pub(super) fn heard(&self, recipient: &Recipient, notice: &Notice) -> Option<Notice> {
        match (notice, &recipient.hears) {
            (Notice::Opened { alert }, _) => Some(Notice::Opened { alert: self.heard_of(recipient, alert)? }),
            (Notice::Worse { alert }, _) => Some(Notice::Worse { alert: self.heard_of(recipient, alert)? }),
            (Notice::Resolved { alert }, _) => Some(Notice::Resolved { alert: self.heard_of(recipient, alert)? }),
            (Notice::Happened { .. }, Hears::Everything) => Some(notice.clone()),
            (Notice::Happened { happening }, Hears::Units(mine)) => {
                let happening = happening.of_units(|unit| self.is_named(unit, mine))?;
                Some(Notice::Happened { happening })
            }
            (Notice::Happened { .. }, Hears::Stops | Hears::Unanswered) => None,
        }
    }

    /// What this recipient hears of such an alert: of some units what is theirs, and no number of anybody else's.
    fn heard_of(&self, recipient: &Recipient, alert: &Alert) -> Option<Alert> {
        let hears = match &recipient.hears {
            Hears::Everything => !alert.is_of_service() || !self.has_operations,
            Hears::Stops => alert.is_of_service() || matches!(alert, Alert::Held { .. }),
            Hears::Units(mine) => return alert.of_units(|unit| self.is_named(unit, mine)),
            Hears::Unanswered => false,
        };
        hears.then(|| alert.clone())
    }

    /// What this recipient hears of one that stood yesterday too.
    pub(super) fn heard_again(&self, recipient: &Recipient, open: &Open) -> Option<Open> {
        if recipient.hears == Hears::Everything {
            return Some(open.clone());
        }
        let alert = self.heard_of(recipient, &open.alert)?;
        Some(Open { alert, ..open.clone() })
    }

    fn is_named(&self, unit: &UnitId, names: &[String]) -> bool {
        let alias = self.roster.find_unit(unit).and_then(|unit| unit.alias.as_deref());
        names.iter().any(|name| name == unit.as_str() || Some(name.as_str()) == alias)
    }
}
