//! The forecast, day by day.

use crate::plan::{Change, Foreseen, Happens, Hold, Lack, Turn};
use crate::seats::natural;
use crate::wording::forecast::Key;
use jiff::civil::Date;
use serde::Serialize;

/// A day on which something changes by itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ForecastRow {
    /// Which.
    pub date: Date,
    /// What begins or ends.
    pub turns: Vec<TurnRow>,
    /// What happens to people.
    pub changes: Vec<ChangeRow>,
    /// What is missing from then on, for each tool about which that is new.
    pub lacks: Vec<LackRow>,
    /// What the guard would hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<Hold>,
}

/// What begins or ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "turn", rename_all = "snake_case")]
pub enum TurnRow {
    /// A licence comes into another phase.
    Licence {
        /// Which.
        licence: String,
        /// In which pool.
        pool: Option<String>,
        /// The phase before.
        from: &'static str,
        /// The phase from then on.
        to: &'static str,
        /// Its seats; none without limit.
        seats: Option<u32>,
    },
    /// A binding begins or ends.
    Bind {
        /// Of which pool.
        pool: String,
        /// Begins?
        begins: bool,
    },
    /// A freeze begins or is over.
    Freeze {
        /// Begins?
        begins: bool,
    },
}

/// What happens to people of one school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangeRow {
    /// Of which tool.
    pub tool: String,
    /// In which pool.
    pub pool: String,
    /// Their school.
    pub unit: Option<String>,
    /// `loses`, `waits`, `leaves`, `frees` or `gets`.
    pub what: &'static str,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<&'static str>,
    /// How many.
    pub count: usize,
    /// Their keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub people: Option<Vec<String>>,
}

/// What a tool lacks, and what would help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LackRow {
    /// Which tool.
    pub tool: String,
    /// Who waits, by school and reason.
    pub waiting: Vec<WaitingOf>,
    /// Seats to buy for those who wait for a free one.
    pub buy: Vec<SeatsOf>,
    /// For how many no number of seats would help.
    pub left: u32,
    /// Seats that are free, of use to none of them, and could be moved.
    pub spare: Vec<SeatsOf>,
    /// Pools whose licences are to be renewed, with how many wait for them.
    pub renew: Vec<SeatsOf>,
    /// The first foreseen day on which nobody waits any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub over_on: Option<Date>,
}

/// How many of a school wait for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WaitingOf {
    /// Their school.
    pub unit: Option<String>,
    /// Why.
    pub reason: &'static str,
    /// How many.
    pub count: u32,
}

/// Seats of a pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeatsOf {
    /// Which pool.
    pub pool: String,
    /// How many.
    pub seats: u32,
}

/// The forecast as rows, with people where there is a key to show them by.
#[must_use]
pub fn forecast_rows(foreseen: &[Foreseen], key: Key<'_>) -> Vec<ForecastRow> {
    let row = |one: &Foreseen| ForecastRow {
        date: one.day,
        turns: one.turns.iter().map(turn).collect(),
        changes: one.changes.iter().map(|change| changed(change, key)).collect(),
        lacks: one.lacks.iter().map(lack).collect(),
        held: one.held.iter().map(|hold| held(hold, key)).collect(),
    };
    foreseen.iter().map(row).collect()
}

/// A hold, with who is in the way only where people are asked for.
fn held(hold: &Hold, key: Key<'_>) -> Hold {
    let in_the_way = if key.is_some() { hold.in_the_way.clone() } else { Vec::new() };
    let who = if key.is_some() { hold.who.clone() } else { Vec::new() };
    Hold { in_the_way, who, ..hold.clone() }
}

fn turn(turn: &Turn) -> TurnRow {
    match turn {
        Turn::Licence { licence, pool, from, to, seats } => TurnRow::Licence {
            licence: licence.clone(),
            pool: pool.as_ref().map(ToString::to_string),
            from: from.word(),
            to: to.word(),
            seats: *seats,
        },
        Turn::Bind { pool, begins } => TurnRow::Bind { pool: pool.to_string(), begins: *begins },
        Turn::Freeze { begins } => TurnRow::Freeze { begins: *begins },
    }
}

fn changed(change: &Change, key: Key<'_>) -> ChangeRow {
    let (what, why) = match change.what {
        Happens::Loses(cause) => ("loses", Some(cause.word())),
        Happens::Waits(reason) => ("waits", Some(reason.word())),
        Happens::Leaves(cause) => ("leaves", Some(cause.word())),
        Happens::Frees(cause) => ("frees", Some(cause.word())),
        Happens::Gets => ("gets", None),
    };
    let people = key.map(|key| {
        let mut keys: Vec<String> = change.people.iter().map(key).collect();
        keys.sort_by(|a, b| natural(a).cmp(&natural(b)));
        keys
    });
    ChangeRow {
        tool: change.tool.to_string(),
        pool: change.pool.to_string(),
        unit: change.unit.as_ref().map(ToString::to_string),
        what,
        why,
        count: change.people.len(),
        people,
    }
}

fn lack(lack: &Lack) -> LackRow {
    let seats = |(pool, seats): &(crate::licence::PoolKey, u32)| SeatsOf { pool: pool.to_string(), seats: *seats };
    LackRow {
        tool: lack.tool.to_string(),
        waiting: lack
            .waiting
            .iter()
            .map(|(unit, reason, count)| WaitingOf {
                unit: unit.as_ref().map(ToString::to_string),
                reason: reason.word(),
                count: *count,
            })
            .collect(),
        buy: lack.purchase.seats.iter().map(seats).collect(),
        left: lack.purchase.left,
        spare: lack.unusable.iter().map(seats).collect(),
        renew: lack.renew.iter().map(seats).collect(),
        over_on: lack.over_on,
    }
}
