//! A day as networks for `flow.py`, and what that finds.

use super::tally::{Day, Part, marginal, number};
use super::town::{CLASSES, UNIT};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Output, Stdio};
use upprop::seats::round::Fairness;

/// What no answer can beat; numbers that are small are good.
#[derive(Debug, PartialEq, Eq, serde::Deserialize)]
pub(super) struct Optima {
    kept: i64,
    real: i64,
    everybody: i64,
    promises: i64,
    classes: Vec<i64>,
    shares: i64,
    cost: i64,
    moves: i64,
}

impl Optima {
    /// The same numbers of an answer. Those who are locked are on no network: they are neither here.
    pub(super) fn of(day: Day<'_>) -> Self {
        let tally = day.tally();
        let locked: Vec<i64> = by_school(day, |part| part == Part::Locked);
        let schools = || day.instance.schools.iter().zip(&locked);
        let class = |class: usize| {
            let of = day.everybody().filter(|(one, _, part)| usize::from(one.class) == class && *part == Part::Locked);
            number(of.count())
        };
        let owed = schools().map(|(school, locked)| i64::from(school.guarantee).min(*locked)).sum::<i64>();
        let shares =
            schools().map(|(school, locked)| (1..=*locked).map(|n| marginal(day.instance, *school, n)).sum::<i64>());
        let cost = |seat: Option<u16>| seat.map_or(0, |pool| i64::from(day.instance.order[usize::from(pool)]));
        let locked_cost = day.everybody().filter(|(.., part)| *part == Part::Locked).map(|(_, seat, _)| cost(seat));
        Self {
            kept: -day.count(|part, _| part == Part::Kept),
            real: -day.count(|part, _| matches!(part, Part::Kept | Part::New)),
            everybody: -day.count(|part, seated| seated && part != Part::Locked),
            promises: tally.guaranteed + owed,
            classes: tally.classes.iter().enumerate().map(|(at, count)| count + class(at)).collect(),
            shares: tally.shares - shares.sum::<i64>(),
            cost: tally.cost - locked_cost.sum::<i64>(),
            moves: tally.moves,
        }
    }
}

fn by_school(day: Day<'_>, which: impl Fn(Part) -> bool) -> Vec<i64> {
    let mut counts = vec![0; day.instance.schools.len()];
    let of = day.everybody().filter(|(_, _, part)| which(*part));
    of.for_each(|(one, ..)| counts[one.school as usize] += 1);
    counts
}

/// A day, with alike people counted.
fn network(day: Day<'_>) -> Value {
    let locked = day.load(|part| part == Part::Locked);
    let seats: Vec<i64> =
        day.instance.seats.iter().zip(&locked).map(|(seats, locked)| i64::from(*seats) - locked).collect();
    let mut groups: BTreeMap<_, (u32, u32)> = BTreeMap::new();
    for (one, seat, part) in day.everybody().filter(|(.., part)| *part != Part::Locked) {
        // Who competes and who is served so far is no difference between people: the flow is to find it.
        let part = if part == Part::New { Part::Waits } else { part };
        let counts = groups.entry((part, one.kind, one.hold, one.school, one.class)).or_default();
        *counts = (counts.0 + 1, counts.1 + u32::from(seat.is_some()));
    }
    let groups = groups.into_iter().map(|((part, kind, hold, school, class), (members, served))| {
        let part = match part {
            Part::Kept => "kept",
            Part::Lost => "lost",
            Part::Leaves => "leaves",
            _ => "waits",
        };
        json!({"part": part, "pools": day.pools(kind), "hold": hold, "school": school, "class": class,
            "members": members, "served": served})
    });
    let groups: Vec<Value> = groups.collect();
    let counts = by_school(day, |part| part == Part::Locked)
        .into_iter()
        .zip(by_school(day, |part| matches!(part, Part::Kept | Part::New | Part::Waits)));
    let schools = day.instance.schools.iter().zip(counts).map(|(school, (locked, others))| {
        json!({"guarantee": school.guarantee, "weight": school.weight, "locked": locked, "others": others})
    });
    json!({"seats": seats, "order": day.instance.order, "groups": groups, "schools": schools.collect::<Vec<_>>(),
        "classes": CLASSES, "unit": UNIT, "shares": day.instance.fairness == Fairness::SainteLague})
}

/// The optima of some days; none where Python or OR-tools is not installed.
#[expect(clippy::disallowed_methods, reason = "the flow is a program, and it may not be there")]
pub(super) fn optima(days: &[Day<'_>]) -> Option<Vec<Optima>> {
    let networks: Vec<Value> = days.iter().map(|day| network(*day)).collect();
    let required = std::env::var_os("UPPROP_ORTOOLS_REQUIRED").is_some();
    let found = run(&serde_json::to_vec(&networks).expect("it works"));
    let code = found.as_ref().map_or(Some(77), |found| found.status.code());
    let told =
        found.as_ref().map_or_else(|| "there is no python3".into(), |found| String::from_utf8_lossy(&found.stderr));
    if code == Some(77) {
        assert!(!required, "this build requires OR-tools for Python: {told}");
        return None;
    }
    assert_eq!(code, Some(0), "{told}");
    Some(serde_json::from_slice(&found?.stdout).expect("it works"))
}

#[expect(clippy::disallowed_methods, reason = "the flow is a program")]
fn run(networks: &[u8]) -> Option<Output> {
    let mut python = Command::new("python3");
    python.arg("-B").arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/laws_large/flow.py"));
    let mut child = python.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().ok()?;
    // Without OR-tools it ends before it has read everything.
    let _ = child.stdin.take().expect("it works").write_all(networks);
    child.wait_with_output().ok()
}
