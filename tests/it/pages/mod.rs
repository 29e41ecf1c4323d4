//! The dashboard's pages, made from whole worlds: who sees what, what never stands on one, and how they are written.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

pub(crate) mod canary;
mod contrast;
mod demo;
mod interface;
mod look;
mod markup;
mod schema;
mod weight;

use crate::on_sqlite::stage::Stage;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use upprop::config::catalogue::{catalogue, confirm_after, limits};
use upprop::roster::{Scope, Shown, UnitId, Units};
use upprop::store::Store;
use upprop::web::Role;
use upprop::web::page::{self, Asked, Frame, Here, Link, Page};
use upprop::web::world::{Setting, Source, View, Worlds};
use upprop::wording::{Lang, Words};

/// A world that somebody looks at, through whatever scope.
pub(super) struct Eyes {
    worlds: Arc<Worlds>,
    pub(super) source: Source,
    _stage: Option<Stage>,
}

/// Who looks.
#[derive(Debug, Clone)]
pub(super) struct Onlooker {
    pub(super) role: Role,
    pub(super) scope: Scope,
}

impl Onlooker {
    pub(super) fn whole(role: Role) -> Self {
        let protected = if role == Role::Decider { Shown::Yes } else { Shown::No };
        Self { role, scope: Scope { units: Units::All, protected } }
    }

    pub(super) fn of(role: Role, unit: UnitId) -> Self {
        let protected = if role == Role::Decider { Shown::Yes } else { Shown::No };
        Self { role, scope: Scope { units: Units::Only(BTreeSet::from([unit])), protected } }
    }

    pub(super) fn all() -> [Self; 4] {
        [Role::Admin, Role::Reporter, Role::Auditor, Role::Decider].map(Self::whole)
    }
}

impl Eyes {
    /// A stage's world on a day.
    pub(super) async fn on(stage: Stage, day: Date) -> Self {
        let config = stage.loaded();
        let store = Store::open_read_only(&stage.address()).await.unwrap();
        let setting = Setting {
            organiser: config.file.organiser.name.clone(),
            catalogue: catalogue(&config.file),
            limits: limits(&config.file.guard, day),
            confirm_after: confirm_after(&config.file),
            office: upprop::sync::office(&config.file),
            zone: jiff::tz::TimeZone::get("Europe/Stockholm").unwrap(),
            digest: config.digest.clone(),
        };
        let source = Source { store, setting: Arc::new(setting), day };
        Self { worlds: Arc::default(), source, _stage: Some(stage) }
    }

    pub(super) async fn view(&self, onlooker: &Onlooker) -> View {
        self.worlds.view(&self.source, &onlooker.scope).await.unwrap()
    }
}

/// The page of a path, as the table of routes would make it; none where there is none.
pub(super) fn make(here: &Here<'_>, path: &str) -> Option<Page> {
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let people = here.role != Role::Reporter;
    let whole = people && here.role != Role::School;
    match parts[..] {
        [""] => Some(page::front(here)),
        ["pools"] => Some(page::pools(here)),
        ["pools", key] => page::pool(here, key),
        ["tools"] => Some(page::tools(here)),
        ["tools", key] => page::tool(here, key),
        ["vendors"] => Some(page::vendors(here)),
        ["vendors", name] => page::vendor(here, name),
        ["units"] => Some(page::units(here)),
        ["units", id] => page::unit(here, id),
        ["people", number] if people => page::person(here, number.parse().ok()?, &BTreeMap::new()),
        ["waiting"] if people => Some(page::waiting(here)),
        ["requests"] => Some(page::requests(here)),
        ["requests", number] => page::request(here, number),
        ["calendar"] => Some(page::calendar(here)),
        ["alerts"] => Some(page::alerts(here)),
        ["runs"] if whole => page::runs(here),
        ["runs", number] if whole => page::run(here, number.parse().ok()?),
        ["holds"] if whole => page::holds(here),
        ["ledger"] if whole && here.view.is_whole() => Some(page::ledger(here)),
        _ => None,
    }
}

/// A page as it is written; none where there is none.
pub(super) fn html(view: &View, words: &Words, (onlooker, path, query): (&Onlooker, &str, &str)) -> Option<String> {
    let asked = Asked::of(query);
    let here = Here { view, words, base: "", path: path.to_owned(), role: onlooker.role, asked: &asked };
    let page = make(&here, path)?;
    let lang = if words.lang == Lang::Sv { "sv" } else { "en" };
    let menu =
        ["front", "alerts", "pools", "waiting", "units", "tools", "vendors", "calendar", "runs", "holds", "ledger"];
    let link = |key: &str| Link {
        text: words.text(&format!("page-{key}")),
        href: format!("/{key}"),
        is_here: path.trim_start_matches('/').starts_with(key) || path == "/" && key == "front",
    };
    let frame = Frame {
        lang,
        organiser: view.setting().organiser.clone(),
        style: page::css_path().trim_start_matches("/style/").to_owned(),
        home: "/".to_owned(),
        menu: menu.into_iter().map(link).collect(),
        says: page::Says::of(words),
        account: "rut".to_owned(),
        path: path.to_owned(),
        token: ("form_token", "x".to_owned()),
        sign_out: "/sign-out".to_owned(),
        ..Frame::default()
    };
    Some(page::write(&frame, &page).unwrap())
}

/// Every path of what a scope may know of, and of what it may not.
pub(super) fn paths(whole: &View) -> Vec<String> {
    let mut paths: Vec<String> = [
        "/",
        "/pools",
        "/tools",
        "/vendors",
        "/units",
        "/waiting",
        "/requests",
        "/calendar",
        "/alerts",
        "/runs",
        "/holds",
        "/ledger",
    ]
    .map(str::to_owned)
    .to_vec();
    paths.extend(whole.pools().iter().map(|pool| format!("/pools/{}", pool.key)));
    for tool in whole.tools() {
        paths.push(format!("/tools/{}", tool.key));
        paths.push(format!("/vendors/{}", tool.vendor));
    }
    paths.extend(whole.units().iter().map(|unit| format!("/units/{}", unit.unit.id)));
    paths.extend(whole.requests().iter().map(|one| format!("/requests/{}", one.request.number)));
    paths.extend(whole.runs().iter().map(|run| format!("/runs/{}", run.id.0)));
    let lines = whole.lines();
    paths.extend(whole.people().into_iter().filter_map(|who| Some(format!("/people/{}", lines.line(who).number?))));
    paths
}
