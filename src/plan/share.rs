//! Shares the seats of all tools out, and holds back what a pool would lose beyond its limit.

use super::ground::Ground;
use super::guard::{self, Hold, HoldKind, Losses};
use super::make::Input;
use crate::licence::{Phase, PoolKey, Tool, ToolKey};
use crate::roster::PersonId;
use crate::seats::claims::Lookup;
use crate::seats::decide::decide;
use crate::seats::{Cause, Ranks, SeatStep, Seats};
use jiff::civil::Date;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Steps by tool.
type Steps = BTreeMap<ToolKey, Vec<SeatStep>>;

/// What came of sharing out.
pub(super) struct Shared {
    pub(super) steps: Vec<SeatStep>,
    /// Could somebody have a seat by moving others who were not looked at?
    pub(super) is_strained: bool,
}

/// The steps of all tools, with what the guard freezes. What is frozen may make room scarce elsewhere, so
/// the guard looks again until it finds nothing more.
pub(super) fn seats(
    input: &Input<'_>,
    (lookup, ranks): (&Lookup<'_>, &Ranks),
    let_go: &BTreeSet<PersonId>,
    held: &mut Vec<Hold>,
) -> Shared {
    let ground = Ground::of(input, lookup, ranks).looking_ahead();
    let decide_all = |(frozen, lowered): (&BTreeSet<PoolKey>, &BTreeSet<PoolKey>), only: &dyn Fn(&ToolKey) -> bool| {
        let situation = ground.situation(frozen, lowered);
        let tools: Vec<&Tool> = input.catalogue.tools.values().filter(|tool| only(&tool.key)).collect();
        // Tools know nothing of each other: whichever is done first, the answer is in their order.
        let decided: Vec<_> = tools.into_par_iter().map(|tool| (&tool.key, decide(&situation, tool))).collect();
        let is_strained = decided.iter().any(|(_, decided)| decided.is_strained);
        let mut steps: Steps = decided.into_iter().map(|(tool, decided)| (tool.clone(), decided.steps)).collect();
        steps.extend(gone_tools(input, frozen));
        (steps, is_strained)
    };
    let let_through = |kind, hash: &str| {
        let is_accepted = |accepted: &str| kind == HoldKind::SeatsLowered && hash.starts_with(accepted);
        input.released.contains(hash) || input.accepted.is_some_and(is_accepted)
    };
    let (mut frozen, mut lowered) = (BTreeSet::new(), BTreeSet::new());
    let (mut steps, mut is_strained) = decide_all((&frozen, &lowered), &|_| true);
    loop {
        let losses = losses(input, &steps, let_go);
        let mut holds = guard::pools(&losses, &input.limits, &let_through, &|person| key(input, person));
        let is_known = |hold: &Hold, pool: &PoolKey| match hold.kind {
            HoldKind::SeatsLowered => frozen.contains(pool),
            _ => frozen.contains(pool) && !lowered.contains(pool),
        };
        holds.retain(|hold| hold.pool().is_some_and(|pool| !is_known(hold, pool)));
        if holds.is_empty() {
            let steps = number(input.seats, steps.into_values().flatten().collect());
            return Shared { steps, is_strained };
        }
        for (pool, kind) in holds.iter().filter_map(|hold| Some((hold.pool()?, hold.kind))) {
            match kind {
                HoldKind::SeatsLowered if !frozen.contains(pool) => drop(lowered.insert(pool.clone())),
                HoldKind::SeatsLowered => {}
                _ => drop(lowered.remove(pool)),
            }
            frozen.insert(pool.clone());
        }
        held.append(&mut holds);
        let tools = input.seats.grants.iter().filter(|(_, grant)| frozen.contains(&grant.pool));
        let tools: BTreeSet<&ToolKey> = tools.map(|((tool, _), _)| tool).collect();
        let (again, strained) = decide_all((&frozen, &lowered), &|tool| tools.contains(tool));
        steps.extend(again);
        is_strained |= strained;
    }
}

/// Grants of tools that left the configuration.
fn gone_tools(input: &Input<'_>, frozen: &BTreeSet<PoolKey>) -> Steps {
    let mut steps = Steps::new();
    for ((tool, person), grant) in &input.seats.grants {
        if input.catalogue.tools.contains_key(tool) {
            continue;
        }
        let steps = steps.entry(tool.clone()).or_default();
        if !frozen.contains(&grant.pool) {
            let (person, pool) = (person.clone(), grant.pool.clone());
            steps.push(SeatStep::Free { person, tool: tool.clone(), pool, cause: Cause::PoolGone });
        }
    }
    for (tool, person) in input.seats.wishes.keys().filter(|(tool, _)| !input.catalogue.tools.contains_key(tool)) {
        let steps = steps.entry(tool.clone()).or_default();
        steps.push(SeatStep::Unwish { person: person.clone(), tool: tool.clone() });
    }
    steps.values_mut().for_each(|of_tool| of_tool.sort_by(|a, b| a.key().cmp(&b.key())));
    steps
}

/// For each pool, who loses a seat for another cause than a date, and how many held one. Whose going was let
/// through is not asked about again.
fn losses(input: &Input<'_>, steps: &Steps, let_go: &BTreeSet<PersonId>) -> BTreeMap<PoolKey, Losses> {
    let mut losses: BTreeMap<PoolKey, Losses> = BTreeMap::new();
    let mut ended: BTreeMap<&PoolKey, bool> = BTreeMap::new();
    let mut has_ended = |pool| *ended.entry(pool).or_insert_with(|| seats_ended_by_date(input, pool));
    for step in steps.values().flatten() {
        let (person, pool, cause) = match step {
            SeatStep::Leave { person, pool, leaving, .. } => (person, pool, leaving.cause),
            SeatStep::Free { person, pool, cause, .. } => (person, pool, *cause),
            _ => continue,
        };
        let (tool, _) = step.key();
        let was_leaving = input.seats.grants.get(&(tool.clone(), person.clone())).is_some_and(|g| g.leaving.is_some());
        let by_date = matches!(cause, Cause::Ended | Cause::LoanEnded) || cause == Cause::SeatsEnded && has_ended(pool);
        let is_lowered = cause == Cause::SeatsEnded;
        if by_date || was_leaving && !is_lowered || let_go.contains(person) && !is_lowered {
            continue;
        }
        let of_pool = losses.entry(pool.clone()).or_default();
        let of_cause = if cause == Cause::SeatsEnded { &mut of_pool.lowered } else { &mut of_pool.losers };
        of_cause.push(person.as_str().to_owned());
    }
    for grant in input.seats.grants.values() {
        if let Some(of_pool) = losses.get_mut(&grant.pool) {
            of_pool.base += 1;
        }
    }
    for (pool, others) in input.rest.unseen.holders.values().flatten() {
        if let Some(of_pool) = losses.get_mut(pool) {
            of_pool.base += u64::from(*others);
        }
    }
    losses
}

/// The key under which a holder is shown, as the roster before has it.
fn key(input: &Input<'_>, person: &str) -> String {
    let before = input.before.find_person(&PersonId::from(person)).map(|at| input.before.person(at).key());
    before.unwrap_or(person).to_owned()
}

/// Did a date of a licence of the pool's tool, as configured now, take seats away since the last run?
fn seats_ended_by_date(input: &Input<'_>, pool: &PoolKey) -> bool {
    if input.bought_before.is_some_and(|before| before != input.catalogue.bought()) {
        return false; // somebody may have written the end date today: that is lowering by hand
    }
    let Some((pool, applied_on)) = input.catalogue.pool(pool).zip(input.applied_on) else { return false };
    // Holders may have moved: seats that ended in one pool of a tool may cost one in another.
    let licences = input.catalogue.licences.values().filter(|licence| licence.tool == pool.tool);
    let ended = |licence: &&crate::licence::Licence| {
        let counts = |day| matches!(input.catalogue.phase(licence, day), Phase::Running | Phase::Grace);
        counts(applied_on) && !counts(input.day)
    };
    licences.into_iter().any(|licence| ended(&licence))
}

/// Numbers new grants after all earlier ones, in the order of the steps.
fn number(seats: &Seats, mut steps: Vec<SeatStep>) -> Vec<SeatStep> {
    let mut order: Vec<usize> = (0..steps.len()).filter(|at| matches!(steps[*at], SeatStep::Grant { .. })).collect();
    order.sort_by_key(|at| match &steps[*at] {
        SeatStep::Grant { grant, .. } => (grant.since, *at),
        _ => (Date::MAX, *at),
    });
    let mut seq = seats.last_seq;
    for at in order {
        if let SeatStep::Grant { grant, .. } = &mut steps[at] {
            seq += 1;
            grant.seq = seq;
        }
    }
    steps
}
