//! Where a request is on a day, and by when what.

use super::Request;
use crate::roster::UnitId;
use crate::workday::Workdays;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// By what days are reckoned.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// The organiser's working days.
    pub workdays: &'a Workdays,
    /// So many working days a vendor has after YES, and for a code (REQUIREMENTS B16, C17).
    pub days: u16,
}

/// What a vendor says of one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Says {
    /// There are licences.
    Yes,
    /// There are none.
    No,
}

impl Says {
    /// Its word in JSON and on the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
        }
    }
}

/// Who put in an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The vendor, by its link.
    Vendor,
    /// The organiser, who was told it.
    Organiser,
}

impl By {
    /// Its word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Vendor => "vendor",
            Self::Organiser => "organiser",
        }
    }
}

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What.
    pub says: Says,
    /// On which day.
    pub on: Date,
    /// Who put it in.
    pub by: By,
}

/// Where a request is (DOMAIN 8, REQUIREMENTS C6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Written, and not sent.
    Draft,
    /// Sent, on this very day.
    Sent,
    /// Sent before, and not answered for every unit.
    Unanswered,
    /// The vendor has licences, and time yet.
    Yes,
    /// The vendor has none. It ends here.
    No,
    /// Some units have theirs, and there is time yet.
    DeliveredInPart,
    /// All units have theirs that the vendor has licences for. It ends here.
    Delivered,
    /// The vendor has licences, and its time is over.
    Overdue,
    /// The organiser does not want it any more. It ends here.
    Withdrawn,
}

impl State {
    /// Its word in JSON and in lists.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Sent => "sent",
            Self::Unanswered => "unanswered",
            Self::Yes => "yes",
            Self::No => "no",
            Self::DeliveredInPart => "delivered_in_part",
            Self::Delivered => "delivered",
            Self::Overdue => "overdue",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Does it end here?
    #[must_use]
    pub fn is_end(self) -> bool {
        matches!(self, Self::No | Self::Delivered | Self::Withdrawn)
    }
}

impl Request {
    /// Where it is on a day.
    #[must_use]
    pub fn state(&self, terms: Terms<'_>, day: Date) -> State {
        let Some(sent_on) = self.sent_on else {
            return if self.withdrawn_on.is_some() { State::Withdrawn } else { State::Draft };
        };
        if self.withdrawn_on.is_some() {
            return State::Withdrawn;
        }
        let (mut yes, mut open) = (false, false);
        for line in &self.body.units {
            let is_yes = self.answers.get(&line.id).is_some_and(|answer| answer.says == Says::Yes);
            (yes, open) = (yes || is_yes, open || is_yes && !self.has_delivered(&line.id));
        }
        let is_answered = self.is_answered();
        match (is_answered, yes, open) {
            (true, false, _) => State::No,
            (true, true, false) => State::Delivered,
            (_, true, true) if self.late(terms, day) > 0 => State::Overdue,
            (false, _, _) if day <= sent_on && self.answers.is_empty() => State::Sent,
            (false, _, _) => State::Unanswered,
            (true, true, true) if self.delivered.is_empty() => State::Yes,
            (true, true, true) => State::DeliveredInPart,
        }
    }

    /// Has the vendor answered for every unit?
    #[must_use]
    pub fn is_answered(&self) -> bool {
        self.body.units.iter().all(|line| self.answers.contains_key(&line.id))
    }

    /// Is nothing to be done about it any more, whatever day it is?
    #[must_use]
    pub fn is_over(&self) -> bool {
        let is_done = |(unit, answer): (&UnitId, &Answer)| answer.says == Says::No || self.has_delivered(unit);
        self.withdrawn_on.is_some() || self.sent_on.is_some() && self.is_answered() && self.answers.iter().all(is_done)
    }

    /// Has a unit what it was promised?
    #[must_use]
    pub fn has_delivered(&self, unit: &UnitId) -> bool {
        self.delivered.iter().any(|one| one.units.contains(unit))
    }

    /// Units with a YES that wait for their licences.
    pub fn promised(&self) -> impl Iterator<Item = (&UnitId, &Answer)> {
        self.answers.iter().filter(|(unit, answer)| answer.says == Says::Yes && !self.has_delivered(unit))
    }

    /// By when a unit is to have its licences: on the day that the vendor named last, else on the one that is wanted, be it
    /// earlier or later, else so many working days after YES (REQUIREMENTS B11, B12, C17, C18).
    #[must_use]
    pub fn due_of(&self, unit: &UnitId, terms: Terms<'_>) -> Option<Date> {
        let answer = self.answers.get(unit).filter(|answer| answer.says == Says::Yes)?;
        let said = self.named_for(answer.on).or(self.body.wanted_on);
        Some(said.unwrap_or_else(|| terms.workdays.add(answer.on, i32::from(terms.days))))
    }

    /// By when the next unit that waits is to have its licences.
    #[must_use]
    pub fn due_on(&self, terms: Terms<'_>) -> Option<Date> {
        if self.withdrawn_on.is_some() {
            return None;
        }
        self.promised().filter_map(|(unit, _)| self.due_of(unit, terms)).min()
    }

    /// How many working days it is late; 0 where it is not.
    #[must_use]
    pub fn late(&self, terms: Terms<'_>, day: Date) -> u32 {
        let days = self.due_on(terms).map_or(0, |due| terms.workdays.between(due, day));
        u32::try_from(days).unwrap_or(0)
    }

    /// For how many working days nobody has answered; 0 where nobody is asked.
    #[must_use]
    pub fn waits(&self, terms: Terms<'_>, day: Date) -> u32 {
        let asked = self.sent_on.filter(|_| !self.is_answered() && self.withdrawn_on.is_none());
        asked.map_or(0, |sent| u32::try_from(terms.workdays.between(sent, day)).unwrap_or(0))
    }

    /// Units that cannot be served before they have a code, and by when they are to have one: so many working days after
    /// YES (REQUIREMENTS B16). `with_code` are those that have got one since.
    #[must_use]
    pub fn code_tasks(&self, with_code: &BTreeSet<UnitId>, terms: Terms<'_>) -> Vec<(UnitId, Date)> {
        let lacks = |unit: &UnitId| {
            let line = self.body.unit(unit);
            line.is_some_and(|line| line.code == super::Code::Missing) && !with_code.contains(unit)
        };
        let due = |answer: &Answer| terms.workdays.add(answer.on, i32::from(terms.days));
        let open = self.promised().filter(|(unit, _)| self.withdrawn_on.is_none() && lacks(unit));
        open.map(|(unit, answer)| (unit.clone(), due(answer))).collect()
    }
}

/// How many requests have an answer (REQUIREMENTS C3). Drafts were not asked, and what was withdrawn need not be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Summary {
    /// Answered, for every unit.
    pub answered: u32,
    /// Of those, with a YES.
    pub yes: u32,
    /// Of those, with NO for every unit.
    pub no: u32,
    /// Not answered.
    pub unanswered: u32,
}

impl Summary {
    /// Of all these.
    #[must_use]
    pub fn of<'a>(all: impl IntoIterator<Item = &'a Request>) -> Self {
        let mut summary = Self::default();
        for request in all {
            if request.sent_on.is_none() || request.withdrawn_on.is_some() && !request.is_answered() {
                continue;
            }
            let yes = request.answers.values().any(|answer| answer.says == Says::Yes);
            let count = match (request.is_answered(), yes) {
                (false, _) => &mut summary.unanswered,
                (true, true) => &mut summary.yes,
                (true, false) => &mut summary.no,
            };
            *count += 1;
        }
        summary.answered = summary.yes + summary.no;
        summary
    }
}
