//! What a vendor decides: an answer for each unit, or what was delivered.

use super::form::{self, Said};
use super::{Finds, Visit, page, visit};
use crate::request::{Again, Answer, Batch, By, Deed, Done, Says, Told};
use crate::roster::UnitId;
use crate::store::{RequestDeed, Stamp, StoreError, link_digest};
use axum::body::Body;
use axum::http::{Response, StatusCode};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

/// While a run is under way, it is tried again after so long,
const BUSY_PAUSE: Duration = Duration::from_millis(250);
/// and so often.
const TRIES: u32 = 60;
/// Nobody delivers more seats at once.
const SEATS_MAX: u32 = 1_000_000;
/// What is said where something is missing,
const NOT_CHOSEN: &str = "vendor-not-chosen";
/// and where a day is none, or needs a reason.
const ODD_DAY: &str = "vendor-odd-day";

/// Decides what was chosen, once.
pub(super) async fn decide(found: Visit, token: &str, said: &Said) -> Result<Response<Body>, StoreError> {
    let finds = found.finds();
    let unfit = |why| page::answer(StatusCode::BAD_REQUEST, page::of(&found, token, Some(why)));
    if said.get("form").is_none_or(|mark| *mark != form::mark(token)) {
        return Ok(unfit(NOT_CHOSEN));
    }
    let done = match finds {
        Finds::Question => answered(&found, said),
        Finds::Delivery if said.get("deed").is_some_and(|deed| deed == page::DAY) => named(&found, said),
        Finds::Delivery => delivered(&found, said).ok_or(NOT_CHOSEN),
        Finds::TooLate => return Ok(page::answer(StatusCode::GONE, page::of(&found, token, None))),
        Finds::Done | Finds::Nothing => return Ok(page::answer(StatusCode::CONFLICT, page::of(&found, token, None))),
    };
    let done = match done {
        Ok(done) => done,
        Err(why) => return Ok(unfit(why)),
    };
    note(&found, token, done).await?;
    let counter = Arc::clone(&found.counter);
    Ok(match visit(&counter, token).await? {
        Some(now) => page::answer(StatusCode::OK, page::of(&now, token, Some("vendor-thanks"))),
        None => page::unknown(),
    })
}

/// A day of the form; nothing where none was put in.
fn day(said: &Said, name: &str) -> Result<Option<Date>, &'static str> {
    match said.get(name).map(String::as_str) {
        None | Some("") => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_| ODD_DAY),
    }
}

/// An answer for each unit that has none, with the day that is named for what is promised; where one was not chosen, what is
/// wrong.
fn answered(found: &Visit, said: &Said) -> Result<Done, &'static str> {
    let mut chosen: BTreeMap<&str, BTreeSet<UnitId>> = BTreeMap::new();
    for (number, line) in found.request.body.units.iter().enumerate() {
        if found.request.answers.contains_key(&line.id) {
            continue;
        }
        let word = said.get(&format!("unit-{number}")).ok_or(NOT_CHOSEN)?;
        chosen.entry(word).or_default().insert(line.id.clone());
    }
    let on = found.day();
    let mut after = found.request.clone();
    let mut told = by_vendor();
    let is_yes = chosen.contains_key(Says::Yes.word());
    for (word, units) in chosen {
        let says = [Says::Yes, Says::No].into_iter().find(|says| says.word() == word).ok_or(NOT_CHOSEN)?;
        let answer = Answer { says, on, by: By::Vendor };
        after = after.answer(&units, answer, Again::No).ok().flatten().ok_or(NOT_CHOSEN)?;
        told.insert(word.to_owned(), units.iter().map(UnitId::as_str).collect::<Vec<_>>().join(" "));
    }
    if let Some(day) = day(said, "date")?.filter(|_| is_yes) {
        let told_on = Told { on, by: By::Vendor };
        after = after.confirm(day, told_on).map_err(|_| ODD_DAY)?.unwrap_or(after);
        told.insert("confirmed".to_owned(), day.to_string());
    }
    Ok(Done { deed: Deed::Answered, after, said: told, batch: None })
}

/// Another day for what was promised: confirmed where it is no later than what is due, else delayed, with a reason.
fn named(found: &Visit, said: &Said) -> Result<Done, &'static str> {
    let (request, terms) = (&found.request, found.counter.office.terms());
    let told = Told { on: found.day(), by: By::Vendor };
    let day = day(said, "date")?.ok_or(ODD_DAY)?;
    let reason = said.get(form::WORDS).map(String::as_str).unwrap_or_default();
    let is_later = request.due_on(terms).is_none_or(|due| day > due);
    let outcome = if is_later { request.delays((day, reason), told, terms) } else { request.confirms(day, told) };
    outcome.ok().flatten().ok_or(ODD_DAY)
}

fn by_vendor() -> BTreeMap<String, String> {
    BTreeMap::from([("by".to_owned(), By::Vendor.word().to_owned())])
}

/// What was delivered to all units that wait; nothing where numbers or days are none.
fn delivered(found: &Visit, said: &Said) -> Option<Done> {
    let request = &found.request;
    let (kind, audience) = found.counter.usual.get(&request.tool)?.clone();
    let (from, to) = (day(said, "from").ok()?, day(said, "to").ok()?);
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        return None;
    }
    let seats = match kind.is_unlimited() {
        true => 0,
        false => said.get("seats")?.parse().ok().filter(|seats| (1..=SEATS_MAX).contains(seats))?,
    };
    let units = found.promised();
    let batch = Batch {
        key: request.next_batch(),
        request: request.number,
        tool: request.tool.clone(),
        kind,
        audience,
        seats,
        from,
        to,
        delivered_on: found.day(),
        units: units.iter().map(|unit| Arc::from(unit.as_str())).collect(),
    };
    let mut done = request.delivers(batch).ok()??;
    done.said.extend(by_vendor());
    Some(done)
}

/// Notes it while no run is under way, since a run's plan stands on the ledger as it was.
async fn note(found: &Visit, token: &str, done: Done) -> Result<(), StoreError> {
    let (counter, secret) = (&found.counter, link_digest(token));
    let mut tries = 0;
    loop {
        let before = (&found.request, found.revision);
        let letters = counter.office.tells(before, &done, found.day()).unwrap_or_default();
        let noted = RequestDeed { link: Some(&secret), ..RequestDeed::of(&done, found.revision, letters) };
        let actor = format!("link:{}", done.after.vendor);
        let key = counter.ledger_key.as_deref();
        let stamp = Stamp { run: None, actor: Some(&actor), at: (counter.now)(), key };
        match counter.store.alone(counter.store.note_request(noted, stamp)).await {
            Err(StoreError::Locked { .. }) if tries < TRIES => tries += 1,
            other => return other,
        }
        tokio::time::sleep(BUSY_PAUSE).await;
    }
}
