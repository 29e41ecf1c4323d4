//! Letters about requests are made of names that come from outside, and keep their head and their parts whatever those hold.

use crate::hostile_letters::{hostile, read_back};
use jiff::civil::{Date, date};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use upprop::licence::Dpa;
use upprop::request::{Again, Answer, By, Done, Reminder, Request, Says, Told};
use upprop::roster::UnitId;
use upprop::store::Letter;
use upprop::wording::Lang;
use upprop::wording::letter::office::{Office, Tool, Vendor};
use upprop::workday::Workdays;

const CASES: usize = 600;
const DAY: Date = date(2026, 11, 23);

/// An office in which everything that has a name has this one.
fn office(name: &str, lang: Lang) -> Office {
    let contact = (name.to_owned(), "licenser@x.example".to_owned());
    let request_address = Some("order@x.example".to_owned());
    let vendor = Vendor { name: name.to_owned(), request_address, contacts: vec![contact.clone()] };
    Office {
        lang,
        organiser: name.to_owned(),
        hears: vec!["licenser@x.example".to_owned()],
        url: Some("https://upprop.x.example".to_owned()),
        link_days: 14,
        workdays: Workdays::default(),
        days: 5,
        contacts: BTreeMap::from([("licens".to_owned(), contact)]),
        vendors: BTreeMap::from([("v".to_owned(), vendor)]),
        tools: BTreeMap::from([("t".into(), Tool { name: name.to_owned(), dpa: (Dpa::Signed, None) })]),
    }
}

/// A request for two units of this name, one without a code, sent three weeks ago.
fn request(name: &str) -> Request {
    let unit = |id: &str, code: serde_json::Value| {
        let volumes = serde_json::json!([{ "role": "pupil", "school_year": null, "count": 6 }]);
        serde_json::json!({ "id": id, "name": name, "code": code, "volumes": volumes })
    };
    let official = serde_json::json!({ "status": "official", "code": "99000101" });
    let units = [unit("alm", official), unit("bjo", serde_json::json!({ "status": "missing" }))];
    let request = serde_json::json!({
        "number": "REQ-2026-001", "vendor": "v", "tool": "t", "conditions": [], "made_on": "2026-11-02",
        "sent_on": "2026-11-02", "withdrawn_on": null, "answers": {}, "delivered": [], "reminded": [],
        "body": { "kind": "enable", "scope": "units", "units": units, "wanted_on": null, "platform": "exempel-01",
            "contacts": ["licens"] },
    });
    serde_json::from_value(request).expect("a request")
}

fn answered(request: &Request, says: Says) -> Request {
    let units: BTreeSet<UnitId> = ["alm".into(), "bjo".into()].into();
    let answer = Answer { says, on: date(2026, 11, 4), by: By::Organiser };
    request.answer(&units, answer, Again::No).expect("it may be answered").expect("it was not")
}

/// Every letter there is about a request.
fn letters(name: &str, lang: Lang) -> Vec<Letter> {
    let (office, open) = (office(name, lang), request(name));
    let yes = answered(&open, Says::Yes);
    let mut letters: Vec<Letter> = office.asks(&open, DAY).into_iter().collect();
    letters.extend(office.reminds(&open, Reminder::ByHand, DAY));
    letters.extend(office.reminds(&yes, Reminder::Due, DAY));
    let told = |before: &Request, done: &Done| office.tells((before, 2), done, DAY).expect("the vendor has an address");
    for says in [Says::Yes, Says::No] {
        let answer = Answer { says, on: date(2026, 11, 4), by: By::Organiser };
        letters.extend(told(&open, &open.answers(&BTreeSet::new(), answer, None).expect("answered").expect("anew")));
    }
    let now = Told { on: DAY, by: By::Organiser };
    let confirmed = yes.confirms(date(2026, 12, 1), now).expect("confirmed").expect("anew");
    letters.extend(told(&yes, &confirmed));
    let late = (date(2026, 12, 8), name.get(..40).unwrap_or("Lagret är tomt"));
    let delayed = confirmed.after.delays(late, now, office.terms()).expect("delayed").expect("anew");
    letters.extend(told(&confirmed.after, &delayed));
    letters
}

/// They as they are delivered.
fn delivered(folder: &Path, number: usize, name: &str) -> Vec<(Vec<String>, Vec<String>)> {
    let lang = if number.is_multiple_of(2) { Lang::Sv } else { Lang::En };
    let letters = letters(name, lang);
    assert_eq!(letters.len(), 9, "a letter of each kind");
    let back = |letter: &Letter| read_back(folder, number, (&letter.recipient, &letter.subject, &letter.body));
    letters.iter().map(back).collect()
}

#[test]
fn a_hostile_name_changes_no_header_no_recipient_and_no_part_of_a_letter_about_a_request() {
    let folder = tempfile::tempdir().expect("a folder");
    for number in 0..CASES {
        let name = hostile(number);
        let expected = delivered(folder.path(), number, "Ekskolan");
        assert_eq!(delivered(folder.path(), number, &name), expected, "{number}: {:?}", name.get(..60));
    }
}

#[test]
fn a_hostile_name_adds_no_link_and_no_line_to_what_a_vendor_is_to_do() {
    for number in 0..CASES {
        let name = hostile(number);
        for (letter, plain) in letters(&name, Lang::Sv).iter().zip(letters("Ekskolan", Lang::Sv)) {
            assert_eq!(letter.body.lines().count(), plain.body.lines().count(), "{number}: {}", letter.subject);
            assert_eq!(letter.body.matches("/r/{token}").count(), plain.body.matches("/r/{token}").count());
        }
    }
}
