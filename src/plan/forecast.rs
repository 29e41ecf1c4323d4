//! The forecast: what the same function decides on every coming day on which a date changes something, if nothing else
//! happens until then (ALLOCATION 8, REQUIREMENTS E30-E42).

use super::ground::Ground;
use super::make::{Base, Input};
use super::{Alerts, Hold, Limits, Rest, share};
use crate::licence::{Catalogue, Phase, PoolKey, Tool, ToolKey};
use crate::roster::{PersonId, Snapshot, SourceName, Struck, UnitId, home, next_seen};
use crate::seats::claims::Lookup;
use crate::seats::{Cause, DeliveredOn, Purchase, Ranks, Reason, SeatStep, Seats, Unseen, Uses, WhatIf, WishState};
use jiff::ToSpan;
use jiff::civil::Date;
use rayon::prelude::*;
use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

/// What is, and what is known of coming dates.
#[derive(Debug, Clone, Copy)]
pub struct Present<'a> {
    /// The roster in force.
    pub roster: &'a Snapshot,
    /// The day of the last run.
    pub applied_on: Option<Date>,
    /// What is bought and bound.
    pub catalogue: &'a Catalogue,
    /// Who holds and who wishes.
    pub seats: &'a Seats,
    /// When people last used their tools.
    pub uses: &'a Uses,
    /// How much may change.
    pub limits: &'a Limits,
    /// After how many days somebody's absence counts, by source.
    pub confirm_after: &'a BTreeMap<SourceName, u16>,
    /// Today.
    pub day: Date,
}

/// A day on which something changes by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Foreseen {
    /// Which.
    pub day: Date,
    /// What begins or ends.
    pub turns: Vec<Turn>,
    /// What happens to whom, by tool, pool, school and kind.
    pub changes: Vec<Change>,
    /// What is missing from that day on, for each tool about which that is new.
    pub lacks: Vec<Lack>,
    /// What the guard would hold.
    pub held: Vec<Hold>,
}

/// Something that begins or ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// A licence comes into another phase.
    Licence {
        /// Which.
        licence: String,
        /// In which pool.
        pool: Option<PoolKey>,
        /// The phase before.
        from: Phase,
        /// The phase from then on.
        to: Phase,
        /// Its seats; none without limit.
        seats: Option<u32>,
    },
    /// A binding begins or ends.
    Bind {
        /// Of which pool.
        pool: PoolKey,
        /// Begins?
        begins: bool,
    },
    /// A freeze begins or is over.
    Freeze {
        /// Begins?
        begins: bool,
    },
}

/// What happens to some people of one school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Of which tool.
    pub tool: ToolKey,
    /// Out of which pool, or in whose queue.
    pub pool: PoolKey,
    /// Their school, when it is known.
    pub unit: Option<UnitId>,
    /// What.
    pub what: Happens,
    /// To whom.
    pub people: Vec<PersonId>,
}

/// What happens to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Happens {
    /// Loses the seat though entitled.
    Loses(Cause),
    /// Waits from then on.
    Waits(Reason),
    /// Is entitled no more; the seat is kept for a while.
    Leaves(Cause),
    /// The seat of somebody who left is free.
    Frees(Cause),
    /// Gets a seat.
    Gets,
}

/// What a tool lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lack {
    /// Which.
    pub tool: ToolKey,
    /// How many wait, by school and reason.
    pub waiting: Vec<(Option<UnitId>, Reason, u32)>,
    /// Seats to buy for those who wait for a free one.
    pub purchase: Purchase,
    /// Pools whose licences are over or do not let anyone in, with how many wait for them.
    pub renew: Vec<(PoolKey, u32)>,
    /// Seats that are free, and that none of those who wait can use.
    pub unusable: Vec<(PoolKey, u32)>,
    /// The first foreseen day on which nobody waits any more.
    pub over_on: Option<Date>,
}

/// Looks ahead for so many days. The first entry is today.
#[must_use]
pub fn foresee(present: &Present<'_>, days: u16) -> Vec<Foreseen> {
    let last = present.day.checked_add(i64::from(days).days()).unwrap_or(Date::MAX);
    let mut seats = present.seats.clone();
    let mut lacks: BTreeMap<ToolKey, Lack> = BTreeMap::new();
    let mut applied_on = present.applied_on;
    let ranks = Ranks::of(present.roster, &Unseen::default());
    let step = |day| Step { present, ranks: &ranks, day };
    let mut foreseen = vec![step(present.day).take(&mut applied_on, &mut seats, &mut lacks)];
    let mut lacking = vec![(present.day, lacks.keys().cloned().collect::<BTreeSet<ToolKey>>())];
    let mut day = present.day;
    while let Some(next) = next_turn(present, &seats, day).filter(|next| *next <= last) {
        // Runs of the days between would have changed nothing.
        let one = step(next).take(&mut applied_on, &mut seats, &mut lacks);
        if !one.turns.is_empty() || !one.changes.is_empty() || !one.lacks.is_empty() || !one.held.is_empty() {
            foreseen.push(one);
        }
        day = next;
        lacking.push((day, lacks.keys().cloned().collect()));
    }
    for one in &mut foreseen {
        for lack in &mut one.lacks {
            let over = lacking.iter().find(|(day, tools)| *day > one.day && !tools.contains(&lack.tool));
            lack.over_on = over.map(|(day, _)| *day);
        }
    }
    foreseen
}

/// Lets somebody ask the rounds of tools what would be if. What they stand on is made ready at the first question.
pub fn asking<T>(present: &Present<'_>, answer: impl FnOnce(&dyn Fn(&Tool) -> WhatIf) -> T) -> T {
    let (none, unfrozen) = (Nothing::default(), BTreeSet::new());
    let lookup =
        LazyCell::new(|| (Lookup::new(present.roster, present.day), Ranks::of(present.roster, &Unseen::default())));
    let step = Step { present, ranks: &Ranks::default(), day: present.day };
    let input = step.input(present.applied_on, present.seats, &none);
    let ground = LazyCell::new(|| Ground::of(&input, &lookup.0, &lookup.1));
    answer(&|tool| WhatIf::of(&ground.situation(&unfrozen, &unfrozen), tool))
}

fn next_turn(present: &Present<'_>, seats: &Seats, day: Date) -> Option<Date> {
    next_seen(day, &present.catalogue.leads(), |day| {
        let uses = present.uses.next_change(present.catalogue, day);
        let turns = [present.catalogue.next_turn(day), present.roster.next_change(day), seats.next_change(day), uses];
        turns.into_iter().flatten().min()
    })
}

/// One coming day.
struct Step<'a> {
    present: &'a Present<'a>,
    /// The order of the roster's keys, on every day the same.
    ranks: &'a Ranks,
    day: Date,
}

impl Step<'_> {
    /// Decides that day, and notes what comes of it.
    fn take(&self, applied_on: &mut Option<Date>, seats: &mut Seats, known: &mut BTreeMap<ToolKey, Lack>) -> Foreseen {
        let Present { roster, catalogue, .. } = *self.present;
        let lookup = Lookup::new(roster, self.day);
        let none = Nothing::default();
        let input = self.input(*applied_on, seats, &none);
        let mut held = Vec::new();
        let share::Shared { steps, .. } = share::seats(&input, (&lookup, self.ranks), &BTreeSet::new(), &mut held);
        let mut after = seats.clone();
        after.take_all(&steps);
        let input = self.input(Some(self.day), &after, &none);
        let ground = Ground::of(&input, &lookup, self.ranks);
        let unfrozen = BTreeSet::new();
        let situation = ground.situation(&unfrozen, &unfrozen);
        let tools: Vec<&Tool> = catalogue.tools.values().filter(|tool| after.wishes_of(&tool.key).any(waits)).collect();
        let homes = self.homes(&lookup);
        let lacks: BTreeMap<ToolKey, Lack> = tools
            .into_par_iter()
            .map(|tool| (tool.key.clone(), lack(&homes, &after, tool, &WhatIf::of(&situation, tool))))
            .collect();
        let is_new = |lack: &&Lack| known.get(&lack.tool) != Some(*lack);
        let new: Vec<Lack> = lacks.values().filter(is_new).cloned().collect();
        let foreseen =
            Foreseen { day: self.day, turns: self.turns(), changes: changes(&homes, seats, &steps), lacks: new, held };
        if !steps.is_empty() {
            *applied_on = Some(self.day); // a run that changes nothing applies nothing
        }
        (*seats, *known) = (after, lacks);
        foreseen
    }

    fn input<'b>(&'b self, applied_on: Option<Date>, seats: &'b Seats, none: &'b Nothing) -> Input<'b> {
        Input {
            base: Base { ledger: String::new(), config: String::new() },
            before: self.present.roster,
            rest: &none.rest,
            applied_on,
            after: Snapshot::default(),
            unread: &none.persons,
            struck: &none.struck,
            catalogue: self.present.catalogue,
            seats,
            uses: self.present.uses,
            alerts: &none.alerts,
            joined: &none.joined,
            holds: &none.holds,
            released: &none.hashes,
            expired: &none.hashes,
            dropped: &none.hashes,
            bought_before: None,
            accepted: None,
            allow_first_import: true,
            all_sources: true,
            confirm_after: self.present.confirm_after.clone(),
            delivered: DeliveredOn::new(),
            limits: *self.present.limits,
            day: self.day,
        }
    }

    /// The school of each person: on that day, or today for those who are nowhere then.
    fn homes<'b>(&'b self, lookup: &'b Lookup<'b>) -> impl Fn(&PersonId) -> Option<&'b UnitId> {
        let (roster, today) = (self.present.roster, self.present.day);
        move |person| {
            let row = roster.person(roster.find_person(person)?);
            lookup.home(row).or_else(|| home(row, today))
        }
    }

    /// What begins or ends on that day; nothing is new today.
    fn turns(&self) -> Vec<Turn> {
        let Ok(before) = self.day.yesterday() else { return Vec::new() };
        if self.day == self.present.day {
            return Vec::new();
        }
        let catalogue = self.present.catalogue;
        let homes = catalogue.homes();
        let licence = |licence: &crate::licence::Licence| {
            let (from, to) = (catalogue.phase(licence, before), catalogue.phase(licence, self.day));
            let pool = homes.get(&licence.key).map(|pool| (*pool).clone());
            let seats = (!licence.kind.is_unlimited()).then(|| licence.all_seats());
            (from != to).then(|| Turn::Licence { licence: licence.key.to_string(), pool, from, to, seats })
        };
        let mut turns: Vec<Turn> = catalogue.licences.values().filter_map(licence).collect();
        for pool in &catalogue.pools {
            for bind in &pool.binds {
                let (was, is) = (bind.period.covers(before), bind.period.covers(self.day));
                turns.extend((was != is).then(|| Turn::Bind { pool: pool.key.clone(), begins: is }));
            }
        }
        for window in &catalogue.calendar.freezes {
            let covers = |day: Date| (window.from..=window.until).contains(&day);
            turns.extend((covers(before) != covers(self.day)).then(|| Turn::Freeze { begins: covers(self.day) }));
        }
        turns.sort();
        turns.dedup();
        turns
    }
}

/// What a forecast knows nothing of.
#[derive(Default)]
struct Nothing {
    rest: Rest,
    alerts: Alerts,
    joined: BTreeSet<super::Join>,
    holds: BTreeMap<String, Hold>,
    hashes: BTreeSet<String>,
    persons: BTreeSet<PersonId>,
    struck: BTreeSet<Struck>,
}

fn waits((_, wish): (&PersonId, &crate::seats::Wish)) -> bool {
    wish.state == WishState::Waiting
}

/// Steps that say the same of people of one school are one change.
fn changes<'a>(home: &impl Fn(&PersonId) -> Option<&'a UnitId>, before: &Seats, steps: &[SeatStep]) -> Vec<Change> {
    let mut all: BTreeMap<(&ToolKey, &PoolKey, Happens, Option<&UnitId>), Vec<PersonId>> = BTreeMap::new();
    for step in steps {
        let (tool, person) = step.key();
        let key = (tool.clone(), person.clone());
        let (pool, what) = match step {
            SeatStep::Grant { grant, .. } => (&grant.pool, Happens::Gets),
            SeatStep::Leave { pool, leaving, .. } => (pool, Happens::Leaves(leaving.cause)),
            SeatStep::Free { pool, cause, .. } => match before.grants.get(&key).and_then(|one| one.leaving.as_ref()) {
                Some(_) if *cause != Cause::SeatsEnded => (pool, Happens::Frees(*cause)),
                _ => (pool, Happens::Loses(*cause)),
            },
            // Whoever loses a seat waits for one: that is said already. Whoever waited does so still.
            SeatStep::Wish { wish, .. }
                if wish.state == WishState::Waiting
                    && !before.grants.contains_key(&key)
                    && before.wishes.get(&key).is_none_or(|old| old.state != WishState::Waiting) =>
            {
                (&wish.pool, Happens::Waits(wish.reason()))
            }
            _ => continue,
        };
        let unit = home(person);
        all.entry((tool, pool, what, unit)).or_default().push(person.clone());
    }
    let change = |((tool, pool, what, unit), people): ((&ToolKey, &PoolKey, Happens, Option<&UnitId>), _)| Change {
        tool: tool.clone(),
        pool: pool.clone(),
        unit: unit.cloned(),
        what,
        people,
    };
    all.into_iter().map(change).collect()
}

/// What a tool lacks once a day is decided.
fn lack<'a>(home: &impl Fn(&PersonId) -> Option<&'a UnitId>, after: &Seats, tool: &Tool, what_if: &WhatIf) -> Lack {
    let mut waiting: BTreeMap<(Option<&UnitId>, Reason), u32> = BTreeMap::new();
    let mut renew: BTreeMap<&PoolKey, u32> = BTreeMap::new();
    for (person, wish) in after.wishes_of(&tool.key).filter(|one| waits(*one)) {
        *waiting.entry((home(person), wish.reason())).or_default() += 1;
        if matches!(wish.reason(), Reason::LicenceExpired | Reason::GraceNoNew) {
            *renew.entry(&wish.pool).or_default() += 1;
        }
    }
    let purchase = what_if.purchase();
    let unusable = if purchase.serves + purchase.left > 0 { what_if.spare() } else { Vec::new() };
    Lack {
        tool: tool.key.clone(),
        waiting: waiting.into_iter().map(|((unit, reason), count)| (unit.cloned(), reason, count)).collect(),
        purchase,
        renew: renew.into_iter().map(|(pool, count)| (pool.clone(), count)).collect(),
        unusable,
        over_on: None,
    }
}
