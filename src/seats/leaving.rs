//! When and why a holder left, and how long the seat is kept.

use super::claims::{Offer, entitles};
use super::decide::Situation;
use super::{Cause, Grant, Leaving};
use crate::licence::PoolKey;
use crate::roster::{Membership, PersonId, PersonIx, Snapshot};
use jiff::ToSpan;
use jiff::civil::Date;

impl Situation<'_> {
    /// When and why a holder left, and how long the seat is kept. What was noted before stands. `offer` is the
    /// pool of the grant.
    pub(super) fn leaving(&self, person: &PersonId, at: Option<PersonIx>, grant: &Grant, offer: &Offer<'_>) -> Leaving {
        if let Some(leaving) = &grant.leaving {
            return leaving.clone();
        }
        let day = self.lookup.day;
        let yesterday = day.yesterday().unwrap_or(day);
        let before = self.before.find_person(person);
        let ended = at.and_then(|at| self.lookup.snapshot.person(at).ended_on(day));
        let ended = ended.or_else(|| before.and_then(|b| self.before.person(b).ended_on(day)));
        let ended = ended.or_else(|| self.membership_ended(person, &grant.pool));
        let ended = ended.or_else(|| self.was_foretold(person, offer).then_some(yesterday));
        let (cause, ended_on) = match (ended, at) {
            (Some(ended), _) => (Cause::Ended, ended),
            (None, Some(_)) => (Cause::NotEntitled, yesterday),
            (None, None) => (Cause::Vanished, yesterday),
        };
        let days = self.catalogue.pool(&grant.pool).map_or(0, |pool| pool.leave_grace_days);
        let mut until = ended_on.checked_add(i64::from(days).days()).unwrap_or(ended_on);
        let confirms = before.is_none_or(|b| !self.absence_means_left.contains(&self.before.person(b).source));
        if cause == Cause::Vanished && confirms {
            until = until.max(day); // a delivery on a later day must say the same (RELIABILITY 0.2)
        }
        let row = at.map(|at| self.lookup.snapshot.person(at)).or_else(|| before.map(|b| self.before.person(b)));
        Leaving { ended_on, until, cause, as_staff: row.is_some_and(|person| !person.is_pupil(day)) }
    }

    /// Would the roster before, read on today's date, entitle the person no more, though it did when it was
    /// applied? Then a date that was known did it: of the roster, or of a binding.
    fn was_foretold(&self, person: &PersonId, offer: &Offer<'_>) -> bool {
        let Some(at) = self.before.find_person(person) else { return false };
        let (then, now) = self.by_date;
        entitles(then, offer, at) && !entitles(now, offer, at)
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

/// Was it known before this run that the seat would be given up: noted already, or an end date that came?
pub(super) fn is_foretold(leaving: &Leaving, grant: &Grant) -> bool {
    grant.leaving.is_some() || leaving.cause == Cause::Ended
}

/// The last day of a membership: its own, or its group's.
fn last_day(snapshot: &Snapshot, membership: &Membership) -> Option<Date> {
    membership.period.overlap(&snapshot.group(membership.group).period).to
}
