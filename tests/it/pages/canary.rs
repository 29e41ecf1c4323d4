//! The canary world: schools whose people all have names that stand nowhere else. Nobody ever sees another school's, nor
//! one that is protected (SECURITY T1). `UPPROP_CANARIES` says how many schools and how many in each, as `50x20`.

use super::interface::{answer, api_paths, fetched};
use super::{Eyes, Onlooker, html, paths};
use crate::canaries::{Canary, MARK, numbers};
use crate::on_sqlite::stage::Stage;
use jiff::civil::date;
use std::collections::BTreeSet;
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
pub(crate) fn name(school: usize, number: usize) -> String {
    format!("Kanarie-{school}-{number}-fågel")
}

/// What is known of a canary and never told: addresses and a personal number.
pub(crate) fn untold(school: usize, number: usize) -> Canary {
    Canary::new(4, school * 1_000 + number)
}

/// Is a canary's identity protected?
pub(crate) fn is_protected(number: usize) -> bool {
    number < 900 && number > 0 && number.is_multiple_of(9)
}

pub(crate) fn stage((schools, people): (usize, usize)) -> Stage {
    let stage = Stage::empty();
    let demo = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/config/demo"));
    stage.write("upprop.toml", std::fs::read(demo.join("upprop.toml")).unwrap());
    stage.replace("upprop.toml", "from = \"fran\"", "personal_number = \"personnummer\", from = \"fran\"");
    stage.replace("upprop.toml", "[notify]\n", "[guard]\nidentity_key = { file = \"identity.key\" }\n[notify]\n");
    stage.write("identity.key", "a key of canaries, and of nobody else".repeat(2));
    std::fs::set_permissions(stage.path("identity.key"), std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    for file in std::fs::read_dir(demo.join("conf.d")).unwrap() {
        let file = file.unwrap();
        stage.write(&format!("conf.d/{}", file.file_name().to_str().unwrap()), std::fs::read(file.path()).unwrap());
    }
    let alias = |school: usize| KNOWN.get(school).map_or_else(|| format!("S{school}"), |known| (*known).to_owned());
    let mut units = "key;id;namn;skolenhetskod;kod_status;skolformer\n".to_owned();
    let mut groups = "id;key;namn;enhet;typ\n".to_owned();
    let mut members = "grupp;person_id\n".to_owned();
    let mut persons =
        "id;nyckel;eppn;fornamn;efternamn;epost;roll;befattning;enhet;skyddsmarkering;fran;tom;personnummer\n"
            .to_owned();
    for school in 0..schools {
        let (alias, code) = (alias(school), 99_000_000 + school);
        let _ = writeln!(units, "{alias};u{school};Skola {};{code};officiell (fiktiv i demo);GR", name(school, 0));
        let _ = writeln!(groups, "g{school};{alias}-7A;Klass {};{alias};Klass", name(school, 999));
        for number in 1..=people {
            let (id, name) = (format!("p{school}x{number}"), name(school, number));
            let (role, duty) = if number % 10 == 0 { ("personal", "Lärare") } else { ("elev", "") };
            let mark = if is_protected(number) { "Sekretessmarkering" } else { "Ingen" };
            let Canary { email, eppn, number: twelve, .. } = untold(school, number);
            let mail = if number % 4 == 0 { String::new() } else { email };
            let who = format!("{id};K{id};{eppn};{name};{name};{mail};{role};{duty};{alias};{mark}");
            let _ = writeln!(persons, "{who};2024-08-18;;{twelve}");
            let _ = writeln!(members, "{alias}-7A;{id}");
        }
    }
    for (file, text) in [("enheter", units), ("grupper", groups), ("medlemskap", members), ("personer", persons)] {
        stage.write(&format!("roster/{file}.csv"), text);
    }
    stage.run("2026-11-23T05:00:00Z", "sync --first-import");
    stage
}

/// Whose key begins here: the school and the number.
fn key(text: &str) -> Option<(usize, usize)> {
    let (school, rest) = text.split_once('x')?;
    let number = rest.split(|c: char| !c.is_ascii_digit()).next()?;
    Some((school.parse().ok()?, number.parse().ok()?))
}

/// What was looked at.
pub(crate) struct Looked {
    pub(crate) role: Role,
    pub(crate) answers: usize,
    pub(crate) own: usize,
    numbers: BTreeSet<String>,
}

impl Looked {
    pub(crate) fn new((schools, people): (usize, usize)) -> Self {
        let numbers = |school| (1..=people).map(move |number| untold(school, number).number[2..].to_owned());
        let numbers = (0..schools).flat_map(numbers).collect();
        Self { role: Role::School, answers: 0, own: 0, numbers }
    }

    /// Looks at what somebody is answered who sees a school, or all of them.
    pub(crate) fn at(&mut self, school: Option<usize>, (path, query): (&str, &str), page: Option<&str>) {
        self.answers += 1;
        let Some(page) = page else { return };
        for at in page.match_indices("Kanarie-").map(|(at, _)| at) {
            let mut parts = page[at..].split('-').skip(1).map(|part| part.parse::<usize>().unwrap_or(usize::MAX));
            let (of, number) = (parts.next().unwrap(), parts.next().unwrap_or(0));
            assert!(school.is_none_or(|school| of == school), "{path}?{query}: a foreign canary");
            assert!(!is_protected(number), "{path}?{query}: a protected canary");
            self.own += 1;
        }
        for (of, number) in page.match_indices("Kp").filter_map(|(at, _)| key(&page[at + 2..])) {
            assert!(school.is_none_or(|school| of == school), "{path}?{query}: a foreign key");
            assert!(self.role == Role::Decider || !is_protected(number), "{path}?{query}: a protected key");
        }
        assert!(!page.contains(MARK), "{path}?{query}: an address");
        assert!(numbers(page).is_disjoint(&self.numbers), "{path}?{query}: a personal number");
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
    let mut looked = Looked::new((schools, people));
    for school in 0..schools {
        let unit = whole.unit(&format!("u{school}")).unwrap().unit.id;
        for role in [Role::School, Role::Reporter, Role::Decider] {
            looked.role = role;
            let onlooker = Onlooker::of(role, unit.clone());
            let view = eyes.view(&onlooker).await;
            for path in &paths {
                for query in QUERIES {
                    let page = html(&view, &words, (&onlooker, path, query));
                    looked.at(Some(school), (path, query), page.as_deref());
                }
            }
            let here = Here { view: &view, words: &words, role, fetched: &fetched };
            for path in &api {
                for query in API_QUERIES {
                    let answer = answer(&here, path, query).map(|answer| answer.to_string());
                    looked.at(Some(school), (path, query), answer.as_deref());
                }
            }
        }
    }
    let Looked { answers, own, .. } = looked;
    println!("{answers} answers");
    assert!(own > schools * people, "own canaries are seen: {own} in {answers} answers");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_sees_the_whole_sees_nobody_protected() {
    let (schools, people) = (5, 20);
    let stage = tokio::task::spawn_blocking(move || stage((schools, people))).await.unwrap();
    let eyes = Eyes::on(stage, date(2026, 11, 23)).await;
    let whole = eyes.view(&Onlooker::whole(Role::Decider)).await;
    whole.look_ahead();
    let (words, fetched, mut looked) = (Words::new(Lang::En), fetched(&eyes).await, Looked::new((schools, people)));
    for onlooker in Onlooker::all() {
        let view = eyes.view(&onlooker).await;
        looked.role = onlooker.role;
        for path in paths(&whole) {
            let page = html(&view, &words, (&onlooker, &path, ""));
            looked.at(None, (&path, ""), page.as_deref());
        }
        let here = Here { view: &view, words: &words, role: onlooker.role, fetched: &fetched };
        for (path, query) in api_paths(&whole).iter().flat_map(|path| API_QUERIES.map(|query| (path, query))) {
            let answer = answer(&here, path, query).map(|answer| answer.to_string());
            looked.at(None, (path, query), answer.as_deref());
        }
    }
    assert!(looked.own > schools * people, "canaries are seen");
}
