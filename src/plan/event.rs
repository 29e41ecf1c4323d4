//! The plan as the ledger tells it: what happened, one event a deed (REQUIREMENTS E45-E48).
//!
//! Replaying the events gives seats, open alerts and joined licences again (RELIABILITY I5).

use super::{AccountChange, Alert, Hold, Join, Pause, PersonChange, Plan, digest_text};
use crate::licence::{Choice, ToolKey};
use crate::roster::{Counts, PersonId, UnitId};
use crate::seats::{Grant, SeatStep, Wish};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One event, before it has a number and a seal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A plan was applied; stands before its parts.
    Applied {
        /// The plan's hash.
        plan: String,
        /// The roster's digest after it.
        roster: String,
        /// Changes by kind.
        counts: Counts,
        /// Digest of the configuration in force.
        config: String,
    },
    /// A person is new, gone or different; `fields` names what, never the value.
    Person {
        /// Who.
        person: PersonId,
        /// `added`, `removed` or `changed`.
        change: PersonChange,
        /// Which fields.
        fields: Vec<String>,
    },
    /// Persons have other ids from now on; everything else of them stays.
    Rekeyed {
        /// The roster's digest after it.
        roster: String,
        /// Old and new.
        persons: Vec<(PersonId, PersonId)>,
    },
    /// A licence joined a pool by itself.
    Joined(Join),
    /// A step about a seat.
    Seat(SeatStep),
    /// Seats given at once out of one pool, in the order of the grants' numbers.
    Granted {
        /// Of which tool.
        tool: ToolKey,
        /// The first grant; the others have the numbers after its own.
        grant: Grant,
        /// To whom.
        persons: Vec<PersonId>,
    },
    /// The same wish, noted at once for several.
    Wished {
        /// For which tool.
        tool: ToolKey,
        /// The wish.
        wish: Wish,
        /// Whose.
        persons: Vec<PersonId>,
    },
    /// An alert opened or says something new.
    Alert {
        /// What it says now.
        alert: Alert,
    },
    /// An alert ended.
    AlertOver {
        /// Which.
        key: String,
    },
    /// Somebody knows of an alert and wants silence about it.
    Paused {
        /// Which.
        key: String,
        /// How long, and why.
        pause: Pause,
    },
    /// An alert is told again, if it stands.
    Unpaused {
        /// Which.
        key: String,
    },
    /// People were told, apart from any plan.
    Told {
        /// How many letters went into the outbox.
        letters: u64,
    },
    /// Another configuration is in force.
    Configured {
        /// Digest of the one before.
        before: String,
        /// Digest of the one that is.
        config: String,
        /// Paths of what differs; no values.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        changed: Vec<String>,
    },
    /// A guard holds something back.
    Held(Hold),
    /// A hold is not needed any more: the delivery recovered.
    Withdrawn {
        /// Which.
        hash: String,
    },
    /// A human let a hold through.
    Released {
        /// Which.
        hash: String,
    },
    /// A human dropped a hold: the held change is not wanted.
    Dropped {
        /// Which.
        hash: String,
    },
    /// Somebody told when people last used their tools.
    UsageImported {
        /// How many uses.
        count: u64,
    },
    /// The ledger had lost its end, and a human said to go on without it.
    Recovered {
        /// The number of the first event lost.
        first: i64,
        /// The number of the last.
        last: i64,
        /// The seal of the last.
        seal: String,
        /// What the human said of it.
        reason: Option<String>,
    },
    /// Events that named persons by their ids name them by pseudonyms from now on, so that people can be forgotten.
    Veiled {
        /// The number of the last of them; the first is the first of all.
        through: i64,
        /// Digest of what they say now, and of the seals that they had.
        digest: String,
    },
    /// Somebody who may sign in, or no longer, or as something else.
    Account {
        /// The account's name.
        account: String,
        /// What became of it.
        change: AccountChange,
        /// The role's word, where it is another.
        role: Option<String>,
    },
    /// What was past its term is kept no longer.
    Pruned {
        /// How much of each kind.
        counts: BTreeMap<String, u64>,
    },
    /// Something was done about a licence request.
    Request {
        /// Its number.
        number: String,
        /// What.
        deed: String,
        /// More of it: units by id, days, keys, and the reason where somebody gave one.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        said: BTreeMap<String, String>,
    },
    /// A unit has another school unit code that was agreed on, or none any more.
    UnitCode {
        /// Which.
        unit: UnitId,
        /// The code.
        code: Option<String>,
    },
    /// The register of school units was taken over.
    RegisterImported {
        /// How many units it has.
        count: u64,
    },
    /// Somebody decided about a person whose identity is protected; why stands elsewhere.
    Decided {
        /// About whom.
        person: PersonId,
        /// For which tool.
        tool: ToolKey,
        /// What.
        choice: Choice,
    },
    /// Somebody took out all that is stored about a person.
    Extracted {
        /// About whom.
        person: PersonId,
    },
    /// All that was stored about a person is kept no longer, since a human said so.
    Erased {
        /// Who; nobody knows any more whom this names.
        person: PersonId,
        /// How much of each kind.
        counts: BTreeMap<String, u64>,
        /// Why.
        reason: String,
    },
}

/// What an event is about, for look-ups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventKind(pub &'static str);

impl Event {
    /// Its name, for look-ups.
    #[must_use]
    pub fn kind(&self) -> EventKind {
        EventKind(match self {
            Self::Applied { .. } => "applied",
            Self::Person { .. } => "person",
            Self::Rekeyed { .. } => "rekeyed",
            Self::Joined(_) => "joined",
            Self::Seat(step) => step.word(),
            Self::Granted { .. } => GRANTED,
            Self::Wished { .. } => WISHED,
            Self::Alert { .. } => "alert",
            Self::AlertOver { .. } => "alert_over",
            Self::Paused { .. } => "paused",
            Self::Unpaused { .. } => "unpaused",
            Self::Told { .. } => "told",
            Self::Configured { .. } => "configured",
            Self::Held(_) => "held",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Released { .. } => "released",
            Self::Dropped { .. } => "dropped",
            Self::UsageImported { .. } => "usage_imported",
            Self::Recovered { .. } => "recovered",
            Self::Veiled { .. } => "veiled",
            Self::Account { .. } => "account",
            Self::Pruned { .. } => "pruned",
            Self::Request { .. } => "request",
            Self::UnitCode { .. } => "unit_code",
            Self::RegisterImported { .. } => "register_imported",
            Self::Decided { .. } => "decided",
            Self::Extracted { .. } => "extracted",
            Self::Erased { .. } => "erased",
        })
    }

    /// The person it is about; of one id that was exchanged, who has the new one.
    #[must_use]
    pub fn person(&self) -> Option<&PersonId> {
        match self {
            Self::Person { person, .. }
            | Self::Decided { person, .. }
            | Self::Extracted { person }
            | Self::Erased { person, .. } => Some(person),
            Self::Seat(step) => Some(step.key().1),
            Self::Rekeyed { persons, .. } => match &persons[..] {
                [(_, new)] => Some(new),
                _ => None,
            },
            _ => None,
        }
    }

    /// The id that this person had before, when the event tells of it.
    #[must_use]
    pub fn former_id(&self, person: &PersonId) -> Option<&PersonId> {
        let Self::Rekeyed { persons, .. } = self else { return None };
        persons.iter().find(|(_, new)| new == person).map(|(old, _)| old)
    }

    /// The tool it is about.
    #[must_use]
    pub fn tool(&self) -> Option<&ToolKey> {
        match self {
            Self::Seat(step) => Some(step.key().0),
            Self::Granted { tool, .. } | Self::Wished { tool, .. } | Self::Decided { tool, .. } => Some(tool),
            _ => None,
        }
    }

    /// One event for each person, where one tells of several; itself else.
    #[must_use]
    pub fn unfolded(self) -> Vec<Self> {
        match self {
            Self::Granted { tool, grant, persons } => {
                let step = |(number, person)| SeatStep::Grant {
                    person,
                    tool: tool.clone(),
                    grant: Grant { seq: grant.seq + number, ..grant.clone() },
                };
                (0..).zip(persons).map(step).map(Self::Seat).collect()
            }
            Self::Wished { tool, wish, persons } => {
                let step = |person| SeatStep::Wish { person, tool: tool.clone(), wish: wish.clone() };
                persons.into_iter().map(step).map(Self::Seat).collect()
            }
            Self::Rekeyed { roster, persons } => {
                let one = |pair| Self::Rekeyed { roster: roster.clone(), persons: vec![pair] };
                persons.into_iter().map(one).collect()
            }
            other => vec![other],
        }
    }
}

/// The name of an event that tells of seats given to several.
const GRANTED: &str = "granted";
/// The name of an event that tells of the wish of several.
const WISHED: &str = "wished";
/// So many persons at most stand in one event.
const PERSONS_MAX: usize = 500;

/// The events of a plan, in the order in which they take effect.
#[must_use]
pub fn events(plan: &Plan) -> Vec<Event> {
    let mut events = Vec::with_capacity(plan.steps.len() + 16);
    events.push(Event::Applied {
        plan: plan.hash.clone(),
        roster: digest_text(plan.roster_digest),
        counts: plan.counts,
        config: plan.config.clone(),
    });
    events.extend(plan.persons.iter().cloned());
    events.extend(plan.joins.iter().cloned().map(Event::Joined));
    events.extend(seats(&plan.steps));
    events.extend(plan.alerts.events());
    events.extend(plan.new_holds.iter().cloned().map(Event::Held));
    events.extend(plan.withdrawn.iter().cloned().map(|hash| Event::Withdrawn { hash }));
    events
}

/// The events of ids that are exchanged.
#[must_use]
pub fn rekeyed(persons: &[(PersonId, PersonId)], roster: u128) -> Vec<Event> {
    let event = |persons: &[_]| Event::Rekeyed { roster: digest_text(roster), persons: persons.to_vec() };
    persons.chunks(PERSONS_MAX).map(event).collect()
}

/// Steps as events: what is taken away or changes, then what is given, then what is wished for. Steps about one seat
/// keep their order, and like ones stand together: a first import of a city gives a million seats.
fn seats(steps: &[SeatStep]) -> Vec<Event> {
    let (mut events, mut grants, mut wishes) = (Vec::new(), Vec::new(), Vec::new());
    for step in steps {
        match step {
            SeatStep::Grant { person, tool, grant } => grants.push((tool, grant, person)),
            SeatStep::Wish { person, tool, wish } => wishes.push((tool, wish, person)),
            other => events.push(Event::Seat(other.clone())),
        }
    }
    grants.sort_by_key(|(_, grant, _)| grant.seq);
    let follows = |a: &Grant, b: &Grant| Grant { seq: a.seq + 1, ..a.clone() } == *b;
    let like = grants.chunk_by(|a, b| a.0 == b.0 && follows(a.1, b.1));
    let many = |tool, grant, persons| Event::Granted { tool, grant, persons };
    events.extend(
        like.flat_map(|like| together(like, |person, tool, grant| SeatStep::Grant { person, tool, grant }, many)),
    );
    let like = wishes.chunk_by(|a, b| a.0 == b.0 && a.1 == b.1);
    let many = |tool, wish, persons| Event::Wished { tool, wish, persons };
    events
        .extend(like.flat_map(|like| together(like, |person, tool, wish| SeatStep::Wish { person, tool, wish }, many)));
    events
}

/// Like things as few events: one of several persons, or a step of one.
fn together<T: Clone>(
    like: &[(&ToolKey, &T, &PersonId)],
    one: impl Fn(PersonId, ToolKey, T) -> SeatStep,
    many: impl Fn(ToolKey, T, Vec<PersonId>) -> Event,
) -> Vec<Event> {
    let event = |like: &[(&ToolKey, &T, &PersonId)]| {
        let (tool, what) = (like[0].0.clone(), like[0].1.clone());
        match like {
            [(_, _, person)] => Event::Seat(one((*person).clone(), tool, what)),
            _ => many(tool, what, like.iter().map(|(_, _, person)| (*person).clone()).collect()),
        }
    };
    like.chunks(PERSONS_MAX).map(event).collect()
}
