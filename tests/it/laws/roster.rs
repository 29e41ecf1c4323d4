//! Laws of comparing and building rosters.

use super::world::{Change, World, day, roster_change};
use proptest::prelude::*;
use std::collections::BTreeSet;
use upprop::roster::{
    Built, Diff, GroupId, Keep, Member, MemberRole, Parts, Period, PersonId, Snapshot, SourceName, UnitId, Unreadable,
    build, diff, keep,
};

/// Two rosters, some changes apart.
fn rosters() -> impl Strategy<Value = (Snapshot, Snapshot)> {
    let changes = || proptest::collection::vec(roster_change(), 0..10);
    (changes(), changes()).prop_map(|(first, second)| {
        let mut world = World::new();
        first.iter().for_each(|change| world.happen(change, day(0)));
        let before = world.roster();
        second.iter().for_each(|change| world.happen(change, day(0)));
        let after = with_markings_kept(&before, world.roster());
        (before, after)
    })
}

/// A marking that is no longer delivered stays: laws about what is built start from rosters where it did.
fn with_markings_kept(before: &Snapshot, mut after: Snapshot) -> Snapshot {
    for person in &mut after.persons {
        let marking = before.find_person(&person.id).map(|at| before.person(at).protection);
        if let Some(marking) = marking.filter(|marking| marking.is_protected()) {
            person.protection = marking;
        }
    }
    after
}

type Row = (GroupId, PersonId, MemberRole, Period);

fn rows(roster: &Snapshot) -> BTreeSet<Row> {
    let row = |m: &upprop::roster::Membership| {
        (roster.group(m.group).id.clone(), roster.person(m.person).id.clone(), m.role, m.period)
    };
    roster.memberships.iter().map(row).collect()
}

/// What the store has after it wrote the rows of a comparison.
fn written(before: &Snapshot, after: &Snapshot, diff: &Diff) -> (BTreeSet<PersonId>, BTreeSet<Row>) {
    let mut persons: BTreeSet<PersonId> = before.persons.iter().map(|p| p.id.clone()).collect();
    for at in &diff.rows.persons_gone {
        assert!(persons.remove(&before.persons[*at as usize].id));
    }
    persons.extend(diff.rows.persons.iter().map(|at| after.persons[*at as usize].id.clone()));
    let one = |roster: &Snapshot, at: u32| {
        let m = roster.memberships[at as usize];
        (roster.group(m.group).id.clone(), roster.person(m.person).id.clone(), m.role, m.period)
    };
    let mut members = rows(before);
    for at in &diff.rows.memberships_gone {
        assert!(members.remove(&one(before, *at)));
    }
    members.extend(diff.rows.memberships.iter().map(|at| one(after, *at)));
    (persons, members)
}

/// The roster as `source` would deliver it.
fn parts(roster: &Snapshot, source: &str) -> Parts {
    let source = SourceName::from(source);
    let index = |at: u32| Member { person: at, group: 0, role: MemberRole::Pupil, period: Period::OPEN };
    let member = |m: &upprop::roster::Membership| Member {
        group: m.group.0,
        role: m.role,
        period: m.period,
        ..index(m.person.0)
    };
    let mine = roster.memberships.iter().filter(|m| roster.group(m.group).source == source);
    Parts {
        digest: 0,
        units: roster.units.iter().filter(|u| u.source == source).cloned().collect(),
        groups: roster.groups.iter().filter(|g| g.source == source).cloned().collect(),
        persons: roster.persons.iter().filter(|p| p.source == source).cloned().collect(),
        members: mine.map(member).collect(),
        person_names: roster.persons.iter().map(|p| p.id.clone()).collect(),
        group_names: roster.groups.iter().map(|g| g.id.clone()).collect(),
        unreadable: Vec::new(),
        struck: Vec::new(),
        elements: Default::default(),
        findings: Vec::new(),
        marked: std::collections::BTreeMap::new(),
        keeps_imprints: false,
        spots: upprop::roster::Spots::default(),
        rows: std::collections::BTreeMap::new(),
        source,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn writing_the_rows_that_differ_gives_the_other_roster(rosters in rosters(), applied in 0_i64..30, pause in 0_i64..30) {
        let (before, after) = rosters;
        let told = diff(&before, Some(day(applied)), &after, day(applied + pause));
        let (persons, members) = written(&before, &after, &told);
        prop_assert_eq!(persons, after.persons.iter().map(|p| p.id.clone()).collect::<BTreeSet<_>>());
        prop_assert_eq!(members, rows(&after));
        for person in &after.persons {
            let same = before.find_person(&person.id).is_some_and(|at| before.person(at) == person);
            let at = after.find_person(&person.id).expect("it is there").0;
            prop_assert_eq!(told.rows.persons.contains(&at), !same);
        }
    }

    #[test]
    fn what_counts_is_told_by_date(rosters in rosters(), applied in 0_i64..30, pause in 0_i64..30) {
        let (before, after) = rosters;
        let (then, now) = (day(applied), day(applied + pause));
        let told = diff(&before, Some(then), &after, now);
        let counting = |roster: &Snapshot, day| roster.persons.iter().filter(|p| p.is_active(day)).count();
        let persons = told.counts().persons;
        prop_assert_eq!(counting(&before, then) + persons.added, counting(&after, now) + persons.removed);
        let members = |roster: &Snapshot, day| {
            let counting = roster.memberships.iter().filter(|m| roster.counts(m, day));
            counting.map(|m| (roster.group(m.group).id.clone(), roster.person(m.person).id.clone(), m.role)).collect::<BTreeSet<_>>()
        };
        let change = told.counts().memberships;
        prop_assert_eq!(members(&before, then).len() + change.added, members(&after, now).len() + change.removed);
    }

    #[test]
    fn a_roster_does_not_differ_from_itself(rosters in rosters(), on in 0_i64..30) {
        let (roster, _) = rosters;
        prop_assert_eq!(diff(&roster, Some(day(on)), &roster, day(on)), Diff::default());
    }

    #[test]
    fn keeping_nothing_back_is_the_new_roster(rosters in rosters()) {
        let (before, after) = rosters;
        prop_assert_eq!(keep(&before, after.clone(), &Keep::default()), after);
    }

    #[test]
    fn what_was_delivered_is_what_is_built(rosters in rosters()) {
        let (before, after) = rosters;
        let deliveries = vec![parts(&after, "school"), parts(&after, "other")];
        let Built { roster: built, findings, .. } = build(&before, deliveries);
        prop_assert_eq!(&built, &after);
        prop_assert_eq!(findings, vec![]);
    }

    #[test]
    fn order_of_rows_and_sources_changes_nothing(rosters in rosters()) {
        let (before, after) = rosters;
        let turned = |source| {
            let mut parts = parts(&after, source);
            parts.units.reverse();
            parts.groups.reverse();
            parts.persons.reverse();
            parts.members.reverse();
            parts
        };
        let Built { roster: built, .. } = build(&before, vec![turned("other"), turned("school")]);
        prop_assert_eq!(&built, &after);
        prop_assert_eq!(built.digest(), after.digest());
    }

    #[test]
    fn a_source_that_is_silent_stays_as_it_was(rosters in rosters()) {
        let (before, after) = rosters;
        let Built { roster: built, .. } = build(&before, vec![parts(&after, "school")]);
        let of = |roster: &Snapshot, source: &str| {
            roster.persons.iter().filter(|p| p.source.as_str() == source).cloned().collect::<Vec<_>>()
        };
        prop_assert_eq!(of(&built, "other"), of(&before, "other"));
        prop_assert_eq!(of(&built, "school"), of(&after, "school"));
    }

    #[test]
    fn what_cannot_be_read_stays_as_it_was(rosters in rosters(), pick in proptest::collection::vec(0_usize..12, 0..5)) {
        let (before, after) = rosters;
        let mut delivery = parts(&after, "school");
        let ids: Vec<PersonId> = pick.iter().map(|n| PersonId::from(format!("p{n:02}"))).collect();
        delivery.unreadable = ids.iter().cloned().map(Unreadable::Person).collect();
        delivery.unreadable.push(Unreadable::Unit(UnitId::from("u2")));
        let Built { roster: built, .. } = build(&before, vec![delivery, parts(&after, "other")]);
        for id in &ids {
            let was = before.find_person(id).map(|at| before.person(at));
            prop_assert_eq!(built.find_person(id).map(|at| built.person(at)), was);
            let kept = rows(&before).into_iter().filter(|(_, person, ..)| person == id);
            let now = rows(&built);
            prop_assert!(kept.into_iter().all(|row| now.contains(&row)), "memberships of {id}");
        }
        prop_assert!(built.find_unit(&UnitId::from("u2")).is_some());
    }
}

#[test]
fn somebody_who_is_held_outside_and_was_there_before_stays_as_before() {
    let mut world = World::new();
    world.happen(&Change::To(0, Some(-1)), day(0));
    let before = world.roster();
    world.happen(&Change::To(0, None), day(0));
    world.happen(&Change::Group(0, Some(1)), day(0));
    let after = world.roster();
    let at = after.find_person(&PersonId::from("p00")).expect("delivered");
    let held = Keep { newcomers: BTreeSet::from([at]), ..Keep::default() };
    assert_eq!(keep(&before, after, &held), before);
}

#[test]
fn members_that_a_group_does_not_tell_stay_and_the_group_is_as_it_is_told() {
    let mut world = World::new();
    world.happen(&Change::Group(0, Some(1)), day(0));
    world.happen(&Change::Group(1, Some(1)), day(0));
    let before = world.roster();
    world.happen(&Change::Group(0, None), day(0));
    let after = world.roster();
    let left = &rows(&before) - &rows(&after);
    let group = left.first().expect("somebody has left it").0.clone();
    let of_group = |roster: &Snapshot| rows(roster).into_iter().filter(|row| row.0 == group).count();
    let mut delivery = parts(&after, "school");
    for one in &mut delivery.groups {
        one.name = "Another".into();
    }
    delivery.unreadable = vec![Unreadable::Members(group.clone())];
    let Built { roster: built, .. } = build(&before, vec![delivery, parts(&after, "other")]);
    assert_eq!(of_group(&built), of_group(&before));
    let told = built.find_group(&group).map(|at| built.group(at).name.to_string());
    assert_eq!(told.as_deref(), Some("Another"));
}
