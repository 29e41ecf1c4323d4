//! Reports, as `report NAME --format json` has them, narrowed to what the token's account sees.

use super::Here;
use super::ask::Query;
use super::list::value;
use super::parts::Parts;
use super::problem::Wrong;
use crate::report::{Format, Happened, People, Report, Writing, happened, write};
use crate::web::pages::view;
use crate::web::world::{Wanted, apart};
use crate::web::{Refusal, Role, Visit, in_words};
use axum::extract::RawQuery;
use axum::response::Response;
use serde::Serialize;
use serde_json::Value;
use tokio::sync::Semaphore;
use utoipa::ToSchema;

/// What the path of one begins with.
pub(super) const ONE: &str = "/api/v1/reports/";

/// So many are made at a time: each looks at everybody.
static PLACES: Semaphore = Semaphore::const_new(2);
/// When it is worth to come again.
const AGAIN_SECONDS: u32 = 2;

/// What reports there are.
#[derive(Serialize, ToSchema)]
pub(super) struct ReportAbout {
    /// Its name.
    report: &'static str,
    /// What it is for.
    about: String,
}

/// All of them.
#[derive(Serialize, ToSchema)]
pub(super) struct ReportList {
    /// Each with what it is for.
    items: Vec<ReportAbout>,
}

/// A report.
#[derive(Serialize, ToSchema)]
pub(super) struct ReportAnswer {
    /// Its name.
    report: &'static str,
    /// What it is called.
    title: String,
    /// Its columns, from left to right.
    columns: Vec<ReportColumn>,
    /// Its rows, each with a value for each column by its key: null is not known, what there is nothing to know of is left
    /// out, and `unlimited` has no limit.
    #[schema(value_type = Vec<Object>)]
    rows: Value,
}

/// A column of a report.
#[derive(Serialize, ToSchema)]
pub(super) struct ReportColumn {
    /// Its key in the rows.
    key: &'static str,
    /// Its head.
    title: String,
}

/// What reports there are.
pub(super) async fn list(visit: Visit, RawQuery(query): RawQuery) -> Result<Response, Wrong> {
    Query::of(query.as_deref().unwrap_or_default())?.done()?;
    let items = in_words(visit.lang, |words| {
        let about = |report: Report| {
            let about = words.text(&format!("about-{}", report.word()));
            ReportAbout { report: report.word(), about }
        };
        Report::ALL.map(about).into()
    });
    Ok(super::serve::json(&ReportList { items }))
}

/// One of them.
pub(super) async fn one(visit: Visit, Parts(parts): Parts, RawQuery(query): RawQuery) -> Result<Response, Wrong> {
    let name = parts.first().ok_or(Refusal::NotThere)?;
    let wanted = wanted(name, query.as_deref().unwrap_or_default(), visit.who.role)?;
    let _place = PLACES.try_acquire().map_err(|_| Refusal::TooMany(AGAIN_SECONDS))?;
    let view = view(&visit).await?;
    let (site, lang, role) = (visit.site.clone(), visit.lang, visit.who.role);
    let events: Vec<Happened> = match wanted.since(view.day()) {
        None => Vec::new(),
        Some(since) => {
            let site = site.clone();
            apart(async move || happened(&mut site.store.look().await?, since, &site.zone).await).await?
        }
    };
    let made = tokio::task::spawn_blocking(move || {
        in_words(lang, |words| {
            let fetched = super::Fetched { events, ..super::Fetched::default() };
            make(&Here { view: &view, words, role, fetched: &fetched }, &wanted)
        })
    });
    let made = made.await.map_err(|_| Refusal::Fault)?;
    Ok(super::serve::json(&made.ok_or(Refusal::NotThere)?))
}

/// The same where it is all at hand.
pub(super) fn read(here: &Here<'_>, name: &str, query: &str) -> Option<Value> {
    let wanted = wanted(name, query, here.role).ok()?;
    make(here, &wanted).map(|made| value(&made))
}

fn wanted(name: &str, query: &str, role: Role) -> Result<Wanted, Wrong> {
    let report = Report::of(name).ok_or(Refusal::NotThere)?;
    let mut query = Query::of(query)?;
    let (from, to, unit) = (query.day("from")?, query.day("to")?, query.take("unit"));
    let people = match query.take("people").as_deref() {
        None | Some("false") => People::Counted,
        Some("true") => People::Listed,
        Some(_) => return Err(Wrong::unfit("people is neither true nor false")),
    };
    query.done()?;
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        return Err(Wrong::unfit("to lies before from"));
    }
    if people == People::Listed && role == Role::Reporter {
        return Err(Refusal::NotYours.into());
    }
    Ok(Wanted { report, unit, from, to, people })
}

fn make(here: &Here<'_>, wanted: &Wanted) -> Option<ReportAnswer> {
    let sheet = here.view.report(here.words, wanted, &here.fetched.events)?;
    let written = write(&sheet, Format::Json, &Writing { words: here.words, day: here.view.day() }).ok()?;
    let columns = sheet.columns.into_iter().map(|column| ReportColumn { key: column.key, title: column.title });
    Some(ReportAnswer {
        report: wanted.report.word(),
        title: sheet.title,
        columns: columns.collect(),
        rows: serde_json::from_slice(&written).ok()?,
    })
}
