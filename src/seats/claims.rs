//! Claims: who is entitled to a tool on a day, and what stands in the way.

use super::Reason;
pub use super::lookup::Lookup;
use super::lookup::places;
use crate::licence::{
    Bind, Capacity, Catalogue, Choice, Dpa, Kind, Licence, OverrideKind, Overrides, Pool, Requirement, Tool, capacity,
};
use crate::roster::{GroupIx, MemberRole, Period, Person, PersonIx, UnitId};
use jiff::civil::Date;

/// One pool with what a day makes of it.
pub struct Offer<'a> {
    /// The pool.
    pub pool: &'a Pool,
    /// Its licences.
    pub licences: Vec<&'a Licence>,
    /// Its seats on the day.
    pub capacity: Capacity,
    /// Units it is assigned to, for unlimited kinds.
    units: Option<Vec<&'a UnitId>>,
}

impl<'a> Offer<'a> {
    /// The pools of `tool` on the lookup's day, in order.
    #[must_use]
    pub fn of(catalogue: &'a Catalogue, tool: &'a Tool, lookup: &Lookup<'a>) -> Vec<Self> {
        let homes = catalogue.homes();
        let offer = |pool: &'a Pool| {
            let home = |l: &&Licence| homes.get(&l.key) == Some(&&pool.key);
            let licences: Vec<&Licence> = catalogue.licences.values().filter(home).collect();
            let capacity = capacity(catalogue, pool, &licences, lookup.day);
            let assigned = || {
                let names = licences.iter().flat_map(|l| &l.units);
                names.flat_map(|name| lookup.snapshot.units_named(name)).map(|unit| &unit.id).collect()
            };
            let units = pool.kind.is_some_and(Kind::is_unlimited).then(assigned);
            Self { pool, licences, capacity, units }
        };
        catalogue.pools_of(&tool.key).map(offer).collect()
    }
}

/// One person's way into one pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bid {
    /// Who.
    pub person: PersonIx,
    /// Which of the tool's pools.
    pub pool: u16,
    /// Priority class of the binding.
    pub class: u8,
    /// Which of the pool's bindings.
    pub bind: u16,
    /// First day of the entitlement.
    pub starts_on: Option<Date>,
    /// Bound by name, but the licence is for others.
    pub wrong_role: bool,
    /// The pool's licences are not assigned to any of the person's units.
    pub unit_not_assigned: bool,
}

impl Bid {
    /// Does nothing of the licence itself speak against it?
    #[must_use]
    pub fn entitles(&self) -> bool {
        !self.wrong_role && !self.unit_not_assigned
    }
}

/// All bids for one tool, by person and pool; of several bindings to one pool the best class stays, so that
/// a person bound twice takes one seat (REQUIREMENTS A5, DOMAIN 0.1).
#[must_use]
pub fn bids(lookup: &Lookup<'_>, offers: &[Offer<'_>]) -> Vec<Bid> {
    let mut bids = Vec::new();
    for (number, offer) in offers.iter().enumerate() {
        for (place, bind) in offer.pool.binds.iter().enumerate() {
            if bind.period.covers(lookup.day) {
                let at = (u16::try_from(number).unwrap_or(u16::MAX), u16::try_from(place).unwrap_or(u16::MAX));
                bound(lookup, offer, bind, at, &mut bids);
            }
        }
    }
    bids.sort_unstable();
    bids.dedup_by_key(|bid| (bid.person, bid.pool));
    bids
}

/// The first binding of the pool that `offer` is about, as it is now, that entitles this person on the lookup's day.
pub(super) fn entitling<'o>(lookup: &Lookup<'_>, offer: &Offer<'o>, person: PersonIx) -> Option<&'o Bind> {
    let mut binds = offer.pool.binds.iter().filter(|bind| bind.period.covers(lookup.day));
    binds.find(|bind| is_entitling(lookup, offer, bind, person))
}

/// The last day of a binding that is over, and that would entitle somebody still.
pub(super) fn unbound(lookup: &Lookup<'_>, offer: &Offer<'_>, person: PersonIx) -> Option<Date> {
    let over = offer.pool.binds.iter().filter(|bind| bind.period.ended_before(lookup.day));
    let would = over.filter(|bind| is_entitling(lookup, offer, bind, person));
    would.filter_map(|bind| bind.period.to).max()
}

/// Does a binding entitle somebody on the lookup's day, whatever its own dates say?
fn is_entitling(lookup: &Lookup<'_>, offer: &Offer<'_>, bind: &Bind, person: PersonIx) -> bool {
    let mut bids = Vec::new();
    let reach = Reach::new(lookup, offer, bind, (0, 0));
    match (&bind.person, &bind.group) {
        (Some(name), _) if !lookup.snapshot.persons_named(name).contains(&person) => {}
        (None, Some(name)) => {
            let snapshot = lookup.snapshot;
            let rows = snapshot.groups_named(name).into_iter().flat_map(|group| snapshot.members(group));
            let mine = rows.filter(|m| m.person == person && snapshot.counts(m, lookup.day));
            bids.extend(mine.filter_map(|m| reach.bid(person, Some((m.role, m.period)))));
        }
        _ => bids.extend(reach.bid(person, None)),
    }
    bids.iter().any(Bid::entitles)
}

/// The part of a binding that fits somebody no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lost {
    /// The group.
    Group,
    /// The unit.
    Unit,
    /// The school year.
    Year,
    /// The role, or what the licence is for.
    Role,
}

/// What of a binding that once fitted somebody does not on the lookup's day: the narrowest part first.
pub(super) fn lost(lookup: &Lookup<'_>, offer: &Offer<'_>, bind: &Bind, person: PersonIx) -> Lost {
    let of = lookup.snapshot.person(person);
    let fits = |bind: &Bind| Reach::new(lookup, offer, bind, (0, 0)).place_start(of, None).is_some();
    let (unit, school_year) = (bind.unit.clone(), bind.school_year);
    match bind {
        _ if bind.group.is_some() && !Reach::new(lookup, offer, bind, (0, 0)).is_member(person) => Lost::Group,
        _ if unit.is_some() && !fits(&Bind { unit: unit.clone(), ..Bind::default() }) => Lost::Unit,
        _ if school_year.is_some() && !fits(&Bind { unit, school_year, ..Bind::default() }) => Lost::Year,
        _ => Lost::Role,
    }
}

/// Everyone whom one binding reaches, by its narrowest part first.
fn bound(lookup: &Lookup<'_>, offer: &Offer<'_>, bind: &Bind, at: (u16, u16), bids: &mut Vec<Bid>) {
    let reach = Reach::new(lookup, offer, bind, at);
    if let Some(name) = &bind.person {
        for person in lookup.snapshot.persons_named(name) {
            bids.extend(reach.bid(person, None));
        }
    } else if let Some(name) = &bind.group {
        for group in lookup.snapshot.groups_named(name) {
            reach.group(group, bids);
        }
    } else if let Some(units) = &reach.units {
        for person in units.iter().filter_map(|unit| lookup.at_unit.get(*unit)).flatten() {
            bids.extend(reach.bid(*person, None));
        }
    } else {
        bids.extend(lookup.candidates(bind).filter_map(|person| reach.bid(person, None)));
    }
}

struct Reach<'a, 'b> {
    lookup: &'b Lookup<'a>,
    offer: &'b Offer<'a>,
    bind: &'b Bind,
    units: Option<Vec<&'b UnitId>>,
    at: (u16, u16),
}

impl<'a, 'b> Reach<'a, 'b> {
    fn new(lookup: &'b Lookup<'a>, offer: &'b Offer<'a>, bind: &'b Bind, at: (u16, u16)) -> Self {
        let named = |name: &str| lookup.snapshot.units_named(name).into_iter().map(|u| &u.id).collect();
        Self { lookup, offer, bind, units: bind.unit.as_deref().map(named), at }
    }
}

impl Reach<'_, '_> {
    fn group(&self, group: GroupIx, bids: &mut Vec<Bid>) {
        let snapshot = self.lookup.snapshot;
        for member in snapshot.members(group) {
            if snapshot.counts(member, self.lookup.day) {
                bids.extend(self.bid(member.person, Some((member.role, member.period))));
            }
        }
    }

    /// The person's bid, when everything in the binding and the audience fits.
    fn bid(&self, at: PersonIx, member: Option<(MemberRole, Period)>) -> Option<Bid> {
        if !self.lookup.is_active(at) {
            return None;
        }
        let (person, day) = (self.lookup.snapshot.person(at), self.lookup.day);
        let starts = self.place_start(person, self.bind.role.as_deref())?;
        if self.bind.group.is_some() && self.bind.person.is_some() && member.is_none() && !self.is_member(at) {
            return None;
        }
        let in_audience = |word: &std::sync::Arc<str>| match member {
            Some((MemberRole::Staff, _)) if &**word == "pupil" => false,
            Some((MemberRole::Pupil, _)) if &**word != "pupil" => false,
            _ => has_role(person, word, day),
        };
        let audience = &self.offer.pool.audience;
        let fits = audience.is_empty() || audience.iter().any(in_audience);
        if !fits && self.bind.person.is_none() {
            return None; // a class has teachers too; the licence was never meant for them
        }
        let starts_on = [starts, member.and_then(|(_, period)| period.from), self.bind.period.from];
        Some(Bid {
            person: at,
            pool: self.at.0,
            class: self.bind.class,
            bind: self.at.1,
            starts_on: starts_on.into_iter().max().flatten(),
            wrong_role: !fits,
            unit_not_assigned: self.is_unassigned(person),
        })
    }

    /// First day in a place that fits unit, role and school year; none when nothing fits.
    fn place_start(&self, person: &Person, role: Option<&str>) -> Option<Option<Date>> {
        let day = self.lookup.day;
        let here = |unit: Option<&UnitId>| match &self.units {
            None => true,
            Some(tops) => unit.is_some_and(|unit| self.lookup.is_within(unit, tops)),
        };
        let year = |year: Option<u8>| match self.bind.school_year {
            None => true,
            Some((first, last)) => year.is_some_and(|year| (first..=last).contains(&year)),
        };
        let enrolments = person.enrolments.iter().filter(|e| {
            e.period.covers(day)
                && here(Some(&e.unit))
                && year(e.school_year)
                && role.is_none_or(|role| role == "pupil")
        });
        let duties = person.duties.iter().filter(|d| {
            d.period.covers(day)
                && here(d.unit.as_ref())
                && self.bind.school_year.is_none()
                && role.is_none_or(|role| role == "staff" || role == &*d.role)
        });
        enrolments.map(|e| e.period.from).chain(duties.map(|d| d.period.from)).min()
    }

    fn is_member(&self, person: PersonIx) -> bool {
        let names = self.bind.group.iter().flat_map(|name| self.lookup.snapshot.groups_named(name));
        let mut rows = names.flat_map(|group| self.lookup.snapshot.members(group));
        rows.any(|m| m.person == person && self.lookup.snapshot.counts(m, self.lookup.day))
    }

    fn is_unassigned(&self, person: &Person) -> bool {
        let Some(units) = &self.offer.units else { return false };
        !places(person, self.lookup.day).any(|unit| self.lookup.is_within(unit, units))
    }
}

/// Does the person have a role that `word` names?
fn has_role(person: &Person, word: &str, day: Date) -> bool {
    let pupil = || person.enrolments.iter().any(|e| e.period.covers(day));
    let duty = |any: bool| person.duties.iter().any(|d| d.period.covers(day) && (any || &*d.role == word));
    match word {
        "pupil" => pupil(),
        "staff" => duty(true),
        _ => duty(false),
    }
}

/// What overrides and protection say of a person and a tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Like everyone else.
    Plain,
    /// Keeps the seat whatever the roster says.
    Pinned,
    /// No seat, by an override or a decision.
    Excluded,
    /// On leave.
    Dormant,
    /// A human must decide first.
    Undecided,
}

/// The person's standing: exclusion before leave before an undecided protection before a pin.
#[must_use]
pub fn standing(person: &Person, tool: &Tool, overrides: &Overrides<'_>) -> Standing {
    let mut pinned = false;
    let mut dormant = false;
    let mut protected = person.protection.is_protected();
    let mut choice = Choice::from(tool.protected);
    for one in overrides.of(person, &tool.key) {
        match one.kind {
            OverrideKind::Exclude => return Standing::Excluded,
            OverrideKind::Dormant => dormant = true,
            OverrideKind::Pin => pinned = true,
            OverrideKind::Protected => protected = true,
            OverrideKind::Decision(decided) => choice = decided,
        }
    }
    match choice {
        Choice::Exclude if protected => Standing::Excluded,
        _ if dormant => Standing::Dormant,
        Choice::Hold if protected => Standing::Undecided,
        _ if pinned => Standing::Pinned,
        _ => Standing::Plain,
    }
}

/// Does an override say that whoever has one of `names` keeps the seat? It counts for somebody who is not
/// in the roster, and while a protection is undecided: nothing new is told to a vendor by keeping.
#[must_use]
pub fn is_pinned<'n>(names: impl IntoIterator<Item = &'n str>, tool: &Tool, overrides: &Overrides<'_>) -> bool {
    let mut pinned = false;
    for one in names.into_iter().flat_map(|name| overrides.named(name, &tool.key)) {
        match one.kind {
            OverrideKind::Pin => pinned = true,
            OverrideKind::Exclude | OverrideKind::Dormant => return false,
            OverrideKind::Protected | OverrideKind::Decision(_) => {}
        }
    }
    pinned
}

/// Everything that keeps somebody new out of the pool of `bid`, in the order of [`Reason`].
#[must_use]
pub fn barriers(lookup: &Lookup<'_>, tool: &Tool, offer: &Offer<'_>, bid: &Bid) -> Vec<Reason> {
    let person = lookup.snapshot.person(bid.person);
    let capacity = &offer.capacity;
    let coded = |unit: &UnitId| lookup.snapshot.find_unit(unit).is_some_and(crate::roster::Unit::has_code);
    let needs = |what| tool.requires.contains(&what);
    let dpa = tool.dpa_on(lookup.day);
    let checks = [
        (bid.wrong_role, Reason::WrongRole),
        (bid.unit_not_assigned, Reason::UnitNotAssigned),
        (needs(Requirement::UnitCode) && !places(person, lookup.day).any(coded), Reason::UnitCodeMissing),
        (needs(Requirement::Email) && person.email.is_none(), Reason::EmailMissing),
        (matches!(dpa, Dpa::Missing | Dpa::Ended), Reason::DpaMissing),
        (!capacity.any_running && !capacity.any_grace && !capacity.any_coming, Reason::LicenceExpired),
        (!capacity.any_running && !capacity.any_grace && capacity.any_coming, Reason::LicenceNotStarted),
        (!capacity.any_running && capacity.any_grace, Reason::GraceNoNew),
        (dpa == Dpa::UnderReview, Reason::DpaUnderReview),
    ];
    checks.into_iter().filter(|(stands, _)| *stands).map(|(_, reason)| reason).collect()
}

/// Is the person, on the day, one of those whom a licence is for?
#[must_use]
pub fn is_in_audience(person: &Person, audience: &[std::sync::Arc<str>], day: Date) -> bool {
    audience.is_empty() || audience.iter().any(|word| has_role(person, word, day))
}
