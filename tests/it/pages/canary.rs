//! The canary world: schools whose people all have names that stand nowhere else. Nobody ever sees another school's, nor
//! one that is protected (SECURITY T1). `UPPROP_CANARIES` says how many schools and how many in each, as `50x20`.

use super::interface::{answer, api_paths, fetched};
use super::{Eyes, Onlooker, html, paths};
use crate::on_sqlite::stage::Stage;
use jiff::civil::date;
use std::fmt::Write as _;
use upprop::config::{Environment as _, ProcessEnvironment};
use upprop::web::Role;
use upprop::web::api::Here;
use upprop::wording::{Lang, Words};

/// The same of programs, and some that only reports know.
const API_QUERIES: [&str; 5] = ["", "per_page=500", "q=kanarie", "sort=-name&state=waiting", "people=true"];
const QUERIES: [&str; 4] = ["", "q=kanarie", "sort=-name&state=waiting", "q=kanarie-0&page=2"];
/// The units that the demo's pools are bound to come first.
const KNOWN: [&str; 5] = ["ALM", "BJO", "CED", "DAL", "EKH"];

fn size() -> (usize, usize) {
    let said = ProcessEnvironment.variable("UPPROP_CANARIES").and_then(|said| said.into_string().ok());
    let said = said.as_deref().and_then(|said| said.split_once('x').map(|(a, b)| (a.to_owned(), b.to_owned())));
    said.map_or((5, 20), |(a, b)| (a.parse().unwrap(), b.parse().unwrap()))
}

/// A canary's name, or a school's.
fn name(school: usize, number: usize) -> String {
    format!("Kanarie-{school}-{number}-fågel")
}

fn stage((schools, people): (usize, usize)) -> Stage {
    let stage = Stage::empty();
    let demo = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/config/demo"));
    stage.write("upprop.toml", std::fs::read(demo.join("upprop.toml")).unwrap());
    for file in std::fs::read_dir(demo.join("conf.d")).unwrap() {
        let file = file.unwrap();
        stage.write(&format!("conf.d/{}", file.file_name().to_str().unwrap()), std::fs::read(file.path()).unwrap());
    }
    let alias = |school: usize| KNOWN.get(school).map_or_else(|| format!("S{school}"), |known| (*known).to_owned());
    let mut units = "key;id;namn;skolenhetskod;kod_status;skolformer\n".to_owned();
    let mut groups = "id;key;namn;enhet;typ\n".to_owned();
    let mut members = "grupp;person_id\n".to_owned();
    let mut persons =
        "id;nyckel;eppn;fornamn;efternamn;epost;roll;befattning;enhet;skyddsmarkering;fran;tom\n".to_owned();
    for school in 0..schools {
        let (alias, code) = (alias(school), 99_000_000 + school);
        let _ = writeln!(units, "{alias};u{school};Skola {};{code};officiell (fiktiv i demo);GR", name(school, 0));
        let _ = writeln!(groups, "g{school};{alias}-7A;Klass {};{alias};Klass", name(school, 999));
        for number in 1..=people {
            let (id, name) = (format!("p{school}x{number}"), name(school, number));
            let (role, duty) = if number % 10 == 0 { ("personal", "Lärare") } else { ("elev", "") };
            let mark = if number % 9 == 0 { "Sekretessmarkering" } else { "Ingen" };
            let mail = if number % 4 == 0 { String::new() } else { format!("{id}@exempelkommunen.example") };
            let _ = writeln!(persons, "{id};K{id};;{name};{name};{mail};{role};{duty};{alias};{mark};2026-08-18;");
            let _ = writeln!(members, "{alias}-7A;{id}");
        }
    }
    for (file, text) in [("enheter", units), ("grupper", groups), ("medlemskap", members), ("personer", persons)] {
        stage.write(&format!("roster/{file}.csv"), text);
    }
    stage.run("2026-11-23T05:00:00Z", "sync --first-import");
    stage
}

/// What was looked at.
struct Looked {
    schools: usize,
    role: Role,
    answers: usize,
    own: usize,
}

impl Looked {
    /// Looks at what a school is answered.
    fn at(&mut self, school: usize, (path, query): (&str, &str), page: Option<&str>) {
        self.answers += 1;
        let Some(page) = page else { return };
        for at in page.match_indices("Kanarie-").map(|(at, _)| at) {
            let mut parts = page[at..].split('-').skip(1).map(|part| part.parse::<usize>().unwrap_or(usize::MAX));
            let (of, number) = (parts.next().unwrap(), parts.next().unwrap_or(0));
            assert_eq!(of, school, "{path}?{query}: a foreign canary");
            let is_protected = number < 900 && number > 0 && number % 9 == 0;
            assert!(!is_protected, "{path}?{query}: a protected canary");
            self.own += 1;
        }
        for other in (0..self.schools).filter(|other| *other != school) {
            assert!(!page.contains(&format!("Kp{other}x")), "{path}?{query}: a foreign key");
        }
        for number in [9, 18].into_iter().filter(|_| self.role != Role::Decider) {
            let key = format!("Kp{school}x{number}");
            assert!(!page.contains(&format!("{key}\"")), "{path}?{query}: a protected key");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_sees_a_canary_of_another_school_nor_a_protected_one() {
    let (schools, people) = size();
    let stage = tokio::task::spawn_blocking(move || stage((schools, people))).await.unwrap();
    let eyes = Eyes::on(stage, date(2026, 11, 23)).await;
    let whole = eyes.view(&Onlooker::whole(Role::Decider)).await;
    whole.look_ahead();
    assert_eq!(whole.people().len(), schools * people);
    let (paths, words) = (paths(&whole), Words::new(Lang::Sv));
    let (api, fetched) = (api_paths(&whole), fetched(&eyes).await);
    let mut looked = Looked { schools, role: Role::School, answers: 0, own: 0 };
    for school in 0..schools {
        let unit = whole.unit(&format!("u{school}")).unwrap().unit.id;
        for role in [Role::School, Role::Reporter, Role::Decider] {
            looked.role = role;
            let onlooker = Onlooker::of(role, unit.clone());
            let view = eyes.view(&onlooker).await;
            for path in &paths {
                for query in QUERIES {
                    let page = html(&view, &words, (&onlooker, path, query));
                    looked.at(school, (path, query), page.as_deref());
                }
            }
            let here = Here { view: &view, words: &words, role, fetched: &fetched };
            for path in &api {
                for query in API_QUERIES {
                    let answer = answer(&here, path, query).map(|answer| answer.to_string());
                    looked.at(school, (path, query), answer.as_deref());
                }
            }
        }
    }
    let Looked { answers, own, .. } = looked;
    assert!(own > schools * people, "own canaries are seen: {own} in {answers} answers");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_sees_the_whole_sees_nobody_protected() {
    let (schools, people) = (5, 20);
    let stage = tokio::task::spawn_blocking(move || stage((schools, people))).await.unwrap();
    let eyes = Eyes::on(stage, date(2026, 11, 23)).await;
    let whole = eyes.view(&Onlooker::whole(Role::Decider)).await;
    whole.look_ahead();
    let (words, fetched) = (Words::new(Lang::En), fetched(&eyes).await);
    for onlooker in Onlooker::all() {
        let view = eyes.view(&onlooker).await;
        for path in paths(&whole) {
            let page = html(&view, &words, (&onlooker, &path, "")).unwrap_or_default();
            for number in [9, 18] {
                for school in 0..schools {
                    assert!(!page.contains(&name(school, number)), "{path}: {onlooker:?} sees a protected name");
                }
            }
        }
        let here = Here { view: &view, words: &words, role: onlooker.role, fetched: &fetched };
        for (path, query) in api_paths(&whole).iter().flat_map(|path| API_QUERIES.map(|query| (path, query))) {
            let answer = answer(&here, path, query).unwrap_or_default().to_string();
            for (school, number) in (0..schools).flat_map(|school| [9, 18].map(|number| (school, number))) {
                assert!(!answer.contains(&name(school, number)), "{path}: {onlooker:?} sees a protected name");
                let is_shown = onlooker.role == Role::Decider || !answer.contains(&format!("\"Kp{school}x{number}\""));
                assert!(is_shown, "{path}?{query}: {onlooker:?} sees somebody protected");
            }
        }
    }
}
