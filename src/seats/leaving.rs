//! When and why a holder left, and how long the seat is kept.

use super::claims::{Lost, Offer, entitling, lost, unbound};
use super::decide::Situation;
use super::{Cause, Confirm, Grant, Leaving};
use crate::licence::{LastDays, LeaveCause, OverrideKind, PoolKey};
use crate::roster::{GroupId, GroupIx, Membership, Person, PersonId, PersonIx, PersonStatus, Snapshot, SourceName};
use jiff::ToSpan;
use jiff::civil::Date;

/// Why and when an entitlement ended.
struct End {
    /// As it is told.
    cause: Cause,
    /// Whose grace counts.
    rule: LeaveCause,
    /// Its last day.
    on: Date,
    /// Where nothing speaks for it but a row that is missing.
    silence: Option<Silence>,
}

/// A row that is missing.
struct Silence {
    /// In whose deliveries.
    source: SourceName,
    /// Since the run of this day, or one before it.
    since: Date,
}

/// Why the run before kept a seat whatever the roster said.
struct Firm {
    /// Because of a freeze, on this day.
    frozen_on: Option<Date>,
    /// By an override.
    was_pinned: bool,
}

impl Situation<'_> {
    /// When and why a holder left, and how long the seat is kept. What was noted before stands. `offer` is the
    /// pool of the grant. Nothing where the roster may free no seat that day: what it says is judged when it may.
    pub(super) fn leaving(
        &self,
        person: &PersonId,
        at: Option<PersonIx>,
        grant: &Grant,
        offer: &Offer<'_>,
    ) -> Option<Leaving> {
        let line = self.line(person, at);
        // Of whom nobody knows the school any more every school's freeze counts.
        let calendar = &self.catalogue.calendar;
        let is_frozen = |day| calendar.is_frozen(day, &line) || line.is_empty() && calendar.is_frozen_for_some(day);
        if let Some(leaving) = &grant.leaving {
            let waits = is_frozen(self.lookup.day) && self.is_of_the_roster(at, leaving.cause);
            let is_said = leaving.confirm.is_some() && self.said.strikes_group(person, self.groups_of(offer));
            let confirm = leaving.confirm.clone().filter(|_| !is_said);
            return (!waits).then(|| Leaving { confirm, ..leaving.clone() });
        }
        let frozen_on = self.applied_on.filter(|day| is_frozen(*day));
        let mut end = self.end(person, at, offer, &Firm { frozen_on, was_pinned: self.was_pinned(person, at, offer) });
        if let Some(last) = calendar.last_frozen_before(self.lookup.day, &line).filter(|_| end.cause != Cause::Ended)
            && frozen_on.is_some()
        {
            end.on = last; // a run that comes days after a freeze makes no grace longer
        }
        let is_of_the_roster = end.rule != LeaveCause::BindRemoved && self.is_of_the_roster(at, end.cause);
        if is_frozen(self.lookup.day) && is_of_the_roster {
            return None;
        }
        Some(self.grace(person, at, offer, &end, &line))
    }

    /// How long the seat is kept for somebody who does not use it: for a while whatever comes, and then until somebody
    /// wants it. Nothing for who uses it, or of whom nobody knows.
    pub(super) fn inactive(&self, person: &PersonId, at: PersonIx, grant: &Grant) -> Option<Leaving> {
        let (pool, day) = (self.catalogue.pool(&grant.pool)?, self.lookup.day);
        if !self.uses.is_inactive(pool, person, day) {
            return None;
        }
        if let Some(leaving) = grant.leaving.as_ref().filter(|leaving| leaving.cause == Cause::Inactive) {
            return Some(leaving.clone());
        }
        let (calendar, line) = (&self.catalogue.calendar, self.line(person, Some(at)));
        let kept = pool.graces.of(LeaveCause::Inactive).last_days(day, calendar, &line).kept;
        Some(Leaving {
            ended_on: self.uses.last(&pool.tool, person).unwrap_or(day),
            kept_until: Some(kept),
            until: Date::MAX,
            cause: Cause::Inactive,
            as_staff: !self.lookup.snapshot.person(at).is_pupil(day),
            confirm: None,
        })
    }

    fn grace(&self, person: &PersonId, at: Option<PersonIx>, offer: &Offer<'_>, end: &End, line: &[&str]) -> Leaving {
        let (day, before) = (self.lookup.day, self.before.find_person(person));
        let grace = offer.pool.graces.of(end.rule);
        let LastDays { mut kept, mut in_all } = grace.last_days(end.on, &self.catalogue.calendar, line);
        let row = at.map(|at| self.lookup.snapshot.person(at)).or_else(|| before.map(|b| self.before.person(b)));
        let confirm = end.silence.as_ref().filter(|_| end.cause != Cause::Ended).and_then(|one| self.confirm(one));
        if let Some(last) = confirm.as_ref().and_then(|confirm| confirm.from.yesterday().ok()) {
            (kept, in_all) = (kept.max(last), in_all.max(last));
        }
        Leaving {
            ended_on: end.on,
            kept_until: (kept < in_all).then_some(kept),
            until: in_all,
            cause: end.cause,
            as_staff: row.is_some_and(|person| !person.is_pupil(day)),
            confirm,
        }
    }

    /// The delivery that must show it again, so many days after the first as the source says.
    fn confirm(&self, Silence { source, since }: &Silence) -> Option<Confirm> {
        let days = self.confirmed_after(source);
        let from = since.checked_add(i64::from(days).days()).ok()?;
        (days > 0).then(|| Confirm { source: source.clone(), from })
    }

    /// After how many days a source's silence counts, whatever the grace.
    fn confirmed_after(&self, source: &SourceName) -> u16 {
        self.confirm_after.get(source).copied().unwrap_or(1)
    }

    /// Why the entitlement ended, and on which day.
    fn end(&self, person: &PersonId, at: Option<PersonIx>, offer: &Offer<'_>, firm: &Firm) -> End {
        let day = self.lookup.day;
        let yesterday = day.yesterday().unwrap_or(day);
        let before = self.before.find_person(person);
        let by_date = |rule| move |on| End { cause: Cause::Ended, rule, on, silence: None };
        let ended = at.and_then(|at| self.lookup.snapshot.person(at).ended_on(day));
        let ended = ended.or_else(|| before.and_then(|b| self.before.person(b).ended_on(day)));
        let ended = ended.map(by_date(LeaveCause::LeftUnit));
        let unbound = at.and_then(|at| unbound(self.lookup, offer, at));
        let ended = ended.or_else(|| unbound.map(by_date(LeaveCause::BindRemoved)));
        let ended =
            ended.or_else(|| self.membership_ended(person, &offer.pool.key).map(by_date(LeaveCause::LeftGroup)));
        if let Some(ended) = ended {
            return ended;
        }
        let source = before.map(|before| &self.before.person(before).source);
        let (rule, silence) = match (at, source) {
            (None, Some(source)) if self.confirmed_after(source) == 0 => (LeaveCause::Deleted, None),
            (None, Some(source)) => (LeaveCause::Vanished, self.silence(source)),
            (None, None) => (LeaveCause::Vanished, firm.frozen_on.and_then(|since| self.silence_of_any(since))),
            (Some(at), _) if self.lookup.snapshot.person(at).status == PersonStatus::Deleted => {
                (LeaveCause::Deleted, None)
            }
            (Some(at), _) if !self.lookup.is_active(at) => (LeaveCause::Deactivated, self.silence_of_place(at)),
            (Some(at), _) => self.parted(before, at, offer, firm),
        };
        let cause = if self.was_foretold(person, offer) { Cause::Ended } else { Cause::from(rule) };
        End { cause, rule, on: yesterday, silence }
    }

    /// Was the seat of the pool pinned for somebody on the day of the last run?
    fn was_pinned(&self, person: &PersonId, at: Option<PersonIx>, offer: &Offer<'_>) -> bool {
        let alias = at.and_then(|at| self.lookup.snapshot.person(at).alias.as_deref());
        let names = [Some(person.as_str()), alias];
        let pins = self.catalogue.overrides.iter().filter(|one| one.kind == OverrideKind::Pin);
        let mut of_tool = pins.filter(|one| one.tool.as_ref().is_none_or(|tool| *tool == offer.pool.tool));
        of_tool
            .any(|one| names.contains(&Some(&*one.person)) && self.applied_on.is_some_and(|day| one.period.covers(day)))
    }

    /// What of a binding fits no more for somebody who is still active, and whose silence it is where only a missing row
    /// says so.
    fn parted(
        &self,
        before: Option<PersonIx>,
        at: PersonIx,
        offer: &Offer<'_>,
        firm: &Firm,
    ) -> (LeaveCause, Option<Silence>) {
        let ((then, _), id) = (self.by_date, &self.lookup.snapshot.person(at).id);
        match before.and_then(|before| Some((before, entitling(then, offer, before)?))) {
            Some((before, bind)) => match lost(self.lookup, offer, bind, at) {
                Lost::Group if self.said.has_moved(at) || self.said.strikes_group(id, self.groups_of(offer)) => {
                    (LeaveCause::LeftGroup, None)
                }
                Lost::Group => (LeaveCause::LeftGroup, self.silence(self.of_groups(before, offer))),
                Lost::Year => (LeaveCause::LeftGroup, self.silence_of_place(at)),
                Lost::Unit => (LeaveCause::LeftUnit, self.silence_of_place(at)),
                Lost::Role => (LeaveCause::RoleLost, self.silence_of_place(at)),
            },
            None if firm.frozen_on.is_none() && !firm.was_pinned => (LeaveCause::BindRemoved, None),
            None => {
                let by_group = offer.pool.binds.iter().any(|bind| bind.group.is_some());
                let rule = if by_group { LeaveCause::LeftGroup } else { LeaveCause::LeftUnit };
                let source = || before.map_or(&self.lookup.snapshot.person(at).source, |at| self.of_groups(at, offer));
                (rule, firm.frozen_on.map(|since| Silence { source: source().clone(), since }))
            }
        }
    }

    /// That a source's delivery of today is the first that lacks something.
    fn silence(&self, source: &SourceName) -> Option<Silence> {
        Some(Silence { source: source.clone(), since: self.lookup.day })
    }

    /// The silence by which somebody stands nowhere or elsewhere, where no row says so.
    fn silence_of_place(&self, at: PersonIx) -> Option<Silence> {
        let person = self.lookup.snapshot.person(at);
        let is_said = person.status != PersonStatus::Active || self.said.tells_of_place(at);
        if is_said { None } else { self.silence(&person.source) }
    }

    /// That of somebody who went missing in a freeze, and of whom nobody knows any more who told: the source that
    /// delivered last, which must do so once more.
    fn silence_of_any(&self, since: Date) -> Option<Silence> {
        let last = self.confirm_after.keys().max_by_key(|source| self.delivered.get(*source));
        last.map(|source| Silence { source: source.clone(), since })
    }

    /// The groups that a pool is bound to, as they were.
    fn groups_of(&self, offer: &Offer<'_>) -> impl Iterator<Item = &GroupId> {
        let names = offer.pool.binds.iter().filter_map(|bind| bind.group.as_deref());
        names.flat_map(|name| self.before.groups_named(name)).map(|group| &self.before.group(group).id)
    }

    /// Whose group it was that somebody had the seat for, or of whom the person is: memberships are told with the group.
    fn of_groups(&self, before: PersonIx, offer: &Offer<'_>) -> &SourceName {
        let names = offer.pool.binds.iter().filter_map(|bind| bind.group.as_deref());
        let groups: Vec<GroupIx> = names.flat_map(|name| self.before.groups_named(name)).collect();
        let mine = groups.iter().find(|group| self.before.has_row(**group, before)).or(groups.first());
        mine.map_or(&self.before.person(before).source, |group| &self.before.group(*group).source)
    }

    /// Did the roster cause it, and no end of everything that was known, no deletion and nobody's decision? Who is
    /// nowhere today, and somewhere again on a day that is known, has not ended.
    fn is_of_the_roster(&self, at: Option<PersonIx>, cause: Cause) -> bool {
        let comes_back = |at: PersonIx| {
            let person = self.lookup.snapshot.person(at);
            self.lookup.is_active(at) || periods(person).any(|period| period.begins_after(self.lookup.day))
        };
        match cause {
            Cause::LeftGroup | Cause::LeftUnit | Cause::RoleLost | Cause::Vanished | Cause::NotEntitled => true,
            Cause::Ended => at.is_some_and(comes_back),
            // Somebody who lives, and stands nowhere.
            Cause::Deactivated => at.is_some_and(|at| self.lookup.snapshot.person(at).status == PersonStatus::Active),
            _ => false,
        }
    }

    /// The names of the person's unit and of all above it, as far as it is known.
    fn line(&self, person: &PersonId, at: Option<PersonIx>) -> Vec<&str> {
        if self.catalogue.calendar == crate::licence::Calendar::default() {
            return Vec::new(); // nobody asks for units
        }
        let (then, _) = self.by_date;
        let here = at.map(|at| self.lookup.snapshot.person(at));
        let home = here.and_then(|person| self.lookup.home(person));
        let home = home.or_else(|| then.home(self.before.person(self.before.find_person(person)?)));
        let home = home.or_else(|| here.and_then(|person| person.enrolments.first().map(|one| &one.unit)));
        let units = home.map(|home| self.lookup.lineage(home)).unwrap_or_default();
        let names = |unit| {
            let alias = self.lookup.snapshot.find_unit(unit).and_then(|unit| unit.alias.as_deref());
            std::iter::once(unit.as_str()).chain(alias)
        };
        units.into_iter().flat_map(names).collect()
    }

    /// Would the roster before, read on today's date, entitle the person no more, though it did when it was
    /// applied? Then a date that was known did it: of the roster, or of a binding.
    fn was_foretold(&self, person: &PersonId, offer: &Offer<'_>) -> bool {
        let Some(at) = self.before.find_person(person) else { return false };
        let (then, now) = self.by_date;
        entitling(then, offer, at).is_some() && entitling(now, offer, at).is_none()
    }

    /// The last day of a membership that counted when the roster before was applied, in a group that the
    /// pool is bound to, when it is over. Memberships of other years say nothing about this seat.
    fn membership_ended(&self, person: &PersonId, pool: &PoolKey) -> Option<Date> {
        let (day, before, after) = (self.lookup.day, self.before, self.lookup.snapshot);
        let (at, applied_on) = (before.find_person(person)?, self.applied_on?);
        let binds = &self.catalogue.pool(pool)?.binds;
        let groups = binds.iter().filter_map(|b| b.group.as_deref()).flat_map(|name| before.groups_named(name));
        let rows = groups.flat_map(|group| before.members(group)).filter(|m| m.person == at);
        let ended = rows.filter(|row| before.counts(row, applied_on)).filter_map(|row| {
            let now = after.find_group(&before.group(row.group).id).zip(after.find_person(person));
            let now = now.map(|(group, at)| after.members(group).iter().filter(move |m| m.person == at));
            let known = now.into_iter().flatten().filter_map(|m| last_day(after, m)).max();
            known.or_else(|| last_day(before, row)).filter(|to| *to < day)
        });
        ended.max()
    }
}

/// When a person is somewhere.
fn periods(person: &Person) -> impl Iterator<Item = crate::roster::Period> {
    let enrolments = person.enrolments.iter().map(|one| one.period);
    enrolments.chain(person.duties.iter().map(|one| one.period))
}

/// Was it known before this run that the seat would be given up: noted already, or an end date that came?
pub(super) fn is_foretold(leaving: &Leaving, grant: &Grant) -> bool {
    grant.leaving.is_some() || leaving.cause == Cause::Ended
}

/// The last day of a membership: its own, or its group's.
fn last_day(snapshot: &Snapshot, membership: &Membership) -> Option<Date> {
    membership.period.overlap(&snapshot.group(membership.group).period).to
}
