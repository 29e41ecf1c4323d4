//! Exempelkommunen's pages.

use super::{Eyes, Onlooker, html, markup, paths};
use crate::on_sqlite::stage::Stage;
use jiff::civil::date;
use upprop::roster::UnitId;
use upprop::web::Role;
use upprop::wording::{Lang, Words};

async fn eyes() -> Eyes {
    let stage = tokio::task::spawn_blocking(Stage::demo).await.unwrap();
    Eyes::on(stage, date(2026, 11, 23)).await
}

fn unit(eyes: &upprop::web::world::View, alias: &str) -> UnitId {
    eyes.units().into_iter().find(|line| line.unit.alias.as_deref() == Some(alias)).unwrap().unit.id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_is_well_formed_for_every_role_in_both_languages() {
    let eyes = eyes().await;
    let admin = eyes.view(&Onlooker::whole(Role::Admin)).await;
    let decider = eyes.view(&Onlooker::whole(Role::Decider)).await;
    let school = unit(&admin, "BJO");
    admin.look_ahead();
    let mut made = 0;
    for lang in [Lang::Sv, Lang::En] {
        let words = Words::new(lang);
        let own = [Onlooker::of(Role::School, school.clone()), Onlooker::of(Role::Decider, school.clone())];
        for onlooker in Onlooker::all().into_iter().chain(own) {
            let view = eyes.view(&onlooker).await;
            for path in paths(&decider) {
                for query in ["", "q=e&sort=-person&page=2&state=waiting", "alert=dpa:x&done=released"] {
                    let Some(html) = html(&view, &words, (&onlooker, &path, query)) else { continue };
                    assert_eq!(markup::faults(&html), [""; 0], "{path}?{query} {onlooker:?}");
                    made += 1;
                }
            }
        }
    }
    assert!(made > 1500, "{made}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_page_says_how_it_went_and_what_there_is_to_do_and_names_nobody() {
    let eyes = eyes().await;
    let admin = Onlooker::whole(Role::Admin);
    let view = eyes.view(&admin).await;
    let front = html(&view, &Words::new(Lang::Sv), (&admin, "/", "")).unwrap();
    assert!(front.contains("Senaste körning 06:00 gick bra."), "{front}");
    assert!(front.contains("att göra") && front.contains("brådskande"), "{front}");
    let lines = view.lines();
    for who in view.people() {
        let line = lines.line(who);
        assert!(!front.contains(&line.name.unwrap()), "somebody's name is on the first page");
        assert!(!front.contains(&format!(">{}<", line.key)), "somebody's key is on the first page");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_is_counted_by_vendor_and_state_with_the_oldest_before_the_list_of_requests() {
    let eyes = eyes().await;
    let admin = Onlooker::whole(Role::Admin);
    let view = eyes.view(&admin).await;
    let page = html(&view, &Words::new(Lang::Sv), (&admin, "/requests", "")).unwrap();
    let open = page.split("<h2>").find(|part| part.starts_with("Öppna, efter leverantör")).unwrap();
    let rows: Vec<String> = open.split("<tr").skip(2).map(words_of).collect();
    let expected = [
        "Förklara Sverige AB leverans väntas 1",
        "Förklara Sverige AB sen 1 8",
        "Ljudbruket AB obesvarad 1 18",
        "Räknestugan AB leverans väntas 1",
    ];
    for line in expected {
        assert!(rows.iter().any(|row| row.starts_with(line)), "{line}: {rows:?}");
    }
    assert_eq!(rows.len(), expected.len(), "whoever has said NO waits for nothing: {rows:?}");
}

/// What is read of a row, its tags left out.
fn words_of(row: &str) -> String {
    let text = row.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text.trim());
    text.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_shows_the_numbers_that_the_command_line_shows() {
    let eyes = eyes().await;
    // The decider sees everybody, as the command line does.
    let view = eyes.view(&Onlooker::whole(Role::Decider)).await;
    let golden: serde_json::Value = serde_json::from_str(include_str!("../stories/golden.json")).unwrap();
    for expected in golden["pools"].as_array().unwrap() {
        let line = view.pool(expected["pool"].as_str().unwrap()).unwrap();
        let n = &expected["n"];
        if expected["pool"] == "P4" {
            continue;
        }
        let number = |key: &str| n[key].as_u64().map(|n| u32::try_from(n).unwrap());
        assert_eq!(line.total, number("total"), "{expected}");
        assert_eq!(Some(line.all.assigned), number("assigned"), "{expected}");
        assert_eq!(Some(line.all.grace), number("grace"), "{expected}");
        assert_eq!(line.available(), number("available"), "{expected}");
        assert_eq!(Some(line.all.waiting), number("waiting"), "{expected}");
        assert_eq!(Some(line.all.blocked), number("blocked"), "{expected}");
        assert_eq!(Some(line.all.held), number("held"), "{expected}");
        assert_eq!(line.usage(), n["usage_pct"].as_f64(), "{expected}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_ladder_of_a_person_says_what_explain_says() {
    let eyes = eyes().await;
    let admin = Onlooker::whole(Role::Admin);
    let view = eyes.view(&admin).await;
    let words = Words::new(Lang::Sv);
    let lines = view.lines();
    let e29 = view.people().into_iter().find(|who| lines.line(*who).key == "E29").unwrap();
    let number = lines.line(e29).number.unwrap();
    let page = html(&view, &words, (&admin, &format!("/people/{number}"), "")).unwrap();
    let stage = Stage::demo();
    let said = stage.run("2026-11-23T06:00:00Z", "explain E29 sifferkul-79").out;
    for line in said.lines().skip(1).filter(|line| line.contains('✓') || line.contains('✗') || line.contains('→'))
    {
        let text = line.trim().trim_start_matches(['✓', '✗', '→', ' ']);
        assert!(page.contains(text), "{text} is not in {page}");
    }
    assert!(!page.contains("<title>E29"), "the title names somebody");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_protected_is_not_there_but_for_who_decides() {
    let eyes = eyes().await;
    let (admin, decider) = (Onlooker::whole(Role::Admin), Onlooker::whole(Role::Decider));
    let (of_admin, of_decider) = (eyes.view(&admin).await, eyes.view(&decider).await);
    let lines = of_decider.lines();
    let hidden: Vec<_> =
        of_decider.people().into_iter().map(|who| lines.line(who)).filter(|line| line.is_protected).collect();
    assert!(!hidden.is_empty());
    let words = Words::new(Lang::Sv);
    for line in hidden {
        let path = format!("/people/{}", line.number.unwrap());
        assert!(of_admin.person(line.number.unwrap()).is_none());
        assert!(html(&of_admin, &words, (&admin, &path, "")).is_none());
        let page = html(&of_decider, &words, (&decider, &path, "")).unwrap();
        assert!(page.contains("Skyddad"), "{page}");
        let person = of_decider.person(line.number.unwrap()).unwrap();
        assert!(!page.contains(&*person.family_name), "a protected name is shown");
        for path in paths(&of_admin) {
            let page = html(&of_admin, &words, (&admin, &path, "")).unwrap_or_default();
            assert!(!page.contains(&format!(">{}<", line.key)), "{path} shows somebody protected");
            assert!(!page.contains(person.id.as_str()), "{path} shows somebody protected");
        }
    }
}
