//! Pages as people see them: written to a folder, and drawn by Chromium where it is there. `UPPROP_PAGES_OUT` names the folder.

use super::{Eyes, Onlooker, html};
use crate::on_sqlite::stage::Stage;
use jiff::civil::date;
use std::path::Path;
use upprop::config::{Environment as _, ProcessEnvironment};
use upprop::web::Role;
use upprop::web::page::{CSS, css_path};
use upprop::wording::{Lang, Words};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_can_be_looked_at_without_a_server() {
    let folder = ProcessEnvironment.variable("UPPROP_PAGES_OUT");
    let own = tempfile::tempdir().unwrap();
    let folder = folder.as_ref().map_or_else(|| own.path(), Path::new);
    let stage = tokio::task::spawn_blocking(Stage::demo).await.unwrap();
    let eyes = Eyes::on(stage, date(2026, 11, 23)).await;
    let admin = Onlooker::whole(Role::Admin);
    let view = eyes.view(&admin).await;
    view.look_ahead();
    let lines = view.lines();
    let e29 = view.people().into_iter().find(|who| lines.line(*who).key == "E29").unwrap();
    let person = format!("/people/{}", lines.line(e29).number.unwrap());
    let unit = view.units().into_iter().find(|line| line.unit.alias.as_deref() == Some("BJO")).unwrap().unit.id;
    let unit = format!("/units/{unit}");
    std::fs::write(folder.join(css_path().trim_start_matches("/style/")), CSS).unwrap();
    for lang in [Lang::Sv, Lang::En] {
        let words = Words::new(lang);
        let pages = [
            ("front", "/"),
            ("pools", "/pools"),
            ("pool", "/pools/P2"),
            ("person", &*person),
            ("unit", &*unit),
            ("waiting", "/waiting"),
            ("calendar", "/calendar"),
            ("runs", "/runs"),
            ("run", "/runs/3"),
            ("ledger", "/ledger"),
            ("alerts", "/alerts"),
            ("tool", "/tools/sifferkul-79"),
        ];
        for (name, path) in pages {
            let page = html(&view, &words, (&admin, path, "")).unwrap_or_else(|| panic!("{path}"));
            let lang = if lang == Lang::Sv { "sv" } else { "en" };
            std::fs::write(folder.join(format!("{name}-{lang}.html")), page).unwrap();
        }
    }
}
