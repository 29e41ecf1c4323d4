//! What is: who holds which seat, and who wishes for one. Counts are always derived from these.

use super::{Cause, Reason, WishState};
use crate::licence::{PoolKey, ToolKey};
use crate::roster::{PersonId, SourceName};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One key a person and tool: at most one live grant, at most one wish (REQUIREMENTS D18).
pub type Key = (ToolKey, PersonId);

/// Every live grant and every open wish.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seats {
    /// Live grants.
    pub grants: BTreeMap<Key, Grant>,
    /// Wishes of those who have no seat.
    pub wishes: BTreeMap<Key, Wish>,
    /// Number of the newest grant there ever was.
    pub last_seq: i64,
}

/// A seat that somebody has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Out of which pool.
    pub pool: PoolKey,
    /// Number of the grant, rising over the whole history.
    pub seq: i64,
    /// The day it was granted.
    pub granted_on: Date,
    /// Start of the demand that it served; kept when the seat is lost for want of seats.
    pub since: Date,
    /// On the way out, or not.
    pub leaving: Option<Leaving>,
    /// The last day, when the seat is only lent (ALLOCATION 6).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lent_until: Option<Date>,
}

impl Grant {
    /// Was the seat lent, and is the last day over?
    #[must_use]
    pub fn is_over(&self, day: Date) -> bool {
        self.lent_until.is_some_and(|last| last < day)
    }
}

/// A seat whose holder left: occupied, and freed after `until` (DOMAIN 9.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaving {
    /// Last day of entitlement.
    pub ended_on: Date,
    /// Last day on which the seat is kept even though somebody wants it; nothing: as long as the grace lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_until: Option<Date>,
    /// Last day of grace, inclusive.
    pub until: Date,
    /// Why.
    pub cause: Cause,
    /// Did the holder sit as staff? A seat of a class licence stays of that kind when nobody can look any more.
    pub as_staff: bool,
    /// What must be said again before the seat goes, where one delivery alone lacks somebody or a membership.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm: Option<Confirm>,
}

/// Absent from one delivery is not proof of leaving (RELIABILITY 0.2): a second one must lack the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirm {
    /// Whose delivery.
    pub source: SourceName,
    /// Made on this day or later.
    pub from: Date,
}

/// On which day each source's last delivery was made that says all there is; of one that is not named it is today's.
pub type DeliveredOn = BTreeMap<SourceName, Date>;

impl Leaving {
    /// Does whoever wants the seat on `day` get it?
    #[must_use]
    pub fn gives_way(&self, day: Date, delivered: &DeliveredOn) -> bool {
        self.kept_until.is_some_and(|kept| kept < day) && self.is_confirmed(delivered)
    }

    /// Is the seat no longer kept on `day`?
    #[must_use]
    pub fn is_over(&self, day: Date, delivered: &DeliveredOn) -> bool {
        self.until < day && self.is_confirmed(delivered)
    }

    /// Would the seat be free by now, or anybody's, had the source said it again?
    #[must_use]
    pub fn waits(&self, day: Date, delivered: &DeliveredOn) -> bool {
        self.kept_until.unwrap_or(self.until) < day && !self.is_confirmed(delivered)
    }

    /// Has the source said it again?
    fn is_confirmed(&self, delivered: &DeliveredOn) -> bool {
        let on = |confirm: &Confirm| delivered.get(&confirm.source).is_none_or(|on| *on >= confirm.from);
        self.confirm.as_ref().is_none_or(on)
    }
}

/// A wish without a seat: never lost, always with its reason (DOMAIN 0.6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// In the queue of which pool; the first that fits.
    pub pool: PoolKey,
    /// What it is.
    pub state: WishState,
    /// Every reason, the one that stands furthest in the way first.
    pub reasons: Vec<Reason>,
    /// First day of this unserved demand.
    pub since: Date,
    /// First day of the entitlement itself.
    pub starts_on: Option<Date>,
    /// Priority class.
    pub class: u8,
}

impl Wish {
    /// The reason that is told first.
    #[must_use]
    pub fn reason(&self) -> Reason {
        self.reasons.first().copied().unwrap_or(Reason::NoFreeSeat)
    }

    /// Is a seat all that lacks, be it that one is kept for others?
    #[must_use]
    pub fn lacks_a_seat(&self) -> bool {
        self.state == WishState::Waiting && matches!(self.reason(), Reason::NoFreeSeat | Reason::KeptForOthers)
    }
}

impl Seats {
    /// Live grants of a tool, by person.
    pub fn grants_of<'a>(&'a self, tool: &'a ToolKey) -> impl Iterator<Item = (&'a PersonId, &'a Grant)> {
        let from = (tool.clone(), PersonId::from(""));
        self.grants.range(from..).take_while(move |((t, _), _)| t == tool).map(|((_, person), grant)| (person, grant))
    }

    /// Wishes for a tool, by person.
    pub fn wishes_of<'a>(&'a self, tool: &'a ToolKey) -> impl Iterator<Item = (&'a PersonId, &'a Wish)> {
        let from = (tool.clone(), PersonId::from(""));
        self.wishes.range(from..).take_while(move |((t, _), _)| t == tool).map(|((_, person), wish)| (person, wish))
    }

    /// Was a person promised a seat of a tool for the first day?
    #[must_use]
    pub fn is_promised(&self, tool: &ToolKey, person: &PersonId) -> bool {
        self.wish(tool, person).is_some_and(|wish| wish.reasons == [Reason::SeatKept])
    }

    /// A person's wish for a tool.
    #[must_use]
    pub fn wish(&self, tool: &ToolKey, person: &PersonId) -> Option<&Wish> {
        self.wishes.get(&(tool.clone(), person.clone()))
    }
}
