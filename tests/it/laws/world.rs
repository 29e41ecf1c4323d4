//! A small world for laws: two schools, a dozen people, two tools, and changes that happen to them.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use upprop::licence::{
    Bind, Catalogue, Dpa, Grace, Graces, Kind, Licence, LicenceKey, Override, OverrideKind, Pool, PoolKey,
    ProtectedPolicy, Requirement, Reservation, Span, Tool, ToolKey,
};
use upprop::plan::{Alerts, Base, GroupLimit, Hold, Input, Join, Limit, Limits, Plan, ScopeLimits, make};
use upprop::roster::{
    CodeStatus, Duty, Enrolment, Group, GroupIx, GroupKind, Imprints, MemberRole, Membership, Period, Person, PersonId,
    PersonIx, PersonStatus, Protection, Snapshot, Unit, UnitKind,
};
use upprop::seats::Seats;

pub(crate) const PEOPLE: usize = 12;
const GROUPS: usize = 4;
const POOLS: usize = 5;

/// Day number `n` of the world.
pub(crate) fn day(n: i64) -> Date {
    date(2026, 9, 1).checked_add(n.days()).expect("a day")
}

/// Somebody, there or not.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct One {
    pub(crate) present: bool,
    pub(crate) school: usize,
    pub(crate) group: Option<usize>,
    pub(crate) group_to: Option<Date>,
    pub(crate) teaches: bool,
    pub(crate) email: bool,
    pub(crate) protected: bool,
    pub(crate) from: Option<Date>,
    pub(crate) to: Option<Date>,
}

/// Everything outside upprop.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) people: Vec<One>,
    pub(crate) catalogue: Catalogue,
}

/// Something that happens.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    Present(usize, bool),
    School(usize, usize),
    Group(usize, Option<usize>),
    GroupTo(usize, Option<i64>),
    Email(usize, bool),
    Protected(usize, bool),
    To(usize, Option<i64>),
    From(usize, Option<i64>),
    Seats(usize, u32),
    LicenceTo(usize, Option<i64>),
    Reserve(usize, u32),
    Lead(usize, Option<Reservation>),
    Drop(usize),
    Restore(usize),
    Bind(usize, usize, Option<i64>),
    Unbind(usize),
    Dpa(usize, Dpa),
    Override(usize, OverrideKind, Option<i64>),
    Settled(usize),
}

/// Changes to people only.
pub(crate) fn roster_change() -> impl Strategy<Value = Change> {
    let who = 0..PEOPLE;
    let later = || proptest::option::weighted(0.7, -5_i64..60);
    prop_oneof![
        3 => (who.clone(), any::<bool>()).prop_map(|(p, b)| Change::Present(p, b)),
        2 => (who.clone(), 1_usize..3).prop_map(|(p, s)| Change::School(p, s)),
        3 => (who.clone(), proptest::option::of(0..GROUPS)).prop_map(|(p, g)| Change::Group(p, g)),
        1 => (who.clone(), later()).prop_map(|(p, to)| Change::GroupTo(p, to)),
        1 => (who.clone(), any::<bool>()).prop_map(|(p, b)| Change::Email(p, b)),
        1 => (who.clone(), any::<bool>()).prop_map(|(p, b)| Change::Protected(p, b)),
        1 => (who.clone(), later()).prop_map(|(p, to)| Change::To(p, to)),
        1 => (who, later()).prop_map(|(p, from)| Change::From(p, from)),
    ]
}

/// Changes to what is bought, bound and decided.
pub(crate) fn catalogue_change() -> impl Strategy<Value = Change> {
    let pool = 0..POOLS;
    let later = || proptest::option::weighted(0.7, -5_i64..60);
    let dpa = prop_oneof![3 => Just(Dpa::Signed), 1 => Just(Dpa::Ended), 1 => Just(Dpa::UnderReview)];
    let kind = prop_oneof![Just(OverrideKind::Dormant), Just(OverrideKind::Pin), Just(OverrideKind::Exclude)];
    prop_oneof![
        2 => (pool.clone(), 0_u32..7).prop_map(|(l, n)| Change::Seats(l, n)),
        2 => (pool.clone(), later()).prop_map(|(l, to)| Change::LicenceTo(l, to)),
        1 => (pool.clone(), 0_u32..3).prop_map(|(p, n)| Change::Reserve(p, n)),
        1 => (pool.clone(), proptest::option::of(reservation())).prop_map(|(p, one)| Change::Lead(p, one)),
        1 => pool.clone().prop_map(Change::Drop),
        2 => pool.clone().prop_map(Change::Restore),
        3 => (pool.clone(), 0_usize..9, later()).prop_map(|(p, b, to)| Change::Bind(p, b, to)),
        1 => pool.prop_map(Change::Unbind),
        1 => (0_usize..2, dpa).prop_map(|(t, dpa)| Change::Dpa(t, dpa)),
        2 => (0..PEOPLE, kind, later()).prop_map(|(p, k, to)| Change::Override(p, k, to)),
        1 => (0..PEOPLE).prop_map(Change::Settled),
    ]
}

pub(crate) fn reservation() -> impl Strategy<Value = Reservation> {
    (1_u16..30, any::<bool>()).prop_map(|(lead, is_lent)| Reservation { lead, is_lent })
}

pub(crate) fn change() -> impl Strategy<Value = Change> {
    prop_oneof![roster_change(), catalogue_change()]
}

impl World {
    /// Everybody is there, in two schools and four classes; every pool is bound and has some seats.
    pub(crate) fn new() -> Self {
        let one = |n: usize| One {
            present: true,
            school: 1 + n % 2,
            group: Some(n % GROUPS),
            group_to: None,
            teaches: n % 6 == 5,
            email: n % 5 != 4,
            protected: n == 7,
            from: None,
            to: None,
        };
        let mut world = Self { people: (0..PEOPLE).map(one).collect(), catalogue: Catalogue::default() };
        for (n, requires) in [(0, Vec::new()), (1, vec![Requirement::Email])] {
            let tool = tool(n, requires);
            world.catalogue.tools.insert(tool.key.clone(), tool);
        }
        for n in 0..POOLS {
            let licence = licence(n);
            world.catalogue.pools.push(pool(n, &licence));
            world.catalogue.licences.insert(licence.key.clone(), licence);
        }
        for (pool, what) in [(0, 0), (1, 3), (2, 4), (3, 2), (4, 1)] {
            world.happen(&Change::Bind(pool, what, None), day(0));
        }
        world
    }

    /// Lets something happen on `today`.
    pub(crate) fn happen(&mut self, change: &Change, today: Date) {
        let on = |n: &Option<i64>| n.map(|n| today.checked_add(n.days()).expect("a day"));
        let bought = |world: &mut Self, n: usize, change: &dyn Fn(&mut Licence)| {
            world.catalogue.licences.get_mut(licence_key(n).as_str()).into_iter().for_each(change);
        };
        match change {
            Change::Present(p, is) => self.people[*p].present = *is,
            Change::School(p, school) => self.people[*p].school = *school,
            Change::Group(p, group) => (self.people[*p].group, self.people[*p].group_to) = (*group, None),
            Change::GroupTo(p, to) => self.people[*p].group_to = on(to),
            Change::Email(p, has) => self.people[*p].email = *has,
            Change::Protected(p, is) => self.people[*p].protected = *is,
            Change::To(p, to) => self.people[*p].to = on(to),
            Change::From(p, from) => self.people[*p].from = on(from),
            Change::Seats(n, seats) => bought(self, *n, &|l| l.seats = *seats),
            Change::LicenceTo(n, to) => bought(self, *n, &|l| l.to = on(to)),
            Change::Reserve(n, seats) => self.pool(*n, |p| p.reserve = *seats),
            Change::Lead(n, reservation) => self.pool(*n, |p| p.reservation = *reservation),
            Change::Drop(n) => self.catalogue.pools.retain(|p| p.key != pool_key(*n)),
            Change::Restore(n) if self.catalogue.pool(&pool_key(*n)).is_none() => {
                let pool = pool(*n, &licence(*n));
                self.catalogue.pools.push(pool);
            }
            Change::Restore(_) => {}
            Change::Bind(n, what, to) => {
                let to = on(to);
                self.pool(*n, |p| p.binds.push(bind(*what, to)));
            }
            Change::Unbind(n) => self.pool(*n, |p| drop(p.binds.pop())),
            Change::Dpa(n, dpa) => {
                self.catalogue.tools.get_mut(tool_key(*n).as_str()).into_iter().for_each(|t| t.dpa = *dpa);
            }
            Change::Override(p, kind, to) => self.catalogue.overrides.push(Override {
                person: format!("p{p:02}").into(),
                kind: *kind,
                tool: None,
                period: Period::new(None, on(to)),
                reason: "tried".into(),
            }),
            Change::Settled(p) => self.catalogue.overrides.retain(|o| *o.person != *format!("p{p:02}")),
        }
    }

    fn pool(&mut self, n: usize, change: impl FnOnce(&mut Pool)) {
        if let Some(pool) = self.catalogue.pools.iter_mut().find(|p| p.key == pool_key(n)) {
            change(pool);
        }
    }

    /// The roster, as it is delivered.
    pub(crate) fn roster(&self) -> Snapshot {
        let units = (0..3).map(unit).collect();
        let groups = (0..GROUPS).map(group).collect();
        let here: Vec<(usize, &One)> = self.people.iter().enumerate().filter(|(_, one)| one.present).collect();
        let persons = here.iter().map(|(n, one)| person(*n, one)).collect();
        let mut memberships: Vec<Membership> = (0_u32..)
            .zip(&here)
            .filter_map(|(at, (_, one))| {
                let role = if one.teaches { MemberRole::Staff } else { MemberRole::Pupil };
                let group = GroupIx(u32::try_from(one.group?).expect("few"));
                Some(Membership { group, person: PersonIx(at), role, period: Period::new(None, one.group_to) })
            })
            .collect();
        memberships.sort_unstable();
        Snapshot { units, groups, persons, memberships }
    }
}

fn unit(n: usize) -> Unit {
    Unit {
        id: format!("u{n}").into(),
        source: "school".into(),
        alias: None,
        name: "En skola".into(),
        parent: (n > 0).then(|| "u0".into()),
        kind: if n == 0 { UnitKind::Organiser } else { UnitKind::School },
        code: None,
        code_status: CodeStatus::Missing,
        school_types: "GR".into(),
    }
}

fn group(n: usize) -> Group {
    Group {
        id: format!("g{n}").into(),
        source: if n == 3 { "other".into() } else { "school".into() },
        alias: None,
        name: "En klass".into(),
        unit: format!("u{}", 1 + n % 2).into(),
        kind: GroupKind::Class,
        period: Period::OPEN,
    }
}

fn person(n: usize, one: &One) -> Person {
    let unit = format!("u{}", one.school);
    let period = Period::new(one.from, one.to);
    let enrolment = Enrolment {
        unit: unit.as_str().into(),
        school_year: Some(u8::try_from(n % 9).expect("small")),
        school_type: None,
        programme: None,
        period,
    };
    let duty = Duty { unit: Some(unit.as_str().into()), role: "teacher".into(), period };
    Person {
        id: format!("p{n:02}").into(),
        source: if n < 9 { "school".into() } else { "other".into() },
        alias: None,
        given_name: "Kim".into(),
        family_name: "Exempel".into(),
        email: one.email.then(|| format!("p{n}@exempel.example").into()),
        eppn: None,
        status: PersonStatus::Active,
        protection: if one.protected { Protection::Confidential } else { Protection::None },
        enrolments: if one.teaches { Box::default() } else { Box::new([enrolment]) },
        duties: if one.teaches { Box::new([duty]) } else { Box::default() },
        imprints: Imprints::default(),
    }
}

fn tool_key(n: usize) -> ToolKey {
    ToolKey::from(format!("t{n}"))
}

fn licence_key(n: usize) -> LicenceKey {
    LicenceKey::from(format!("l{n}"))
}

pub(crate) fn pool_key(n: usize) -> PoolKey {
    PoolKey::from(format!("pool{n}"))
}

fn tool(n: usize, requires: Vec<Requirement>) -> Tool {
    Tool {
        key: tool_key(n),
        name: "Ett verktyg".into(),
        version: None,
        vendor: "Leverantören".into(),
        vendor_address: None,
        requires,
        dpa: Dpa::Signed,
        dpa_before: None,
        matches_email: true,
        warn_days: vec![30, 7],
        protected: ProtectedPolicy::Hold,
    }
}

/// Pools 0 to 2 are the first tool's; pool 3 is for a class, pool 4 for a whole organisation.
fn licence(n: usize) -> Licence {
    Licence {
        key: licence_key(n),
        tool: tool_key(usize::from(n >= 3)),
        kind: [Kind::Individual, Kind::Individual, Kind::Individual, Kind::Class, Kind::Organisation][n],
        audience: vec!["pupil".into(), "teacher".into()],
        seats: [4, 2, 3, 2, 0][n],
        staff_seats: u32::from(n == 3),
        from: None,
        to: None,
        grace_days: [0, 10, 3, 5, 0][n],
        delivered_on: None,
        ordered: false,
        starts_itself_on: None,
        renews: None,
        units: if n == 4 { vec!["u1".into()] } else { Vec::new() },
        trial: false,
        price: None,
    }
}

/// One of the pools keeps a seat for two days whatever comes, and for five while nobody wants it.
fn graces(n: usize) -> Graces {
    let until_wanted = (n == 2).then_some(Span::Days(5));
    let keep = Span::Days([0, 14, 2, 7, 0][n]);
    Graces { usual: Grace { keep, until_wanted }, ..Graces::usual(0) }
}

fn pool(n: usize, licence: &Licence) -> Pool {
    Pool {
        key: pool_key(n),
        name: "En pool".into(),
        tool: licence.tool.clone(),
        kind: Some(licence.kind),
        audience: licence.audience.clone(),
        licences: vec![licence.key.clone()],
        auto_add: false,
        add_to_collection: true,
        graces: graces(n),
        reserve: u32::from(n == 2),
        low_seats: Some(1),
        low_percent: 90,
        sharing: Default::default(),
        loss_rule: Default::default(),
        inactive_after: None,
        reservation: None,
        binds: Vec::new(),
    }
}

fn bind(what: usize, to: Option<Date>) -> Bind {
    let period = Period::new(None, to);
    let bind = match what {
        0 => Bind { unit: Some("u1".into()), ..Bind::default() },
        1 => Bind { unit: Some("u0".into()), role: Some("pupil".into()), ..Bind::default() },
        2 => Bind { group: Some("g0".into()), ..Bind::default() },
        3 => Bind { group: Some("g1".into()), ..Bind::default() },
        4 => Bind { unit: Some("u2".into()), ..Bind::default() },
        5 => Bind { person: Some("p03".into()), ..Bind::default() },
        6 => Bind { person: Some("p05".into()), ..Bind::default() },
        7 => Bind { school_year: Some((1, 5)), ..Bind::default() },
        _ => Bind { group: Some("g3".into()), role: Some("pupil".into()), ..Bind::default() },
    };
    Bind { period, class: bind.usual_class(), ..bind }
}

/// What upprop knows between two runs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    pub(crate) roster: Snapshot,
    pub(crate) applied_on: Option<Date>,
    pub(crate) seats: Seats,
    pub(crate) alerts: Alerts,
    pub(crate) joined: BTreeSet<Join>,
    pub(crate) holds: BTreeMap<String, Hold>,
    pub(crate) released: BTreeSet<String>,
    pub(crate) unread: BTreeSet<PersonId>,
}

/// Everything passes.
pub(crate) fn no_limits() -> Limits {
    limits(Limit { percent: 100, count: None, floor: 1_000 })
}

pub(crate) fn limits(limit: Limit) -> Limits {
    let scope = ScopeLimits { removals: limit, additions: limit, changes: limit, unreadable: limit };
    let group = GroupLimit { min_size: 0, removals: limit };
    Limits { total: scope, source: scope, unit: scope, pool: scope, group, rekeyed: limit, lowered: limit }
}

impl Known {
    /// The plan for a delivery.
    pub(crate) fn plan(&self, after: Snapshot, catalogue: &Catalogue, limits: Limits, day: Date) -> Plan {
        make(Input {
            base: Base { ledger: format!("{}", self.seats.last_seq), config: "c".into() },
            before: &self.roster,
            rest: &upprop::plan::Rest::default(),
            applied_on: self.applied_on,
            after,
            unread: &self.unread,
            struck: &BTreeSet::new(),
            catalogue,
            seats: &self.seats,
            uses: &upprop::seats::Uses::default(),
            alerts: &self.alerts,
            joined: &self.joined,
            holds: &self.holds,
            released: &self.released,
            expired: &BTreeSet::new(),
            dropped: &BTreeSet::new(),
            bought_before: None,
            accepted: None,
            allow_first_import: true,
            all_sources: true,
            confirm_after: BTreeMap::from([("other".into(), 0)]),
            delivered: BTreeMap::new(),
            limits,
            day,
        })
    }

    /// What is known once the plan is applied.
    pub(crate) fn after(&self, plan: &Plan) -> Self {
        let mut next = self.clone();
        next.roster = plan.roster.clone();
        next.applied_on = Some(plan.day);
        plan.steps.iter().for_each(|step| next.seats.take(step));
        plan.alerts.closed.iter().for_each(|alert| next.alerts.close(&alert.key()));
        let now = plan.alerts.opened.iter().chain(plan.alerts.updated.iter().map(|(_, now)| now));
        now.for_each(|alert| next.alerts.open(alert.clone()));
        next.joined.extend(plan.joins.iter().cloned());
        next.holds.extend(plan.new_holds.iter().map(|hold| (hold.hash.clone(), hold.clone())));
        plan.withdrawn.iter().for_each(|hash| drop(next.holds.remove(hash)));
        next
    }
}
