//! What is told, to whom and when: the round of `alert`, case by case and as laws.

mod again;
mod laws;
mod over;
mod schools;
mod shortages;
mod twins;

use jiff::civil::{Date, DateTime, date, time};
use std::collections::BTreeMap;
use upprop::alert::{About, Due, Escalation, Hears, Hours, Open, Pace, Queued, Recipient, Round, round};
use upprop::licence::PoolKey;
use upprop::plan::{Alert, Happening, Hold, HoldKind, Notice, Pause, Scope};
use upprop::roster::{Snapshot, UnitId};
use upprop::workday::Workdays;

/// A Monday.
const MONDAY: Date = date(2026, 11, 23);

fn recipients() -> Vec<Recipient> {
    let one = |address: &str, hears| Recipient { address: address.to_owned(), hears };
    vec![
        one("organiser@x.example", Hears::Everything),
        one("school@x.example", Hears::Units(vec!["A".into()])),
        one("operations@x.example", Hears::Stops),
        one("chief@x.example", Hears::Unanswered),
    ]
}

const ORGANISER: usize = 0;
const SCHOOL: usize = 1;
const OPERATIONS: usize = 2;
const CHIEF: usize = 3;

fn shortage(waiting: u32, unit: &str) -> Alert {
    let units = vec![(UnitId::from(unit), waiting)];
    Alert::Shortage { pool: "p".into(), waiting, total: 10, units, next: None }
}

fn held(scope: Scope) -> Alert {
    let (count, base, limit) = (16, 41, 5);
    let hold = Hold {
        scope,
        kind: HoldKind::PersonRemovals,
        count,
        base,
        limit,
        hash: "h".repeat(64),
        in_the_way: Vec::new(),
        who: Vec::new(),
    };
    Alert::Held { hold }
}

fn runs_fail() -> Alert {
    Alert::RunsFail { since: MONDAY, why: "x".into() }
}

/// What waits and what stands, on an invented place.
#[derive(Default)]
struct Place {
    queue: Vec<Queued>,
    open: Vec<Open>,
    done: Option<Date>,
    heard: i64,
    /// The day on which something is heard.
    today: Option<Date>,
    shortages: BTreeMap<PoolKey, Date>,
}

impl Place {
    fn hear(&mut self, notice: Notice) {
        self.heard += 1;
        let id = self.heard;
        let on = self.today.unwrap_or(MONDAY);
        self.queue.push(Queued { id, on, run: Some(1), event: 1, cause: format!("c{id}"), notice });
    }

    fn opens(&mut self, alert: Alert, since: Date) {
        self.today = Some(since);
        self.open.push(Open { alert: alert.clone(), since, pause: None });
        self.hear(Notice::Opened { alert });
    }

    fn worse(&mut self, alert: Alert) {
        self.open.iter_mut().filter(|open| open.alert.key() == alert.key()).for_each(|open| open.alert = alert.clone());
        self.hear(Notice::Worse { alert });
    }

    fn ends(&mut self, alert: &Alert) {
        self.open.retain(|open| open.alert.key() != alert.key());
        if !matches!(alert, Alert::Held { .. } | Alert::LowSeats { .. }) {
            self.hear(Notice::Resolved { alert: alert.clone() });
        }
    }

    fn pause(&mut self, until: Option<Date>) {
        let pause = Pause { until, reason: String::new() };
        self.open.iter_mut().for_each(|open| open.pause = Some(pause.clone()));
    }

    /// What is told by the clock, and is told then.
    fn at(&mut self, now: DateTime) -> Vec<Due> {
        let workdays = Workdays::default();
        let hours = Hours {
            digest_at: time(7, 30, 0, 0),
            quiet_from: time(17, 0, 0, 0),
            quiet_to: time(7, 0, 0, 0),
            escalation: Escalation { organiser: 3, chief: 5 },
            workdays: &workdays,
        };
        let pace = Pace::ByTheClock { now, done: self.done, shortages: &self.shortages, hours };
        let round = round((&self.queue, &self.open), (&recipients(), &Snapshot::default()), (now.date(), pace));
        self.done = round.done.or(self.done);
        self.shortages.extend(round.shortages.iter().map(|pool| (pool.clone(), now.date())));
        self.take(round)
    }

    fn at_once(&mut self, today: Date) -> Vec<Due> {
        let told = round((&self.queue, &self.open), (&recipients(), &Snapshot::default()), (today, Pace::AtOnce));
        self.take(told)
    }

    fn take(&mut self, round: Round) -> Vec<Due> {
        for id in round.told {
            let at = self.queue.iter().position(|queued| queued.id == id).expect("what is told was waiting");
            self.queue.remove(at);
        }
        round.letters
    }
}

/// To whom letters go, and of which kind.
fn sorts(letters: &[Due]) -> Vec<(usize, &'static str)> {
    letters.iter().map(|due| (due.to, sort(&due.about))).collect()
}

fn sort(about: &About) -> &'static str {
    match about {
        About::Holds(_) => "holds",
        About::One(Notice::Resolved { .. }) => "over",
        About::One(_) => "one",
        About::Twins(_) => "twins",
        About::Many(_) => "many",
        About::Digest(_) => "digest",
        About::Still(_) => "still",
        About::Unanswered { .. } => "unanswered",
        About::Week { .. } => "week",
    }
}

fn tuesday() -> Date {
    MONDAY.tomorrow().expect("a day")
}

#[test]
fn a_shortage_in_the_evening_waits_for_the_morning_and_a_stop_does_not() {
    let mut place = Place { done: Some(MONDAY), ..Place::default() };
    place.opens(shortage(1, "A"), MONDAY);
    place.opens(held(Scope::Unit("B".into())), MONDAY);
    assert_eq!(sorts(&place.at(MONDAY.at(18, 0, 0, 0))), [(ORGANISER, "holds"), (OPERATIONS, "holds")]);
    assert_eq!(sorts(&place.at(tuesday().at(6, 59, 0, 0))), []);
    assert_eq!(sorts(&place.at(tuesday().at(7, 0, 0, 0))), [(ORGANISER, "one"), (SCHOOL, "one")]);
    assert_eq!(sorts(&place.at(tuesday().at(7, 1, 0, 0))), []);
}

#[test]
fn nobody_is_disturbed_on_a_day_off_but_by_what_is_critical() {
    let saturday = date(2026, 11, 28);
    let mut place = Place { done: Some(date(2026, 11, 27)), ..Place::default() };
    place.opens(shortage(1, "A"), saturday);
    place.opens(runs_fail(), saturday);
    assert_eq!(sorts(&place.at(saturday.at(11, 0, 0, 0))), [(OPERATIONS, "one")]);
    let monday = date(2026, 11, 30);
    let letters = place.at(monday.at(7, 30, 0, 0));
    assert!(
        sorts(&letters).iter().all(|(_, sort)| *sort != "one"),
        "what comes of runs that fail is idle: {letters:?}"
    );
}

#[test]
fn what_is_over_before_it_was_told_was_not() {
    let mut place = Place { done: Some(MONDAY), ..Place::default() };
    place.opens(shortage(1, "A"), MONDAY);
    place.ends(&shortage(1, "A"));
    assert_eq!(sorts(&place.at(tuesday().at(7, 0, 0, 0))), []);
    assert_eq!(place.queue, [], "and it waits no more");
    place.opens(shortage(1, "A"), tuesday());
    assert_eq!(sorts(&place.at(tuesday().at(9, 0, 0, 0))).len(), 2);
    place.worse(shortage(2, "A"));
    place.ends(&shortage(2, "A"));
    assert_eq!(sorts(&place.at(tuesday().at(10, 0, 0, 0))), [(ORGANISER, "over"), (SCHOOL, "over")]);
}

#[test]
fn the_digest_of_a_working_day_goes_once_and_takes_what_came_until_then() {
    let low = |available| Alert::LowSeats { pool: "p".into(), available, total: 9, units: Vec::new() };
    let mut place = Place { done: Some(MONDAY), ..Place::default() };
    place.opens(low(1), MONDAY);
    place.hear(Notice::Happened { happening: Happening::Withdrawn { pool: "p".into(), count: 2 } });
    assert_eq!(sorts(&place.at(tuesday().at(7, 29, 0, 0))), []);
    assert_eq!(sorts(&place.at(tuesday().at(7, 30, 0, 0))), [(ORGANISER, "digest")]);
    place.opens(Alert::LowSeats { pool: "q".into(), available: 0, total: 9, units: Vec::new() }, tuesday());
    assert_eq!(sorts(&place.at(tuesday().at(12, 0, 0, 0))), [], "tomorrow");
    let wednesday = tuesday().tomorrow().expect("a day");
    assert_eq!(
        sorts(&place.at(wednesday.at(10, 15, 0, 0))),
        [(ORGANISER, "digest")],
        "a digest that was missed is caught up"
    );
}

#[test]
fn a_shortage_is_not_told_while_its_school_is_held_and_is_when_that_is_over() {
    for (scope, waits) in [
        (Scope::Unit("A".into()), true),
        (Scope::Total, true),
        (Scope::Source("s".into()), true),
        (Scope::Pool("p".into()), true),
        (Scope::Unit("B".into()), false),
        (Scope::Pool("q".into()), false),
    ] {
        let mut place = Place { done: Some(MONDAY), ..Place::default() };
        place.opens(held(scope.clone()), MONDAY);
        place.opens(shortage(1, "A"), MONDAY);
        let told = sorts(&place.at(MONDAY.at(9, 0, 0, 0))).contains(&(SCHOOL, "one"));
        assert_eq!(told, !waits, "{scope:?}");
        place.ends(&held(scope.clone()));
        let told = sorts(&place.at(MONDAY.at(10, 0, 0, 0))).contains(&(SCHOOL, "one"));
        assert_eq!(told, waits, "{scope:?}");
    }
}

#[test]
fn what_is_critical_is_told_every_working_day_and_others_hear_of_it_from_the_second() {
    let mut place = Place { done: Some(MONDAY), ..Place::default() };
    place.opens(runs_fail(), MONDAY);
    assert_eq!(sorts(&place.at(MONDAY.at(9, 0, 0, 0))), [(OPERATIONS, "one")]);
    assert_eq!(sorts(&place.at(tuesday().at(7, 30, 0, 0))), [(ORGANISER, "still"), (OPERATIONS, "still")]);
    assert_eq!(sorts(&place.at(tuesday().at(7, 31, 0, 0))), []);
    place.done = Some(date(2026, 11, 27));
    assert_eq!(sorts(&place.at(date(2026, 11, 28).at(9, 0, 0, 0))), [], "Saturday");
}

#[test]
fn whoever_does_not_answer_is_asked_after_three_working_days_and_the_chief_after_five() {
    let mut place = Place { done: Some(MONDAY), ..Place::default() };
    place.opens(shortage(1, "A"), MONDAY);
    let mut told = Vec::new();
    for day in MONDAY.series(jiff::ToSpan::day(1)).take(30) {
        let letters = place.at(day.at(9, 0, 0, 0));
        told.extend(letters.iter().filter(|due| sort(&due.about) == "unanswered").map(|due| (day.day(), due.to)));
    }
    assert_eq!(told, [(26, ORGANISER), (30, ORGANISER), (30, CHIEF)]);
}

#[test]
fn of_several_steps_that_were_missed_only_the_last_is_told() {
    let mut place = Place { done: Some(MONDAY), ..Place::default() };
    place.opens(shortage(1, "A"), MONDAY);
    place.at(MONDAY.at(9, 0, 0, 0));
    let letters = place.at(date(2026, 12, 7).at(9, 0, 0, 0));
    let unanswered: Vec<(usize, &str)> =
        sorts(&letters).into_iter().filter(|(_, sort)| *sort == "unanswered").collect();
    assert_eq!(unanswered, [(ORGANISER, "unanswered"), (CHIEF, "unanswered")]);
}

#[test]
fn the_week_is_told_when_there_is_nothing_to_tell() {
    let mut place = Place { done: Some(date(2026, 11, 20)), ..Place::default() };
    let letters = place.at(MONDAY.at(7, 30, 0, 0));
    assert_eq!(sorts(&letters), [(ORGANISER, "week"), (OPERATIONS, "week")]);
    assert_eq!(sorts(&place.at(MONDAY.at(17, 30, 0, 0))), []);
    place.opens(shortage(1, "A"), MONDAY);
    place.at(tuesday().at(8, 0, 0, 0));
    let letters = place.at(date(2026, 12, 1).at(8, 0, 0, 0));
    assert!(
        sorts(&letters).contains(&(SCHOOL, "week")),
        "what stands is told to the school again, on a Tuesday if need be"
    );
}

#[test]
fn what_somebody_is_at_is_counted_and_not_told() {
    let mut place = Place { done: Some(MONDAY), ..Place::default() };
    place.opens(runs_fail(), MONDAY);
    place.at(MONDAY.at(9, 0, 0, 0));
    place.pause(Some(date(2026, 11, 25)));
    assert_eq!(sorts(&place.at(tuesday().at(9, 0, 0, 0))), []);
    place.pause(None);
    assert_eq!(sorts(&place.at(date(2026, 11, 27).at(9, 0, 0, 0))), []);
    let letters = place.at(date(2026, 11, 30).at(9, 0, 0, 0));
    let counted =
        letters.iter().filter(|due| matches!(&due.about, About::Week { open, paused: 1, .. } if open.is_empty()));
    assert_eq!(counted.count(), 2, "{letters:?}");
    place.pause(Some(date(2026, 11, 30)));
    let after: Vec<(usize, &str)> = sorts(&place.at(date(2026, 12, 1).at(9, 0, 0, 0)));
    assert!(after.contains(&(OPERATIONS, "unanswered")) || after.contains(&(OPERATIONS, "still")), "{after:?}");
}

#[test]
fn a_snooze_silences_what_gets_worse_and_an_acknowledgement_does_not() {
    for (until, told) in [(Some(date(2026, 12, 24)), 0), (None, 2)] {
        let mut place = Place { done: Some(MONDAY), ..Place::default() };
        place.opens(shortage(1, "A"), MONDAY);
        place.at(MONDAY.at(9, 0, 0, 0));
        place.pause(until);
        place.today = Some(tuesday());
        place.worse(shortage(3, "A"));
        assert_eq!(place.at(tuesday().at(7, 0, 0, 0)).len(), told, "{until:?}");
        assert_eq!(place.queue, []);
    }
}

#[test]
fn a_mass_change_is_one_letter_to_each() {
    let mut place = Place { done: Some(MONDAY), ..Place::default() };
    for number in 0..40 {
        let units = vec![(UnitId::from("A"), 1)];
        let pool = format!("p{number}").as_str().into();
        place.opens(Alert::Shortage { pool, waiting: 1, total: 1, units, next: None }, MONDAY);
    }
    assert_eq!(sorts(&place.at(MONDAY.at(9, 0, 0, 0))), [(ORGANISER, "many"), (SCHOOL, "many")]);
}

#[test]
fn without_somebody_for_operations_the_organiser_hears_of_failed_runs() {
    let alone = &recipients()[..1];
    let open = [Open { alert: runs_fail(), since: MONDAY, pause: None }];
    let notice = Notice::Opened { alert: runs_fail() };
    let queue = [Queued { id: 1, on: MONDAY, run: None, event: 1, cause: "c".into(), notice }];
    let told = round((&queue, &open), (alone, &Snapshot::default()), (MONDAY, Pace::AtOnce));
    assert_eq!(sorts(&told.letters), [(0, "one")]);
}

#[test]
fn at_once_everything_new_is_told_and_nothing_twice() {
    let mut place = Place::default();
    place.opens(shortage(1, "A"), MONDAY);
    place.opens(Alert::LowSeats { pool: "q".into(), available: 1, total: 9, units: Vec::new() }, MONDAY);
    assert_eq!(sorts(&place.at_once(MONDAY)), [(ORGANISER, "one"), (SCHOOL, "one"), (ORGANISER, "digest")]);
    assert_eq!(sorts(&place.at_once(MONDAY)), []);
}
