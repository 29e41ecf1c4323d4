//! Changes read on top of what was read before: they come to what a full sweep comes to.

use super::live::{Deletions, Habits, Live, Shared};
use super::*;
use jiff::SignedDuration;
use proptest::prelude::*;
use serde_json::json;
use std::sync::{Arc, Mutex};
use upprop::roster::{Code, Finding, Keeping, Kept, PersonStatus, Struck};
use upprop::source::Occasion;

/// What a run of a source came to, and what is kept of it.
pub(super) struct Run {
    pub(super) parts: Parts,
    pub(super) kept: Option<Kept>,
}

impl Run {
    /// As a program would: what was kept is laid on, and kept again.
    pub(super) fn of(settings: Settings, before: Option<&Kept>) -> Result<Self, SourceError> {
        let mut source = Ss12000::new(settings);
        assert!(source.begins_with_kept());
        source.lay_on(before.cloned());
        let print = source.fingerprint()?;
        let parts = parts(source.read()?);
        assert_eq!(parts.digest, print.digest);
        let kept = match source.keep(&print)? {
            Keeping::Same => before.cloned(),
            Keeping::None => None,
            Keeping::Rows(kept) => Some(kept),
            Keeping::File(name, body) => {
                let mut kept = before.cloned().expect("what the file is of");
                kept.files.insert(name, body);
                Some(kept)
            }
        };
        Ok(Self { parts, kept })
    }

    pub(super) fn count(&self, code: Code) -> u64 {
        let told = self.parts.findings.iter().filter(|finding: &&Finding| finding.code == code);
        told.map(|finding| finding.about.parse::<u64>().expect("a count")).sum()
    }
}

fn serve(live: &Shared) -> Double {
    let server = Arc::clone(live);
    Double::new(move |request| server.lock().expect("the server").answer(request))
}

fn with(double: &Double, page: u32) -> Settings {
    Settings { full_after: SignedDuration::from_hours(100), ..settings(double.url("/v2"), page) }
}

/// What there is, but for persons who were deleted: a full sweep does not know of them.
fn standing(parts: &Parts) -> [Vec<String>; 4] {
    let deleted: Vec<&Person> = parts.persons.iter().filter(|p| p.status == PersonStatus::Deleted).collect();
    let mut all = essence(parts);
    for person in deleted {
        all[2].retain(|row| !row.starts_with(person.id.as_str()));
    }
    // A group may still list who is deleted.
    let [_, _, persons, members] = &mut all;
    members.retain(|row| row.split(' ').next().is_some_and(|id| persons.iter().any(|person| person.starts_with(id))));
    all
}

fn asked(double: &Double, from: usize) -> Vec<String> {
    double.asked()[from..]
        .iter()
        .map(|request| request.path.rsplit_once("/v2/").expect("a path").1.to_owned())
        .collect()
}

#[test]
fn a_second_run_asks_only_for_what_has_changed() {
    for deletions in [Deletions::Standard, Deletions::Spelt, Deletions::Entries] {
        let live = Live::new(Municipality::exempelkommunen(DAY), Habits { deletions, ..Habits::GOOD }).shared();
        let double = serve(&live);
        let first = Run::of(with(&double, 5), None).expect("a sweep");
        let before = double.asked().len();
        {
            let mut live = live.lock().expect("the server");
            live.later(10);
            live.change("persons", 3, |person| person["givenName"] = json!("Annan"));
            live.delete("persons", 7);
            live.delete("duties", 0);
        }
        let second = Run::of(with(&double, 5), first.kept.as_ref()).expect("a delta");
        let requests = asked(&double, before);
        assert!(requests.len() < 20, "{requests:?}");
        assert!(requests.contains(&"deletedEntities".to_owned()), "{requests:?}");
        let full = Run::of(with(&double, 5), None).expect("a sweep");
        assert_eq!(standing(&second.parts), standing(&full.parts), "{deletions:?}");
        let [Struck::Place(whose, _)] = &second.parts.struck[..] else { panic!("{:?}", second.parts.struck) };
        let worked = first.parts.persons.iter().any(|person| person.id == *whose && !person.duties.is_empty());
        assert!(worked && full.parts.struck.is_empty(), "it says itself whose duty is no more");
        let gone = second.parts.persons.iter().filter(|p| p.status == PersonStatus::Deleted).count();
        // Whose duty it was has no place any more.
        assert_eq!((gone, second.parts.persons.len() + 1), (1, first.parts.persons.len()));
        let third = Run::of(with(&double, 5), second.kept.as_ref()).expect("a delta");
        assert_eq!(third.parts.digest, second.parts.digest, "still gone, and nothing else");
    }
}

#[test]
fn who_comes_back_after_being_deleted_is_there() {
    let live = Live::new(Municipality::exempelkommunen(DAY), Habits::GOOD).shared();
    let double = serve(&live);
    let first = Run::of(with(&double, 5), None).expect("a sweep");
    let person = live.lock().expect("the server").municipality.resources["persons"][7].clone();
    live.lock().expect("the server").delete("persons", 7);
    let second = Run::of(with(&double, 5), first.kept.as_ref()).expect("a delta");
    assert_ne!(second.parts.digest, first.parts.digest);
    live.lock().expect("the server").put("persons", 7, person);
    let third = Run::of(with(&double, 5), second.kept.as_ref()).expect("a delta");
    assert_eq!(third.parts.digest, first.parts.digest, "listed as deleted, and there");
}

#[test]
fn a_server_that_cannot_tell_what_changed_is_read_whole() {
    let mute = [
        Habits { deletions: Deletions::Never, ..Habits::GOOD },
        Habits { heeds: false, ..Habits::GOOD },
        Habits { has_clock: false, ..Habits::GOOD },
    ];
    for habits in mute {
        let live = Live::new(Municipality::exempelkommunen(DAY), habits).shared();
        let double = serve(&live);
        let first = Run::of(with(&double, 5), None).expect("a sweep");
        live.lock().expect("the server").later(10);
        live.lock().expect("the server").delete("persons", 7);
        let before = double.asked().len();
        let second = Run::of(with(&double, 5), first.kept.as_ref()).expect("a sweep");
        assert_eq!(second.parts.persons.len(), 39, "{habits:?}");
        let pages = asked(&double, before).iter().filter(|path| *path == "persons").count();
        assert!(pages >= 8, "every page: {pages}");
        let third = Run::of(with(&double, 5), second.kept.as_ref()).expect("a sweep");
        assert_eq!(third.parts.digest, second.parts.digest);
    }
}

#[test]
fn the_last_full_sweep_is_never_too_long_ago() {
    let live = Live::new(Municipality::exempelkommunen(DAY), Habits::GOOD).shared();
    let double = serve(&live);
    let mut run = Run::of(with(&double, 5), None).expect("a sweep");
    for (hours, is_whole) in [(30, false), (30, false), (30, false), (30, true), (30, false)] {
        live.lock().expect("the server").later(hours);
        let before = double.asked().len();
        run = Run::of(with(&double, 5), run.kept.as_ref()).expect("a run");
        let pages = asked(&double, before).iter().filter(|path| *path == "persons").count();
        assert_eq!(pages > 8, is_whole, "{pages}");
    }
}

#[test]
fn a_full_sweep_says_what_the_changes_before_had_missed() {
    let live = Live::new(Municipality::exempelkommunen(DAY), Habits::GOOD).shared();
    live.lock().expect("the server").change("persons", 0, |_| ());
    let double = serve(&live);
    let first = Run::of(with(&double, 5), None).expect("a sweep");
    {
        let mut live = live.lock().expect("the server");
        live.later(10);
        // A member less, and the group says that it was not changed.
        let members = &mut live.municipality.resources.get_mut("groups").expect("groups")[0]["groupMemberships"];
        members.as_array_mut().expect("members").pop();
    }
    let second = Run::of(with(&double, 5), first.kept.as_ref()).expect("a delta");
    assert_eq!(second.parts.digest, first.parts.digest, "nobody said so");
    live.lock().expect("the server").later(200);
    let third = Run::of(with(&double, 5), second.kept.as_ref()).expect("a sweep");
    assert_eq!((third.count(Code::ChangesMissed), third.parts.members.len() + 1), (1, first.parts.members.len()));
    let fourth = Run::of(with(&double, 5), third.kept.as_ref()).expect("a delta");
    assert_eq!(fourth.count(Code::ChangesMissed), 0);
}

#[test]
fn what_is_on_no_page_is_asked_for_before_it_is_gone() {
    for (habits, page) in [
        (Habits::GOOD, 5),
        (Habits { is_terse: true, ..Habits::GOOD }, 5),
        (Habits { is_braced: true, ..Habits::GOOD }, 5),
        (Habits { by_id: Some(403), ..Habits::GOOD }, 5),
        (Habits { by_id: Some(404), ..Habits::GOOD }, 5),
        (Habits { by_id: Some(405), ..Habits::GOOD }, 5),
    ] {
        let live = Live::new(Municipality::exempelkommunen(DAY), habits).shared();
        let double = serve(&live);
        let whole = Settings { full_after: SignedDuration::ZERO, ..with(&double, page) };
        let first = Run::of(whole.clone(), None).expect("a sweep");
        live.lock().expect("the server").later(10);
        live.lock().expect("the server").delete("persons", 0);
        live.lock().expect("the server").hidden = vec![("persons", 6), ("groups", 2)];
        let second = Run::of(whole, first.kept.as_ref());
        let second = second.expect("a sweep");
        // Asked for by its id, or found where all is read a second time; the one who was deleted is gone.
        let found = (second.parts.persons.len(), second.parts.groups.len(), second.count(Code::RecordsMoved));
        assert_eq!(found, (39, first.parts.groups.len(), 2), "{habits:?}");
    }
}

#[test]
fn where_nothing_was_kept_pages_are_read_twice_before_anybody_is_gone() {
    for has_delivered in [false, true] {
        let live = Live::new(Municipality::exempelkommunen(DAY), Habits::GOOD).shared();
        let double = serve(&live);
        live.lock().expect("the server").hidden = vec![("persons", 6), ("groups", 2)];
        let mut source = Ss12000::new(with(&double, 5));
        source.lay_on(None);
        source.on(Occasion { has_delivered, ..Occasion::default() });
        let parts = parts(source.read().expect("a sweep"));
        let told = |code| parts.findings.iter().filter(|finding| finding.code == code).count();
        // Who was never read has nobody to lose.
        assert_eq!(parts.persons.len(), if has_delivered { 40 } else { 39 });
        assert_eq!((told(Code::ReadTwice), told(Code::DuplicateSame)), (usize::from(has_delivered), 0));
    }
}

#[test]
fn what_was_read_before_the_schedules_last_full_sweep_is_not_built_on() {
    let live = Live::new(Municipality::exempelkommunen(DAY), Habits::GOOD).shared();
    let double = serve(&live);
    let first = Run::of(with(&double, 5), None).expect("a sweep");
    live.lock().expect("the server").later(10);
    for (hours, is_swept) in [(9, true), (11, false)] {
        let asked_before = double.asked().len();
        let mut source = Ss12000::new(with(&double, 5));
        source.lay_on(first.kept.clone());
        source.on(Occasion {
            has_delivered: true,
            full_due: Some(SignedDuration::from_hours(hours)),
            is_accepted: false,
        });
        source.read().expect("a run");
        let pages = asked(&double, asked_before).iter().filter(|path| *path == "persons").count();
        assert_eq!(pages >= 8, is_swept, "{hours}: {pages}");
    }
}

/// A sweep, something that happens, and a run by changes or by another sweep.
fn then(by_changes: bool, happens: impl FnOnce(&mut Live)) -> (Run, Result<Run, SourceError>) {
    let live = Live::new(Municipality::exempelkommunen(DAY), Habits::GOOD).shared();
    let double = serve(&live);
    let full_after = SignedDuration::from_hours(if by_changes { 100 } else { 0 });
    let settings = Settings { full_after, ..with(&double, 7) };
    let first = Run::of(settings.clone(), None).expect("a sweep");
    {
        let mut live = live.lock().expect("the server");
        live.later(10);
        happens(&mut live);
    }
    let second = Run::of(settings, first.kept.as_ref());
    (first, second)
}

#[test]
fn a_duty_that_cannot_be_read_takes_nobody_away() {
    for by_changes in [false, true] {
        let (first, second) =
            then(by_changes, |live| live.change("duties", 0, |duty| duty["startDate"] = json!("2026-13-01")));
        let second = second.expect("a run");
        assert_eq!(essence(&second.parts), essence(&first.parts), "{by_changes}");
        assert!(second.parts.findings.iter().any(|finding| finding.code == Code::RowUnreadable));
    }
}

#[test]
fn a_list_that_was_there_and_is_there_no_longer_ends_the_run() {
    let placed = |live: &mut Live| {
        let child = live.municipality.resources["persons"][0]["id"].clone();
        let unit = live.municipality.resources["organisations"][0]["id"].clone();
        live.put("placements", 0, json!({"id": "pl", "child": {"id": child}, "placedAt": {"id": unit}}));
    };
    let mut municipality = Live::new(Municipality::exempelkommunen(DAY), Habits::GOOD);
    placed(&mut municipality);
    let live = municipality.shared();
    let double = serve(&live);
    let whole = Settings { full_after: SignedDuration::ZERO, ..with(&double, 7) };
    let first = Run::of(whole.clone(), None).expect("a sweep");
    live.lock().expect("the server").municipality.resources.remove("placements");
    let second = Run::of(whole, first.kept.as_ref()).map(|_| ()).expect_err("a refusal");
    assert_eq!(
        (second.code, second.file.as_deref()),
        (upprop::source::ErrorCode::ResourceWithheld, Some("placements"))
    );
}

#[test]
fn who_loses_the_list_of_enrolments_is_what_they_were() {
    for by_changes in [false, true] {
        let strip = |live: &mut Live| {
            let pupil = live.municipality.resources["persons"].iter().position(|p| p["enrolments"][0].is_object());
            live.change("persons", pupil.expect("a pupil"), |person| {
                person.as_object_mut().expect("a record").remove("enrolments");
            });
        };
        let (first, second) = then(by_changes, strip);
        let second = second.expect("a run");
        assert_eq!(essence(&second.parts), essence(&first.parts), "{by_changes}");
        assert_eq!(second.parts.unreadable.len(), 1, "{by_changes}");
    }
}

#[test]
fn a_marking_in_changes_counts_whatever_the_record_said_of_its_age() {
    let live = Live::new(Municipality::exempelkommunen(DAY), Habits::GOOD);
    let live = live.shared();
    let double = serve(&live);
    {
        let mut live = live.lock().expect("the server");
        live.municipality.resources.get_mut("persons").expect("persons")[3]["meta"]["modified"] =
            json!("2027-05-01T00:00:00Z");
    }
    let first = Run::of(with(&double, 7), None).expect("a sweep");
    {
        let mut live = live.lock().expect("the server");
        live.later(10);
        live.change("persons", 3, |person| person["securityMarking"] = json!("Skyddad folkbokföring"));
    }
    let second = Run::of(with(&double, 7), first.kept.as_ref()).expect("a delta");
    let marked = |parts: &Parts| parts.persons.iter().filter(|person| person.protection.is_protected()).count();
    assert_eq!(marked(&second.parts), marked(&first.parts) + 1);
}

#[test]
fn a_list_that_was_empty_is_asked_for_changes_too() {
    let mut municipality = Municipality::exempelkommunen(DAY);
    municipality.resources.insert("placements", Vec::new());
    let live = Live::new(municipality, Habits::GOOD).shared();
    let double = serve(&live);
    let first = Run::of(with(&double, 7), None).expect("a sweep");
    let before = double.asked().len();
    live.lock().expect("the server").later(10);
    Run::of(with(&double, 7), first.kept.as_ref()).expect("a delta");
    assert!(asked(&double, before).contains(&"placements".to_owned()));
}

#[test]
fn a_server_that_marks_nobody_any_more_marks_nobody() {
    let unmark = |live: &mut Live| {
        for at in 0..live.municipality.resources["persons"].len() {
            live.change("persons", at, |person| {
                person.as_object_mut().expect("a record").remove("securityMarking");
            });
        }
    };
    let (_, second) = then(false, unmark);
    let protected = second.expect("a sweep").parts.persons.iter().filter(|p| p.protection.is_protected()).count();
    assert_eq!(protected, 0, "as without what was kept; the roster remembers who was");
}

#[test]
fn nobody_who_is_nobodys_user_is_kept_and_no_private_address() {
    let mut municipality = Municipality::exempelkommunen(DAY);
    let guardian = json!({"id": "guardian", "givenName": "Vårdnadshavare", "familyName": "X", "enrolments": []});
    municipality.resources.get_mut("persons").expect("persons").push(guardian);
    let live = Live::new(municipality, Habits::GOOD).shared();
    let double = serve(&live);
    let first = Run::of(with(&double, 7), None).expect("a sweep");
    let kept = first.kept.expect("rows");
    let mut text = String::new();
    let packed = flate2::read::GzDecoder::new(kept.files["persons.jsonl.gz"].as_slice());
    std::io::Read::read_to_string(&mut { packed }, &mut text).expect("text");
    assert!(text.lines().count() == 40 && !text.contains("Vårdnadshavare") && !text.contains("privat@"));
    assert_eq!(first.parts.findings.iter().filter(|finding| finding.code == Code::GuardianLeftOut).count(), 1);
}

#[test]
fn rows_that_were_damaged_and_rows_that_another_key_saw_are_none() {
    let live = Live::new(Municipality::exempelkommunen(DAY), Habits::GOOD).shared();
    let double = serve(&live);
    let first = Run::of(with(&double, 5), None).expect("a sweep");
    let pages = |settings: Settings, kept: &Kept| {
        let before = double.asked().len();
        let run = Run::of(settings, Some(kept)).expect("a run");
        assert_eq!(run.parts.persons.len(), 40);
        asked(&double, before).iter().filter(|path| *path == "persons").count()
    };
    let kept = first.kept.expect("rows");
    assert!(pages(with(&double, 5), &kept) < 8);
    let mut damaged = kept.clone();
    damaged.files.get_mut("persons.jsonl.gz").expect("rows").truncate(100);
    assert!(pages(with(&double, 5), &damaged) >= 8);
    let access = Access::Bearer(upprop::source::ss12000::Secret::Value("another".to_owned()));
    assert!(pages(Settings { access, ..with(&double, 5) }, &kept) >= 8);
}

/// One thing that happens at a school.
#[derive(Debug, Clone)]
enum Deed {
    Rename(usize),
    Leave(usize),
    Come(usize),
    Move(usize, usize),
    DropDuty(usize),
    Touch(usize),
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        (0..1000_usize).prop_map(Deed::Rename),
        (0..1000_usize).prop_map(Deed::Leave),
        (0..1000_usize).prop_map(Deed::Come),
        (0..1000_usize, 0..1000_usize).prop_map(|(one, other)| Deed::Move(one, other)),
        (0..1000_usize).prop_map(Deed::DropDuty),
        (0..1000_usize).prop_map(Deed::Touch),
    ];
    proptest::collection::vec(deed, 0..6)
}

fn act(live: &mut Live, deed: &Deed) {
    let count = |live: &Live, resource: &str| live.municipality.resources[resource].len();
    live.number += 1;
    let number = live.number;
    match deed {
        Deed::Rename(at) => {
            let (at, name) = (at % count(live, "persons"), format!("Namn{number}"));
            live.change("persons", at, |person| person["givenName"] = json!(name));
        }
        Deed::Leave(at) if count(live, "persons") > 5 => live.delete("persons", at % count(live, "persons")),
        Deed::Come(at) => {
            let mut person = live.municipality.resources["persons"][at % count(live, "persons")].clone();
            person["id"] = json!(format!("ny-{number}"));
            person["enrolments"] =
                json!([{"enroledAt": {"id": live.municipality.resources["organisations"][0]["id"]}}]);
            live.put("persons", at % 40, person);
        }
        Deed::Move(one, other) => {
            let (from, to) = (one % count(live, "groups"), other % count(live, "groups"));
            let mut moved = None;
            live.change("groups", from, |group| moved = group["groupMemberships"].as_array_mut().and_then(Vec::pop));
            let Some(moved) = moved else { return };
            live.change("groups", to, |group| group["groupMemberships"].as_array_mut().expect("a list").push(moved));
        }
        Deed::DropDuty(at) if count(live, "duties") > 2 => live.delete("duties", at % count(live, "duties")),
        Deed::Touch(at) => live.change("persons", at % count(live, "persons"), |_| ()),
        Deed::Leave(_) | Deed::DropDuty(_) => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    /// Whatever happens between the runs, and however the server tells of it, changes come to what a sweep comes to.
    #[test]
    fn any_chain_of_changes_comes_to_what_a_full_sweep_comes_to(
        days in proptest::collection::vec(deeds(), 1..5),
        shape in 0..3_usize,
        is_naive in any::<bool>(),
        is_terse in any::<bool>(),
    ) {
        let deletions = [Deletions::Standard, Deletions::Spelt, Deletions::Entries][shape];
        let habits = Habits { deletions, is_naive, is_terse, ..Habits::GOOD };
        let live = Live::new(Municipality::exempelkommunen(DAY), habits).shared();
        let double = serve(&live);
        let mut run = Run::of(with(&double, 7), None).expect("a sweep");
        for day in days {
            {
                let mut live = live.lock().expect("the server");
                live.later(10);
                day.iter().for_each(|deed| act(&mut live, deed));
            }
            run = Run::of(with(&double, 7), run.kept.as_ref()).expect("a run");
            let full = Run::of(with(&double, 7), None).expect("a sweep");
            prop_assert_eq!(standing(&run.parts), standing(&full.parts));
        }
    }

    /// Rows come, go and change while the pages are read, and pages are counted by offset, as a known server does.
    #[test]
    fn what_happens_while_pages_are_read_loses_nobody_who_is_there(
        deeds in proptest::collection::vec((deeds(), 0..30_u32), 1..4),
        after in 0..30_u32,
        by_id in any::<bool>(),
    ) {
        let habits = Habits { by_id: (!by_id).then_some(404), ..Habits::GOOD };
        let live = Live::new(Municipality::exempelkommunen(DAY), habits).shared();
        let turns = Arc::new(Mutex::new(None::<(Vec<(Vec<Deed>, u32)>, u32)>));
        let (server, turn) = (Arc::clone(&live), Arc::clone(&turns));
        let double = Double::new(move |request| {
            let mut server = server.lock().expect("the server");
            if let Some((deeds, wait)) = &mut *turn.lock().expect("the turns") {
                match wait.checked_sub(1) {
                    Some(less) => *wait = less,
                    None => {
                        let (now, next) = deeds.pop().unwrap_or_default();
                        *wait = next;
                        now.iter().for_each(|deed| act(&mut server, deed));
                    }
                }
            }
            server.answer(request)
        });
        let full = Settings { full_after: SignedDuration::ZERO, ..with(&double, 7) };
        let first = Run::of(full.clone(), None).expect("a sweep");
        let known: Vec<String> = first.parts.persons.iter().map(|p| p.id.to_string()).collect();
        *turns.lock().expect("the turns") = Some((deeds, after));
        let second = Run::of(full, first.kept.as_ref()).expect("a sweep");
        let live = live.lock().expect("the server");
        let has_duty = |id: &str| live.municipality.resources["duties"].iter().any(|duty| duty["person"]["id"] == id);
        let has_place = |person: &serde_json::Value| person["enrolments"][0].is_object() || has_duty(person["id"].as_str().expect("an id"));
        let persons = live.municipality.resources["persons"].iter().filter(|person| has_place(person));
        let there: Vec<&str> = persons.filter_map(|p| p["id"].as_str()).collect();
        for id in known.iter().filter(|id| there.contains(&id.as_str())) {
            let is_read = second.parts.persons.iter().any(|p| p.id.as_str() == id && p.status != PersonStatus::Deleted);
            prop_assert!(is_read, "{} is there and was lost", id);
        }
    }
}
