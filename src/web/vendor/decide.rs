//! What a vendor decides: an answer for each unit, or what was delivered.

use super::form::{self, Said};
use super::{Finds, Visit, page, visit};
use crate::request::{Again, Answer, Batch, By, Delivered, Request, Says};
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

/// What comes of a decision.
struct Decision {
    after: Request,
    deed: &'static str,
    said: BTreeMap<String, String>,
    batch: Option<Batch>,
}

/// Decides what was chosen, once.
pub(super) async fn decide(found: Visit, token: &str, said: &Said) -> Result<Response<Body>, StoreError> {
    let finds = found.finds();
    let not_chosen = || page::answer(StatusCode::BAD_REQUEST, page::of(&found, token, Some("vendor-not-chosen")));
    if said.get("form").is_none_or(|mark| *mark != form::mark(token)) {
        return Ok(not_chosen());
    }
    let decision = match finds {
        Finds::Question => answered(&found, said),
        Finds::Delivery => delivered(&found, said),
        Finds::TooLate => return Ok(page::answer(StatusCode::GONE, page::of(&found, token, None))),
        Finds::Done | Finds::Nothing => return Ok(page::answer(StatusCode::CONFLICT, page::of(&found, token, None))),
    };
    let Some(decision) = decision else { return Ok(not_chosen()) };
    note(&found, token, decision).await?;
    let counter = Arc::clone(&found.counter);
    Ok(match visit(&counter, token).await? {
        Some(now) => page::answer(StatusCode::OK, page::of(&now, token, Some("vendor-thanks"))),
        None => page::unknown(),
    })
}

/// An answer for each unit that has none; nothing where one was not chosen.
fn answered(found: &Visit, said: &Said) -> Option<Decision> {
    let mut chosen: BTreeMap<&str, BTreeSet<UnitId>> = BTreeMap::new();
    for (number, line) in found.request.body.units.iter().enumerate() {
        if found.request.answers.contains_key(&line.id) {
            continue;
        }
        let word = said.get(&format!("unit-{number}"))?;
        chosen.entry(word).or_default().insert(line.id.clone());
    }
    let on = found.day();
    let mut after = found.request.clone();
    let mut told = BTreeMap::from([("by".to_owned(), "vendor".to_owned())]);
    for (word, units) in chosen {
        let says = [Says::Yes, Says::No].into_iter().find(|says| says.word() == word)?;
        let answer = Answer { says, on, by: By::Vendor };
        after = after.answer(&units, answer, Again::No).ok()??;
        told.insert(word.to_owned(), units.iter().map(UnitId::as_str).collect::<Vec<_>>().join(" "));
    }
    Some(Decision { after, deed: "answered", said: told, batch: None })
}

/// What was delivered to all units that wait; nothing where numbers or days are none.
fn delivered(found: &Visit, said: &Said) -> Option<Decision> {
    let request = &found.request;
    let (kind, audience) = found.counter.usual.get(&request.tool)?.clone();
    let day = |name: &str| match said.get(name).map(String::as_str) {
        None | Some("") => Some(None),
        Some(text) => text.parse::<Date>().ok().map(Some),
    };
    let (from, to) = (day("from")?, day("to")?);
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
    let of = (!kind.is_unlimited()).then_some(seats);
    let one = Delivered { batch: batch.key.clone(), units, seats: of, on: batch.delivered_on };
    let after = request.deliver(&one).ok()??;
    let told = [("by".to_owned(), "vendor".to_owned()), ("batch".to_owned(), batch.key.to_string())];
    Some(Decision { after, deed: "delivered", said: BTreeMap::from(told), batch: Some(batch) })
}

/// Notes it while no run is under way, since a run's plan stands on the ledger as it was.
async fn note(found: &Visit, token: &str, decision: Decision) -> Result<(), StoreError> {
    let (counter, secret) = (&found.counter, link_digest(token));
    let Decision { after, deed, said, batch } = decision;
    let mut tries = 0;
    loop {
        let letters = match deed {
            "answered" if after.is_answered() => counter.office.answered(&after, found.revision, found.day()),
            _ => Vec::new(),
        };
        let noted = RequestDeed {
            before: Some(found.revision),
            after: &after,
            deed,
            said: said.clone(),
            letters,
            batch: batch.as_ref(),
            link: Some(&secret),
        };
        let actor = format!("link:{}", after.vendor);
        let key = counter.ledger_key.as_deref();
        let stamp = Stamp { run: None, actor: Some(&actor), at: (counter.now)(), key };
        match counter.store.alone(counter.store.note_request(noted, stamp)).await {
            Err(StoreError::Locked { .. }) if tries < TRIES => tries += 1,
            other => return other,
        }
        tokio::time::sleep(BUSY_PAUSE).await;
    }
}
