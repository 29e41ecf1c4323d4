//! The proof that somebody who waits could not have a seat, and what decided for somebody who has one (ALLOCATION 11).

use super::{Outcome, Question};
use crate::licence::{PoolKey, Tool};
use crate::roster::PersonId;
use crate::seats::{Reason, Seated, Tight, WhatIf};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the round says of one person.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Certificate {
    /// Of somebody who waits for a free seat.
    Waiting {
        /// Every pool that could be reached, alone or by others' moving: all of them are full.
        tight: Vec<Tight>,
        /// Do schools share the seats, and not the line alone?
        shared: bool,
        /// How many are served before, by priority class, with the next seats.
        before: BTreeMap<u8, u32>,
        /// The smallest purchases that would serve the person: any one of them.
        purchase: Vec<MoreSeats>,
    },
    /// Of somebody who has a seat.
    Seated {
        /// What decided.
        by: Seated,
    },
}

/// More seats of a pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MoreSeats {
    /// Which pool.
    pub pool: PoolKey,
    /// How many.
    pub seats: u32,
}

/// Asks a tool's round again, where there is one to be asked.
pub type Ask<'a> = dyn Fn(&Tool) -> Option<Arc<WhatIf>> + 'a;

/// What the round of `tool` says of a person with that outcome; nothing when it was not about the seat.
pub(super) fn certificate(q: &Question<'_>, tool: &Tool, person: &PersonId, outcome: &Outcome) -> Option<Certificate> {
    let is_wanted = || q.crowd.wanted.contains(&tool.key);
    match outcome {
        Outcome::Waiting { reasons, .. } if reasons.first() == Some(&Reason::NoFreeSeat) => {
            let what_if = (q.ask)(tool)?;
            let tight = what_if.tight(person);
            let needed = tight.iter().filter_map(|of| Some((of.pool.clone(), what_if.needed(person, &of.pool)?)));
            let needed: Vec<_> = needed.collect();
            let least = needed.iter().map(|(_, (seats, _))| *seats).min();
            let before = needed.iter().find(|(_, (seats, _))| Some(*seats) == least);
            let before = before.map(|(_, (_, before))| before.clone()).unwrap_or_default();
            let best = needed.into_iter().filter(|(_, (seats, _))| Some(*seats) == least);
            let purchase = best.map(|(pool, (seats, _))| MoreSeats { pool, seats }).collect();
            Some(Certificate::Waiting { tight, shared: what_if.is_shared(), before, purchase })
        }
        Outcome::Assigned { .. } if !is_wanted() => Some(Certificate::Seated { by: Seated::Room }),
        // Who was promised a seat came before those who wait, and nothing says any more that it was so.
        Outcome::Assigned { .. } if q.catalogue.reservation(&tool.key).is_some() => {
            Some(Certificate::Seated { by: Seated::Keeps })
        }
        Outcome::Assigned { .. } => (q.ask)(tool)?.seated_by(person).map(|by| Certificate::Seated { by }),
        _ => None,
    }
}
