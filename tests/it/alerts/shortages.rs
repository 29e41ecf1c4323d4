//! Of a pool that lacks seats a letter of its own goes once a day; what gets worse on that day comes with the digest.

use super::{MONDAY, ORGANISER, Place, SCHOOL, shortage, sorts, tuesday};
use jiff::ToSpan as _;
use jiff::civil::Date;
use upprop::alert::{About, Due};
use upprop::plan::{Alert, Notice};

/// A shortage that was told of on Monday at nine.
fn told() -> Place {
    let mut place = Place { done: Some(MONDAY), ..Place::default() };
    place.opens(shortage(1, "A"), MONDAY);
    assert_eq!(sorts(&place.at(MONDAY.at(9, 0, 0, 0))), [(ORGANISER, "one"), (SCHOOL, "one")]);
    place
}

/// How many wait, as a letter says.
fn waiting(letters: &[Due]) -> Vec<u32> {
    let of = |notice: &Notice| match notice {
        Notice::Opened { alert: Alert::Shortage { waiting, .. } }
        | Notice::Worse { alert: Alert::Shortage { waiting, .. } } => Some(*waiting),
        _ => None,
    };
    let of = |due: &Due| match &due.about {
        About::One(notice) => of(notice).into_iter().collect(),
        About::Digest(notices) => notices.iter().filter_map(of).collect::<Vec<_>>(),
        _ => Vec::new(),
    };
    letters.iter().filter(|due| due.to == ORGANISER).flat_map(of).collect()
}

#[test]
fn what_gets_worse_after_the_days_letter_comes_once_with_the_next_digest() {
    let mut place = told();
    for (hour, count) in [(10, 2), (11, 3), (15, 7)] {
        place.worse(shortage(count, "A"));
        assert_eq!(sorts(&place.at(MONDAY.at(hour, 0, 0, 0))), [], "{hour}");
    }
    assert_eq!(sorts(&place.at(tuesday().at(7, 0, 0, 0))), [], "not in a letter of its own on the next morning either");
    let letters = place.at(tuesday().at(7, 30, 0, 0));
    assert_eq!((sorts(&letters), waiting(&letters)), (vec![(ORGANISER, "digest"), (SCHOOL, "digest")], vec![7]));
    assert_eq!(place.queue, []);
}

#[test]
fn what_gets_worse_before_the_digest_of_the_day_comes_with_it() {
    let mut place = Place { done: Some(MONDAY.yesterday().expect("a day")), ..Place::default() };
    place.done = Some(MONDAY);
    place.today = Some(tuesday());
    place.opens(shortage(1, "A"), tuesday());
    assert_eq!(sorts(&place.at(tuesday().at(7, 0, 0, 0))).len(), 2);
    place.worse(shortage(2, "A"));
    assert_eq!(sorts(&place.at(tuesday().at(7, 10, 0, 0))), []);
    assert_eq!(waiting(&place.at(tuesday().at(7, 30, 0, 0))), [2]);
}

#[test]
fn the_next_day_has_a_letter_of_its_own_again() {
    let mut place = told();
    place.worse(shortage(2, "A"));
    place.today = Some(tuesday());
    place.worse(shortage(4, "A"));
    let letters = place.at(tuesday().at(7, 0, 0, 0));
    assert_eq!((sorts(&letters), waiting(&letters)), (vec![(ORGANISER, "one"), (SCHOOL, "one")], vec![4]));
    place.worse(shortage(5, "A"));
    assert_eq!(waiting(&place.at(tuesday().at(7, 30, 0, 0))), [5], "the digest of that very day");
}

#[test]
fn fridays_worse_comes_on_monday_and_another_pool_is_told_at_once() {
    let friday = MONDAY + 4.days();
    let mut place = Place { done: Some(friday), ..Place::default() };
    place.opens(shortage(1, "A"), friday);
    assert_eq!(sorts(&place.at(friday.at(9, 0, 0, 0))).len(), 2);
    place.worse(shortage(2, "A"));
    let units = vec![("A".into(), 1)];
    place.opens(Alert::Shortage { pool: "q".into(), waiting: 1, total: 3, units, next: None }, friday);
    assert_eq!(sorts(&place.at(friday.at(12, 0, 0, 0))), [(ORGANISER, "one"), (SCHOOL, "one")]);
    for day in [friday + 1.day(), friday + 2.days()] {
        assert_eq!(sorts(&place.at(day.at(12, 0, 0, 0))), [], "{day}");
    }
    let letters = place.at((MONDAY + 7.days()).at(7, 30, 0, 0));
    let in_week = |due: &Due| match &due.about {
        About::Week { news, .. } => news.contains(&Notice::Worse { alert: shortage(2, "A") }),
        _ => false,
    };
    assert_eq!(letters.iter().filter(|due| in_week(due)).count(), 2, "{letters:?}");
    assert_eq!(place.queue, []);
}

#[test]
fn a_pool_that_lacks_seats_again_on_the_same_day_has_no_second_letter_and_nothing_is_lost() {
    let mut place = told();
    place.ends(&shortage(1, "A"));
    assert_eq!(sorts(&place.at(MONDAY.at(10, 0, 0, 0))), [(ORGANISER, "over"), (SCHOOL, "over")]);
    place.opens(shortage(3, "A"), MONDAY);
    assert_eq!(sorts(&place.at(MONDAY.at(11, 0, 0, 0))), []);
    assert_eq!(waiting(&place.at(tuesday().at(7, 30, 0, 0))), [3]);
    place.today = Some(tuesday());
    place.ends(&shortage(3, "A"));
    assert_eq!(sorts(&place.at(tuesday().at(9, 0, 0, 0))), [(ORGANISER, "over"), (SCHOOL, "over")]);
    // One that is over before the digest was not.
    place.opens(shortage(1, "A"), tuesday());
    place.at(tuesday().at(10, 0, 0, 0));
    place.worse(shortage(2, "A"));
    place.ends(&shortage(2, "A"));
    assert_eq!(sorts(&place.at(tuesday().at(11, 0, 0, 0))), [(ORGANISER, "over"), (SCHOOL, "over")]);
    assert_eq!(place.queue, []);
}

#[test]
fn whoever_runs_by_hand_sees_at_once_what_got_worse() {
    let mut place = told();
    place.worse(shortage(2, "A"));
    assert_eq!(sorts(&place.at_once(MONDAY)), [(ORGANISER, "one"), (SCHOOL, "one")]);
}

#[test]
fn on_no_day_a_pool_has_two_letters_however_often_it_gets_worse() {
    let mut place = Place { done: Some(MONDAY.yesterday().expect("a day")), ..Place::default() };
    place.opens(shortage(1, "A"), MONDAY);
    let (mut count, mut last) = (1, 0);
    for day in MONDAY.series(1.day()).take(21) {
        place.today = Some(day);
        let mut of_day = 0;
        for hour in [6, 7, 9, 12, 16, 20] {
            count += 1;
            place.worse(shortage(count, "A"));
            let letters = place.at(day.at(hour, 30, 0, 0));
            of_day += sorts(&letters).iter().filter(|sort| **sort == (ORGANISER, "one")).count();
            last = waiting(&letters).last().copied().unwrap_or(last);
        }
        assert!(of_day <= 1, "{day}: {of_day}");
        let is_off = is_off(day);
        assert_eq!(of_day, usize::from(!is_off), "{day}: what is new on a working day has a letter of its own");
    }
    assert!(last > 90, "{last} of {count}");
}

fn is_off(day: Date) -> bool {
    day.weekday().to_monday_one_offset() > 5
}
