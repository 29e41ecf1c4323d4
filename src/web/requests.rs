//! Licence requests: their pages, and what is done about one. Every deed is the command line's, and goes into the ledger with
//! who did it.

use super::pages::{Fields, REASON_MAX, below, shown};
use super::world::apart;
use super::{Answer, Refusal, Site, Visit, page};
use crate::request::{self, Batch, By, Number, Outcome, Request, Says, Stock, Told};
use crate::roster::UnitId;
use crate::store::{RequestDeed, RequestRow, StoreError};
use axum::extract::{Form, Path, RawQuery};
use axum::response::{IntoResponse as _, Redirect};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Nobody delivers more seats at once.
const SEATS_MAX: u32 = 1_000_000;

/// The list.
pub(super) async fn list(visit: Visit, query: RawQuery) -> Answer {
    shown(&visit, ("/requests", query), |here| Some(page::requests(here))).await
}

/// One of them.
pub(super) async fn one(visit: Visit, Path(number): Path<String>, query: RawQuery) -> Answer {
    shown(&visit, (&below("/requests", &number), query), |here| page::request(here, &number)).await
}

/// What somebody wants to be done, as the form has it.
struct Wanted {
    deed: String,
    /// The request as the page showed it.
    revision: i64,
    fields: Fields,
    on: Date,
}

/// What became of it.
pub(super) enum Came {
    /// It was done.
    Done,
    /// It was so already.
    Already,
    /// It cannot be done.
    Refused(request::Refusal),
    /// The vendor has no address.
    Nowhere,
    /// There is no such request.
    NotThere,
    /// Somebody else has done something meanwhile.
    Overtaken,
    /// What was sent makes no sense.
    Unclear,
}

/// Does something about a request, and lets a run follow.
pub(super) async fn act(visit: Visit, Path(number): Path<String>, Form(fields): Form<Fields>) -> Answer {
    let number: Number = number.parse().map_err(|_| Refusal::NotThere)?;
    let deed = fields.get("deed").cloned().ok_or(Refusal::Unclear)?;
    let revision = fields.get("revision").and_then(|text| text.parse().ok()).ok_or(Refusal::Unclear)?;
    let wanted = Wanted { deed: deed.clone(), revision, fields, on: visit.site.today() };
    let (site, actor) = (visit.site.clone(), visit.who.actor());
    let came = apart(async move || done(&site, &actor, (number, &wanted)).await).await?;
    visit.site.worlds.touched();
    let word = match came {
        Came::Done => format!("request-{deed}"),
        Came::Already => "already".to_owned(),
        Came::Refused(request::Refusal::Answered | request::Refusal::NoReason) => "no-reason".to_owned(),
        Came::Refused(request::Refusal::Later(_)) => "later-day".to_owned(),
        Came::Refused(request::Refusal::OddDay { .. } | request::Refusal::NoDelay(_)) => "odd-day".to_owned(),
        Came::Refused(_) => "refused".to_owned(),
        Came::Nowhere => "nowhere".to_owned(),
        Came::NotThere => return Err(Refusal::NotThere),
        Came::Overtaken => return Err(Refusal::Overtaken),
        Came::Unclear => return Err(Refusal::Unclear),
    };
    Ok(Redirect::to(&visit.site.path(&format!("/requests/{number}?done={word}"))).into_response())
}

async fn done(site: &Site, actor: &str, (number, wanted): (Number, &Wanted)) -> Result<Came, StoreError> {
    let Some(row) = site.store.look().await?.request(number).await? else { return Ok(Came::NotThere) };
    if row.revision != wanted.revision {
        return Ok(Came::Overtaken);
    }
    match wanted.outcome(&row.request, site) {
        None => Ok(Came::Unclear),
        Some(outcome) => settled(site, (actor, wanted.on), (&row, outcome)).await,
    }
}

/// Notes what comes of a deed, with the letters that it takes, and lets a run follow.
pub(super) async fn settled(
    site: &Site,
    (actor, on): (&str, Date),
    (row, outcome): (&RequestRow, Outcome),
) -> Result<Came, StoreError> {
    let done = match outcome {
        Ok(None) => return Ok(Came::Already),
        Err(refusal) => return Ok(Came::Refused(refusal)),
        Ok(Some(done)) => done,
    };
    let letters = site.setting.office.tells((&row.request, row.revision), &done, on);
    let Some(letters) = letters else { return Ok(Came::Nowhere) };
    let deed = RequestDeed::of(&done, row.revision, letters);
    match site.store.alone(site.store.note_request(deed, site.stamp(actor))).await {
        Ok(()) => {}
        Err(StoreError::NoRow { .. }) => return Ok(Came::Overtaken),
        Err(error) => return Err(error),
    }
    site.store.nudge(site.now(), None).await?;
    Ok(Came::Done)
}

impl Wanted {
    /// What comes of it; nothing where what was sent makes no sense.
    fn outcome(&self, request: &Request, site: &Site) -> Option<Outcome> {
        let says = |says| request::Answer { says, on: self.on, by: By::Organiser };
        let told = Told { on: self.on, by: By::Organiser };
        let reason = self.reason();
        let given = Some(reason.as_str()).filter(|reason| !reason.is_empty());
        Some(match self.deed.as_str() {
            "yes" => request.answers_for(&self.units(request), says(Says::Yes), (self.day("date")?, given)),
            "no" => request.answers(&self.units(request), says(Says::No), given),
            "deliver" => request.delivers(self.batch(request, site)?),
            "confirm" => request.confirms(self.day("date")??, told),
            "delay" => request.delays((self.day("date")??, &reason), told, site.setting.office.terms()),
            "remind" => request.reminds(self.on),
            "withdraw" => request.withdraws(self.on, &reason),
            _ => return None,
        })
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    fn reason(&self) -> String {
        let reason: String = self.text("reason").unwrap_or_default().chars().take(REASON_MAX).collect();
        crate::wording::one_line(&reason)
    }

    /// The units that were ticked.
    fn units(&self, request: &Request) -> BTreeSet<UnitId> {
        let lines = request.body.units.iter().enumerate();
        let ticked = lines.filter(|(at, _)| self.text(&format!("unit-{at}")).is_some());
        ticked.map(|(_, line)| line.id.clone()).collect()
    }

    fn day(&self, name: &str) -> Option<Option<Date>> {
        match self.text(name) {
            None => Some(None),
            Some(text) => text.parse().ok().map(Some),
        }
    }

    /// What was delivered, of the type and for whom the tool's pools are; to all units that wait, where none is ticked.
    fn batch(&self, request: &Request, site: &Site) -> Option<Batch> {
        let usual = Batch::usual(&site.catalogue, &request.tool)?;
        let (from, to) = (self.day("from")?, self.day("to")?);
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            return None;
        }
        let seats = match self.text("seats") {
            None => None,
            Some(text) => Some(text.parse().ok().filter(|seats| (1..=SEATS_MAX).contains(seats))?),
        };
        let mut units = self.units(request);
        if units.is_empty() {
            units = request.promised().map(|(unit, _)| unit.clone()).collect();
        }
        Batch::of(request, usual, &Stock { units, seats, from, to, on: self.on })
    }
}
