//! A plan as the contract prints it, and in words.

use crate::licence::PoolKey;
use crate::plan::{Hold, Join, Notice, Plan};
use crate::roster::{Counts, PersonId};
use crate::seats::{Cause, Reason, SeatStep, WishState};
use crate::wording::Words;
use crate::wording::alert::{Names, held_people, hold_kind, people, scope};
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};

/// A plan as `plan --json` prints it: same input, same bytes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlanView {
    /// What it stands on.
    pub base: String,
    /// Names exactly this plan.
    pub hash: String,
    /// The day it is for.
    pub day: Date,
    /// The steps: what changes in the roster, licences that join, and seats.
    pub steps: Vec<Value>,
    /// What people should hear of.
    pub notices: Vec<Notice>,
    /// What is held.
    pub held: Vec<Hold>,
    /// Changes of the roster by kind.
    pub roster: Counts,
    /// The plan in words.
    pub report: Vec<String>,
}

impl PlanView {
    /// The view of `plan`; people under their key.
    #[must_use]
    pub fn new(plan: &Plan, words: &Words, names: &Names<'_>, key: &dyn Fn(&PersonId) -> String) -> Self {
        let persons = plan.persons.iter().filter_map(|event| {
            let mut value = serde_json::to_value(event).ok()?;
            rename(&mut value, "event", "kind");
            person_key(&mut value, event.person(), key);
            Some(value)
        });
        let joins =
            plan.joins.iter().map(|Join { licence, pool }| json!({"kind": "join", "licence": licence, "pool": pool}));
        // Who needs a decision is told to those who decide, by number; never by key in a plan (DOMAIN 7).
        let told = plan.steps.iter().filter(|step| !is_open_decision(step));
        let seats = told.filter_map(|step| {
            let mut value = serde_json::to_value(step).ok()?;
            person_key(&mut value, Some(step.key().1), &|person| shown(plan, step, person, key));
            Some(value)
        });
        Self {
            base: plan.base.clone(),
            hash: plan.hash.clone(),
            day: plan.day,
            steps: persons.chain(joins).chain(seats).collect(),
            notices: plan.notices.clone(),
            held: plan.held.clone(),
            roster: plan.counts,
            report: plan_lines(plan, words, names, key),
        }
    }
}

fn rename(value: &mut Value, from: &str, to: &str) {
    if let Some(object) = value.as_object_mut()
        && let Some(inner) = object.remove(from)
    {
        object.insert(to.to_owned(), inner);
    }
}

fn person_key(value: &mut Value, person: Option<&PersonId>, key: &dyn Fn(&PersonId) -> String) {
    if let (Some(object), Some(person)) = (value.as_object_mut(), person) {
        object.insert("person".to_owned(), Value::String(key(person)));
    }
}

/// Does it note that a person's protected identity needs a decision?
fn is_open_decision(step: &SeatStep) -> bool {
    matches!(step, SeatStep::Wish { wish, .. } if wish.state == WishState::Held)
}

/// The key under which a step names its person; none for whom a decision is open once the plan is applied.
fn shown(plan: &Plan, step: &SeatStep, person: &PersonId, key: &dyn Fn(&PersonId) -> String) -> String {
    let wish = plan.seats.wish(step.key().0, person);
    if wish.is_some_and(|wish| wish.state == WishState::Held) { "–".to_owned() } else { key(person) }
}

/// The plan in words: the roster, then seats by what happens to them, then what is held.
#[must_use]
pub fn plan_lines(plan: &Plan, words: &Words, names: &Names<'_>, key: &dyn Fn(&PersonId) -> String) -> Vec<String> {
    let mut lines = Vec::new();
    if plan.counts != Counts::default() {
        lines.push(roster_line(plan, words));
    }
    if !plan.rekeyed.is_empty() {
        lines.push(words.say("plan-rekeyed", &[("count", plan.rekeyed.len().into())]));
    }
    for join in &plan.joins {
        let (licence, pool) = (join.licence.to_string(), names.pool(&join.pool));
        lines.push(words.say("plan-join", &[("licence", (&licence).into()), ("pool", (&pool).into())]));
    }
    lines.extend(seat_lines(plan, words, names, key));
    for hold in &plan.held {
        let (kind, scope) = (hold_kind(words, hold.kind), scope(words, names, &hold.scope));
        let fills = [
            ("scope", (&scope).into()),
            ("kind", (&kind).into()),
            ("count", hold.count.into()),
            ("base", hold.base.into()),
            ("limit", hold.limit.into()),
        ];
        lines.push(words.say("plan-held", &fills));
        lines.extend(held_people(words, hold));
    }
    if lines.is_empty() {
        lines.push(match plan.is_empty() {
            true => words.text("plan-empty"),
            false => words.say("plan-only-news", &[("count", plan.notices.len().into())]),
        });
    }
    lines
}

fn roster_line(plan: &Plan, words: &Words) -> String {
    let c = &plan.counts;
    let fills = [
        ("p_added", c.persons.added.into()),
        ("p_removed", c.persons.removed.into()),
        ("p_changed", c.persons.changed.into()),
        ("g_added", c.groups.added.into()),
        ("g_removed", c.groups.removed.into()),
        ("g_changed", c.groups.changed.into()),
        ("m_added", c.memberships.added.into()),
        ("m_removed", c.memberships.removed.into()),
        ("m_changed", c.memberships.changed.into()),
        ("u_added", c.units.added.into()),
        ("u_removed", c.units.removed.into()),
        ("u_changed", c.units.changed.into()),
    ];
    words.say("plan-roster", &fills)
}

/// Steps that say the same of several people are one line.
fn seat_lines(plan: &Plan, words: &Words, names: &Names<'_>, key: &dyn Fn(&PersonId) -> String) -> Vec<String> {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    let mut put = |template: String, person: String| match groups.iter_mut().find(|(known, _)| *known == template) {
        Some((_, people)) => people.push(person),
        None => groups.push((template, vec![person])),
    };
    for step in &plan.steps {
        // An open decision is counted, and never told with the person's key (DOMAIN 7).
        if !is_open_decision(step) {
            put(template(step, words, names), shown(plan, step, step.key().1, key));
        }
    }
    let line = |(template, keys): (String, Vec<String>)| {
        let (key, fills) = template.split_once('\n').unwrap_or((&template, ""));
        let parts: Vec<(&str, &str)> = fills.lines().filter_map(|line| line.split_once('=')).collect();
        let count = keys.len();
        let who = people(words, keys);
        let mut all = vec![("people", (&who).into()), ("count", count.into())];
        all.extend(parts.iter().map(|(name, value)| (*name, (*value).into())));
        words.say(key, &all)
    };
    groups.into_iter().map(line).collect()
}

/// The message of a seat that is given or, until a day, lent.
fn lent(key: &str, pool: &PoolKey, until: Option<Date>, (words, names): (&Words, &Names<'_>)) -> String {
    let pool = names.pool(pool);
    match until.map(|until| words.short_date(until, names.day)) {
        Some(until) => format!("{key}-lent\npool={pool}\nuntil={until}"),
        None => format!("{key}\npool={pool}"),
    }
}

/// The message of a step and what fills it, apart from the person.
fn template(step: &SeatStep, words: &Words, names: &Names<'_>) -> String {
    let cause = |cause: &Cause| words.text(&format!("cause-{}", cause.word()));
    match step {
        SeatStep::Grant { grant, .. } => lent("plan-grant", &grant.pool, grant.lent_until, (words, names)),
        SeatStep::Lend { pool, until, .. } => lent("plan-lend", pool, *until, (words, names)),
        SeatStep::Free { pool, cause: why, .. } => {
            format!("plan-free\npool={}\ncause={}", names.pool(pool), cause(why))
        }
        SeatStep::Move { from, to, .. } => format!("plan-move\nfrom={}\nto={}", names.pool(from), names.pool(to)),
        SeatStep::Leave { pool, leaving, .. } => {
            let date = |date| words.short_date(date, names.day);
            let (pool, until, cause) = (names.pool(pool), date(leaving.until), cause(&leaving.cause));
            match leaving.kept_until.map(date) {
                Some(kept) if leaving.cause == Cause::Inactive => {
                    format!("plan-leave-inactive\npool={pool}\nkept={kept}")
                }
                None => format!("plan-leave\npool={pool}\nuntil={until}\ncause={cause}"),
                Some(kept) => format!("plan-leave-wanted\npool={pool}\nkept={kept}\nuntil={until}\ncause={cause}"),
            }
        }
        SeatStep::Return { pool, .. } => format!("plan-return\npool={}", names.pool(pool)),
        SeatStep::Wish { wish, .. } if wish.state == WishState::Dormant => {
            format!("plan-dormant\npool={}", names.pool(&wish.pool))
        }
        SeatStep::Wish { wish, .. } if wish.state == WishState::Starting => {
            let (pool, on) = (names.pool(&wish.pool), words.short_date(wish.since, names.day));
            let key = if wish.reason() == Reason::SeatKept { "plan-starting" } else { "plan-starting-at-risk" };
            format!("{key}\npool={pool}\non={on}")
        }
        SeatStep::Wish { wish, .. } => {
            let state = wish.state.word();
            let reason = words.text(&format!("reason-{}", wish.reason().word()));
            format!("plan-wish\npool={}\nstate={state}\nreason={reason}", names.pool(&wish.pool))
        }
        SeatStep::Unwish { tool, .. } => format!("plan-unwish\ntool={}", names.tool(tool)),
    }
}
