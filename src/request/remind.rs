//! Of what a vendor is reminded and when, and from when on the organiser hears of it (UX 5.2.5, 5.5).

use super::{Request, State, Terms};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// After so many working days without an answer the vendor is reminded, and the organiser hears of it.
pub const STEPS: [u16; 3] = [5, 10, 15];

/// Something that a vendor is reminded of; each once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "of", content = "step", rename_all = "snake_case")]
pub enum Reminder {
    /// There is no answer after so many working days.
    Unanswered(u16),
    /// The licences are due today.
    Due,
    /// They were due on the working day before.
    Late,
    /// Somebody wants the vendor to be reminded of whatever is open; once a day.
    ByHand,
}

impl Reminder {
    /// Its word in letters' lists and in the ledger.
    #[must_use]
    pub fn word(self) -> String {
        match self {
            Self::Unanswered(step) => format!("unanswered_{step}"),
            Self::Due => "due".to_owned(),
            Self::Late => "late".to_owned(),
            Self::ByHand => "by_hand".to_owned(),
        }
    }
}

/// What the organiser should act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// Nobody has answered for so many working days.
    Unanswered {
        /// The step that was reached.
        step: u16,
        /// How many.
        days: u32,
    },
    /// What was promised is not there, and the vendor was reminded in vain.
    Overdue {
        /// When it was due.
        due: Date,
        /// How many working days ago.
        late: u32,
    },
}

impl Request {
    /// What the vendor is to be reminded of on a day. Where several things are due only the last of them is, and nothing
    /// twice (UX 5.1).
    #[must_use]
    pub fn reminder(&self, terms: Terms<'_>, day: Date) -> Option<Reminder> {
        let due = self.due_on(terms);
        let tightest = match self.state(terms, day) {
            State::Unanswered | State::Sent => step(self.waits(terms, day)).map(Reminder::Unanswered),
            State::Yes | State::DeliveredInPart => due.filter(|due| *due == day).map(|_| Reminder::Due),
            State::Overdue => Some(Reminder::Late),
            State::Draft | State::No | State::Delivered | State::Withdrawn => None,
        }?;
        let is_said = match tightest {
            Reminder::Unanswered(step) => {
                self.reminded.iter().any(|(of, _)| matches!(of, Reminder::Unanswered(before) if *before >= step))
            }
            other => self.is_reminded(other, day),
        };
        (!is_said).then_some(tightest)
    }

    /// Is the vendor reminded of this already? By hand once a day; of a day that is due once for each day that was named.
    pub(super) fn is_reminded(&self, of: Reminder, day: Date) -> bool {
        let named_on = self.named.last().map(|named| named.said_on);
        let counts = |when: Date| match of {
            _ if when == day => true,
            Reminder::ByHand => false,
            Reminder::Unanswered(_) => true,
            Reminder::Due | Reminder::Late => named_on.is_none_or(|said| when > said),
        };
        self.reminded.iter().any(|(before, when)| *before == of && counts(*when))
    }

    /// Is a reminder about what was promised, and not about an answer?
    #[must_use]
    pub fn is_about_delivery(&self, of: Reminder, terms: Terms<'_>) -> bool {
        match of {
            Reminder::Unanswered(_) => false,
            Reminder::Due | Reminder::Late => true,
            Reminder::ByHand => self.due_on(terms).is_some(),
        }
    }

    /// What the organiser should act on: an answer that does not come, and licences that still do not on the second
    /// working day after they were due, since the vendor was reminded on the two before.
    #[must_use]
    pub fn stand(&self, terms: Terms<'_>, day: Date) -> Option<Stand> {
        match self.state(terms, day) {
            State::Unanswered => {
                let days = self.waits(terms, day);
                Some(Stand::Unanswered { step: step(days)?, days })
            }
            State::Overdue => {
                let late = self.late(terms, day);
                Some(Stand::Overdue { due: self.due_on(terms)?, late }).filter(|_| late > 1)
            }
            _ => None,
        }
    }
}

/// The last step that was reached after so many working days.
fn step(days: u32) -> Option<u16> {
    STEPS.into_iter().rev().find(|step| u32::from(*step) <= days)
}
