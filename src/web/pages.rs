//! The dashboard's pages as they are asked for, and what can be done on them. What is done goes through the same functions of
//! the store as the command line, and into the ledger with who did it.

use super::guard::{Guard, Routes};
use super::page::{self, Asked, Frame, Here, Link, Page, css_path};
use super::world::{Source, View, apart};
use super::{Answer, Passing, Refusal, Role, Visit, decisions, plain, requests};
use crate::plan::Pause;
use crate::report::Writing;
use crate::store::StoreError;
use crate::wording::Lang;
use axum::extract::{Form, Path, RawQuery};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Redirect};
use std::collections::BTreeMap;
use std::time::Duration;

use Guard::{Anyone, Roles, SignedIn};

/// Who reads lists of people.
pub(super) const PEOPLE: Guard = Roles(&[Role::Admin, Role::School, Role::Auditor, Role::Decider]);
/// Who reads what the whole organiser does.
pub(super) const WHOLE: Guard = Roles(&[Role::Admin, Role::Auditor, Role::Decider]);
/// Who acts.
pub(super) const ACTS: Guard = Roles(&[Role::Admin]);
/// Who decides about protected persons.
const DECIDES: Guard = Roles(&[Role::Decider]);
/// Whoever asks for a year ahead waits so long; then the page says that it is being made.
const AHEAD_WITHIN: Duration = Duration::from_millis(150);
/// Nobody gives a longer reason.
pub(super) const REASON_MAX: usize = 300;

/// What a form sends.
pub(super) type Fields = BTreeMap<String, String>;

/// The dashboard's routes.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/", SignedIn, front)
        .get("/style/{name}", Anyone, style)
        .get("/pools", SignedIn, pools)
        .get("/pools/{key}", SignedIn, pool)
        .get("/tools", SignedIn, tools)
        .get("/tools/{key}", SignedIn, tool)
        .get("/vendors", SignedIn, vendors)
        .get("/vendors/{key}", SignedIn, vendor)
        .get("/units", SignedIn, units)
        .get("/units/{id}", SignedIn, unit)
        .get("/people/{number}", PEOPLE, person)
        .post("/people/{number}", DECIDES, decisions::decide)
        .get("/requests", SignedIn, requests::list)
        .get("/requests/{number}", SignedIn, requests::one)
        .post("/requests/{number}", ACTS, requests::act)
        .get("/waiting", PEOPLE, waiting)
        .get("/calendar", SignedIn, calendar)
        .get("/alerts", SignedIn, alerts)
        .post("/alerts", ACTS, pause)
        .get("/runs", WHOLE, runs)
        .get("/runs/{number}", WHOLE, run)
        .get("/holds", WHOLE, holds)
        .post("/holds", ACTS, settle)
        .get("/ledger", WHOLE, ledger)
}

/// What is in the menu, for whom.
const MENU: &[(&str, &str, Guard)] = &[
    ("/", "page-front", SignedIn),
    ("/alerts", "page-alerts", SignedIn),
    ("/pools", "page-pools", SignedIn),
    ("/waiting", "page-waiting", PEOPLE),
    ("/units", "page-units", SignedIn),
    ("/tools", "page-tools", SignedIn),
    ("/vendors", "page-vendors", SignedIn),
    ("/requests", "page-requests", SignedIn),
    ("/calendar", "page-calendar", SignedIn),
    ("/runs", "page-runs", WHOLE),
    ("/holds", "page-holds", WHOLE),
    ("/ledger", "page-ledger", WHOLE),
];

async fn front(visit: Visit, query: RawQuery) -> Answer {
    shown(&visit, ("/", query), |here| Some(page::front(here))).await
}

async fn pools(visit: Visit, query: RawQuery) -> Answer {
    shown(&visit, ("/pools", query), |here| Some(page::pools(here))).await
}

async fn pool(visit: Visit, Path(key): Path<String>, query: RawQuery) -> Answer {
    shown(&visit, (&below("/pools", &key), query), |here| page::pool(here, &key)).await
}

async fn tools(visit: Visit, query: RawQuery) -> Answer {
    shown(&visit, ("/tools", query), |here| Some(page::tools(here))).await
}

async fn tool(visit: Visit, Path(key): Path<String>, query: RawQuery) -> Answer {
    shown(&visit, (&below("/tools", &key), query), |here| page::tool(here, &key)).await
}

async fn vendors(visit: Visit, query: RawQuery) -> Answer {
    shown(&visit, ("/vendors", query), |here| Some(page::vendors(here))).await
}

async fn vendor(visit: Visit, Path(key): Path<String>, query: RawQuery) -> Answer {
    shown(&visit, (&below("/vendors", &key), query), |here| page::vendor(here, &key)).await
}

async fn units(visit: Visit, query: RawQuery) -> Answer {
    shown(&visit, ("/units", query), |here| Some(page::units(here))).await
}

async fn unit(visit: Visit, Path(id): Path<String>, query: RawQuery) -> Answer {
    shown(&visit, (&below("/units", &id), query), |here| page::unit(here, &id)).await
}

async fn waiting(visit: Visit, query: RawQuery) -> Answer {
    shown(&visit, ("/waiting", query), |here| Some(page::waiting(here))).await
}

async fn alerts(visit: Visit, query: RawQuery) -> Answer {
    shown(&visit, ("/alerts", query), |here| Some(page::alerts(here))).await
}

async fn runs(visit: Visit, query: RawQuery) -> Answer {
    shown(&visit, ("/runs", query), page::runs).await
}

async fn run(visit: Visit, Path(number): Path<String>, query: RawQuery) -> Answer {
    let at: i64 = number.parse().map_err(|_| Refusal::NotThere)?;
    shown(&visit, (&below("/runs", &number), query), |here| page::run(here, at)).await
}

async fn holds(visit: Visit, query: RawQuery) -> Answer {
    shown(&visit, ("/holds", query), page::holds).await
}

async fn ledger(visit: Visit, query: RawQuery) -> Answer {
    shown(&visit, ("/ledger", query), |here| here.view.is_whole().then(|| page::ledger(here))).await
}

async fn person(visit: Visit, Path(number): Path<String>, query: RawQuery) -> Answer {
    let at: i64 = number.parse().map_err(|_| Refusal::NotThere)?;
    let view = view(&visit).await?;
    let id = view.person(at).ok_or(Refusal::NotThere)?.id.clone();
    let store = visit.site.store.clone();
    let freed = apart(async move || store.look().await?.freed_of(&id).await).await?;
    written(&visit, (&view, &below("/people", &number), query), |here| page::person(here, at, &freed))
}

async fn calendar(visit: Visit, query: RawQuery) -> Answer {
    let view = view(&visit).await?;
    if view.ahead().is_none() && view.is_first_to_look_ahead() {
        let looks = view.clone();
        let looking = tokio::task::spawn_blocking(move || looks.look_ahead());
        let _ = tokio::time::timeout(AHEAD_WITHIN, looking).await;
    }
    written(&visit, (&view, "/calendar", query), |here| Some(page::calendar(here)))
}

/// The sheet of styles: under its digest, and so for ever.
async fn style(_: Passing, Path(name): Path<String>) -> Answer {
    if css_path().strip_prefix("/style/") != Some(name.as_str()) {
        return Err(Refusal::NotThere);
    }
    let kept = [
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
    ];
    Ok((kept, page::CSS).into_response())
}

/// Releases or drops what the guard holds, and lets a run follow.
async fn settle(visit: Visit, Form(fields): Form<Fields>) -> Answer {
    let hash = fields.get("hash").cloned().ok_or(Refusal::Unclear)?;
    let is_release = match fields.get("deed").map(String::as_str) {
        Some("release") => true,
        Some("drop") => false,
        _ => return Err(Refusal::Unclear),
    };
    let (site, actor) = (visit.site.clone(), visit.who.actor());
    let settled = apart(async move || {
        let stamp = site.stamp(&actor);
        let deed = async {
            match is_release {
                true => site.store.release(&hash, stamp).await,
                false => site.store.drop_hold(&hash, stamp).await,
            }
        };
        site.store.alone(deed).await?;
        site.store.nudge(site.now(), None).await.map(drop)
    });
    told(&visit, "/holds", settled.await, if is_release { "released" } else { "dropped" })
}

/// Notes that somebody is at an alert, or no more.
async fn pause(visit: Visit, Form(fields): Form<Fields>) -> Answer {
    let key = fields.get("key").cloned().ok_or(Refusal::Unclear)?;
    let reason: String =
        fields.get("reason").map(String::as_str).unwrap_or_default().chars().take(REASON_MAX).collect();
    let reason = crate::wording::one_line(&reason);
    let until = fields.get("until").filter(|text| !text.is_empty());
    let until = until.map(|text| text.parse().map_err(|_| Refusal::Unclear)).transpose()?;
    let (pause, done) = match (fields.get("deed").map(String::as_str), until) {
        (Some("ack"), _) => (Some(Pause { until: None, reason }), "acknowledged"),
        (Some("snooze"), Some(until)) => (Some(Pause { until: Some(until), reason }), "snoozed"),
        (Some("wake"), _) => (None, "unpaused"),
        _ => return Err(Refusal::Unclear),
    };
    if until.is_some_and(|until| until < visit.site.today()) {
        return Ok(Redirect::to(&visit.site.path("/alerts?done=past")).into_response());
    }
    let (site, actor) = (visit.site.clone(), visit.who.actor());
    let noted =
        apart(async move || site.store.alone(site.store.pause_alert(&key, pause.as_ref(), site.stamp(&actor))).await);
    told(&visit, "/alerts", noted.await, done)
}

/// What came of a deed is told on the next page.
pub(super) fn told(visit: &Visit, path: &str, done: Result<(), StoreError>, word: &str) -> Answer {
    let word = match done {
        Ok(()) => word,
        Err(StoreError::NoRow { .. }) => "gone",
        Err(error) => return Err(error.into()),
    };
    visit.site.worlds.touched();
    Ok(Redirect::to(&visit.site.path(&format!("{path}?done={word}"))).into_response())
}

pub(super) fn below(path: &str, key: &str) -> String {
    format!("{path}/{}", super::site::encoded(key))
}

/// What the visitor sees.
pub(super) async fn view(visit: &Visit) -> Result<View, Refusal> {
    let site = &visit.site;
    let source = Source { store: site.store.clone(), setting: site.setting.clone(), day: site.today() };
    Ok(site.worlds.view(&source, &visit.who.scope).await?)
}

pub(super) async fn shown(
    visit: &Visit,
    (path, query): (&str, RawQuery),
    make: impl FnOnce(&Here<'_>) -> Option<Page>,
) -> Answer {
    let view = view(visit).await?;
    written(visit, (&view, path, query), make)
}

/// Makes a page and writes it, or what of it is to be taken home.
fn written(
    visit: &Visit,
    (view, path, RawQuery(query)): (&View, &str, RawQuery),
    make: impl FnOnce(&Here<'_>) -> Option<Page>,
) -> Answer {
    let asked = Asked::of(query.as_deref().unwrap_or_default());
    super::in_words(visit.lang, |words| {
        let (base, role, path) = (visit.site.base.as_str(), visit.who.role, visit.site.path(path));
        let here = Here { view, words, base, path, role, asked: &asked };
        let page = make(&here).ok_or(Refusal::NotThere)?;
        if let Some(format) = &asked.format {
            let sheet = page.sheet.as_ref().ok_or(Refusal::NotThere)?;
            let writing = Writing { words, day: view.day() };
            return page::download(sheet, format, &writing).ok_or(Refusal::NotThere);
        }
        plain::page(StatusCode::OK, &page::written(&frame(visit, &here), &page))
    })
}

fn frame(visit: &Visit, here: &Here<'_>) -> Frame {
    let site = &visit.site;
    let is_here = |path: &str| match path {
        "/" => here.path == site.path("/"),
        path => here.path == site.path(path) || here.path.starts_with(&site.path(&format!("{path}/"))),
    };
    let link = |(path, key, _): &(&str, &str, Guard)| Link {
        text: here.text(key),
        href: site.path(path),
        is_here: is_here(path),
    };
    let menu =
        MENU.iter().filter(|(path, _, guard)| is_let_in(*guard, here) && (here.view.is_whole() || *path != "/runs"));
    let done = here.asked.done.as_deref().map(|done| format!("page-done-{done}"));
    Frame {
        lang: match visit.lang {
            Lang::Sv => "sv",
            Lang::En => "en",
        },
        organiser: site.name.clone(),
        style: site.path(css_path()),
        home: site.path("/"),
        menu: menu.map(link).collect(),
        says: page::Says::of(here.words),
        account: visit.who.account.clone(),
        other_lang: Some(Link { text: here.text("page-other-lang"), href: other_lang(visit, here), is_here: false }),
        other: other_word(visit.lang).to_owned(),
        icon: site.path("/icon.svg"),
        sign_out: site.path("/sign-out"),
        token: (super::FormToken::FIELD, visit.form.text().to_owned()),
        told: done.filter(|key| here.words.has(key)).map(|key| here.text(&key)),
        path: here.path.clone(),
    }
}

/// The other language, as pages name it.
fn other_word(lang: Lang) -> &'static str {
    if lang == Lang::Sv { "en" } else { "sv" }
}

/// The way to the other language, and back to this page as it was asked for.
fn other_lang(visit: &Visit, here: &Here<'_>) -> String {
    let lang = other_word(visit.lang);
    let path = here.path.strip_prefix(here.base).unwrap_or("/");
    let next = super::site::encoded(&here.asked.but(path, |_| {}));
    visit.site.path(&format!("/language/{lang}?next={next}"))
}

fn is_let_in(guard: Guard, here: &Here<'_>) -> bool {
    match guard {
        Anyone | SignedIn => true,
        Roles(roles) => roles.contains(&here.role),
    }
}
