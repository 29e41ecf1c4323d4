//! Makes the plan: one pure function from what is and what was delivered to what shall be.

use super::alerts;
use super::change::PersonChange;
use super::guard::{self, Hold, Limits, Question};
use super::happen::{happenings, healed};
use super::hash::{base, hash};
use super::open::AlertChanges;
use super::{Alerts, Event, Notice, Rest, share};
use crate::licence::{Catalogue, LicenceKey, Phase, PoolKey};
use crate::roster::{Counts, Diff, Person, PersonId, Snapshot, SourceName, Struck, diff, keep};
use crate::seats::claims::Lookup;
use crate::seats::{DeliveredOn, Grant, Ranks, SeatStep, Seats, Spread, Uses};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a plan stands on; apply refuses when it has moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Base {
    /// Seal of the newest event in the ledger.
    pub ledger: String,
    /// Digest of the configuration.
    pub config: String,
}

/// Everything a plan is made from; all of it values.
pub struct Input<'a> {
    /// What it stands on.
    pub base: Base,
    /// The roster that was last applied, or the persons of it about whom something may differ.
    pub before: &'a Snapshot,
    /// Everybody else.
    pub rest: &'a Rest,
    /// The day on which it was; none before the first import.
    pub applied_on: Option<Date>,
    /// The roster at hand, with the same persons in it.
    pub after: Snapshot,
    /// Persons whose rows are there and cannot be read.
    pub unread: &'a BTreeSet<PersonId>,
    /// What a source itself says is no more.
    pub struck: &'a BTreeSet<Struck>,
    /// What is bought and bound.
    pub catalogue: &'a Catalogue,
    /// Who holds and who wishes.
    pub seats: &'a Seats,
    /// When people last used their tools.
    pub uses: &'a Uses,
    /// Alerts that are open.
    pub alerts: &'a Alerts,
    /// Licences that joined a pool by themselves.
    pub joined: &'a BTreeSet<Join>,
    /// Holds that are open, by hash.
    pub holds: &'a BTreeMap<String, Hold>,
    /// Hashes of holds that a human let through.
    pub released: &'a BTreeSet<String>,
    /// Hashes of holds that a human let through, too long ago: a human is asked again.
    pub expired: &'a BTreeSet<String>,
    /// Hashes of holds that a human dropped: they stay held back, and nobody is asked again.
    pub dropped: &'a BTreeSet<String>,
    /// Digest of what was bought when the last plan was applied, where it was noted.
    pub bought_before: Option<&'a str>,
    /// The beginning of the hash of a hold of lowered seats whose losses are accepted.
    pub accepted: Option<&'a str>,
    /// May a first roster be applied without asking?
    pub allow_first_import: bool,
    /// Did every source deliver, or only some?
    pub all_sources: bool,
    /// After how many days somebody's absence counts, by source; 0 where absence alone means left.
    pub confirm_after: BTreeMap<SourceName, u16>,
    /// On which day each source's last delivery was made that says all there is.
    pub delivered: DeliveredOn,
    /// How much may change.
    pub limits: Limits,
    /// The day.
    pub day: Date,
}

/// A licence that joined a pool by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Join {
    /// Which.
    pub licence: LicenceKey,
    /// Where.
    pub pool: PoolKey,
}

/// What a run would do.
#[derive(Debug)]
pub struct Plan {
    /// What it stands on, as one digest.
    pub base: String,
    /// Names exactly this plan.
    pub hash: String,
    /// The ledger's head it stands on.
    pub ledger: String,
    /// The day it is for.
    pub day: Date,
    /// The configuration it was made with.
    pub config: String,
    /// Digest of what is bought.
    pub bought: String,
    /// So many days ahead some tools look.
    pub leads: Vec<u16>,
    /// The roster that takes effect, without those who were not looked at.
    pub roster: Snapshot,
    /// Those who were not.
    pub rest: Rest,
    /// Digest of all of it.
    pub roster_digest: u128,
    /// Could somebody have a seat by moving others who were not looked at? Then all must be.
    pub is_strained: bool,
    /// Was every source asked? Else nobody is known to be gone.
    pub all_sources: bool,
    /// On which day each source's last delivery was made that says all there is.
    pub delivered: DeliveredOn,
    /// Persons who get another id before anything else is done, old and new: what else is delivered of them is for
    /// the plan after that.
    pub rekeyed: Vec<(PersonId, PersonId)>,
    /// What differs from the roster before.
    pub diff: Diff,
    /// The same, counted.
    pub counts: Counts,
    /// Events about persons.
    pub persons: Vec<Event>,
    /// Licences that join a pool.
    pub joins: Vec<Join>,
    /// Steps about seats, by tool and person.
    pub steps: Vec<SeatStep>,
    /// Who holds and who wishes once the steps are taken.
    pub seats: Seats,
    /// How many seats the people of each school hold then, those included who were not looked at.
    pub spread: Spread,
    /// Changes of alerts.
    pub alerts: AlertChanges,
    /// What people should hear of.
    pub notices: Vec<Notice>,
    /// Everything that is held.
    pub held: Vec<Hold>,
    /// Is anything held back, be it asked about or dropped?
    pub held_back: bool,
    /// Of these, those held for the first time.
    pub new_holds: Vec<Hold>,
    /// Hashes of holds that are not needed any more.
    pub withdrawn: Vec<String>,
}

impl Plan {
    /// Does it change nothing?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.diff.rows.is_empty()
            && self.rekeyed.is_empty()
            && self.steps.is_empty()
            && self.joins.is_empty()
            && self.alerts.is_empty()
            && self.new_holds.is_empty()
            && self.withdrawn.is_empty()
            && self.counts == Counts::default()
    }
}

/// Makes the plan.
#[must_use]
pub fn make(mut input: Input<'_>) -> Plan {
    let mut held = Vec::new();
    let after = std::mem::take(&mut input.after);
    let first = input.before.is_empty() && !input.allow_first_import && !after.is_empty();
    let Guarded { mut roster, let_go, rekeyed, is_unsure } =
        match first.then(|| guard::first_import(&after, input.released)).flatten() {
            Some(hold) => {
                held.push(hold);
                Guarded::of(input.before.clone())
            }
            None => guarded(&input, after, &mut held),
        };
    roster.shield(&input.catalogue.protected());
    let diff = diff(input.before, input.applied_on, &roster, input.day);
    let persons = persons(&input, &roster, &diff);
    let lookup = Lookup::new(&roster, input.day);
    let ranks = Ranks::of(&roster, &input.rest.unseen);
    let share::Shared { steps, is_strained } = share::seats(&input, (&lookup, &ranks), &let_go, &mut held);
    let held_back = !held.is_empty();
    let needed: BTreeSet<String> = held.iter().map(|hold| hold.hash.clone()).collect();
    held.retain(|hold| !input.dropped.contains(&hold.hash));
    held.iter_mut().for_each(|hold| as_first_told(hold, input.holds));
    let joins = joins(&input);
    let standing = after_steps(input.seats, &steps);
    let stands = alerts::stand(&input, &lookup, &standing, &still_held(&input, &held));
    let alerts = AlertChanges::between(input.alerts, stands);
    let mut notices = alerts.notices(&alerts::queues(&standing, input.rest));
    let spread = input.rest.unseen.spread.clone().plus(&Spread::of(input.catalogue, &lookup, &standing));
    drop(lookup);
    let (new_holds, withdrawn) = holds(&input, &held, &needed);
    notices.extend(happenings(&input, &persons, &steps, &joins));
    notices.extend(healed(&input, &withdrawn, &held));
    let roster_digest = input.rest.digest.wrapping_add(roster.digest());
    let mut plan = Plan {
        base: base(&input.base),
        hash: String::new(),
        ledger: input.base.ledger,
        day: input.day,
        config: input.base.config,
        bought: input.catalogue.bought(),
        leads: input.catalogue.leads(),
        counts: diff.counts(),
        roster,
        rest: input.rest.clone(),
        roster_digest,
        is_strained: is_strained || is_unsure,
        all_sources: input.all_sources,
        delivered: input.delivered,
        rekeyed,
        diff,
        persons,
        joins,
        steps,
        seats: standing,
        spread,
        alerts,
        notices,
        held,
        held_back,
        new_holds,
        withdrawn,
    };
    plan.hash = hash(&plan);
    plan
}

/// What is left once the guard has judged.
struct Guarded {
    /// The roster that takes effect.
    roster: Snapshot,
    /// Whose going a human let through.
    let_go: BTreeSet<PersonId>,
    /// Who has another id from now on.
    rekeyed: Vec<(PersonId, PersonId)>,
    /// Must more be known to judge?
    is_unsure: bool,
}

impl Guarded {
    fn of(roster: Snapshot) -> Self {
        Self { roster, let_go: BTreeSet::new(), rekeyed: Vec::new(), is_unsure: false }
    }
}

/// Lets the guard judge.
fn guarded(input: &Input<'_>, after: Snapshot, held: &mut Vec<Hold>) -> Guarded {
    if input.before.is_empty() {
        return Guarded::of(after); // allowed or released: there is nothing to compare with
    }
    let diff = diff(input.before, input.applied_on, &after, input.day);
    let verdict = guard::roster(&Question {
        before: input.before,
        others: &input.rest.tally,
        after: &after,
        diff: &diff,
        day: input.day,
        limits: &input.limits,
        released: input.released,
        unread: input.unread,
        overrides: &input.catalogue.overrides,
    });
    held.extend(verdict.holds);
    let roster = keep(input.before, after, &verdict.keep);
    Guarded { roster, let_go: verdict.let_go, rekeyed: verdict.rekeyed, is_unsure: verdict.is_strained }
}

/// A roster's digest as the ledger tells it; the number in front says how it was made.
#[must_use]
pub fn digest_text(digest: u128) -> String {
    format!("2-{digest:032x}")
}

/// Seats after the steps. Grants and wishes are a few words each; the roster is not copied.
fn after_steps(seats: &Seats, steps: &[SeatStep]) -> Seats {
    let mut after = seats.clone();
    after.take_all(steps);
    after
}

/// Licences that join a pool by themselves and have come.
fn joins(input: &Input<'_>) -> Vec<Join> {
    let named: BTreeSet<&LicenceKey> = input.catalogue.pools.iter().flat_map(|pool| &pool.licences).collect();
    let has_come = |licence: &LicenceKey| {
        let licence = input.catalogue.licences.get(licence);
        licence.is_some_and(|l| matches!(input.catalogue.phase(l, input.day), Phase::Running | Phase::Grace))
    };
    let homes = input.catalogue.homes();
    let new = homes.into_iter().filter(|(licence, _)| !named.contains(licence) && has_come(licence));
    let joins = new.map(|(licence, pool)| Join { licence: licence.clone(), pool: pool.clone() });
    joins.filter(|join| !input.joined.contains(join)).collect()
}

fn persons(input: &Input<'_>, roster: &Snapshot, diff: &Diff) -> Vec<Event> {
    if input.before.is_empty() {
        return Vec::new(); // a first import is one event, not one for each of a city's people
    }
    let event = |person: &Person, change, fields| Event::Person { person: person.id.clone(), change, fields };
    let added = diff.persons.added.iter().map(|at| event(roster.person(*at), PersonChange::Added, Vec::new()));
    let removed = diff.persons.removed.iter();
    let removed = removed.map(|r| event(input.before.person(r.at), PersonChange::Removed, Vec::new()));
    let changed = diff.persons.changed.iter().map(|(old, new)| {
        let (old, new) = (input.before.person(*old), roster.person(*new));
        event(new, PersonChange::Changed, fields(old, new))
    });
    added.chain(removed).chain(changed).collect()
}

/// Names of the fields that differ; never their values, and never that it is the protection marking.
fn fields(old: &Person, new: &Person) -> Vec<String> {
    let fields = [
        ("alias", old.alias != new.alias),
        ("given_name", old.given_name != new.given_name),
        ("family_name", old.family_name != new.family_name),
        ("email", old.email != new.email),
        ("eppn", old.eppn != new.eppn),
        ("status", old.status != new.status),
        ("enrolments", old.enrolments != new.enrolments),
        ("duties", old.duties != new.duties),
    ];
    fields.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name.to_owned()).collect()
}

/// An open hold keeps the numbers that people were told: what went on beside it moves the base, and is no news.
fn as_first_told(hold: &mut Hold, open: &BTreeMap<String, Hold>) {
    if let Some(told) = open.get(&hold.hash) {
        hold.clone_from(told);
    }
}

/// What is held, and open holds of which a run of only some sources knows nothing.
fn still_held(input: &Input<'_>, held: &[Hold]) -> Vec<Hold> {
    let known: BTreeSet<&String> = held.iter().map(|hold| &hold.hash).collect();
    let others = input.holds.values().filter(|hold| !input.all_sources && !known.contains(&hold.hash));
    held.iter().chain(others).cloned().collect()
}

/// Holds that are new, and hashes of those that are not needed any more: the delivery has recovered, or what a human
/// let through is done. A decision serves once; should the same come again, a human is asked again.
fn holds(input: &Input<'_>, held: &[Hold], needed: &BTreeSet<String>) -> (Vec<Hold>, Vec<String>) {
    let new = held.iter().filter(|hold| !input.holds.contains_key(&hold.hash)).cloned().collect();
    if !input.all_sources {
        return (new, Vec::new());
    }
    let known = input.holds.keys().chain(input.released).chain(input.expired).chain(input.dropped);
    (new, known.filter(|hash| !needed.contains(*hash)).cloned().collect())
}

/// A grant of the plan, for those who look.
impl Plan {
    /// The grants it makes.
    pub fn grants(&self) -> impl Iterator<Item = &Grant> {
        self.steps.iter().filter_map(|step| match step {
            SeatStep::Grant { grant, .. } => Some(grant),
            _ => None,
        })
    }
}
