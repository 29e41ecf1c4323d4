//! Laws of requests: whatever is done in whatever order.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use upprop::licence::LicenceKey;
use upprop::request::{
    Again, Answer, Body, By, Condition, Delivered, Key, Met, Number, Precondition, REASON_MAX, Refusal, Reminder,
    Request, STEPS, Says, Stand, State, Summary, Terms, Told,
};
use upprop::roster::UnitId;
use upprop::workday::Workdays;

const UNITS: [&str; 3] = ["alm", "bjo", "ced"];

fn unit(at: usize) -> UnitId {
    UnitId::from(UNITS[at])
}

fn request(wanted_on: Option<Date>, count: usize) -> Request {
    let line = |at: usize| {
        let code = if at == 2 { "\"status\":\"missing\"" } else { "\"status\":\"official\",\"code\":\"99000101\"" };
        format!(r#"{{"id":"{}","name":"Skola","code":{{{code}}},"volumes":[]}}"#, UNITS[at])
    };
    let lines: Vec<String> = (0..count).map(line).collect();
    let body = format!(
        r#"{{"kind":"enable","scope":"units","units":[{}],"wanted_on":null,"platform":null,"contacts":[]}}"#,
        lines.join(",")
    );
    Request {
        number: Number { year: 2026, count: 1 },
        vendor: Key::try_from("forklara".to_owned()).expect("a key"),
        tool: "forklara".into(),
        body: Body { wanted_on, ..serde_json::from_str(&body).expect("a body") },
        conditions: Vec::new(),
        made_on: date(2026, 11, 1),
        sent_on: None,
        withdrawn_on: None,
        answers: BTreeMap::new(),
        delivered: Vec::new(),
        reminded: Vec::new(),
        named: Vec::new(),
        reasons: Vec::new(),
    }
}

#[derive(Debug, Clone, Copy)]
enum Deed {
    Send,
    Answer(usize, Says, Again),
    Deliver(usize),
    Withdraw,
    Remind(Reminder),
    Confirm(Date),
    Delay(Date),
}

fn done(request: &Request, deed: Deed, on: Date) -> Result<Option<Request>, Refusal> {
    match deed {
        Deed::Send => request.send(on),
        Deed::Answer(at, says, again) => {
            request.answer(&BTreeSet::from([unit(at)]), Answer { says, on, by: By::Vendor }, again)
        }
        Deed::Deliver(at) => {
            let batch = LicenceKey::from(format!("b{at}"));
            request.deliver(&Delivered { batch, units: BTreeSet::from([unit(at)]), seats: Some(1), on })
        }
        Deed::Withdraw => request.withdraw(on),
        Deed::Remind(of) => request.remind(of, on),
        Deed::Confirm(day) => request.confirm(day, Told { on, by: By::Vendor }),
        Deed::Delay(day) => {
            let workdays = Workdays::default();
            request.delay((day, "lagret"), Told { on, by: By::Vendor }, Terms { workdays: &workdays, days: 5 })
        }
    }
}

fn deed() -> impl Strategy<Value = Deed> {
    let says = prop_oneof![Just(Says::Yes), Just(Says::No)];
    let again = prop_oneof![Just(Again::No), Just(Again::WithReason)];
    let reminder = prop_oneof![
        Just(Reminder::Due),
        Just(Reminder::Late),
        Just(Reminder::ByHand),
        prop::sample::select(STEPS.to_vec()).prop_map(Reminder::Unanswered)
    ];
    prop_oneof![
        3 => Just(Deed::Send),
        6 => (0..3_usize, says, again).prop_map(|(at, says, again)| Deed::Answer(at, says, again)),
        4 => (0..3_usize).prop_map(Deed::Deliver),
        1 => Just(Deed::Withdraw),
        1 => reminder.prop_map(Deed::Remind),
        2 => days().prop_map(Deed::Confirm),
        2 => days().prop_map(Deed::Delay),
    ]
}

fn days() -> impl Strategy<Value = Date> {
    (0..800_i32).prop_map(|days| date(2026, 6, 1).saturating_add(days.days()))
}

proptest! {
    #[test]
    fn what_was_done_is_not_done_twice_and_nothing_leads_out_of_an_end(
        deeds in prop::collection::vec((deed(), days()), 0..25),
        wanted_on in prop::option::of(days()),
        count in 1..4_usize,
        today in days(),
    ) {
        let workdays = Workdays::default();
        let terms = Terms { workdays: &workdays, days: 5 };
        let mut request = request(wanted_on, count);
        for (deed, on) in deeds {
            let before = request.state(terms, today);
            if let Ok(Some(after)) = done(&request, deed, on) {
                prop_assert!(!before.is_end() && !request.is_over(), "{before:?} {deed:?}");
                prop_assert!(after != request);
                let again = done(&after, deed, on);
                prop_assert!(matches!(again, Ok(None) | Err(Refusal::Over)), "{again:?}");
                request = after;
            }
            let state = request.state(terms, today);
            prop_assert_eq!(state.is_end(), request.is_over(), "{:?}", state);
            let text = serde_json::to_string(&request).expect("JSON");
            prop_assert_eq!(serde_json::from_str::<Request>(&text).expect("a request"), request.clone());
        }
    }

    #[test]
    fn the_answers_of_units_add_up(
        deeds in prop::collection::vec((deed(), days()), 0..25), count in 1..4_usize, today in days(),
    ) {
        let workdays = Workdays::default();
        let terms = Terms { workdays: &workdays, days: 5 };
        let mut request = request(None, count);
        for (deed, on) in deeds {
            if let Ok(Some(after)) = done(&request, deed, on) {
                request = after;
            }
        }
        let says = |what: Says| request.answers.values().filter(|answer| answer.says == what).count();
        prop_assert_eq!(says(Says::Yes) + says(Says::No) + request.unanswered().len(), count);
        let delivered = request.answers.keys().filter(|unit| request.has_delivered(unit)).count();
        prop_assert_eq!(request.promised().count() + delivered, says(Says::Yes));
        let summary = Summary::of([&request]);
        prop_assert_eq!(summary.answered, summary.yes + summary.no);
        let is_counted = request.sent_on.is_some() && (request.withdrawn_on.is_none() || request.is_answered());
        prop_assert_eq!(summary.answered + summary.unanswered, u32::from(is_counted));
        // Whoever waits is not late, and whoever is late was promised something.
        prop_assert!(request.late(terms, today) == 0 || request.promised().count() > 0);
        prop_assert!(request.reminder(terms, today).is_none() || !request.is_over());
        prop_assert!(request.stand(terms, today).is_none() || !request.is_over());
    }

    #[test]
    fn the_day_that_is_wanted_is_the_day_that_is_due_else_it_is_the_fifth_working_day_after_yes(
        wanted_on in prop::option::of(days()), sent in days(), answered in days(), today in days(),
    ) {
        let workdays = Workdays::default();
        let terms = Terms { workdays: &workdays, days: 5 };
        let sent = request(wanted_on, 1).send(sent).expect("sent").expect("anew");
        let yes = Answer { says: Says::Yes, on: answered, by: By::Vendor };
        let yes = sent.answer(&BTreeSet::from([unit(0)]), yes, Again::No).expect("answered").expect("anew");
        let due = yes.due_on(terms).expect("a day");
        prop_assert_eq!(due, wanted_on.unwrap_or_else(|| workdays.add(answered, 5)));
        prop_assert_eq!(yes.state(terms, today) == State::Overdue, workdays.between(due, today) > 0);
    }

    #[test]
    fn a_vendor_is_reminded_of_each_thing_once_however_days_are_skipped(
        mut on in prop::collection::vec(days(), 1..40), answered in prop::option::of(days()),
    ) {
        on.sort_unstable();
        let workdays = Workdays::default();
        let terms = Terms { workdays: &workdays, days: 5 };
        let mut request = request(None, 1).send(date(2026, 6, 1)).expect("sent").expect("anew");
        let mut said = BTreeSet::new();
        for day in on {
            if answered.is_some_and(|answered| answered <= day) && request.answers.is_empty() {
                let yes = Answer { says: Says::Yes, on: day, by: By::Vendor };
                request = request.answer(&BTreeSet::from([unit(0)]), yes, Again::No).expect("yes").expect("anew");
            }
            if let Some(reminder) = request.reminder(terms, day) {
                prop_assert!(said.insert(reminder), "{reminder:?} twice");
                request = request.remind(reminder, day).expect("reminded").expect("anew");
                prop_assert_eq!(request.reminder(terms, day), None);
            }
        }
        prop_assert!(said.len() <= STEPS.len() + 2);
    }
}

/// A request whose vendor said YES on 4 November: without a word about a day it is due on the 11th.
fn promised(wanted_on: Option<Date>) -> Request {
    let sent = request(wanted_on, 1).send(date(2026, 11, 2)).expect("sent").expect("anew");
    said(&sent, Says::Yes, date(2026, 11, 4))
}

fn vendor_on(on: Date) -> Told {
    Told { on, by: By::Vendor }
}

#[test]
fn what_is_due_follows_the_day_that_was_confirmed_and_then_the_one_until_which_it_is_delayed() {
    let workdays = Workdays::default();
    let terms = Terms { workdays: &workdays, days: 5 };
    let wished = promised(Some(date(2026, 11, 20)));
    let confirmed = wished.confirm(date(2026, 11, 25), vendor_on(date(2026, 11, 4))).expect("confirmed").expect("anew");
    assert_eq!(confirmed.due_on(terms), Some(date(2026, 11, 25)));
    assert_eq!(confirmed.state(terms, date(2026, 11, 25)), State::Yes, "the wished day is over, and it is not late");
    let told = vendor_on(date(2026, 11, 24));
    let delayed =
        confirmed.delay((date(2026, 12, 2), " lagret är tomt "), told, terms).expect("delayed").expect("anew");
    assert_eq!(delayed.due_on(terms), Some(date(2026, 12, 2)));
    assert_eq!((delayed.body.wanted_on, delayed.confirmed_on()), (wished.body.wanted_on, confirmed.confirmed_on()));
    assert_eq!(delayed.delayed_to(), Some(date(2026, 12, 2)));
    assert_eq!(delayed.named[1].delay.as_deref(), Some("lagret är tomt"));
    assert_eq!(delayed.late(terms, date(2026, 12, 4)), 2);
    let earlier = delayed.confirm(date(2026, 11, 30), told).expect("earlier after all").expect("anew");
    assert_eq!((earlier.due_on(terms), earlier.delayed_to()), (Some(date(2026, 11, 30)), None));
}

#[test]
fn who_says_yes_later_has_named_no_day_for_it() {
    let workdays = Workdays::default();
    let terms = Terms { workdays: &workdays, days: 5 };
    let sent = request(None, 2).send(date(2026, 11, 2)).expect("sent").expect("anew");
    let on = |day, at: usize| {
        (BTreeSet::from([unit(at)]), Answer { says: Says::Yes, on: date(2026, 11, day), by: By::Vendor })
    };
    let (first, yes) = on(4, 0);
    let one = sent.answer(&first, yes, Again::No).expect("yes").expect("anew");
    let one = one.confirm(date(2026, 11, 6), vendor_on(date(2026, 11, 4))).expect("confirmed").expect("anew");
    let (second, yes) = on(9, 1);
    let both = one.answer(&second, yes, Again::No).expect("yes").expect("anew");
    assert_eq!(both.due_of(&unit(0), terms), Some(date(2026, 11, 6)));
    assert_eq!(both.due_of(&unit(1), terms), Some(date(2026, 11, 16)), "five working days, as ever");
}

#[test]
fn a_day_is_named_for_what_is_promised_and_lies_ahead_and_a_later_one_has_a_reason() {
    let workdays = Workdays::default();
    let terms = Terms { workdays: &workdays, days: 5 };
    let (open, today) = (promised(None), vendor_on(date(2026, 11, 4)));
    let confirmed = open.confirm(date(2026, 11, 10), today).expect("confirmed").expect("anew");
    assert_eq!(confirmed.confirm(date(2026, 11, 10), today), Ok(None), "it is so already");
    assert_eq!(confirmed.confirm(date(2026, 11, 11), today), Err(Refusal::Later(date(2026, 11, 10))));
    for odd in [date(2026, 11, 3), date(2027, 11, 6), date(2206, 11, 10), Date::MAX, Date::MIN] {
        assert!(matches!(open.confirm(odd, today), Err(Refusal::OddDay { .. })), "{odd}");
        assert!(matches!(open.delay((odd, "x"), today, terms), Err(Refusal::OddDay { .. })), "{odd}");
    }
    assert_eq!(open.delay((date(2026, 11, 11), "x"), today, terms), Err(Refusal::NoDelay(date(2026, 11, 11))));
    assert!(open.delay((date(2026, 11, 12), "x"), today, terms).is_ok_and(|after| after.is_some()));
    for reason in ["", "  ", &"å".repeat(REASON_MAX + 1)] {
        assert_eq!(open.delay((date(2026, 11, 12), reason), today, terms), Err(Refusal::NoReason));
    }
    assert!(open.delay((date(2026, 11, 12), &"å".repeat(REASON_MAX)), today, terms).is_ok());
    let sent = request(None, 1).send(date(2026, 11, 2)).expect("sent").expect("anew");
    assert_eq!(sent.confirm(date(2026, 11, 10), today), Err(Refusal::NothingPromised));
    assert_eq!(request(None, 1).confirm(date(2026, 11, 10), today), Err(Refusal::NotSent));
    let no = said(&sent, Says::No, date(2026, 11, 4));
    assert_eq!(no.confirm(date(2026, 11, 10), today), Err(Refusal::Over));
}

#[test]
fn for_each_day_that_was_named_there_is_a_reminder_of_its_own_and_one_only() {
    let workdays = Workdays::default();
    let terms = Terms { workdays: &workdays, days: 5 };
    let mut request = promised(None);
    let mut told = Vec::new();
    let delays = [(date(2026, 11, 12), date(2026, 11, 18)), (date(2026, 11, 20), date(2026, 11, 25))];
    for day in date(2026, 11, 4).series(1.day()).take(30) {
        // A run in the morning, and another after the vendor has told something.
        for is_told in [false, true] {
            if let Some(of) = request.reminder(terms, day) {
                told.push((day, of));
                request = request.remind(of, day).expect("reminded").expect("anew");
            }
            if let Some((_, to)) = delays.iter().find(|(on, _)| !is_told && *on == day) {
                request = request.delay((*to, "lagret"), vendor_on(day), terms).expect("delayed").expect("anew");
            }
        }
    }
    let expected = [
        (date(2026, 11, 11), Reminder::Due),
        (date(2026, 11, 12), Reminder::Late),
        (date(2026, 11, 18), Reminder::Due),
        (date(2026, 11, 19), Reminder::Late),
        (date(2026, 11, 25), Reminder::Due),
        (date(2026, 11, 26), Reminder::Late),
    ];
    assert_eq!(told, expected);
    assert_eq!(request.stand(terms, date(2026, 11, 27)), Some(Stand::Overdue { due: date(2026, 11, 25), late: 2 }));
}

#[test]
fn a_request_that_was_noted_before_days_could_be_named_reads_as_ever_and_is_written_as_it_was() {
    let request = promised(None);
    let text = serde_json::to_string(&request).expect("JSON");
    assert!(!text.contains("named"), "{text}");
    assert_eq!(serde_json::from_str::<Request>(&text).expect("a request"), request);
}

fn said(request: &Request, says: Says, on: Date) -> Request {
    let all = request.unanswered();
    request.answer(&all, Answer { says, on, by: By::Vendor }, Again::No).expect("answered").expect("anew")
}

#[test]
fn reminders_go_on_the_due_day_and_on_the_working_day_after_and_then_the_organiser_hears() {
    let workdays = Workdays::default();
    let terms = Terms { workdays: &workdays, days: 5 };
    let sent = request(None, 1).send(date(2026, 11, 2)).expect("sent").expect("anew");
    let mut request = said(&sent, Says::Yes, date(2026, 11, 4));
    let mut told = Vec::new();
    for day in date(2026, 11, 4).series(1.day()).take(15) {
        if let Some(of) = request.reminder(terms, day) {
            told.push((day, of));
            request = request.remind(of, day).expect("reminded").expect("anew");
        }
    }
    assert_eq!(told, [(date(2026, 11, 11), Reminder::Due), (date(2026, 11, 12), Reminder::Late)]);
    assert_eq!(request.stand(terms, date(2026, 11, 12)), None);
    let late = |day| request.stand(terms, day);
    assert_eq!(late(date(2026, 11, 13)), Some(Stand::Overdue { due: date(2026, 11, 11), late: 2 }));
    assert_eq!(late(date(2026, 11, 23)), Some(Stand::Overdue { due: date(2026, 11, 11), late: 8 }));
}

#[test]
fn without_an_answer_the_vendor_is_reminded_after_five_ten_and_fifteen_working_days() {
    let workdays = Workdays::default();
    let terms = Terms { workdays: &workdays, days: 5 };
    let mut request = request(Some(date(2027, 1, 1)), 1).send(date(2026, 10, 28)).expect("sent").expect("anew");
    let mut told = Vec::new();
    for day in date(2026, 10, 28).series(1.day()).take(60) {
        if let Some(of) = request.reminder(terms, day) {
            told.push((day, of));
            request = request.remind(of, day).expect("reminded").expect("anew");
        }
    }
    let step = Reminder::Unanswered;
    let wanted = [(date(2026, 11, 4), step(5)), (date(2026, 11, 11), step(10)), (date(2026, 11, 18), step(15))];
    assert_eq!(told, wanted);
    assert_eq!(request.stand(terms, date(2026, 11, 23)), Some(Stand::Unanswered { step: 15, days: 18 }));
}

#[test]
fn the_hard_weeks_of_the_year_count_as_people_count_them() {
    let workdays = Workdays::default();
    let terms = Terms { workdays: &workdays, days: 5 };
    for (answered, due) in [
        (date(2026, 12, 22), date(2027, 1, 4)),
        (date(2027, 6, 22), date(2027, 6, 30)),
        (date(2026, 11, 20), date(2026, 11, 27)),
        (date(2027, 3, 24), date(2027, 4, 2)),
    ] {
        let sent = request(None, 3).send(date(2026, 11, 2)).expect("sent").expect("anew");
        let request = said(&sent, Says::Yes, answered);
        assert_eq!(request.due_on(terms), Some(due));
        assert_eq!(request.code_tasks(&BTreeSet::new(), terms), [(unit(2), due)], "a code is a task of its own");
        assert_eq!(request.code_tasks(&BTreeSet::from([unit(2)]), terms), []);
    }
}

#[test]
fn another_answer_needs_a_reason_and_what_was_delivered_cannot_be_unsaid() {
    let sent = request(None, 2).send(date(2026, 11, 2)).expect("sent").expect("anew");
    let on = date(2026, 11, 4);
    let yes = said(&sent, Says::Yes, on);
    let (all, no) = (BTreeSet::from([unit(0), unit(1)]), Answer { says: Says::No, on, by: By::Organiser });
    assert_eq!(yes.answer(&all, no, Again::No), Err(Refusal::Answered));
    assert!(yes.answer(&all, no, Again::WithReason).expect("a reason").is_some_and(|after| after.is_over()));
    let one = Delivered { batch: "b".into(), units: BTreeSet::from([unit(0)]), seats: None, on };
    let part = yes.deliver(&one).expect("delivered").expect("anew");
    assert_eq!(part.answer(&all, no, Again::WithReason), Err(Refusal::Answered));
    let stranger = BTreeSet::from([UnitId::from("x")]);
    assert_eq!(yes.answer(&stranger, no, Again::No), Err(Refusal::OtherUnit("x".into())));
    assert_eq!(sent.deliver(&one), Err(Refusal::NotPromised(unit(0))));
}

#[test]
fn what_is_blocked_is_not_sent() {
    let conditions = vec![Condition { what: Precondition::Dpa, met: Met::Missing }];
    let blocked = Request { conditions, ..request(None, 1) };
    assert_eq!(blocked.send(date(2026, 11, 2)), Err(Refusal::Blocked(vec![Precondition::Dpa])));
    let reason = "prov".to_owned();
    let conditions = vec![Condition { what: Precondition::Dpa, met: Met::Overridden { reason } }];
    assert!(Request { conditions, ..blocked }.send(date(2026, 11, 2)).is_ok_and(|sent| sent.is_some()));
}
