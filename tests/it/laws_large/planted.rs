//! Planted faults: every proof sees the answer that it is there to refuse.

use super::circles::{self, Contest};
use super::claims::{Level, Scale, better_claims, jumped_lines};
use super::flow::{self, Optima};
use super::reach::{keep_order, kept_from_people, stranded_seats, wrong_goodbyes, wrong_losses};
use super::solved;
use super::tally::{Day, Part, broken_rules};
use super::town::{Size, busy_day, first_day, with_order};
use upprop::seats::round::{Assignment, Candidate, Instance};

const SMALL: Size = Size { people: 3_000, schools: 30, seed: 4 };

fn day() -> (Instance, Assignment) {
    solved(with_order(busy_day(SMALL)))
}

/// People of a part with their places and seats.
fn of_part<'a>(day: Day<'a>, part: Part) -> impl Iterator<Item = (usize, &'a Candidate, Option<u16>)> {
    let all = day.everybody().enumerate().filter(move |(_, (_, _, of))| *of == part);
    all.map(|(at, (one, seat, _))| (at, one, seat))
}

/// Gives the seat of the first of `from` that suits to somebody of `to`.
fn passed_on(day: Day<'_>, from: Part, to: Part, suits: impl Fn(&Candidate, &Candidate) -> bool) -> Assignment {
    let pair = of_part(day, from).filter_map(|(at, one, seat)| Some((at, one, seat?))).find_map(|(at, one, seat)| {
        let takes = |(_, other, _): &(usize, &Candidate, Option<u16>)| {
            day.pools(other.kind).contains(&seat) && suits(one, other)
        };
        Some((at, of_part(day, to).find(takes)?.0, seat))
    });
    let (gives, takes, seat) = pair.expect("somebody who gives and somebody who takes");
    let mut answer = day.answer.clone();
    (answer[gives], answer[takes]) = (None, Some(seat));
    answer
}

/// An answer in which somebody waits though theirs is the better claim by a level.
fn passed_over(day: Day<'_>, level: Level) -> Assignment {
    let swap =
        of_part(day, Part::New).filter_map(|(at, one, seat)| Some((at, one, seat?))).find_map(|(at, one, seat)| {
            of_part(day, Part::Waits).filter(|(_, other, _)| day.pools(other.kind).contains(&seat)).find_map(
                |(to, other, _)| {
                    let mut answer = day.answer.clone();
                    (answer[at], answer[to]) = (None, Some(seat));
                    let is_it = Scale::of(Day::of(day.instance, &answer)).claim(one, other) == Some(level);
                    is_it.then_some(answer)
                },
            )
        });
    swap.expect("somebody with a better claim")
}

/// An answer with one person's seat changed.
fn with(day: Day<'_>, who: usize, seat: Option<u16>) -> Assignment {
    let mut answer = day.answer.clone();
    answer[who] = seat;
    answer
}

fn somebody(day: Day<'_>, part: Part, suits: impl Fn(&Candidate) -> bool) -> (usize, Option<u16>) {
    let found = of_part(day, part).find(|(_, one, seat)| seat.is_some() && suits(one));
    found.map(|(at, _, seat)| (at, seat)).expect("somebody")
}

#[test]
fn a_seat_too_many_a_strange_pool_and_a_lost_lock_are_seen() {
    let (instance, answer) = day();
    let day = Day::of(&instance, &answer);
    let full = day.load(|_| true).iter().zip(&instance.seats).position(|(load, seats)| *load == i64::from(*seats));
    let full = u16::try_from(full.expect("a full pool")).expect("few pools");
    let (one_more, ..) =
        of_part(day, Part::Waits).find(|(_, one, _)| day.pools(one.kind).contains(&full)).expect("one");
    let (strange, _) = somebody(day, Part::Kept, |one| !day.pools(one.kind).contains(&0));
    let (locked, _) = somebody(day, Part::Locked, |_| true);
    for worse in [with(day, one_more, Some(full)), with(day, strange, Some(0)), with(day, locked, None)] {
        assert!(!broken_rules(Day::of(&instance, &worse)).is_empty());
    }
    assert_eq!(broken_rules(Day::of(&instance, &answer[1..].to_vec())).first().map(String::as_str), Some(NO_ANSWER));
}

#[test]
fn a_stranded_seat_is_seen() {
    let (instance, answer) = day();
    let day = Day::of(&instance, &answer);
    let (who, _) = somebody(day, Part::New, |_| true);
    assert!(!stranded_seats(Day::of(&instance, &with(day, who, None))).is_empty());
    let fewer = with(day, who, None);
    assert!(Contest::of(Day::of(&instance, &fewer)).changes.distances().is_none(), "and so is the circle to it");
}

#[test]
fn a_wrong_loss_is_seen() {
    let (instance, answer) = day();
    let day = Day::of(&instance, &answer);
    let worse = passed_on(day, Part::Kept, Part::Lost, |kept, lost| keep_order(kept) < keep_order(lost));
    assert!(!wrong_losses(Day::of(&instance, &worse)).is_empty());
    let for_nothing = passed_on(day, Part::Kept, Part::Waits, |_, _| true);
    assert!(!wrong_losses(Day::of(&instance, &for_nothing)).is_empty());
}

#[test]
fn a_better_claim_passed_over_is_seen_on_every_level() {
    let (instance, answer) = day();
    let day = Day::of(&instance, &answer);
    for level in [Level::Promise, Level::Class, Level::Share, Level::Line] {
        let worse = passed_over(day, level);
        let worse = Day::of(&instance, &worse);
        assert!(better_claims(worse).iter().any(|(of, _)| *of == level), "{level:?}");
        let circles = Contest::of(worse);
        match level {
            Level::Line => assert!(!circles.jumped().is_empty(), "by a circle"),
            _ => assert!(circles.changes.distances().is_none(), "{level:?} by a circle"),
        }
    }
}

#[test]
fn a_jumped_line_is_seen() {
    let (instance, answer) = solved(first_day(SMALL));
    let day = Day::of(&instance, &answer);
    let alike = |one: &Candidate| (one.school, one.class, one.kind);
    let worse = passed_on(day, Part::New, Part::Waits, |first, other| alike(first) == alike(other));
    assert_eq!(jumped_lines(Day::of(&instance, &worse)).len(), 1);
}

#[test]
fn a_leaver_who_stays_in_the_way_or_goes_too_early_is_seen() {
    let (instance, answer) = day();
    let day = Day::of(&instance, &answer);
    let stays = passed_on(day, Part::New, Part::Leaves, |_, _| true);
    assert!(!kept_from_people(Day::of(&instance, &stays)).is_empty());
    let (who, _) = somebody(day, Part::Leaves, |_| true);
    assert!(!wrong_goodbyes(Day::of(&instance, &with(day, who, None))).is_empty());
}

#[test]
fn a_needless_move_and_a_dear_seat_are_seen() {
    let (instance, answer) = day();
    let day = Day::of(&instance, &answer);
    let may = |one: &Candidate, pool: u16| day.pools(one.kind).contains(&pool);
    let stays = || of_part(day, Part::Kept).filter_map(|(at, one, seat)| Some((at, one, seat?)));
    let swap = stays().filter(|(_, one, seat)| one.hold == Some(*seat)).find_map(|(at, one, seat)| {
        let other = stays().find(|(_, other, its)| *its != seat && may(other, seat) && may(one, *its))?;
        Some((at, seat, other.0, other.2))
    });
    let (one, seat, other, its) = swap.expect("two who could change seats");
    let mut worse = with(day, one, Some(its));
    worse[other] = Some(seat);
    let worse = Day::of(&instance, &worse);
    assert!(worse.tally().moves > day.tally().moves);
    assert!(circles::seating(worse).distances().is_none());
    let fewer = Optima::of(day);
    assert_ne!(Optima::of(worse), fewer);
    assert!(flow::optima(&[worse]).is_none_or(|optima| optima == [fewer]), "the flow finds what was there before");
}

/// What `broken_rules` says of an answer that is too short.
const NO_ANSWER: &str = "somebody has no answer";
