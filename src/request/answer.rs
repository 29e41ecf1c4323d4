//! What may be done about a request, and what it is afterwards.
//!
//! Each deed gives the request as it is then; none where that was so already. Nothing leads out of an end.

use super::{Answer, By, Condition, Met, Precondition, Reminder, Request, Says};
use crate::licence::LicenceKey;
use crate::roster::UnitId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Something that was delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivered {
    /// Which licences.
    pub batch: LicenceKey,
    /// To which units.
    pub units: BTreeSet<UnitId>,
    /// How many seats; none where there is no limit.
    pub seats: Option<u32>,
    /// On which day.
    pub on: Date,
}

/// May an answer replace another?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// It may not.
    No,
    /// Somebody gave a reason for it (REQUIREMENTS C15).
    WithReason,
}

/// Why something cannot be done about a request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is over.
    #[error("the request is over")]
    Over,
    /// It was not sent.
    #[error("the request was not sent yet")]
    NotSent,
    /// Something that must be in place is not.
    #[error("not in place: {}", .0.iter().map(|what| what.word()).collect::<Vec<_>>().join(", "))]
    Blocked(Vec<Precondition>),
    /// It asks for no unit.
    #[error("the request names no unit")]
    NoUnits,
    /// It does not ask for this unit.
    #[error("the request does not ask for the unit {0}")]
    OtherUnit(UnitId),
    /// Somebody has answered otherwise.
    #[error("it is answered already; another answer needs a reason")]
    Answered,
    /// The vendor has no licences for this unit, or has not said so.
    #[error("nothing is promised to the unit {0}")]
    NotPromised(UnitId),
    /// There is nothing to remind of.
    #[error("there is nothing to remind of")]
    NothingDue,
    /// The vendor has promised nothing that is still to come.
    #[error("nothing is promised that is still to come")]
    NothingPromised,
    /// The day that is named is over, or so far away that it must be mistyped.
    #[error("{on} is not between {first} and {last}")]
    OddDay {
        /// The day.
        on: Date,
        /// The first that may be named.
        first: Date,
        /// The last.
        last: Date,
    },
    /// A later day than the one that was named before is a delay, and a delay has a reason.
    #[error("{0} was named before; a later day is a delay, and needs a reason")]
    Later(Date),
    /// The day is no later than what is due.
    #[error("it is due on {0}; a delay is to a later day")]
    NoDelay(Date),
    /// A reason is missing, or is too long.
    #[error("a reason of at most 300 signs is needed")]
    NoReason,
}

impl Request {
    /// Sent to the vendor.
    ///
    /// # Errors
    /// What blocks it.
    pub fn send(&self, on: Date) -> Result<Option<Self>, Refusal> {
        if self.is_over() {
            return Err(Refusal::Over);
        }
        if self.sent_on.is_some() {
            return Ok(None);
        }
        if self.body.units.is_empty() {
            return Err(Refusal::NoUnits);
        }
        let missing = |one: &&Condition| one.met == Met::Missing;
        let missing: Vec<Precondition> = self.conditions.iter().filter(missing).map(|one| one.what).collect();
        if !missing.is_empty() {
            return Err(Refusal::Blocked(missing));
        }
        Ok(Some(Self { sent_on: Some(on), ..self.clone() }))
    }

    /// Answered for these units.
    ///
    /// # Errors
    /// Over, not sent, a unit that was not asked for, or an answer that is another than before.
    pub fn answer(&self, units: &BTreeSet<UnitId>, answer: Answer, again: Again) -> Result<Option<Self>, Refusal> {
        if let Some(unit) = units.iter().find(|unit| self.body.unit(unit).is_none()) {
            return Err(Refusal::OtherUnit(unit.clone()));
        }
        let says = |unit: &UnitId| self.answers.get(unit).map(|answer| answer.says);
        if self.sent_on.is_some() && units.iter().all(|unit| says(unit) == Some(answer.says)) {
            return Ok(None);
        }
        self.is_under_way()?;
        let is_other = |unit: &&UnitId| says(unit).is_some_and(|before| before != answer.says);
        let others: Vec<&UnitId> = units.iter().filter(is_other).collect();
        if !others.is_empty() && again == Again::No {
            return Err(Refusal::Answered);
        }
        // What was delivered cannot be unsaid.
        if others.iter().any(|unit| self.has_delivered(unit)) {
            return Err(Refusal::Answered);
        }
        let mut after = self.clone();
        for unit in units.iter().filter(|unit| says(unit) != Some(answer.says)) {
            after.answers.insert(unit.clone(), answer);
        }
        Ok(Some(after))
    }

    /// Delivered to units that were promised something. One batch is delivered once.
    ///
    /// # Errors
    /// Over, not sent, or a unit that was promised nothing.
    pub fn deliver(&self, delivered: &Delivered) -> Result<Option<Self>, Refusal> {
        if self.delivered.iter().any(|one| one.batch == delivered.batch) {
            return Ok(None);
        }
        self.is_under_way()?;
        if delivered.units.is_empty() {
            return Err(Refusal::NoUnits);
        }
        let is_promised = |unit: &&UnitId| self.answers.get(*unit).is_some_and(|answer| answer.says == Says::Yes);
        if let Some(unit) = delivered.units.iter().find(|unit| !is_promised(unit)) {
            return Err(Refusal::NotPromised(unit.clone()));
        }
        let mut after = self.clone();
        after.delivered.push(delivered.clone());
        Ok(Some(after))
    }

    /// Not wanted any more.
    ///
    /// # Errors
    /// Over already, otherwise than by being withdrawn.
    pub fn withdraw(&self, on: Date) -> Result<Option<Self>, Refusal> {
        if self.withdrawn_on.is_some() {
            return Ok(None);
        }
        if self.is_over() {
            return Err(Refusal::Over);
        }
        Ok(Some(Self { withdrawn_on: Some(on), ..self.clone() }))
    }

    /// The vendor is reminded of something.
    ///
    /// # Errors
    /// Over, or not sent.
    pub fn remind(&self, of: Reminder, on: Date) -> Result<Option<Self>, Refusal> {
        self.is_under_way()?;
        if self.is_reminded(of, on) {
            return Ok(None);
        }
        let mut after = self.clone();
        after.reminded.push((of, on));
        Ok(Some(after))
    }

    /// The key of the next batch that is delivered.
    #[must_use]
    pub fn next_batch(&self) -> LicenceKey {
        LicenceKey::from(format!("{}-{}", self.number, self.delivered.len() + 1))
    }

    /// All units for which an answer is missing.
    #[must_use]
    pub fn unanswered(&self) -> BTreeSet<UnitId> {
        let open = self.body.units.iter().filter(|line| !self.answers.contains_key(&line.id));
        open.map(|line| line.id.clone()).collect()
    }

    /// Who put in the last answer, and on which day.
    #[must_use]
    pub fn last_answer(&self) -> Option<(By, Date)> {
        self.answers.values().map(|answer| (answer.by, answer.on)).max_by_key(|(_, on)| *on)
    }

    pub(super) fn is_under_way(&self) -> Result<(), Refusal> {
        match (self.is_over(), self.sent_on) {
            (true, _) => Err(Refusal::Over),
            (false, None) => Err(Refusal::NotSent),
            (false, Some(_)) => Ok(()),
        }
    }
}
