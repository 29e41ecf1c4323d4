//! A server that fails at one question and answers every other: it costs nobody a place, and no run for ever.

use super::changes::Run;
use super::live::{Deletions, Habits, Live, Shared};
use super::*;
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use upprop::roster::{Code, Unreadable};
use upprop::source::ErrorCode as E;

/// A server that answers as usual, but for what is answered here.
fn serve(live: &Shared, instead: impl Fn(&Request, &Live) -> Option<Response> + Send + Sync + 'static) -> Double {
    let server = Arc::clone(live);
    Double::new(move |request| {
        let mut live = server.lock().expect("the server");
        let own = instead(request, &live);
        let usual = live.answer(request);
        own.unwrap_or(usual)
    })
}

fn live(change: impl FnOnce(&mut Live)) -> Shared {
    let mut live = Live::new(Municipality::exempelkommunen(DAY), Habits::GOOD);
    change(&mut live);
    live.shared()
}

fn swept(double: &Double) -> Settings {
    Settings { full_after: SignedDuration::ZERO, ..settings(double.url("/v2"), 5) }
}

fn by_changes(double: &Double) -> Settings {
    Settings { full_after: SignedDuration::from_hours(100), ..settings(double.url("/v2"), 5) }
}

fn accepted(settings: Settings) -> Settings {
    Settings { is_accepted: true, ..settings }
}

fn status(code: u16) -> Response {
    Response::new(code, "application/json", r#"{"code":"x","message":"y"}"#)
}

/// The record that is asked for by its id, if there is none.
fn is_of_nobody(request: &Request, live: &Live) -> bool {
    let path: Vec<&str> = request.path.trim_start_matches("/v2/").split('/').collect();
    let [resource, id] = path[..] else { return false };
    !live.municipality.resources.get(resource).into_iter().flatten().any(|record| record["id"] == id)
}

fn refused(run: Result<Run, SourceError>) -> (E, Option<String>, String) {
    let error = run.map(|_| ()).expect_err("a refusal");
    (error.code, error.file, error.about)
}

#[test]
fn a_record_at_which_the_server_fails_costs_no_run_and_stays_until_somebody_says_that_it_is_gone() {
    for code in [500, 502, 503, 504, 429] {
        let live = live(|_| ());
        let double = serve(&live, move |request, live| is_of_nobody(request, live).then(|| status(code)));
        let first = Run::of(swept(&double), None).expect("a sweep");
        live.lock().expect("the server").delete("persons", 7);
        let second = Run::of(swept(&double), first.kept.as_ref()).expect("a sweep");
        assert_eq!((second.parts.persons.len(), second.count(Code::RecordsUnsure)), (40, 1), "{code}");
        // Nothing is new, and it is told all the same.
        let mut source = Ss12000::new(swept(&double));
        source.lay_on(second.kept.clone());
        assert_eq!(source.fingerprint().expect("a sweep").digest, second.parts.digest);
        assert_eq!(source.doubts().iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::RecordsUnsure]);
        let third = Run::of(accepted(swept(&double)), second.kept.as_ref()).expect("a sweep");
        assert_eq!((third.parts.persons.len(), third.count(Code::RecordsUnsure)), (39, 0), "{code}");
        let fourth = Run::of(swept(&double), third.kept.as_ref()).expect("a sweep");
        assert_eq!((fourth.parts.digest, source.doubts().len()), (third.parts.digest, 1), "{code}");
    }
}

#[test]
fn after_a_few_records_at_which_the_server_fails_all_the_others_stay_too() {
    let live = live(|live| live.habits.deletions = Deletions::Never);
    let double = serve(&live, |request, live| is_of_nobody(request, live).then(|| status(500)));
    let first = Run::of(swept(&double), None).expect("a sweep");
    (0..12).for_each(|_| live.lock().expect("the server").delete("persons", 5));
    let before = double.asked().len();
    let second = Run::of(swept(&double), first.kept.as_ref()).expect("a sweep");
    let singly = double.asked()[before..].iter().filter(|request| request.path.contains("/persons/")).count();
    // One that is there, and three that are tried four times each.
    assert_eq!((singly, second.count(Code::RecordsUnsure), second.parts.persons.len()), (13, 12, 40));
    let third = Run::of(accepted(swept(&double)), second.kept.as_ref()).expect("a sweep");
    assert_eq!((third.count(Code::RecordsUnsure), third.parts.persons.len()), (0, 28));
}

#[test]
fn who_is_neither_given_nor_denied_is_looked_for_a_second_time() {
    for code in [400, 401, 403, 405, 410, 422] {
        let live = live(|_| ());
        let hidden = live.lock().expect("the server").municipality.resources["persons"][6]["id"].clone();
        let double = serve(&live, move |request, live| {
            let is_hidden = hidden.as_str().is_some_and(|id| request.path.ends_with(id));
            let is_told = !is_hidden && !is_of_nobody(request, live);
            (!is_told).then(|| status(if is_hidden { 403 } else { code }))
        });
        let first = Run::of(swept(&double), None).expect("a sweep");
        live.lock().expect("the server").delete("persons", 0);
        live.lock().expect("the server").hidden = vec![("persons", 5)];
        let second = Run::of(swept(&double), first.kept.as_ref()).expect("a sweep");
        let told = [Code::RecordsMoved, Code::RecordsUnsure].map(|code| second.count(code));
        assert_eq!((second.parts.persons.len(), told), (39, [1, 0]), "{code}");
    }
}

#[test]
fn a_list_that_has_become_empty_is_not_believed_where_its_records_are_given_by_id() {
    let place = |live: &mut Live| {
        let child = live.municipality.resources["persons"][0]["id"].clone();
        let unit = live.municipality.resources["organisations"][0]["id"].clone();
        for id in ["pl1", "pl2"] {
            live.put("placements", 0, json!({"id": id, "child": {"id": child}, "placedAt": {"id": unit}}));
        }
    };
    let (live, is_empty) = (live(place), Arc::new(AtomicI64::new(0)));
    let empty = Arc::clone(&is_empty);
    let double = serve(&live, move |request, _| {
        let is_list = request.path.ends_with("/placements") && !request.query.contains_key("meta.modified.after");
        (is_list && empty.load(Ordering::Relaxed) > 0).then(|| Response::json(&json!({"data": []})))
    });
    let first = Run::of(swept(&double), None).expect("a sweep");
    is_empty.store(1, Ordering::Relaxed);
    let second = Run::of(swept(&double), first.kept.as_ref()).expect("a sweep");
    assert_eq!((second.parts.digest, second.count(Code::RecordsMoved)), (first.parts.digest, 2), "nothing is new");
    (0..2).for_each(|_| live.lock().expect("the server").delete("placements", 0));
    let third = Run::of(swept(&double), second.kept.as_ref()).expect("a sweep");
    assert_eq!(third.parts.rows["placements"], 0, "gone on the page and by id");
}

#[test]
fn what_a_server_gives_no_longer_is_left_out_once_somebody_has_said_so() {
    for code in [403, 404] {
        let unit = |live: &Live| live.municipality.resources["organisations"][0]["id"].clone();
        let live = live(|live| {
            let at = unit(live);
            live.put("placements", 0, json!({"id": "pl", "child": {"id": "somebody"}, "placedAt": {"id": at}}));
        });
        let is_away = Arc::new(AtomicI64::new(0));
        let away = Arc::clone(&is_away);
        let double = serve(&live, move |request, _| {
            let is_here = request.path.contains("/placements") && away.load(Ordering::Relaxed) > 0;
            is_here.then(|| status(code))
        });
        let first = Run::of(swept(&double), None).expect("a sweep");
        is_away.store(1, Ordering::Relaxed);
        let second = refused(Run::of(swept(&double), first.kept.as_ref()));
        let expected = (E::ResourceWithheld, Some("placements".to_owned()), format!("{code} / elevregister"));
        assert_eq!(second, expected);
        let third = Run::of(accepted(swept(&double)), first.kept.as_ref()).expect("a sweep");
        assert_eq!(third.parts.rows.get("placements"), None);
        let fourth = Run::of(swept(&double), third.kept.as_ref()).expect("it was said once");
        assert_eq!(fourth.parts.digest, third.parts.digest);
        is_away.store(0, Ordering::Relaxed);
        let fifth = Run::of(swept(&double), fourth.kept.as_ref()).expect("a sweep");
        assert_eq!(fifth.parts.digest, first.parts.digest, "it is there again");
    }
}

#[test]
fn what_no_roster_is_made_without_is_never_left_out() {
    for resource in ["organisations", "persons", "groups", "duties"] {
        for (code, error) in [(403, E::ServerForbids), (404, E::ServerLacks)] {
            let live = live(|_| ());
            let double = serve(&live, move |request, _| request.path.ends_with(resource).then(|| status(code)));
            assert_eq!(refused(Run::of(accepted(swept(&double)), None)).0, error, "{resource}");
        }
    }
}

/// Leaves lists out where there is nothing in them, as some servers do.
fn leave_out(records: &mut [Value], list: &str) -> usize {
    let fields = records.iter_mut().filter_map(Value::as_object_mut);
    fields.filter(|record| record[list] == json!([])).map(|record| record.remove(list)).count()
}

#[test]
fn an_empty_list_that_is_left_out_from_now_on_is_nothing_lost() {
    let live = live(|live| {
        let at = live.municipality.resources["organisations"][0]["id"].clone();
        for number in 0..30 {
            let id = format!("s{number}");
            live.put("persons", 0, json!({"id": id, "givenName": "A", "familyName": "B", "enrolments": []}));
            let duty = json!({"id": format!("d{number}"), "person": {"id": id}, "dutyAt": {"id": at}});
            live.put("duties", 0, duty);
        }
    });
    let double = serve(&live, |_, _| None);
    let first = Run::of(swept(&double), None).expect("a sweep");
    let left_out = {
        let mut live = live.lock().expect("the server");
        leave_out(live.municipality.resources.get_mut("persons").expect("persons"), "enrolments")
    };
    assert!(left_out >= 30, "{left_out}");
    let second = Run::of(swept(&double), first.kept.as_ref()).expect("a sweep");
    assert_eq!(essence(&second.parts), essence(&first.parts));
    assert_eq!(second.parts.unreadable, []);
}

#[test]
fn lists_that_many_have_lost_are_gone_once_somebody_has_said_so() {
    let live = live(|_| ());
    let double = serve(&live, |_, _| None);
    let first = Run::of(swept(&double), None).expect("a sweep");
    let enrolled = |parts: &Parts| parts.persons.iter().filter(|person| !person.enrolments.is_empty()).count();
    let all = enrolled(&first.parts);
    {
        let mut live = live.lock().expect("the server");
        let persons = live.municipality.resources.get_mut("persons").expect("persons").iter_mut();
        let pupils = persons.filter(|person| person["enrolments"][0].is_object());
        pupils.skip(1).filter_map(Value::as_object_mut).for_each(|pupil| drop(pupil.remove("enrolments")));
    }
    let (code, _, about) = refused(Run::of(swept(&double), first.kept.as_ref()));
    assert!(all > 22 && about.ends_with(" / elevregister"), "{all}, {about}");
    assert_eq!(code, E::RecordsUnreadable);
    let third = Run::of(accepted(swept(&double)), first.kept.as_ref()).expect("a sweep");
    assert_eq!((enrolled(&third.parts), third.parts.unreadable.len()), (1, 0));
    let fourth = Run::of(swept(&double), third.kept.as_ref()).expect("it was said once");
    assert_eq!(fourth.parts.digest, third.parts.digest);
}

#[test]
fn groups_that_never_had_a_list_of_members_are_there() {
    let live = live(|live| {
        let at = live.municipality.resources["organisations"][0]["id"].clone();
        for number in 0..30 {
            let id = format!("tom-{number}");
            let group = json!({"id": id, "displayName": "Tom", "groupType": "Klass", "organisation": {"id": at}});
            live.put("groups", 0, group);
        }
    });
    let double = serve(&live, |_, _| None);
    let first = Run::of(swept(&double), None).expect("a sweep");
    let with_members = first.parts.groups.len() as u64 - 30;
    let empty = first.parts.groups.iter().filter(|group| group.name.as_ref() == "Tom").count();
    assert_eq!((empty, first.count(Code::MembersUnsaid)), (30, 30));
    assert!(first.parts.findings.iter().all(|finding| finding.code != Code::RowUnreadable));
    assert!(first.parts.unreadable.iter().all(|what| matches!(what, Unreadable::Members(_))));
    {
        let mut live = live.lock().expect("the server");
        let groups = live.municipality.resources.get_mut("groups").expect("groups");
        groups.iter_mut().filter_map(Value::as_object_mut).for_each(|group| drop(group.remove("groupMemberships")));
    }
    let nobody = Run::of(swept(&double), None).expect("a sweep");
    let told = nobody.count(Code::MembersUnsaid);
    assert_eq!((nobody.parts.members.len(), told), (0, 30 + with_members), "whoever had members keeps them");
}

#[test]
fn after_a_clock_that_was_a_year_ahead_everything_is_read_again() {
    let (live, ahead) = (live(|_| ()), Arc::new(AtomicI64::new(365)));
    let days = Arc::clone(&ahead);
    let double = serve(&live, move |request, live| {
        let date = live.now + SignedDuration::from_hours(24 * days.load(Ordering::Relaxed));
        let mut other = Live::new(live.municipality.clone(), live.habits);
        other.now = date;
        Some(other.answer(request))
    });
    let mut run = Run::of(by_changes(&double), None).expect("a sweep");
    ahead.store(0, Ordering::Relaxed);
    for is_whole in [true, false] {
        live.lock().expect("the server").later(24);
        let before = double.asked().len();
        run = Run::of(by_changes(&double), run.kept.as_ref()).expect("a run");
        let pages = double.asked()[before..].iter().filter(|request| request.path.ends_with("/persons")).count();
        assert_eq!(pages >= 8, is_whole, "{pages}");
    }
}

#[test]
fn changes_that_never_come_do_not_cost_the_sweep() {
    let answers: [fn(Response) -> Response; 3] = [
        |response| Response { cut: Some(60), ..response },
        |response| Response { cut: Some(60), stalls: true, ..response },
        |_| Response::json(&json!({"data": ["x".repeat(1100 * 1024)]})),
    ];
    for answer in answers {
        let live = live(|_| ());
        let double = serve(&live, move |request, _| {
            let is_asked = request.query.contains_key("meta.modified.after") && request.path.ends_with("/persons");
            is_asked.then(|| answer(Response::json(&json!({"data": []}))))
        });
        let first = Run::of(by_changes(&double), None).expect("a sweep");
        live.lock().expect("the server").later(10);
        live.lock().expect("the server").delete("persons", 7);
        let second = Run::of(by_changes(&double), first.kept.as_ref()).expect("a sweep");
        assert_eq!(second.parts.persons.len(), 39);
    }
}

#[test]
fn who_was_nobodys_user_and_gets_a_duty_is_there_with_the_next_changes() {
    for by_id in [None, Some(404)] {
        let live = live(|live| {
            let guardian = json!({"id": "guardian", "givenName": "A", "familyName": "B", "enrolments": []});
            live.municipality.resources.get_mut("persons").expect("persons").push(guardian);
            live.habits.by_id = by_id;
        });
        let double = serve(&live, |_, _| None);
        let first = Run::of(by_changes(&double), None).expect("a sweep");
        {
            let mut live = live.lock().expect("the server");
            live.later(10);
            let at = live.municipality.resources["organisations"][0]["id"].clone();
            let duty = json!({"id": "d", "person": {"id": "guardian"}, "dutyAt": {"id": at}, "dutyRole": "Lärare"});
            live.put("duties", 0, duty);
            let nobody = json!({"id": "e", "person": {"id": "nobody"}, "dutyAt": {"id": at}, "dutyRole": "Lärare"});
            live.put("duties", 0, nobody);
        }
        let before = double.asked().len();
        let second = Run::of(by_changes(&double), first.kept.as_ref()).expect("a run");
        assert!(second.parts.persons.iter().any(|person| person.id.as_str() == "guardian"), "{by_id:?}");
        let pages = double.asked()[before..].iter().filter(|request| request.path.ends_with("/persons")).count();
        assert_eq!(pages >= 8, by_id.is_some(), "where nobody can be asked for, all is read: {pages}");
    }
}

#[test]
fn records_that_never_say_when_they_were_changed_are_read_anew_each_time() {
    let live = live(|live| {
        let persons = live.municipality.resources.get_mut("persons").expect("persons").iter_mut();
        persons.filter_map(Value::as_object_mut).for_each(|person| drop(person.remove("meta")));
    });
    // What has no instant was modified after none.
    let double = serve(&live, |request, _| {
        let is_asked = request.query.contains_key("meta.modified.after") && request.path.ends_with("/persons");
        is_asked.then(|| Response::json(&json!({"data": []})))
    });
    let first = Run::of(by_changes(&double), None).expect("a sweep");
    {
        let mut live = live.lock().expect("the server");
        live.later(10);
        live.municipality.resources.get_mut("persons").expect("persons")[3]["givenName"] = json!("Annan");
    }
    let second = Run::of(by_changes(&double), first.kept.as_ref()).expect("a sweep");
    assert_ne!(second.parts.digest, first.parts.digest);
}
