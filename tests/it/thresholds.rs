//! The guard's limits, tried to the tenth of a per cent, scope by scope; and ids that change in a town of 12 000.
//!
//! Ten schools of a thousand pupils in two sources, each school one large group, all in one pool. Whatever is held,
//! other schools go on: each of them has somebody new that day.

use crate::laws::world::{Known, day, no_limits};
use crate::store::town::catalogue;
use jiff::civil::Date;
use std::collections::BTreeMap;
use upprop::licence::Catalogue;
use upprop::plan::{GroupLimit, HoldKind, Limit, Limits, Plan, Scope, ScopeLimits};
use upprop::roster::{
    CodeStatus, Enrolment, Group, GroupIx, GroupKind, MemberRole, Membership, Period, Person, PersonId, PersonIx,
    Snapshot, Unit, UnitKind,
};

const SCHOOLS: u32 = 10;

/// Somebody of a school; `id` tells whether under another id, `is_there` whether in the school's group.
struct One {
    number: u32,
    school: u32,
    is_rekeyed: bool,
    in_group: bool,
}

/// Everybody, a thousand or so a school.
fn town(of_school: u32) -> Vec<One> {
    let one = |number| One { number, school: number % SCHOOLS, is_rekeyed: false, in_group: true };
    (0..of_school * SCHOOLS).map(one).collect()
}

fn source(school: u32) -> &'static str {
    if school < 5 { "north" } else { "south" }
}

fn unit(id: &str, parent: Option<&str>, school: u32) -> Unit {
    Unit {
        id: id.into(),
        source: source(school).into(),
        alias: None,
        name: "En enhet".into(),
        parent: parent.map(Into::into),
        kind: if parent.is_some() { UnitKind::School } else { UnitKind::Organiser },
        code: None,
        code_status: CodeStatus::Missing,
        school_types: "GR".into(),
    }
}

fn group(school: u32) -> Group {
    Group {
        id: format!("g{school}").into(),
        source: source(school).into(),
        alias: None,
        name: "En stor grupp".into(),
        unit: format!("u{school}").into(),
        kind: GroupKind::Teaching,
        period: Period::OPEN,
    }
}

/// Half of them are known by an address, half by name and place.
fn person(one: &One) -> Person {
    let One { number, school, is_rekeyed, .. } = one;
    Person {
        id: if *is_rekeyed { format!("q{number:06}") } else { format!("p{number:06}") }.into(),
        source: source(*school).into(),
        given_name: format!("Förnamn{number}").into(),
        family_name: "Efternamn".into(),
        eppn: number.is_multiple_of(2).then(|| format!("p{number}@edu.exempel.example").into()),
        enrolments: Box::new([Enrolment {
            unit: format!("u{school}").into(),
            school_year: Some(7),
            school_type: None,
            programme: None,
            period: Period::OPEN,
        }]),
        ..Person::default()
    }
}

fn roster(people: &[One]) -> Snapshot {
    let schools = (0..SCHOOLS).map(|school| unit(&format!("u{school}"), Some("org"), school));
    let mut units: Vec<Unit> = schools.chain([unit("org", None, 0)]).collect();
    units.sort_by(|a, b| a.id.cmp(&b.id));
    let mut rows: Vec<(Person, &One)> = people.iter().map(|one| (person(one), one)).collect();
    rows.sort_by(|a, b| a.0.id.cmp(&b.0.id));
    let here = (0..).zip(&rows).filter(|(_, (_, one))| one.in_group);
    let member = |(at, (_, one)): (u32, &(Person, &One))| Membership {
        group: GroupIx(one.school),
        person: PersonIx(at),
        role: MemberRole::Pupil,
        period: Period::OPEN,
    };
    let mut memberships: Vec<Membership> = here.map(member).collect();
    memberships.sort_unstable();
    let persons = rows.into_iter().map(|(person, _)| person).collect();
    Snapshot { units, groups: (0..SCHOOLS).map(group).collect(), persons, memberships }
}

/// What is known after `runs` runs over the whole town.
fn known(of_school: u32, runs: i64, catalogue: &Catalogue) -> Known {
    (0..runs).fold(Known::default(), |known, n| {
        known.after(&known.plan(roster(&town(of_school)), catalogue, no_limits(), day(n)))
    })
}

const FIVE: Limit = Limit { percent: 5, count: None, floor: 0 };
const ANY: Limit = Limit { percent: 100, count: None, floor: 1_000_000 };

/// Five per cent in one scope, anything elsewhere.
fn only(scope: &str) -> Limits {
    let any = ScopeLimits { removals: ANY, additions: ANY, changes: ANY, unreadable: ANY };
    let five = ScopeLimits { removals: FIVE, ..any };
    let of = |name: &str| if name == scope { five } else { any };
    let group = GroupLimit { min_size: 10, removals: if scope == "group" { FIVE } else { ANY } };
    let (total, source, unit, pool) = (of("total"), of("source"), of("unit"), of("pool"));
    Limits { total, source, unit, pool, group, rekeyed: ANY, lowered: ANY }
}

/// A delivery that takes away so many tenths of a per cent in a scope, and brings somebody new to every school.
fn delivery(scope: &str, tenths: u32) -> Vec<One> {
    let mut people = town(1_000);
    let within = |one: &One| match scope {
        "unit" | "group" => one.school == 0,
        "source" => source(one.school) == "north",
        _ => true,
    };
    let base = u32::try_from(people.iter().filter(|one| within(one)).count()).expect("few");
    let mut left = base * tenths / 1_000;
    people.retain_mut(|one| {
        let goes = left > 0 && within(one);
        left -= u32::from(goes);
        one.in_group &= !goes;
        !goes || scope == "group"
    });
    let new = |school| One { number: 900_000 + school, school, is_rekeyed: false, in_group: true };
    people.extend((0..SCHOOLS).map(new));
    people
}

/// What the plan holds, in a word.
fn held(plan: &Plan) -> Vec<(&'static str, HoldKind, u64)> {
    let scope = |scope: &Scope| match scope {
        Scope::Total => "total",
        Scope::Source(_) => "source",
        Scope::Unit(_) => "unit",
        Scope::Pool(_) => "pool",
        Scope::Group(_) => "group",
    };
    plan.held.iter().map(|hold| (scope(&hold.scope), hold.kind, hold.count)).collect()
}

/// Has everybody come who is new, of all schools?
fn all_came(plan: &Plan) -> bool {
    let has_seat = |id: &PersonId| plan.seats.grants.keys().any(|(_, person)| person == id);
    (0..SCHOOLS)
        .map(|school| format!("p{}", 900_000 + school).into())
        .all(|id| plan.roster.find_person(&id).is_some() && has_seat(&id))
}

#[test]
fn just_what_is_above_the_limit_is_held_and_other_schools_go_on() {
    let catalogue = catalogue(1, 100_000);
    let mut tried = 0;
    for runs in [1, 3] {
        let known = known(1_000, runs, &catalogue);
        for scope in ["unit", "group", "source", "pool", "total"] {
            for tenths in [0, 49, 50, 51, 200, 500, 1_000] {
                let plan = known.plan(roster(&delivery(scope, tenths)), &catalogue, only(scope), day(runs));
                let base = match scope {
                    "unit" | "group" => 1_000,
                    "source" => 5_000,
                    _ => 10_000,
                };
                let kind = match scope {
                    "group" => HoldKind::MembershipRemovals,
                    "pool" => HoldKind::SeatLosses,
                    _ => HoldKind::PersonRemovals,
                };
                let count = base * u64::from(tenths) / 1_000;
                let expected = if tenths > 50 { vec![(scope, kind, count)] } else { Vec::new() };
                assert_eq!(held(&plan), expected, "{tenths} tenths of a per cent in {scope} after {runs} runs");
                assert!(all_came(&plan), "{tenths} tenths of a per cent in {scope} after {runs} runs");
                let freed = plan.steps.iter().filter(|step| matches!(step.word(), "free" | "leave")).count() as u64;
                let goes = if scope == "group" || tenths > 50 { 0 } else { count };
                assert_eq!(freed, goes, "{tenths} tenths of a per cent in {scope} after {runs} runs");
                tried += 1;
            }
        }
    }
    assert_eq!(tried, 70);
}

/// A delivery of whom so many tenths of a per cent in a scope cannot be read, in which twenty more leave every school and
/// one comes to each.
fn unread(known: &mut Known, scope: &str, tenths: u32) -> (u64, Snapshot) {
    let people = town(1_000);
    let within = |one: &&One| match scope {
        "unit" => one.school == 0,
        "source" => source(one.school) == "north",
        _ => true,
    };
    let base = people.iter().filter(within).count();
    let all = people.iter().filter(within).take(base * tenths as usize / 1_000);
    known.unread = all.map(|one| person(one).id).collect();
    let mut left = people;
    let goes = |one: &One| one.number >= 980 * SCHOOLS;
    left.retain(|one| !goes(one));
    left.extend((0..SCHOOLS).map(|school| One { number: 900_000 + school, school, is_rekeyed: false, in_group: true }));
    (known.unread.len() as u64, roster(&left))
}

#[test]
fn where_many_cannot_be_read_nobody_leaves_or_comes_and_elsewhere_all_goes_on() {
    let catalogue = catalogue(1, 100_000);
    for (scope, schools) in [("unit", 1), ("source", 5), ("total", 10)] {
        for tenths in [0, 48, 51, 200] {
            let mut known = known(1_000, 1, &catalogue);
            let (count, after) = unread(&mut known, scope, tenths);
            let any = only("none");
            let of = |name: &str| ScopeLimits { unreadable: if name == scope { FIVE } else { ANY }, ..any.unit };
            let limits = Limits { total: of("total"), source: of("source"), unit: of("unit"), ..any };
            let plan = known.plan(after.clone(), &catalogue, limits, day(1));
            let is_held = tenths > 50;
            let expected = if is_held { vec![(scope, HoldKind::PersonsUnreadable, count)] } else { Vec::new() };
            assert_eq!(held(&plan), expected, "{tenths} in {scope}");
            let open = SCHOOLS as usize - if is_held { schools } else { 0 };
            let (came, left) = (plan.counts.persons.added, plan.counts.persons.removed);
            assert_eq!((came, left), (open, 20 * open), "{tenths} in {scope}");
            known = known.after(&plan);
            known.released.extend(plan.held.iter().map(|hold| hold.hash.clone()));
            let released = known.plan(after, &catalogue, limits, day(2));
            assert_eq!((held(&released), all_came(&released)), (Vec::new(), true), "{tenths} in {scope}");
        }
    }
}

/// The plan for a town in which so many have other ids; and the limits as they are in earnest.
fn rekey(known: &Known, catalogue: &Catalogue, many: u32, when: Date) -> Plan {
    let mut people = town(1_200);
    people.iter_mut().take(many as usize).for_each(|one| one.is_rekeyed = true);
    let rekeyed = Limit { percent: 0, count: None, floor: 2 };
    known.plan(roster(&people), catalogue, Limits { rekeyed, ..only("none") }, when)
}

#[test]
fn from_three_ids_up_a_change_is_held_and_after_a_release_nobody_loses_or_gets_anything() {
    let catalogue = catalogue(1, 9_000);
    let before = known(1_200, 1, &catalogue);
    for many in [1, 3, 120, 1_200, 12_000] {
        let mut known = before.clone();
        let plan = rekey(&known, &catalogue, many, day(1));
        let is_held = many >= 3;
        assert_eq!(held(&plan), expected(many), "{many}");
        if !is_held {
            continue;
        }
        assert!(plan.steps.is_empty(), "{many}: nothing happens while it is held");
        known = known.after(&plan);
        known.released.extend(plan.held.iter().map(|hold| hold.hash.clone()));
        let released = rekey(&known, &catalogue, many, day(2));
        assert_eq!((released.rekeyed.len() as u32, released.steps.len()), (many, 0), "{many}");
        let ids: BTreeMap<PersonId, PersonId> = released.rekeyed.iter().cloned().collect();
        known.roster = known.roster.renamed(&ids);
        known.seats.rename(&released.rekeyed);
        let next = rekey(&known, &catalogue, many, day(2));
        assert_eq!((held(&next), next.steps.len(), next.rekeyed.len()), (Vec::new(), 0, 0), "{many}");
        assert_eq!(next.counts.persons, upprop::roster::Count::default(), "{many}: everybody is who they were");
    }
}

/// One hold a source.
fn expected(many: u32) -> Vec<(&'static str, HoldKind, u64)> {
    let of = |name: &str| (0..many).filter(|number| source(number % SCHOOLS) == name).count() as u64;
    let holds = ["north", "south"].map(of).into_iter().filter(|count| *count > 2);
    holds.map(|count| ("source", HoldKind::Rekeyed, count)).collect()
}
