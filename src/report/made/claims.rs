//! Seats given and taken back, by month, tool and reason: the history that the ledger tells (REQUIREMENTS E6, E26).

use super::desk::{Desk, Table, count};
use crate::licence::{PoolKey, ToolKey};
use crate::plan::Event;
use crate::report::Cell;
use crate::roster::PersonId;
use crate::seats::{Cause, SeatStep};
use std::collections::BTreeMap;

/// What happened to a seat.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Claim {
    Granted,
    Returned,
    Moved,
    Leaving(Cause),
    Freed(Cause),
}

impl Claim {
    fn key(self) -> &'static str {
        match self {
            Self::Granted => "claim-granted",
            Self::Returned => "claim-returned",
            Self::Moved => "claim-moved",
            Self::Leaving(_) => "claim-leaving",
            Self::Freed(_) => "claim-freed",
        }
    }
}

fn claim(step: &SeatStep) -> Option<(&PersonId, &ToolKey, &PoolKey, Claim)> {
    Some(match step {
        SeatStep::Grant { person, tool, grant } => (person, tool, &grant.pool, Claim::Granted),
        SeatStep::Return { person, tool, pool } => (person, tool, pool, Claim::Returned),
        SeatStep::Move { person, tool, to, .. } => (person, tool, to, Claim::Moved),
        SeatStep::Leave { person, tool, pool, leaving } => (person, tool, pool, Claim::Leaving(leaving.cause)),
        SeatStep::Free { person, tool, pool, cause } => (person, tool, pool, Claim::Freed(*cause)),
        SeatStep::Lend { .. } | SeatStep::Wish { .. } | SeatStep::Unwish { .. } => return None,
    })
}

pub(super) fn make(desk: &Desk<'_>) -> Table {
    let words = desk.material.words;
    let cause = |claim: Claim| match claim {
        Claim::Leaving(cause) | Claim::Freed(cause) => desk.text(&format!("cause-{}", cause.word())),
        _ => Cell::Empty,
    };
    let told = desk.events().filter_map(|happened| match &happened.row.event {
        Event::Seat(step) => Some((happened, claim(step)?)),
        _ => None,
    });
    if desk.lists_people() {
        let rows = told.map(|(happened, (person, tool, pool, claim))| {
            let what = Cell::Text(words.text(claim.key()));
            let places = [desk.tool_cell(tool), desk.pool_cell(pool), desk.person_cell(person)];
            [vec![Cell::Day(happened.day)], places.to_vec(), vec![what, cause(claim)]].concat()
        });
        return (vec!["day", "tool", "pool", "person", "claim", "reason"], rows.collect());
    }
    let mut counts: BTreeMap<(String, &ToolKey, &PoolKey, Claim), u32> = BTreeMap::new();
    for (happened, (_, tool, pool, claim)) in told {
        *counts.entry((happened.day.strftime("%Y-%m").to_string(), tool, pool, claim)).or_default() += 1;
    }
    let rows = counts.into_iter().map(|((month, tool, pool, claim), times)| {
        let what = Cell::Text(words.text(claim.key()));
        vec![Cell::Text(month), desk.tool_cell(tool), desk.pool_cell(pool), what, cause(claim), count(times)]
    });
    (vec!["month", "tool", "pool", "claim", "reason", "count"], rows.collect())
}
