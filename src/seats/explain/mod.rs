//! Why this person has a seat of this tool, or has none: the whole chain, link by link.
//!
//! The order is the order in which support asks (DOMAIN 4.7, REQUIREMENTS B, D17, E49-E53): is the person
//! here, is the tool meant for the role, is there a binding, an agreement, a licence, what the vendor
//! needs, and last a seat. It calls what the round calls, so what it says is what happens.

mod certificate;
mod chain;

use super::claims::{Bid, Lookup, Offer, bids};
use super::{Cause, Confirm, Crowd, Reason, Seats};
use crate::licence::{Bind, Catalogue, Dpa, LossRule, Phase, PoolKey, Tool};
use crate::roster::PersonId;
use certificate::certificate;
pub use certificate::{Ask, Certificate, MoreSeats};
use chain::Chain;
use jiff::civil::Date;
use serde::Serialize;

/// The answer about one person and one tool.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The person's key: alias, else id.
    pub person: String,
    /// The tool.
    pub tool: String,
    /// The chain; it breaks at the first link that does not hold.
    pub links: Vec<Link>,
    /// What came of it.
    pub outcome: Outcome,
    /// What the round says of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<Certificate>,
    /// What would help.
    pub help: Vec<Help>,
}

/// One link of the chain.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Link {
    /// Does it hold?
    pub ok: bool,
    /// What it says.
    #[serde(flatten)]
    pub what: What,
}

/// What a link says.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "link", rename_all = "snake_case")]
pub enum What {
    /// In the register on the day.
    Active {
        /// First day, when known; a coming one for who is not there yet.
        from: Option<Date>,
        /// Last day, when known.
        to: Option<Date>,
    },
    /// An override or protection.
    Standing {
        /// Which.
        standing: &'static str,
        /// Why, as the override says.
        reason: Option<String>,
        /// Until when.
        until: Option<Date>,
    },
    /// The licence is meant for the role.
    Role {
        /// The person's roles.
        roles: Vec<String>,
        /// Whom the licences are for.
        audience: Vec<String>,
    },
    /// A binding of a pool fits.
    Bound {
        /// Which pool.
        pool: PoolKey,
        /// Its name.
        name: String,
        /// Which binding.
        bind: Bind,
        /// First day of the entitlement.
        from: Option<Date>,
    },
    /// No binding fits.
    NotBound {
        /// How many pools the tool has.
        pools: usize,
    },
    /// The licences are assigned to a unit of the person.
    UnitAssigned {
        /// Which pool.
        pool: PoolKey,
    },
    /// The data-processing agreement.
    Dpa {
        /// How it stands.
        state: Dpa,
    },
    /// The pool's licences.
    Licence {
        /// Which pool.
        pool: PoolKey,
        /// The best phase among them.
        phase: Phase,
        /// Last day of that phase, when there is one.
        until: Option<Date>,
    },
    /// A school unit code, when the vendor needs one.
    UnitCode,
    /// A mail address, when the vendor needs one.
    Email,
    /// Had a seat, and lost it.
    Lost {
        /// Which, when and why.
        #[serde(flatten)]
        freed: Freed,
        /// Who of the pool loses first when there are fewer seats; nothing where another cause took the seat.
        #[serde(skip_serializing_if = "Option::is_none")]
        rule: Option<LossRule>,
    },
    /// A seat.
    Seat {
        /// Which pool.
        pool: PoolKey,
        /// Seats; none when unlimited.
        total: Option<u32>,
        /// Occupied.
        occupied: u32,
    },
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Has a seat.
    Assigned {
        /// Out of which pool.
        pool: PoolKey,
        /// Since when.
        since: Date,
    },
    /// Is entitled no more, and keeps the seat while a freeze lets no change of the roster take one.
    Frozen {
        /// Out of which pool.
        pool: PoolKey,
        /// Since when.
        since: Date,
    },
    /// Has a seat that is kept for somebody who starts later.
    Lent {
        /// Out of which pool.
        pool: PoolKey,
        /// Since when.
        since: Date,
        /// The last day.
        until: Date,
    },
    /// Starts later.
    Starting {
        /// In which pool.
        pool: PoolKey,
        /// The first day.
        on: Date,
        /// Is a seat kept for that day?
        is_kept: bool,
    },
    /// Left; the seat is kept for a while.
    Grace {
        /// Out of which pool.
        pool: PoolKey,
        /// Last day on which it is kept even though somebody wants it, when that is not the last of all.
        #[serde(skip_serializing_if = "Option::is_none")]
        kept_until: Option<Date>,
        /// Last day.
        until: Date,
        /// Why.
        cause: Cause,
        /// Whose delivery must show it again before the seat goes, where only that keeps it.
        #[serde(skip_serializing_if = "Option::is_none")]
        confirm: Option<Confirm>,
    },
    /// Waits.
    Waiting {
        /// For which pool.
        pool: PoolKey,
        /// Why, first reason first.
        reasons: Vec<Reason>,
        /// Place in the queue, from 1.
        place: usize,
        /// Length of the queue.
        of: usize,
        /// Since when.
        since: Date,
    },
    /// May not have one yet.
    Blocked {
        /// Why, first reason first.
        reasons: Vec<Reason>,
        /// Since when.
        since: Date,
    },
    /// A human must decide.
    Held,
    /// On leave.
    Dormant,
    /// An override or decision says no.
    Excluded,
    /// Is not entitled.
    NotEntitled,
    /// Will be decided at the next run.
    Pending,
}

impl Outcome {
    /// Is there a seat, for however long?
    pub fn has_seat(&self) -> bool {
        matches!(self, Self::Assigned { .. } | Self::Lent { .. } | Self::Grace { .. } | Self::Frozen { .. })
    }
}

/// What would help.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "help", rename_all = "snake_case")]
pub enum Help {
    /// Seats are on their way.
    NextDelivery {
        /// When.
        on: Date,
        /// How many.
        seats: u32,
    },
    /// A seat in grace is free after this day.
    GraceEnds {
        /// Last day of grace.
        until: Date,
    },
    /// The vendor's address.
    Vendor {
        /// Name.
        name: String,
        /// Address.
        address: Option<String>,
    },
}

/// A seat that somebody had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Freed {
    /// Out of which pool.
    pub pool: PoolKey,
    /// The day on which it was freed.
    pub on: Date,
    /// Why.
    pub cause: Cause,
}

/// Everything that explaining needs.
pub struct Question<'a> {
    /// The roster on the day.
    pub lookup: &'a Lookup<'a>,
    /// What is bought and bound.
    pub catalogue: &'a Catalogue,
    /// Who holds and who wishes.
    pub seats: &'a Seats,
    /// The same of everybody, in numbers.
    pub crowd: &'a Crowd,
    /// The key by which a person is shown and ordered.
    pub key: &'a dyn Fn(&PersonId) -> String,
    /// Asks a tool's round again.
    pub ask: &'a Ask<'a>,
    /// The seat of the tool that the person had last, and lost.
    pub freed: &'a dyn Fn(&Tool) -> Option<Freed>,
}

/// Explains one person and one tool. The person need not be in the roster any more.
#[must_use]
pub fn explain(question: &Question<'_>, person: &PersonId, tool: &Tool) -> Explanation {
    let at = question.lookup.snapshot.find_person(person);
    let offers = Offer::of(question.catalogue, tool, question.lookup);
    let all = at.map(|_| bids(question.lookup, &offers)).unwrap_or_default();
    let mine: Vec<Bid> = all.into_iter().filter(|bid| Some(bid.person) == at).collect();
    let chain = Chain { q: question, tool, offers: &offers, mine: &mine };
    let mut outcome = chain.outcome(person, at);
    let certificate = certificate(question, tool, person, &outcome);
    if let (Outcome::Waiting { place, .. }, Some(Certificate::Waiting { before, .. })) = (&mut outcome, &certificate) {
        // The line alone does not say whose turn it is where schools share.
        *place = before.values().sum::<u32>() as usize + 1;
    }
    Explanation {
        person: (question.key)(person),
        tool: tool.key.to_string(),
        links: chain.links(at, &outcome),
        help: chain.help(&outcome),
        certificate,
        outcome,
    }
}
