//! The guard: how much one run may take away or add before a human is asked.
//!
//! On from the first run. Only the dangerous part is held: what the tripped scope would lose stays as it
//! was, what it would gain waits outside, and everything else goes on (ARCHITECTURE 5.6, ALLOCATION 9,
//! PAIN 3, 17, 18). What a known date causes was foretold and is not counted.

use crate::licence::PoolKey;
use crate::roster::{Diff, Keep, Membership, Person, PersonId, PersonIx, Snapshot, SourceName, Tally, UnitId, home};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// A limit, tripped by more than `floor` and more than `percent` of the base or than `count`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Share of what there was, in percent.
    pub percent: u32,
    /// Never more than this.
    pub count: Option<u64>,
    /// Up to this many always pass.
    pub floor: u64,
}

impl Limit {
    /// The largest number that passes when there were `base`.
    #[must_use]
    pub fn largest(&self, base: u64) -> u64 {
        let share = base.saturating_mul(u64::from(self.percent)) / 100;
        share.min(self.count.unwrap_or(u64::MAX)).max(self.floor)
    }
}

/// Limits by scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For the whole run.
    pub total: ScopeLimits,
    /// For one source.
    pub source: ScopeLimits,
    /// For one unit.
    pub unit: ScopeLimits,
    /// For one pool, where removals are seats that holders lose.
    pub pool: ScopeLimits,
    /// Seats that holders lose because somebody lowered them by hand: in earnest not one.
    pub lowered: Limit,
}

/// Limits of one scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScopeLimits {
    /// What may vanish.
    pub removals: Limit,
    /// What may appear.
    pub additions: Limit,
}

/// What a hold covers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "of", content = "id", rename_all = "snake_case")]
pub enum Scope {
    /// The whole run.
    Total,
    /// One source.
    Source(SourceName),
    /// One unit.
    Unit(UnitId),
    /// One pool.
    Pool(PoolKey),
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Total => f.write_str("total"),
            Self::Source(source) => write!(f, "source {source}"),
            Self::Unit(unit) => write!(f, "unit {unit}"),
            Self::Pool(pool) => write!(f, "pool {pool}"),
        }
    }
}

/// What is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldKind {
    /// The first roster ever: everything is new.
    FirstImport,
    /// Persons who vanish.
    PersonRemovals,
    /// Persons who appear.
    PersonAdditions,
    /// Memberships that vanish, of persons who stay.
    MembershipRemovals,
    /// Memberships that appear, of persons who were there.
    MembershipAdditions,
    /// Holders who lose their seat for another cause than a date.
    SeatLosses,
    /// Holders who lose their seat because somebody lowered the seats, or took a licence away, by hand.
    SeatsLowered,
}

/// Something held back.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Hold {
    /// Where.
    pub scope: Scope,
    /// What.
    pub kind: HoldKind,
    /// How many.
    pub count: u64,
    /// Of how many.
    pub base: u64,
    /// The largest number that would have passed.
    pub limit: u64,
    /// Names exactly these things: a release lets through this and nothing else.
    pub hash: String,
    /// Lowered seats: the keys of those who would lose theirs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub in_the_way: Vec<String>,
}

impl Hold {
    /// The pool it is about.
    #[must_use]
    pub fn pool(&self) -> Option<&PoolKey> {
        match &self.scope {
            Scope::Pool(pool) => Some(pool),
            _ => None,
        }
    }
}

/// What the guard says of a roster.
pub(super) struct Verdict {
    pub(super) keep: Keep,
    pub(super) holds: Vec<Hold>,
    /// Whose going, out of the roster or a group, a human let through: pools do not ask about it again.
    pub(super) let_go: BTreeSet<PersonId>,
}

/// What the guard is asked about.
pub(super) struct Question<'a> {
    /// The roster before, or the part of it that is looked at.
    pub(super) before: &'a Snapshot,
    /// All others.
    pub(super) others: &'a Tally,
    pub(super) after: &'a Snapshot,
    pub(super) diff: &'a Diff,
    pub(super) day: Date,
    pub(super) limits: &'a Limits,
    pub(super) released: &'a BTreeSet<String>,
}

/// Holds a first import unless it was allowed or released.
pub(super) fn first_import(after: &Snapshot, released: &BTreeSet<String>) -> Option<Hold> {
    let hash = digest(&Scope::Total, HoldKind::FirstImport, [format!("{:032x}", after.digest())].iter());
    let count = after.persons.len() as u64;
    let (scope, kind, in_the_way) = (Scope::Total, HoldKind::FirstImport, Vec::new());
    let hold = Hold { scope, kind, count, base: 0, limit: 0, hash, in_the_way };
    (!released.contains(&hold.hash)).then_some(hold)
}

/// Judges what a delivery takes away and adds, from the widest scope to the narrowest.
pub(super) fn roster(question: &Question<'_>) -> Verdict {
    let mut verdict = Verdict { keep: Keep::default(), holds: Vec::new(), let_go: BTreeSet::new() };
    let base = question.others.plus(&Tally::of(question.before, question.day));
    for kind in [
        HoldKind::PersonRemovals,
        HoldKind::PersonAdditions,
        HoldKind::MembershipRemovals,
        HoldKind::MembershipAdditions,
    ] {
        let items = items(question, kind);
        judge(question, kind, items, &base, &mut verdict);
    }
    verdict.holds.sort();
    verdict
}

/// One thing that vanishes or appears.
struct Item<'a> {
    at: u32,
    source: &'a SourceName,
    unit: Option<&'a UnitId>,
    person: &'a PersonId,
    name: String,
}

fn items<'a>(q: &Question<'a>, kind: HoldKind) -> Vec<Item<'a>> {
    let person = |snapshot: &'a Snapshot, at: PersonIx| {
        let person = snapshot.person(at);
        let name = person.id.as_str().to_owned();
        Item { at: at.0, source: &person.source, unit: home(person, q.day), person: &person.id, name }
    };
    let membership = |snapshot: &'a Snapshot, at: u32| {
        let m = &snapshot.memberships[at as usize];
        let (group, person) = (snapshot.group(m.group), snapshot.person(m.person));
        let name = format!("{} {}", group.id, person.id);
        Item { at, source: &group.source, unit: Some(&group.unit), person: &person.id, name }
    };
    let stays = |gone: &BTreeSet<PersonIx>, at: u32| {
        let person = q.before.memberships[at as usize].person;
        !gone.contains(&person) && q.after.find_person(&q.before.person(person).id).is_some()
    };
    match kind {
        HoldKind::PersonRemovals => {
            let removed = q.diff.persons.removed.iter().filter(|r| !r.foretold);
            removed.map(|r| person(q.before, r.at)).collect()
        }
        HoldKind::PersonAdditions => {
            let added = q.diff.persons.added.iter().filter(|at| !starts_by_date(q, q.after.person(**at)));
            added.map(|at| person(q.after, *at)).collect()
        }
        HoldKind::MembershipRemovals => {
            let gone = q.diff.persons.removed.iter().map(|r| r.at).collect();
            let removed = q.diff.memberships.removed.iter().filter(|r| !r.foretold && stays(&gone, r.at));
            removed.map(|r| membership(q.before, r.at)).collect()
        }
        _ => {
            let new: BTreeSet<PersonIx> = q.diff.persons.added.iter().copied().collect();
            let is_old = |at: &&u32| !new.contains(&q.after.memberships[**at as usize].person);
            let said = |at: &&u32| !said_before(q, &q.after.memberships[**at as usize]);
            q.diff.memberships.added.iter().filter(is_old).filter(said).map(|at| membership(q.after, *at)).collect()
        }
    }
}

/// Did the roster before say that the person would be here by now? Then a date that was known did it.
fn starts_by_date(q: &Question<'_>, person: &Person) -> bool {
    q.before.find_person(&person.id).is_some_and(|at| q.before.person(at).is_active(q.day))
}

/// Did the roster before say that the membership would count by now?
fn said_before(q: &Question<'_>, membership: &Membership) -> bool {
    let group = q.before.find_group(&q.after.group(membership.group).id);
    let person = q.before.find_person(&q.after.person(membership.person).id);
    group.zip(person).is_some_and(|(group, person)| {
        let rows = q.before.members(group);
        let from = rows.partition_point(|m| m.person < person);
        let mine = rows[from..].iter().take_while(|m| m.person == person);
        mine.into_iter().any(|m| m.role == membership.role && q.before.counts(m, q.day))
    })
}

/// What there was before, in a scope.
fn base(tally: &Tally, scope: &Scope, kind: HoldKind) -> u64 {
    let within = |source: &SourceName, unit: Option<&UnitId>| match scope {
        Scope::Source(name) => source == name,
        Scope::Unit(id) => unit == Some(id),
        Scope::Total | Scope::Pool(_) => true,
    };
    match kind {
        HoldKind::PersonRemovals | HoldKind::PersonAdditions => tally.persons(within),
        _ => tally.memberships(within),
    }
}

/// Judges one kind: the whole run, then each source, then each unit. What a wider scope held or released is
/// not asked about again.
fn judge(q: &Question<'_>, kind: HoldKind, mut items: Vec<Item<'_>>, tally: &Tally, verdict: &mut Verdict) {
    type ScopeOf = fn(&Item<'_>) -> Option<Scope>;
    let widths: [(ScopeOf, ScopeLimits); 3] = [
        (|_| Some(Scope::Total), q.limits.total),
        (|item| Some(Scope::Source(item.source.clone())), q.limits.source),
        (|item| item.unit.map(|unit| Scope::Unit(unit.clone())), q.limits.unit),
    ];
    for (scope_of, limits) in widths {
        let limit = match kind {
            HoldKind::PersonRemovals | HoldKind::MembershipRemovals => limits.removals,
            _ => limits.additions,
        };
        let mut by_scope: BTreeMap<Option<Scope>, Vec<Item<'_>>> = BTreeMap::new();
        for item in items {
            by_scope.entry(scope_of(&item)).or_default().push(item);
        }
        items = Vec::new();
        for (scope, group) in by_scope {
            let Some(scope) = scope else {
                items.extend(group);
                continue;
            };
            let (count, base) = (group.len() as u64, base(tally, &scope, kind));
            let largest = limit.largest(base);
            if count <= largest {
                items.extend(group);
                continue;
            }
            let hash = digest(&scope, kind, group.iter().map(|item| &item.name));
            if q.released.contains(&hash) {
                verdict.let_go.extend(group.iter().map(|item| item.person.clone()));
            } else {
                let in_the_way = Vec::new();
                verdict.holds.push(Hold { scope, kind, count, base, limit: largest, hash, in_the_way });
                group.iter().for_each(|item| hold_back(&mut verdict.keep, kind, item.at));
            }
        }
    }
}

fn hold_back(keep: &mut Keep, kind: HoldKind, at: u32) {
    match kind {
        HoldKind::PersonRemovals => keep.persons.insert(PersonIx(at)),
        HoldKind::PersonAdditions => keep.newcomers.insert(PersonIx(at)),
        HoldKind::MembershipRemovals => keep.memberships.insert(at),
        _ => keep.new_memberships.insert(at),
    };
}

/// Who would lose a seat of a pool for another cause than a date.
#[derive(Debug, Default)]
pub(super) struct Losses {
    /// Because of the roster or a binding.
    pub(super) losers: Vec<String>,
    /// Because somebody lowered the seats.
    pub(super) lowered: Vec<String>,
    /// Holders before.
    pub(super) base: u64,
}

/// Holds for pools whose holders would lose more seats than may be lost; where seats were lowered below their
/// holders, for any. `key` gives the key under which a loser is shown.
pub(super) fn pools(
    losses: &BTreeMap<PoolKey, Losses>,
    limits: &Limits,
    let_through: &dyn Fn(HoldKind, &str) -> bool,
    key: &dyn Fn(&str) -> String,
) -> Vec<Hold> {
    let hold = |pool: &PoolKey, kind, losers: &[String], base, limit| {
        let (count, scope) = (losers.len() as u64, Scope::Pool(pool.clone()));
        let hash = digest(&scope, kind, losers.iter());
        let told = if kind == HoldKind::SeatsLowered { losers } else { &[] };
        let in_the_way = told.iter().map(|person| key(person)).collect();
        let held = count > limit && !let_through(kind, &hash);
        held.then_some(Hold { scope, kind, count, base, limit, hash, in_the_way })
    };
    let of_pool = |(pool, of): (&PoolKey, &Losses)| {
        let largest = limits.pool.removals.largest(of.base);
        let lowered = limits.lowered.largest(of.base);
        [
            hold(pool, HoldKind::SeatLosses, &of.losers, of.base, largest),
            hold(pool, HoldKind::SeatsLowered, &of.lowered, of.base, lowered),
        ]
    };
    losses.iter().flat_map(of_pool).flatten().collect()
}

/// Names exactly these things, whatever order they came in.
fn digest<'n>(scope: &Scope, kind: HoldKind, names: impl Iterator<Item = &'n String>) -> String {
    let mut names: Vec<&String> = names.collect();
    names.sort();
    let mut sum = Sha256::new();
    sum.update(format!("{scope:?} {kind:?}\n"));
    for name in names {
        sum.update(name);
        sum.update("\n");
    }
    hex(&sum.finalize())
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // writing to a String cannot fail
        text
    })
}
