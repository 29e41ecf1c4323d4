//! SS 12000: a server that keeps to the standard, and servers that do not.

mod changes;
pub(crate) mod double;
mod faults;
mod imprints;
mod live;
mod municipality;
mod prism;
mod runs;
mod subscriptions;
mod tokens;
mod trial;
mod troubles;
mod trust;
mod vendors;

use double::{Double, Request, Response};
use municipality::{Municipality, folder};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;
use upprop::roster::{Parts, Person};
use upprop::source::ss12000::{Access, Limits, Settings, Ss12000};
use upprop::source::{Reading, Source, SourceError};

const DAY: &str = "2026-11-20";

fn settings(url: String, page: u32) -> Settings {
    let (connect, idle, pause) = (Duration::from_secs(2), Duration::from_millis(300), Duration::from_millis(1));
    let (packed_max, unpacked_max) = (256 * 1024, 1024 * 1024);
    Settings {
        source: "elevregister".into(),
        url,
        paths: BTreeMap::new(),
        access: Access::Open,
        identity: None,
        authority: None,
        page,
        rate: 100_000,
        full_after: jiff::SignedDuration::ZERO,
        kept_max: 1024 * 1024,
        is_accepted: false,
        imprinter: None,
        limits: Limits { connect, idle, whole: Duration::from_secs(60), pause, packed_max, unpacked_max },
    }
}

fn parts(reading: Reading) -> Parts {
    match reading {
        Reading::Delivery(parts) => parts,
        Reading::NoUpdates => panic!("no updates"),
    }
}

/// What a server delivers in pages of so many.
fn read(double: &Double, page: u32) -> Result<Parts, SourceError> {
    let source = Ss12000::new(settings(double.url("/ss12000/v2.0"), page));
    let print = source.fingerprint()?;
    let read = parts(source.read()?);
    assert_eq!(read.digest, print.digest);
    Ok(read)
}

/// Exempelkommunen from its files.
fn from_files(day: &str) -> Parts {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("config/demo/upprop.toml");
    let mut config =
        upprop::config::load(&path, &upprop::config::ProcessEnvironment).expect("the demo's configuration").file;
    let mut source = config.source.remove(0);
    source.path = folder(day).display().to_string();
    parts(upprop::sync::from_config(&source, &folder(day)).read().expect("the demo's delivery"))
}

/// What formats agree about, in an order of its own: files have short keys and words of their own besides.
fn essence(parts: &Parts) -> [Vec<String>; 4] {
    let unit = |u: &upprop::roster::Unit| format!("{} {} {:?} {:?} {:?}", u.id, u.name, u.code, u.kind, u.school_types);
    let group = |g: &upprop::roster::Group| format!("{} {} {} {:?} {:?}", g.id, g.name, g.unit, g.kind, g.period);
    let person = |p: &Person| {
        let places: Vec<_> = p.enrolments.iter().map(|e| (&e.unit, e.period)).collect();
        let duties: Vec<_> = p.duties.iter().map(|d| (&d.unit, d.period)).collect();
        let names = [&p.given_name, &p.family_name];
        format!("{} {names:?} {:?} {:?} {:?} {places:?} {duties:?}", p.id, p.email, p.eppn, p.protection)
    };
    let member = |m: &upprop::roster::Member| {
        format!("{} {} {:?}", parts.person_names[m.person as usize], parts.group_names[m.group as usize], m.period)
    };
    let mut all: [Vec<String>; 4] = [
        parts.units.iter().map(unit).collect(),
        parts.groups.iter().map(group).collect(),
        parts.persons.iter().map(person).collect(),
        parts.members.iter().map(member).collect(),
    ];
    all.iter_mut().for_each(|rows| rows.sort());
    all
}

#[test]
fn exempelkommunen_is_the_same_from_a_server_as_from_files() {
    for day in [DAY, "2026-11-23"] {
        let municipality = Municipality::exempelkommunen(day);
        let double = Double::new(move |request| municipality.answer(request));
        for page in [1000, 7, 1] {
            let read = read(&double, page).expect("a sweep");
            assert_eq!(essence(&read), essence(&from_files(day)), "{day} in pages of {page}");
            let text = format!("{:?}", read.persons.iter().map(|p| &p.email).collect::<Vec<_>>());
            assert!(!text.contains("privat@"), "no private address");
        }
    }
}

#[test]
fn a_sweep_is_the_same_in_whatever_order_and_pages_it_comes() {
    let municipality = Municipality::exempelkommunen(DAY);
    let mut turned = municipality.clone();
    turned.resources.values_mut().for_each(|records| records.reverse());
    let mut touched = municipality.clone();
    touched
        .resources
        .values_mut()
        .flatten()
        .for_each(|record| record["meta"]["modified"] = "2026-11-22T00:00:00Z".into());
    let mut other = municipality.clone();
    other.resources.get_mut("persons").expect("persons")[3]["givenName"] = "Annan".into();
    let digest = |municipality: Municipality, page| {
        let double = Double::new(move |request| municipality.answer(request));
        read(&double, page).expect("a sweep").digest
    };
    let first = digest(municipality, 1000);
    assert_eq!((digest(turned, 7), digest(touched, 3)), (first, first));
    assert_ne!(digest(other, 1000), first);
}

#[test]
fn a_later_page_is_asked_for_with_nothing_but_its_token_and_the_limit() {
    let municipality = Municipality::exempelkommunen(DAY);
    let double = Double::new(move |request| municipality.answer(request));
    read(&double, 7).expect("a sweep");
    let asked = double.asked();
    assert!(asked.iter().all(|request| request.method == "GET" && request.path.starts_with("/ss12000/v2.0/")));
    let of_persons: Vec<&Request> = asked.iter().filter(|request| request.path.ends_with("/persons")).collect();
    assert!(of_persons.len() > 5 && of_persons.len() == of_persons.iter().filter(|r| r.query["limit"] == "7").count());
    let later = of_persons[1..].iter().all(|r| r.query.len() == 2 && r.query.contains_key("pageToken"));
    assert!(later, "{of_persons:?}");
    assert!(asked.iter().all(|request| request.headers["accept"] == "application/json"));
}
