//! What went wrong once, each by its name.

use super::world::{Change, Known, World, day, no_limits, pool_key};
use upprop::licence::OverrideKind;
use upprop::plan::{Alert, Plan};
use upprop::roster::{MemberRole, Membership, Period, PersonId};
use upprop::seats::{Cause, Reason, SeatStep};

fn settled(changes: &[Change]) -> (World, Known) {
    let mut world = World::new();
    changes.iter().for_each(|change| world.happen(change, day(0)));
    let known = Known::default();
    let plan = known.plan(world.roster(), &world.catalogue, no_limits(), day(0));
    let known = known.after(&plan);
    (world, known)
}

fn then(world: &mut World, known: &Known, on: i64, changes: &[Change]) -> (Plan, Known) {
    changes.iter().for_each(|change| world.happen(change, day(on)));
    let plan = known.plan(world.roster(), &world.catalogue, no_limits(), day(on));
    let next = known.after(&plan);
    (plan, next)
}

/// Who holds a seat of a pool, with its number.
fn holders(known: &Known, pool: usize) -> Vec<(String, i64)> {
    let of = known.seats.grants.iter().filter(|(_, grant)| grant.pool == pool_key(pool));
    of.map(|((_, person), grant)| (person.to_string(), grant.seq)).collect()
}

fn freed(plan: &Plan) -> Vec<(&str, Cause)> {
    let free = plan.steps.iter().filter_map(|step| match step {
        SeatStep::Free { person, cause, .. } => Some((person.as_str(), *cause)),
        _ => None,
    });
    free.collect()
}

#[test]
fn holders_of_a_pool_that_is_gone_move_with_their_numbers() {
    let (mut world, known) = settled(&[Change::Unbind(2), Change::Bind(2, 0, None), Change::Seats(2, 5)]);
    let before = holders(&known, 0);
    assert_eq!(before.len(), 4);
    let (plan, known) = then(&mut world, &known, 1, &[Change::Drop(0)]);
    assert_eq!(freed(&plan), [("p06", Cause::PoolGone)], "five seats, two of them taken");
    let after = holders(&known, 2);
    assert!(before.iter().filter(|(person, _)| person != "p06").all(|seat| after.contains(seat)), "{after:?}");
}

#[test]
fn nobody_loses_a_seat_to_somebody_from_another_pool() {
    let (mut world, known) = settled(&[Change::Seats(2, 2), Change::Reserve(2, 0)]);
    assert_eq!(holders(&known, 2).len(), 2);
    assert_eq!(holders(&known, 0)[0].0, "p00");
    let (plan, known) = then(&mut world, &known, 1, &[Change::School(0, 2)]);
    assert_eq!(freed(&plan), [("p00", Cause::LeftUnit)], "the grace of that pool is no day");
    assert_eq!(holders(&known, 2).len(), 2);
    let key = ("t0".into(), PersonId::from("p00"));
    assert_eq!(known.seats.wishes[&key].since, day(0), "and waits with the first date");
}

#[test]
fn a_pin_holds_for_somebody_who_vanished() {
    let (mut world, known) = settled(&[Change::Override(0, OverrideKind::Pin, None)]);
    let (plan, known) = then(&mut world, &known, 1, &[Change::Present(0, false)]);
    assert_eq!(freed(&plan), []);
    let (plan, known) = then(&mut world, &known, 40, &[]);
    assert_eq!(freed(&plan), []);
    assert!(known.seats.grants[&("t0".into(), "p00".into())].leaving.is_none());
}

#[test]
fn a_pin_holds_while_a_protection_is_undecided() {
    let (mut world, known) = settled(&[Change::Override(0, OverrideKind::Pin, None)]);
    let (plan, _) = then(&mut world, &known, 1, &[Change::Protected(0, true), Change::School(0, 2)]);
    assert_eq!(freed(&plan), []);
}

#[test]
fn an_undecided_person_whose_seats_ended_waits_for_the_decision() {
    let (mut world, known) = settled(&[Change::Protected(0, true), Change::Protected(7, false)]);
    assert!(known.seats.wishes[&("t0".into(), "p00".into())].reasons == [Reason::ProtectedHold]);
    let (_, known) = then(&mut world, &known, 1, &[Change::Protected(0, false), Change::Seats(0, 6)]);
    let (plan, known) = then(&mut world, &known, 2, &[Change::Protected(0, true), Change::Seats(0, 0)]);
    assert!(freed(&plan).contains(&("p00", Cause::SeatsEnded)));
    assert_eq!(known.seats.wishes[&("t0".into(), "p00".into())].reasons, [Reason::ProtectedHold]);
}

#[test]
fn a_class_of_another_year_does_not_shorten_the_grace() {
    // Pool 1 is bound to the classes g1 and g0. p03 was in g1 until a day long past, and in g0 until today.
    let changes = [Change::Unbind(2), Change::Seats(1, 9), Change::Bind(1, 2, None), Change::Group(3, Some(0))];
    let (world, _) = settled(&changes);
    let mut roster = world.roster();
    let (who, class) = (roster.find_person(&"p03".into()), roster.find_group(&"g1".into()));
    let (person, group) = who.zip(class).expect("both are there");
    let period = Period::new(None, Some(day(-90)));
    roster.memberships.push(Membership { group, person, role: MemberRole::Pupil, period });
    roster.memberships.sort_unstable();
    let known = Known::default();
    let known = known.after(&known.plan(roster.clone(), &world.catalogue, no_limits(), day(1)));
    assert!(holders(&known, 1).iter().any(|(holder, _)| holder == "p03"));
    roster.memberships.retain(|m| m.person != person || m.period.to.is_some());
    let plan = known.plan(roster, &world.catalogue, no_limits(), day(2));
    assert_eq!(freed(&plan), [], "the grace of fourteen days begins now");
    let leaves = |step: &SeatStep| matches!(step, SeatStep::Leave { leaving, .. } if leaving.until == day(15));
    assert!(plan.steps.iter().any(leaves), "{:?}", plan.steps);
}

#[test]
fn a_binding_to_somebody_who_left_names_nobody_in_an_alert() {
    let (mut world, known) = settled(&[Change::Bind(0, 5, None)]);
    let (plan, _) = then(&mut world, &known, 1, &[Change::Present(3, false)]);
    let unknown = plan.alerts.opened.iter().find(|alert| matches!(alert, Alert::Unknown { .. }));
    let expected = Alert::Unknown { place: "pool0".into(), name: "bind.person".into() };
    assert_eq!(unknown, Some(&expected));
}

#[test]
fn a_renewal_that_begins_too_late_does_not_silence_the_reminder() {
    let (mut world, known) = settled(&[]);
    world.happen(&Change::LicenceTo(0, Some(20)), day(0));
    let mut next = world.catalogue.licences["l0"].clone();
    (next.key, next.renews, next.to) = ("l0-next".into(), Some("l0".into()), None);
    next.from = Some(day(25));
    world.catalogue.licences.insert(next.key.clone(), next.clone());
    let is_told = |world: &World| {
        let plan = known.plan(world.roster(), &world.catalogue, no_limits(), day(1));
        plan.alerts.opened.iter().any(|alert| matches!(alert, Alert::Expiring { .. }))
    };
    assert!(is_told(&world), "four days without a licence");
    next.from = Some(day(21));
    world.catalogue.licences.insert(next.key.clone(), next);
    assert!(!is_told(&world));
}
