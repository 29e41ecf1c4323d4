//! The day of delivery that a vendor named, put in by a program: the same as on the request's page and with `request answer
//! --date` and `request delay`.

use super::ask::day;
use super::problem::Wrong;
use super::sent::body;
use super::serve::json;
use crate::request::{By, Number, Refusal as Cannot, Told};
use crate::store::StoreError;
use crate::web::requests::{Came, settled};
use crate::web::world::apart;
use crate::web::{Refusal, Visit};
use axum::body::Bytes;
use axum::response::Response;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The day that a vendor named for a request.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SetDay {
    /// The number of the request.
    #[schema(example = "REQ-2026-001")]
    number: String,
    /// What the vendor says.
    deed: DayDeed,
    /// The day: today or later, and within a year.
    #[schema(format = Date)]
    date: String,
    /// Why it is late: for `delay`, 300 signs at most and without personal data. It stands in no letter.
    #[serde(default)]
    #[schema(max_length = 300)]
    reason: Option<String>,
}

/// What a vendor may say of a day.
#[derive(Deserialize, ToSchema, Clone, Copy, PartialEq)]
#[serde(rename_all = "snake_case")]
pub(super) enum DayDeed {
    /// It confirms the day that was wanted, or another.
    Confirm,
    /// It is delayed until a later one.
    Delay,
}

/// How the request stands now.
#[derive(Serialize, ToSchema)]
pub(super) struct DaySet {
    /// Its number.
    number: String,
    /// By when the next delivery is due.
    due_on: Option<Date>,
    /// Was anything changed by this?
    changed: bool,
}

/// Notes the day.
pub(super) async fn set(visit: Visit, sent: Bytes) -> Result<Response, Wrong> {
    let SetDay { number, deed, date, reason } = body(&sent)?;
    let on = day(&date).ok_or_else(|| Wrong::unfit("date is not a day: write 2026-11-23"))?;
    if deed == DayDeed::Confirm && reason.is_some() {
        return Err(Wrong::unfit("only delay has a reason"));
    }
    let reason = crate::wording::one_line(&reason.unwrap_or_default());
    let number: Number = number.parse().map_err(|_| Refusal::NotThere)?;
    let (site, actor) = (visit.site.clone(), visit.who.actor());
    let came = apart(async move || -> Result<_, StoreError> {
        let Some(row) = site.store.look().await?.request(number).await? else { return Ok(None) };
        let (today, terms) = (site.today(), site.setting.office.terms());
        let told = Told { on: today, by: By::Organiser };
        let outcome = match deed {
            DayDeed::Confirm => row.request.confirms(on, told),
            DayDeed::Delay => row.request.delays((on, &reason), told, terms),
        };
        let due_on = match &outcome {
            Ok(Some(done)) => done.after.due_on(terms),
            _ => row.request.due_on(terms),
        };
        Ok(Some((settled(&site, (&actor, today), (&row, outcome)).await?, due_on)))
    });
    let (came, due_on) = came.await?.ok_or(Refusal::NotThere)?;
    visit.site.worlds.touched();
    let answer = |changed| json(&DaySet { number: number.to_string(), due_on, changed });
    match came {
        Came::Done => Ok(answer(true)),
        Came::Already => Ok(answer(false)),
        Came::Refused(cannot) => Err(refused(&cannot)),
        Came::Overtaken => Err(Refusal::Overtaken.into()),
        Came::NotThere => Err(Refusal::NotThere.into()),
        Came::Nowhere | Came::Unclear => Err(Refusal::Unfit.into()),
    }
}

/// What is wrong, without a word of what was sent.
fn refused(cannot: &Cannot) -> Wrong {
    match cannot {
        Cannot::OddDay { first, last, .. } => Wrong::unfit(format!("date must be from {first} to {last}")),
        Cannot::Later(before) => {
            Wrong::unfit(format!("{before} was named before: a later day is a delay, with a reason"))
        }
        Cannot::NoDelay(due) => Wrong::unfit(format!("it is due on {due}: a delay is to a later day")),
        Cannot::NoReason => Wrong::unfit("delay needs a reason of at most 300 signs"),
        other => Wrong::unfit(other.to_string()),
    }
}
