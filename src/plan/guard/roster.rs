//! What a delivery takes away and adds, judged from the widest scope to the narrowest.

use super::unread::unread;
use super::{GroupLimit, Hold, HoldKind, Limits, Scope, ScopeLimits, digest, hex};
use crate::licence::{Override, Overrides};
use crate::roster::{
    Diff, GroupId, GroupKind, Keep, Membership, Person, PersonId, PersonIx, PersonStatus, Snapshot, SourceName, Tally,
    UnitId, home, rekeyed,
};
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// What the guard says of a roster.
#[derive(Default)]
pub(in crate::plan) struct Verdict {
    pub(in crate::plan) keep: Keep,
    pub(in crate::plan) holds: Vec<Hold>,
    /// Whose going, out of the roster or a group, a human let through: pools do not ask about it again.
    pub(in crate::plan) let_go: BTreeSet<PersonId>,
    /// Persons who have another id from now on, old and new, which a human let through.
    pub(in crate::plan) rekeyed: Vec<(PersonId, PersonId)>,
    /// Would more have to be known of others to judge? Then everybody must be looked at.
    pub(in crate::plan) is_strained: bool,
}

/// What the guard is asked about.
pub(in crate::plan) struct Question<'a> {
    /// The roster before, or the part of it that is looked at.
    pub(in crate::plan) before: &'a Snapshot,
    /// All others.
    pub(in crate::plan) others: &'a Tally,
    pub(in crate::plan) after: &'a Snapshot,
    pub(in crate::plan) diff: &'a Diff,
    pub(in crate::plan) day: Date,
    pub(in crate::plan) limits: &'a Limits,
    pub(in crate::plan) released: &'a BTreeSet<String>,
    /// Persons who are there and cannot be read.
    pub(in crate::plan) unread: &'a BTreeSet<PersonId>,
    /// Decisions about persons.
    pub(in crate::plan) overrides: &'a [Override],
}

/// Judges what a delivery takes away and adds, from the widest scope to the narrowest.
pub(in crate::plan) fn roster(question: &Question<'_>) -> Verdict {
    let mut verdict = Verdict::default();
    let base = question.others.plus(&Tally::of(question.before, question.day));
    let swapped = Swapped::of(question);
    rekeys(question, &swapped, &base, &mut verdict);
    shield(question, &swapped, &base, &mut verdict);
    unread(question, &base, &mut verdict);
    for kind in [
        HoldKind::PersonRemovals,
        HoldKind::PersonAdditions,
        HoldKind::MembershipRemovals,
        HoldKind::MembershipAdditions,
        HoldKind::PersonChanges,
    ] {
        let items = items(question, kind, &verdict.keep);
        judge(question, kind, items, &base, &mut verdict);
    }
    verdict.holds.sort();
    verdict
}

/// Holds ids that are exchanged for others, source by source, or notes those that a human let through. Either way these
/// persons stay as they are in this run: they neither leave nor come. While it is held, nor does anybody else of the
/// source: who was not recognised may be one of them.
fn rekeys(q: &Question<'_>, Swapped { gone, new, marked }: &Swapped, base: &Tally, verdict: &mut Verdict) {
    let unmarked = gone.iter().copied().filter(|at| !marked.contains(at));
    let mut by_source: BTreeMap<&SourceName, Vec<(PersonIx, PersonIx)>> = BTreeMap::new();
    for (old, new) in rekeyed(q.before, unmarked, q.after, new.iter().copied()) {
        by_source.entry(&q.before.person(old).source).or_default().push((old, new));
    }
    for (source, pairs) in by_source {
        let (count, all) = (pairs.len() as u64, base.persons(|name, _| name == source));
        let limit = q.limits.rekeyed.largest(all);
        if count <= limit {
            continue;
        }
        let ids =
            |(old, new): &(PersonIx, PersonIx)| (q.before.person(*old).id.clone(), q.after.person(*new).id.clone());
        let names: Vec<String> = pairs.iter().map(ids).map(|(old, new)| format!("{old} {new}")).collect();
        let (scope, kind) = (Scope::Source(source.clone()), HoldKind::Rekeyed);
        let hash = digest(&scope, kind, names.iter());
        if q.released.contains(&hash) {
            verdict.rekeyed.extend(pairs.iter().map(ids));
        } else {
            let (in_the_way, who) = (Vec::new(), who(q.before, pairs.iter().map(|(old, _)| *old)));
            verdict.holds.push(Hold { scope, kind, count, base: all, limit, hash, in_the_way, who });
        }
        let of_source = |person: &Person| person.source == *source;
        verdict.keep.persons.extend(gone.iter().filter(|at| of_source(q.before.person(**at))));
        verdict.keep.newcomers.extend(new.iter().filter(|at| of_source(q.after.person(**at))));
    }
}

/// Who is gone and who is new, by id, and no known date did it.
struct Swapped {
    gone: Vec<PersonIx>,
    new: Vec<PersonIx>,
    /// Of those gone, who was protected or named by a decision: another id would make that void, and nothing may tell
    /// that two ids are one protected person.
    marked: BTreeSet<PersonIx>,
}

impl Swapped {
    fn of(q: &Question<'_>) -> Self {
        let gone = q.diff.persons.removed.iter().filter(|r| !r.foretold).map(|r| r.at);
        let is_deleted = |at: PersonIx| q.after.person(at).status == PersonStatus::Deleted;
        let is_gone = |at: &PersonIx| q.after.find_person(&q.before.person(*at).id).is_none_or(is_deleted);
        let gone: Vec<PersonIx> = gone.filter(is_gone).collect();
        let new = q.diff.persons.added.iter().copied();
        let new = new.filter(|at| q.before.find_person(&q.after.person(*at).id).is_none()).collect();
        let overrides = Overrides::on(q.overrides, q.day);
        let is_marked = |person: &Person| person.protection.is_protected() || overrides.is_named(person);
        let marked = gone.iter().copied().filter(|at| is_marked(q.before.person(*at))).collect();
        Self { gone, new, marked }
    }
}

/// Where somebody vanishes who is protected or named by a decision, whoever is new at the same unit may be that person
/// without it: they wait, and the other stays, until a human has looked.
fn shield(q: &Question<'_>, Swapped { new, marked, .. }: &Swapped, base_of: &Tally, verdict: &mut Verdict) {
    let place = |person: &'_ Person| (person.source.clone(), home(person, q.day).cloned());
    let mut by_place: BTreeMap<_, (Vec<PersonIx>, Vec<PersonIx>)> = BTreeMap::new();
    for at in marked.iter().copied().filter(|at| !verdict.keep.persons.contains(at)) {
        by_place.entry(place(q.before.person(at))).or_default().0.push(at);
    }
    for at in new.iter().copied().filter(|at| !verdict.keep.newcomers.contains(at)) {
        if let Some((_, new)) = by_place.get_mut(&place(q.after.person(at))) {
            new.push(at);
        }
    }
    for ((source, unit), (gone, new)) in by_place.into_iter().filter(|(_, (_, new))| !new.is_empty()) {
        let (scope, kind) = (unit.map_or(Scope::Source(source), Scope::Unit), HoldKind::PersonAdditions);
        let names: Vec<String> = new.iter().map(|at| q.after.person(*at).id.to_string()).collect();
        let (count, base) = (new.len() as u64, base(base_of, &scope, kind));
        let hash = digest(&scope, kind, names.iter());
        if !q.released.contains(&hash) {
            // Who they are is not told: one of them may be the one who is protected.
            let (in_the_way, who) = (Vec::new(), Vec::new());
            verdict.holds.push(Hold { scope, kind, count, base, limit: 0, hash, in_the_way, who });
            verdict.keep.persons.extend(gone);
            verdict.keep.newcomers.extend(new);
        }
    }
}

/// One thing that vanishes or appears.
pub(super) struct Item<'a> {
    at: u32,
    source: &'a SourceName,
    unit: Option<&'a UnitId>,
    group: Option<&'a GroupId>,
    person: &'a PersonId,
    name: String,
}

/// Somebody, at the unit where they are at home.
pub(super) fn home_item<'a>(q: &Question<'_>, snapshot: &'a Snapshot, at: PersonIx) -> Item<'a> {
    let person = snapshot.person(at);
    let name = person.id.as_str().to_owned();
    Item { at: at.0, source: &person.source, unit: home(person, q.day), group: None, person: &person.id, name }
}

fn items<'a>(q: &Question<'a>, kind: HoldKind, kept: &Keep) -> Vec<Item<'a>> {
    let person = |snapshot: &'a Snapshot, at: PersonIx| home_item(q, snapshot, at);
    let membership = |snapshot: &'a Snapshot, at: u32| {
        let m = &snapshot.memberships[at as usize];
        let (of, person) = (snapshot.group(m.group), &snapshot.person(m.person).id);
        let name = format!("{} {person}", of.id);
        Item { at, source: &of.source, unit: Some(&of.unit), group: Some(&of.id), person, name }
    };
    let stays = |gone: &BTreeSet<PersonIx>, at: u32| {
        let person = q.before.memberships[at as usize].person;
        !gone.contains(&person) && q.after.find_person(&q.before.person(person).id).is_some()
    };
    match kind {
        HoldKind::PersonRemovals => {
            let removed = q.diff.persons.removed.iter().filter(|r| !r.foretold && !kept.persons.contains(&r.at));
            removed.map(|r| person(q.before, r.at)).collect()
        }
        HoldKind::PersonAdditions => {
            let added = q.diff.persons.added.iter().filter(|at| !kept.newcomers.contains(at));
            let added = added.filter(|at| !starts_by_date(q, q.after.person(**at)));
            added.map(|at| person(q.after, *at)).collect()
        }
        HoldKind::MembershipRemovals => {
            let gone = q.diff.persons.removed.iter().map(|r| r.at).collect();
            let removed = q.diff.memberships.removed.iter().filter(|r| !r.foretold && stays(&gone, r.at));
            removed.map(|r| membership(q.before, r.at)).collect()
        }
        HoldKind::PersonChanges => {
            let changed = q.diff.persons.changed.iter();
            let others = changed.filter(|(old, new)| is_another(q.before.person(*old), q.after.person(*new)));
            let changed = |(old, new): &(PersonIx, PersonIx)| {
                let item = person(q.before, *old);
                Item { name: format!("{} {}", item.name, look(q.after.person(*new))), ..item }
            };
            others.map(changed).collect()
        }
        _ => {
            let new: BTreeSet<PersonIx> = q.diff.persons.added.iter().copied().collect();
            let is_old = |at: &&u32| !new.contains(&q.after.memberships[**at as usize].person);
            let said = |at: &&u32| !said_before(q, &q.after.memberships[**at as usize]);
            q.diff.memberships.added.iter().filter(is_old).filter(said).map(|at| membership(q.after, *at)).collect()
        }
    }
}

/// What somebody is called and written to, as a digest: what is let through is what was looked at.
fn look(person: &Person) -> String {
    let mut sum = Sha256::new();
    let parts = [Some(&person.given_name), Some(&person.family_name), person.email.as_ref(), person.eppn.as_ref()];
    for part in parts {
        sum.update(part.map_or("", |part| part));
        sum.update("\n");
    }
    hex(&sum.finalize())
}

/// Does an id stand for somebody else than before, as far as a row can tell?
fn is_another(old: &Person, new: &Person) -> bool {
    let differs = |old: &Option<_>, new: &Option<_>| old.is_some() && old != new;
    old.has_other_name(new) || differs(&old.eppn, &new.eppn) || differs(&old.email, &new.email)
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
        Scope::Total | Scope::Pool(_) | Scope::Group(_) => true,
    };
    match kind {
        HoldKind::PersonRemovals
        | HoldKind::PersonAdditions
        | HoldKind::PersonChanges
        | HoldKind::PersonsUnreadable => tally.persons(within),
        _ => tally.memberships(within),
    }
}

/// Judges one kind: the whole run, then each source, each unit and each group. What a wider scope held or released is
/// not asked about again.
pub(super) fn judge(q: &Question<'_>, kind: HoldKind, items: Vec<Item<'_>>, tally: &Tally, verdict: &mut Verdict) {
    type ScopeOf = fn(&Item<'_>) -> Option<Scope>;
    let widths: [(ScopeOf, ScopeLimits); 3] = [
        (|_| Some(Scope::Total), q.limits.total),
        (|item| Some(Scope::Source(item.source.clone())), q.limits.source),
        (|item| item.unit.map(|unit| Scope::Unit(unit.clone())), q.limits.unit),
    ];
    let mut left = items;
    for (scope_of, limits) in widths {
        let limit = match kind {
            HoldKind::PersonRemovals | HoldKind::MembershipRemovals => limits.removals,
            HoldKind::PersonChanges => limits.changes,
            HoldKind::PersonsUnreadable => limits.unreadable,
            _ => limits.additions,
        };
        let largest = |scope: &Scope| {
            let base = base(tally, scope, kind);
            Some((base, limit.largest(base)))
        };
        left = judge_by(q, kind, (scope_of, largest), left, verdict);
    }
    if kind == HoldKind::MembershipRemovals {
        let left = cut(q, left);
        let sizes = sizes(q, &left, &mut verdict.is_strained);
        let GroupLimit { min_size, removals } = q.limits.group;
        let largest = |scope: &Scope| {
            match scope {
                Scope::Group(group) => sizes.get(group).filter(|size| **size >= min_size),
                _ => None,
            }
            .map(|size| (*size, removals.largest(*size)))
        };
        let scope_of = |item: &Item<'_>| item.group.map(|group| Scope::Group(group.clone()));
        judge_by(q, kind, (scope_of, largest), left, verdict);
    }
}

/// Judges one kind in one width of scope; gives what passed. Where there is no limit all passes.
fn judge_by<'a>(
    q: &Question<'_>,
    kind: HoldKind,
    (scope_of, largest): (impl Fn(&Item<'a>) -> Option<Scope>, impl Fn(&Scope) -> Option<(u64, u64)>),
    items: Vec<Item<'a>>,
    verdict: &mut Verdict,
) -> Vec<Item<'a>> {
    let mut by_scope: BTreeMap<Option<Scope>, Vec<Item<'a>>> = BTreeMap::new();
    items.into_iter().for_each(|item| by_scope.entry(scope_of(&item)).or_default().push(item));
    let mut passed = Vec::new();
    for (scope, group) in by_scope {
        let count = group.len() as u64;
        let tripped = scope.as_ref().and_then(&largest).filter(|(_, largest)| count > *largest);
        let (Some(scope), Some((base, limit))) = (scope, tripped) else {
            passed.extend(group);
            continue;
        };
        let hash = digest(&scope, kind, group.iter().map(|item| &item.name));
        if q.released.contains(&hash) {
            verdict.let_go.extend(group.iter().map(|item| item.person.clone()));
        } else {
            let is_told =
                matches!(kind, HoldKind::PersonRemovals | HoldKind::PersonChanges | HoldKind::PersonsUnreadable);
            let persons = group.iter().filter(|_| is_told).filter_map(|item| q.before.find_person(item.person));
            let (in_the_way, who) = (Vec::new(), who(q.before, persons));
            verdict.holds.push(Hold { scope, kind, count, base, limit, hash, in_the_way, who });
            group.iter().for_each(|item| hold_back(&mut verdict.keep, kind, item.at));
        }
    }
    passed
}

/// No hold names more persons.
const WHO_MAX: usize = 20;

/// The keys of the first of these persons, as lists show them; nobody protected.
fn who(before: &Snapshot, persons: impl Iterator<Item = PersonIx>) -> Vec<String> {
    let open = persons.map(|at| before.person(at)).filter(|person| !person.protection.is_protected());
    open.take(WHO_MAX).map(|person| person.key().to_owned()).collect()
}

/// Without those whose group is gone as a whole while they are in another one of its kind at the unit: they were moved,
/// as each August. Who is in no other, or leaves a group that is there still, was cut.
fn cut<'a>(q: &Question<'a>, items: Vec<Item<'a>>) -> Vec<Item<'a>> {
    let is_there = |item: &Item<'_>| item.group.is_some_and(|group| q.after.find_group(group).is_some());
    let (mut cut, gone): (Vec<_>, Vec<_>) = items.into_iter().partition(is_there);
    let who: BTreeSet<PersonIx> = gone.iter().filter_map(|item| q.after.find_person(item.person)).collect();
    let mine = q.after.memberships.iter().filter(|m| !who.is_empty() && who.contains(&m.person));
    let counts = mine.filter(|m| q.after.counts(m, q.day));
    let now: BTreeSet<(PersonIx, &UnitId, GroupKind)> =
        counts.map(|m| (m.person, q.after.group(m.group))).map(|(at, group)| (at, &group.unit, group.kind)).collect();
    let is_moved = |item: &Item<'_>| {
        let group = item.group.and_then(|id| q.before.find_group(id)).map(|at| q.before.group(at));
        let at = q.after.find_person(item.person);
        at.zip(group).is_some_and(|(at, group)| now.contains(&(at, &group.unit, group.kind)))
    };
    cut.extend(gone.into_iter().filter(|item| !is_moved(item)));
    cut
}

/// How many were in the groups that lose more members than always may leave. Of a part of the roster that is not known.
fn sizes<'a>(q: &Question<'a>, items: &[Item<'a>], is_strained: &mut bool) -> BTreeMap<&'a GroupId, u64> {
    let mut losses: BTreeMap<&GroupId, u64> = BTreeMap::new();
    items.iter().filter_map(|item| item.group).for_each(|group| *losses.entry(group).or_default() += 1);
    let is_part = q.others.memberships(|_, _| true) > 0;
    let many = losses.into_iter().filter(|(_, count)| *count > q.limits.group.removals.floor);
    let many: Vec<&GroupId> = many.map(|(group, _)| group).collect();
    *is_strained |= is_part && !many.is_empty();
    let size = |id: &'a GroupId| {
        let members = q.before.members(q.before.find_group(id)?).iter();
        Some((id, members.filter(|m| q.before.counts(m, q.day)).count() as u64))
    };
    many.into_iter().filter_map(size).collect()
}

fn hold_back(keep: &mut Keep, kind: HoldKind, at: u32) {
    let _ = match kind {
        HoldKind::PersonRemovals => keep.persons.insert(PersonIx(at)),
        HoldKind::PersonAdditions => keep.newcomers.insert(PersonIx(at)),
        HoldKind::MembershipRemovals => keep.memberships.insert(at),
        HoldKind::PersonChanges => keep.rows.insert(PersonIx(at)),
        // They stay as they are anyway.
        HoldKind::PersonsUnreadable => false,
        _ => keep.new_memberships.insert(at),
    };
}
