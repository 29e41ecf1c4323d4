//! Which alerts stand on a day.

use super::bound::{bound, meant_for};
use super::guard::Hold;
use super::make::Input;
use super::{Alert, Alerts, Rest};
use crate::licence::{Dpa, Kind, Licence, LicenceKey, Phase, Pool, PoolKey, Requirement, Tool, capacity};
use crate::roster::{PersonId, Snapshot, Unit, UnitId, UnitKind};
use crate::seats::claims::Lookup;
use crate::seats::{Reason, Seats, Wish, WishState};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Pools for which somebody waits.
pub(super) fn queues(seats: &Seats, rest: &Rest) -> BTreeSet<PoolKey> {
    let here = seats.wishes.values().map(|wish| (wish.state, &wish.pool));
    let others = rest.wishes.keys().map(|wish| (wish.state, &wish.pool));
    let waiting = here.chain(others).filter(|(state, _)| *state == WishState::Waiting);
    waiting.map(|(_, pool)| pool.clone()).collect()
}

/// Every alert that stands on the input's day, once the plan is applied.
pub(super) fn stand(input: &Input<'_>, lookup: &Lookup<'_>, seats: &Seats, held: &[Hold]) -> Alerts {
    let mut tally = Tally::of(seats, lookup);
    tally.add(input.rest);
    let then = input.applied_on.filter(|_| input.rest.persons > 0);
    let then = then.map(|applied_on| Lookup::of_single(input.before, applied_on));
    if let Some(then) = &then {
        tally.add_waiting(input, then);
        tally.add_without_mail(input, then);
    }
    let homes = input.catalogue.homes();
    let mut alerts = Alerts::default();
    let mut open = |alert| alerts.open(alert);
    held.iter().for_each(|hold| open(Alert::Held { hold: hold.clone() }));
    for pool in &input.catalogue.pools {
        pool_alerts((input, lookup), pool, &tally, &homes).into_iter().for_each(&mut open);
    }
    for tool in input.catalogue.tools.values() {
        tool_alerts(input, (lookup, then.as_ref()), tool, &tally).into_iter().for_each(&mut open);
    }
    for licence in input.catalogue.licences.values() {
        licence_alerts((input, lookup), licence, &tally, &homes).into_iter().for_each(&mut open);
    }
    if tally.undecided > 0 {
        open(Alert::ProtectedDecision { count: tally.undecided });
    }
    let codes = input.catalogue.tools.values().any(|tool| tool.requires.contains(&Requirement::UnitCode));
    let without: Vec<UnitId> = units_without_code(lookup.snapshot).cloned().collect();
    if codes && !without.is_empty() {
        open(Alert::UnitCodeMissing { units: without });
    }
    unknown_names(input, lookup.snapshot).into_iter().for_each(&mut open);
    alerts
}

/// Schools and other units without a code; the organiser itself needs none.
fn units_without_code(roster: &Snapshot) -> impl Iterator<Item = &UnitId> {
    roster.units.iter().filter(|u| u.kind == UnitKind::School && !Unit::has_code(u)).map(|u| &u.id)
}

/// The roster that takes effect, and the one before on the day of the last apply where not everybody is at hand.
type Looks<'a> = (&'a Lookup<'a>, Option<&'a Lookup<'a>>);

/// What the plan is made from, and the roster that takes effect.
type At<'a> = (&'a Input<'a>, &'a Lookup<'a>);

/// For each licence, its pool.
type Homes<'a> = BTreeMap<&'a LicenceKey, &'a PoolKey>;

/// Grants and wishes, counted once.
#[derive(Default)]
struct Tally<'a> {
    holders: BTreeMap<&'a PoolKey, u32>,
    waiting: BTreeMap<&'a PoolKey, BTreeMap<Option<&'a UnitId>, i64>>,
    by_reason: BTreeMap<(&'a str, Reason), u32>,
    tool_holders: BTreeMap<&'a str, u32>,
    /// Those who start without a seat that is kept, and the first day of the first.
    at_risk: BTreeMap<&'a PoolKey, (u32, Date)>,
    undecided: u32,
    /// Those without an address that a tool wants, by unit.
    without_mail: BTreeMap<&'a str, BTreeMap<&'a UnitId, i64>>,
}

impl<'a> Tally<'a> {
    fn of(seats: &'a Seats, lookup: &Lookup<'a>) -> Self {
        let mut tally = Self::default();
        for ((tool, _), grant) in &seats.grants {
            *tally.holders.entry(&grant.pool).or_default() += 1;
            *tally.tool_holders.entry(tool.as_str()).or_default() += 1;
        }
        for ((tool, person), wish) in &seats.wishes {
            for reason in &wish.reasons {
                *tally.by_reason.entry((tool.as_str(), *reason)).or_default() += 1;
            }
            tally.undecided += u32::from(wish.state == WishState::Held);
            if wish.reason() == Reason::SeatAtRisk {
                let (count, first) = tally.at_risk.entry(&wish.pool).or_insert((0, wish.since));
                (*count, *first) = (*count + 1, wish.since.min(*first));
            }
            if let Some(unit) = waits_at(lookup, person, wish) {
                *tally.waiting.entry(&wish.pool).or_default().entry(unit).or_default() += 1;
            }
            if let Some(unit) = lacks_mail_at(lookup, person, wish) {
                *tally.without_mail.entry(tool.as_str()).or_default().entry(unit).or_default() += 1;
            }
        }
        tally
    }

    /// Adds those who wait and are not at hand: what the open alerts say, without what those at hand were of it.
    fn add_waiting(&mut self, input: &Input<'a>, then: &Lookup<'a>) {
        for alert in input.alerts.0.values() {
            if let Alert::Shortage { pool, waiting, units, .. } = alert {
                let line = self.waiting.entry(pool).or_default();
                let elsewhere = i64::from(*waiting) - units.iter().map(|(_, count)| i64::from(*count)).sum::<i64>();
                *line.entry(None).or_default() += elsewhere;
                for (unit, count) in units {
                    *line.entry(Some(unit)).or_default() += i64::from(*count);
                }
            }
        }
        for ((_, person), wish) in &input.seats.wishes {
            if let Some(unit) = waits_at(then, person, wish) {
                *self.waiting.entry(&wish.pool).or_default().entry(unit).or_default() -= 1;
            }
        }
        for line in self.waiting.values_mut() {
            line.retain(|_, count| *count > 0);
        }
        self.waiting.retain(|_, line| !line.is_empty());
    }

    /// Adds those without an address who are not at hand, in the same way.
    fn add_without_mail(&mut self, input: &Input<'a>, then: &Lookup<'a>) {
        for alert in input.alerts.0.values() {
            let Alert::EmailMissing { tool, units, .. } = alert else { continue };
            let here = self.without_mail.entry(tool.as_str()).or_default();
            units.iter().for_each(|(unit, count)| *here.entry(unit).or_default() += i64::from(*count));
        }
        for ((tool, person), wish) in &input.seats.wishes {
            if let Some(unit) = lacks_mail_at(then, person, wish) {
                *self.without_mail.entry(tool.as_str()).or_default().entry(unit).or_default() -= 1;
            }
        }
    }

    /// Adds those who are not at hand.
    fn add(&mut self, rest: &'a Rest) {
        for (tool, pools) in &rest.unseen.holders {
            for (pool, count) in pools {
                *self.holders.entry(pool).or_default() += count;
                *self.tool_holders.entry(tool.as_str()).or_default() += count;
            }
        }
        for (wish, count) in &rest.wishes {
            for reason in &wish.reasons {
                *self.by_reason.entry((wish.tool.as_str(), *reason)).or_default() += count;
            }
            self.undecided += if wish.state == WishState::Held { *count } else { 0 };
        }
    }

    fn reason(&self, tool: &Tool, reason: Reason) -> u32 {
        self.by_reason.get(&(tool.key.as_str(), reason)).copied().unwrap_or(0)
    }

    fn holders(&self, pool: Option<&&PoolKey>) -> u32 {
        pool.and_then(|pool| self.holders.get(*pool)).copied().unwrap_or(0)
    }
}

/// Where somebody is who waits for a seat; none for a wish that does not wait.
fn waits_at<'a>(lookup: &Lookup<'a>, person: &PersonId, wish: &Wish) -> Option<Option<&'a UnitId>> {
    let at = || lookup.snapshot.find_person(person);
    wish.lacks_a_seat().then(|| at().and_then(|at| lookup.home(lookup.snapshot.person(at))))
}

/// Where somebody is who gets no seat for want of a mail address. Nobody learns from the number of a single school that
/// somebody protected is there.
fn lacks_mail_at<'a>(lookup: &Lookup<'a>, person: &PersonId, wish: &Wish) -> Option<&'a UnitId> {
    let lacks = wish.state != WishState::Held && wish.reasons.contains(&Reason::EmailMissing);
    let at = lookup.snapshot.find_person(person).filter(|_| lacks)?;
    let person = lookup.snapshot.person(at);
    lookup.home(person).filter(|_| !person.protection.is_protected())
}

fn pool_alerts((input, lookup): At<'_>, pool: &Pool, tally: &Tally<'_>, homes: &Homes<'_>) -> Vec<Alert> {
    let mut alerts = Vec::new();
    let home = |l: &&Licence| homes.get(&l.key) == Some(&&pool.key);
    let licences: Vec<&Licence> = input.catalogue.licences.values().filter(home).collect();
    let capacity = capacity(input.catalogue, pool, &licences, input.day);
    let holders = tally.holders.get(&pool.key).copied().unwrap_or(0);
    if let Some((count, on)) = tally.at_risk.get(&pool.key).copied() {
        alerts.push(Alert::StartersAtRisk { pool: pool.key.clone(), count, on });
    }
    let Some(total) = capacity.total() else { return alerts };
    if let Some(units) = tally.waiting.get(&pool.key) {
        let number = |count: i64| u32::try_from(count).unwrap_or(0);
        let at = units.iter().filter_map(|(unit, count)| Some(((*unit)?.clone(), number(*count))));
        alerts.push(Alert::Shortage {
            pool: pool.key.clone(),
            waiting: number(units.values().sum()),
            total,
            units: at.collect(),
            next: next_delivery(input, &licences),
        });
    }
    if holders > total {
        alerts.push(Alert::OverAssigned { pool: pool.key.clone(), count: holders - total });
    }
    let total = total.saturating_sub(pool.reserve);
    let available = total.saturating_sub(holders);
    if is_low((pool.low_seats, pool.low_percent), (available, total))
        && capacity.takes_new()
        && !tally.waiting.contains_key(&pool.key)
    {
        let units = bound(pool, lookup);
        alerts.push(Alert::LowSeats { pool: pool.key.clone(), available, total, units });
    }
    alerts
}

/// Are so few of the seats left that it is told: by their number, or by the share that is taken (UX 5.5)?
fn is_low((seats, percent): (Option<u32>, u32), (available, total): (u32, u32)) -> bool {
    let taken = u64::from(total.saturating_sub(available)) * 100;
    let is_full = total > 0 && percent > 0 && taken >= u64::from(total) * u64::from(percent);
    is_full || seats.is_some_and(|low| available <= low)
}

/// The next licence of the pool that is yet to come: its first day and seats.
fn next_delivery(input: &Input<'_>, licences: &[&Licence]) -> Option<(Date, u32)> {
    let coming = licences.iter().filter(|l| matches!(l.phase(input.day), Phase::Ordered | Phase::NotStarted));
    let dated = coming.filter_map(|l| Some((l.delivered_on.max(l.from)?, l.all_seats())));
    dated.min()
}

fn tool_alerts(input: &Input<'_>, looks: Looks<'_>, tool: &Tool, tally: &Tally<'_>) -> Vec<Alert> {
    let mut alerts = Vec::new();
    let dpa = tool.dpa_on(input.day);
    let holders = tally.tool_holders.get(tool.key.as_str()).copied().unwrap_or(0);
    let kept_out = tally.reason(tool, Reason::DpaMissing) + tally.reason(tool, Reason::DpaUnderReview);
    if dpa != Dpa::Signed && holders + kept_out > 0 {
        alerts.push(Alert::Dpa { tool: tool.key.clone(), dpa, holders, kept_out });
    }
    let count = tally.reason(tool, Reason::EmailMissing);
    if count > 0 {
        let units = tally.without_mail.get(tool.key.as_str()).into_iter().flatten();
        let units = units.filter_map(|(unit, count)| Some(((*unit).clone(), u32::try_from(*count).ok()?)));
        let units = units.filter(|(_, count)| *count > 0).collect();
        alerts.push(Alert::EmailMissing { tool: tool.key.clone(), count, units });
    }
    alerts.extend(unassigned_units(input, looks, tool));
    alerts
}

/// Units with persons of the audience of an organisation licence that is not assigned to them (DOMAIN 2.1).
fn unassigned_units(input: &Input<'_>, (lookup, then): Looks<'_>, tool: &Tool) -> Vec<Alert> {
    let now = lacking(input, lookup, tool);
    let mut all = then.map(|then| others_lacking(input, then, tool)).unwrap_or_default();
    for (unit, count) in now {
        *all.entry(unit.clone()).or_default() += i64::from(count);
    }
    let alert = |(unit, persons): (UnitId, i64)| {
        let persons = u32::try_from(persons).ok().filter(|persons| *persons > 0)?;
        Some(Alert::UnitNotAssigned { tool: tool.key.clone(), unit, persons })
    };
    all.into_iter().filter_map(alert).collect()
}

/// The same of those who are not at hand: what the open alert says, without what those at hand were of it.
fn others_lacking(input: &Input<'_>, then: &Lookup<'_>, tool: &Tool) -> BTreeMap<UnitId, i64> {
    let mut others = BTreeMap::new();
    for alert in input.alerts.0.values() {
        if let Alert::UnitNotAssigned { tool: of, unit, persons } = alert
            && *of == tool.key
        {
            others.insert(unit.clone(), i64::from(*persons));
        }
    }
    for (unit, count) in lacking(input, then, tool) {
        *others.entry(unit.clone()).or_default() -= i64::from(count);
    }
    others
}

/// For each unit that no organisation licence of the tool is assigned to, how many at hand it is meant for.
fn lacking<'a>(input: &Input<'_>, lookup: &Lookup<'a>, tool: &Tool) -> BTreeMap<&'a UnitId, u32> {
    let running = input.catalogue.licences.values().filter(|l| {
        l.tool == tool.key && l.kind == Kind::Organisation && input.catalogue.phase(l, input.day) == Phase::Running
    });
    let licences: Vec<&Licence> = running.collect();
    if licences.is_empty() {
        return BTreeMap::new();
    }
    let assigned = licences.iter().flat_map(|l| &l.units).flat_map(|name| lookup.snapshot.units_named(name));
    let assigned: Vec<&UnitId> = assigned.map(|unit| &unit.id).collect();
    let mut lacking: BTreeMap<&UnitId, u32> = BTreeMap::new();
    for person in lookup.snapshot.persons.iter().filter(|p| p.is_active(lookup.day)) {
        let fits = licences.iter().any(|l| crate::seats::claims::is_in_audience(person, &l.audience, lookup.day));
        if let Some(unit) = lookup.home(person).filter(|unit| fits && !lookup.is_within(unit, &assigned)) {
            *lacking.entry(unit).or_default() += 1;
        }
    }
    lacking
}

fn licence_alerts((input, lookup): At<'_>, licence: &Licence, tally: &Tally<'_>, homes: &Homes<'_>) -> Vec<Alert> {
    let mut alerts = Vec::new();
    let holders = tally.holders(homes.get(&licence.key));
    let (key, tool) = (licence.key.clone(), licence.tool.clone());
    let phase = input.catalogue.phase(licence, input.day);
    let next_day = licence.to.and_then(|to| to.tomorrow().ok());
    let goes_on = |next: &Licence| next_day.is_some_and(|day| next.phase(day) == Phase::Running);
    let renewed = input.catalogue.renewed_by(licence).any(goes_on);
    if let (Phase::Running, Some(to), false) = (phase, licence.to, renewed)
        && let Some(threshold) = threshold(input, licence, to)
    {
        let trial = licence.trial;
        alerts.push(Alert::Expiring { licence: key.clone(), tool: tool.clone(), to, threshold, holders, trial });
    }
    if let (Phase::Grace, Some(until)) = (phase, licence.grace_to()) {
        alerts.push(Alert::InGrace { licence: key.clone(), tool: tool.clone(), until, holders });
    }
    let starts = licence.starts_itself_on.filter(|on| phase == Phase::Running && *on > input.day);
    if let Some((on, threshold)) = starts.and_then(|on| Some((on, tightest(&START_DAYS, on, input.day)?))) {
        let pool = homes.get(&licence.key).and_then(|key| input.catalogue.pool(key));
        let units = meant_for(licence, pool, lookup);
        alerts.push(Alert::StartsItself { licence: key, tool, on, threshold, units });
    }
    alerts
}

/// So many days before a licence starts by itself it is told (UX 5.5).
const START_DAYS: [u16; 2] = [30, 7];
/// So many days before the end of a trial it is told, whatever the tool says of licences that were bought (UX 5.5).
const TRIAL_DAYS: [u16; 2] = [7, 3];

/// The reminder of a licence's end that is due.
fn threshold(input: &Input<'_>, licence: &Licence, to: Date) -> Option<u16> {
    let own = &input.catalogue.tools.get(&licence.tool)?.warn_days;
    tightest(if licence.trial { &TRIAL_DAYS } else { own }, to, input.day)
}

/// The tightest reminder that is due: only that one is sent, once (UX 5.1).
fn tightest(days: &[u16], date: Date, today: Date) -> Option<u16> {
    let left = (date - today).get_days();
    days.iter().copied().filter(|days| i32::from(*days) >= left).min()
}

/// What an alert says instead of a person's id: who it is stands in the configuration, not in a letter.
const PERSON: &str = "bind.person";

/// Names in bindings and overrides that the roster does not have, or not unambiguously.
fn unknown_names(input: &Input<'_>, roster: &Snapshot) -> Vec<Alert> {
    if roster.is_empty() {
        return Vec::new();
    }
    let mut alerts = Vec::new();
    let mut check = |place: &str, name: &str, found: usize| {
        if found != 1 {
            alerts.push(Alert::Unknown { place: place.to_owned(), name: name.to_owned() });
        }
    };
    for pool in &input.catalogue.pools {
        for bind in pool.binds.iter().filter(|bind| !bind.period.ended_before(input.day)) {
            let place = pool.key.as_str();
            if let Some(name) = &bind.group {
                check(place, name, roster.groups_named(name).len());
            }
            if let Some(name) = &bind.unit {
                check(place, name, roster.units_named(name).len());
            }
            if let Some(name) = &bind.person {
                check(place, PERSON, roster.persons_named(name).len());
            }
        }
    }
    alerts
}

#[cfg(test)]
mod tests {
    use super::is_low;

    #[test]
    fn seats_are_few_by_their_number_or_by_the_share_that_is_taken() {
        for (seats, percent, available, total, low) in [
            (None, 95, 6, 100, false),
            (None, 95, 5, 100, true),
            (None, 95, 1, 20, true),
            (None, 95, 1, 19, false),
            (None, 95, 0, 1, true),
            (None, 100, 1, 10_000, false),
            (None, 100, 0, 10_000, true),
            (None, 0, 0, 10, false),
            (None, 95, 0, 0, false),
            (Some(0), 0, 0, 0, true),
            (Some(3), 95, 3, 10, true),
            (Some(3), 95, 4, 10, false),
            (Some(3), 0, 3, 10_000, true),
            (None, 95, 0, u32::MAX, true),
            (None, 95, u32::MAX, u32::MAX, false),
        ] {
            assert_eq!(is_low((seats, percent), (available, total)), low, "{seats:?} {percent} {available} {total}");
        }
    }
}
