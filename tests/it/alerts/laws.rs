//! Laws of what is told over weeks, whatever happens and whenever the program was off.

use super::{Place, held, recipients, runs_fail, shortage, sort};
use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime, Weekday, date};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use upprop::alert::{About, Due, Hears};
use upprop::plan::{Alert, Notice, Scope};

/// What may happen to an alert on a day.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Opens(u8),
    Worse(u8),
    Ends(u8),
    Snoozed(u8),
    /// The program is on at this minute of the day.
    Looks(u16),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        (0..5_u8).prop_map(Deed::Opens),
        (0..5_u8).prop_map(Deed::Worse),
        (0..5_u8).prop_map(Deed::Ends),
        (0..20_u8).prop_map(Deed::Snoozed),
        (0..1440_u16).prop_map(Deed::Looks),
        (0..1440_u16).prop_map(Deed::Looks),
        (0..1440_u16).prop_map(Deed::Looks),
    ]
}

fn alert(number: u8, waiting: u32) -> Alert {
    match number {
        0 => shortage(waiting, "A"),
        1 => Alert::OverAssigned { pool: "p".into(), count: waiting },
        2 => Alert::LowSeats { pool: "p".into(), available: 1, total: 9, units: vec!["A".into()] },
        3 => runs_fail(),
        _ => held(Scope::Unit("B".into())),
    }
}

/// Everything that was told, with when.
#[derive(Default)]
struct Told(Vec<(DateTime, Due)>);

impl Place {
    /// Lives through a day.
    fn live(&mut self, day: Date, deeds: &[Deed], told: &mut Told) {
        let mut now = day.at(0, 0, 0, 0);
        for deed in deeds {
            let is_open = |place: &Self, key: &str| place.open.iter().any(|open| open.alert.key() == key);
            match *deed {
                Deed::Opens(number) if !is_open(self, &alert(number, 1).key()) => self.opens(alert(number, 1), day),
                Deed::Worse(number) if is_open(self, &alert(number, 1).key()) && number < 2 => {
                    self.worse(alert(number, 2));
                }
                Deed::Ends(number) if is_open(self, &alert(number, 1).key()) => self.ends(&alert(number, 1)),
                Deed::Snoozed(days) => self.pause(Some(day.saturating_add(i32::from(days).days()))),
                Deed::Looks(minute) => {
                    now = now.max(day.at(0, 0, 0, 0).saturating_add(i64::from(minute).minutes()));
                    told.0.extend(self.at(now).into_iter().map(|due| (now, due)));
                }
                _ => {}
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn whatever_happens_nothing_is_told_twice_and_the_week_always(
        days in prop::collection::vec(prop::collection::vec(deed(), 0..8), 20..60),
        looks: bool,
    ) {
        let first = date(2026, 11, 23);
        let mut place = Place { done: first.yesterday().ok(), ..Place::default() };
        let mut told = Told::default();
        let mut weeks_seen = BTreeSet::new();
        for (day, deeds) in first.series(1.day()).zip(&days) {
            place.live(day, deeds, &mut told);
            if looks {
                place.live(day, &[Deed::Looks(1_200)], &mut told);
            }
            if place.done == Some(day) {
                weeks_seen.insert(day.iso_week_date().week());
            }
        }
        // Each letter of a cause, to one recipient, about one thing, once.
        let mut seen = BTreeSet::new();
        for (_, due) in &told.0 {
            let about = match &due.about {
                About::One(notice) => format!("{notice:?}"),
                About::Unanswered { open, .. } => open.alert.key(),
                _ => String::new(),
            };
            prop_assert!(seen.insert((due.to, due.cause.clone(), sort(&due.about), about)), "{due:?} twice");
        }
        // The week, once a week in which the program looked at its hour, to all who are to see that it lives.
        let mut weeks: BTreeMap<(usize, i8), u32> = BTreeMap::new();
        for (at, due) in told.0.iter().filter(|(_, due)| sort(&due.about) == "week") {
            *weeks.entry((due.to, at.date().iso_week_date().week())).or_default() += 1;
        }
        prop_assert!(weeks.values().all(|count| *count == 1), "{weeks:?}");
        for (to, recipient) in recipients().iter().enumerate() {
            if matches!(recipient.hears, Hears::Everything | Hears::Stops) {
                for week in &weeks_seen {
                    prop_assert!(weeks.contains_key(&(to, *week)), "no week {week} for {to}");
                }
            }
        }
        // Nobody is disturbed at night or on a day off but by what is critical.
        for (at, due) in &told.0 {
            let is_day_off = matches!(at.weekday(), Weekday::Saturday | Weekday::Sunday);
            let is_quiet = is_day_off || at.hour() < 7 || at.hour() >= 17;
            if let (true, About::One(Notice::Opened { alert } | Notice::Worse { alert })) = (is_quiet, &due.about) {
                prop_assert!(alert.is_of_service(), "{at}: {due:?}");
            }
        }
        // Good news only after bad.
        let mut known: BTreeSet<(usize, String)> = BTreeSet::new();
        for (at, due) in &told.0 {
            match &due.about {
                About::One(Notice::Opened { alert } | Notice::Worse { alert }) => {
                    known.insert((due.to, alert.key()));
                }
                About::One(Notice::Resolved { alert }) => {
                    let heard = known.contains(&(due.to, alert.key()));
                    prop_assert!(heard, "{at}: nobody had told {} of {}", due.to, alert.key());
                }
                _ => {}
            }
        }
    }
}
