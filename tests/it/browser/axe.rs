//! Everybody can use every page: axe-core's rules (WCAG 2.1 A and AA, and good practice), in both languages, at a desk and on a
//! phone, by day and by night. Which pages there are is found by following links, and held against the table of routes.

use super::chromium::{Chromium, Look};
use super::demo::{As, Demo, ENGLISH, SWEDISH, Words};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use upprop::web::declared;

/// At night only colours are others: what is where, and how it is called, is as by day.
const COLOURS: &[&str] = &["color-contrast", "link-in-text-block"];
/// What is asked for with GET and is no page.
const NO_PAGES: &[&str] = &["/api/", "/style/", "/plain.css", "/icon.svg", "/language/", "/sign-in/oidc"];
/// So many of a kind: two persons differ, and all of them are more than time allows.
const ALIKE_MAX: u32 = 2;

/// What is wrong with the page that is open.
#[track_caller]
pub(super) fn faults(chromium: &mut Chromium, place: &str) -> Vec<String> {
    let looks = [
        (Look::DESK, None),
        (Look::PHONE, None),
        (Look::DESK_AT_NIGHT, Some(COLOURS)),
        (Look::PHONE_AT_NIGHT, Some(COLOURS)),
    ];
    let mut faults = Vec::new();
    for (look, rules) in looks {
        chromium.look(look);
        let found = chromium.axe(rules);
        assert!(!found.kept.is_empty(), "{place}: nothing was looked at");
        faults.extend(found.violations.into_iter().map(|fault| format!("{place} {look:?}: {fault}")));
        let beyond = chromium.beyond();
        if beyond > 0 {
            faults.push(format!("{place} {look:?}: {beyond} pixels wider than the window"));
        }
    }
    chromium.look(Look::NARROW);
    let beyond = chromium.beyond();
    if beyond > 0 {
        faults.push(format!("{place}: {beyond} pixels wider than 320"));
    }
    chromium.look(Look::DESK);
    faults
}

/// What kind of page an address is of: its path without keys and numbers, and what is asked of it without values.
fn kind(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let parts: Vec<&str> = path.split('/').collect();
    let first = parts.get(1).copied().unwrap_or_default();
    let names: BTreeSet<&str> = query.split('&').map(|pair| pair.split('=').next().unwrap_or_default()).collect();
    format!("/{first}{} {names:?}", "/*".repeat(parts.len().saturating_sub(2)))
}

struct Walk<'a> {
    demo: &'a Demo,
    opened: BTreeSet<String>,
    faults: Vec<String>,
}

impl Walk<'_> {
    /// Opens what a link leads to, and gives where it leads on.
    fn open(&mut self, chromium: &mut Chromium, path: &str, status: u64) -> Vec<String> {
        self.opened.insert(path.to_owned());
        assert_eq!(chromium.open(&self.demo.at(path)), status, "{path}");
        self.looks(chromium, path);
        let base = self.demo.at("/");
        let links = chromium.links();
        let ours = links.iter().filter_map(|link| link.strip_prefix(base.trim_end_matches('/')));
        ours.map(|link| link.split('#').next().unwrap_or_default().to_owned()).collect()
    }

    fn looks(&mut self, chromium: &mut Chromium, place: &str) {
        self.faults.extend(faults(chromium, place));
    }

    /// Follows every link, some of each kind.
    fn everywhere(&mut self, chromium: &mut Chromium) {
        let mut kinds: BTreeMap<String, u32> = BTreeMap::new();
        let mut ahead = VecDeque::from(["/".to_owned(), "/status".to_owned(), "/pools?q=finns+inte".to_owned()]);
        while let Some(path) = ahead.pop_front() {
            let is_page = !NO_PAGES.iter().any(|none| path.starts_with(none)) && !path.contains("format=");
            if !is_page || self.opened.contains(&path) {
                continue;
            }
            let known = kinds.entry(kind(&path)).or_default();
            let most = if path.contains('?') { 1 } else { ALIKE_MAX };
            if *known < most {
                *known += 1;
                ahead.extend(self.open(chromium, &path, 200));
            }
        }
    }
}

/// Is an address one of a route?
fn is_of(route: &str, path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    let (route, path): (Vec<&str>, Vec<&str>) = (route.split('/').collect(), path.split('/').collect());
    route.len() == path.len() && route.iter().zip(path).all(|(part, said)| part.starts_with('{') || *part == said)
}

fn walk(lang: &str, words: Words) {
    let Some(mut chromium) = Chromium::start() else { return };
    let demo = Demo::served(&["--disaster"]);
    let mut walk = Walk { demo: &demo, opened: BTreeSet::new(), faults: Vec::new() };
    chromium.visitor(Look::DESK);
    chromium.open(&demo.at(&format!("/language/{lang}?next=/sign-in")));
    walk.open(&mut chromium, "/sign-in", 200);
    assert_eq!(chromium.complaints(), [""; 0]);
    demo.try_wrongly(&mut chromium, words);
    walk.looks(&mut chromium, "a wrong password");
    demo.sign_in(&mut chromium, (As::Admin, words));
    walk.open(&mut chromium, "/people/999999", 404);
    // That there is no such page, and that the password was wrong, is what the browser is to say.
    chromium.complaints();
    walk.everywhere(&mut chromium);
    assert_eq!(chromium.complaints(), [""; 0]);
    let pages = declared().into_iter().filter(|route| route.method.as_str() == "GET").map(|route| route.path);
    let pages = pages.filter(|path| !NO_PAGES.iter().any(|none| path.starts_with(none)));
    let unseen: Vec<&str> = pages.filter(|route| !walk.opened.iter().any(|path| is_of(route, path))).collect();
    assert_eq!(unseen, [""; 0], "no link of the demo leads there: {:#?}", walk.opened);
    assert!(walk.faults.is_empty(), "{} of {} pages: {:#?}", walk.faults.len(), walk.opened.len(), walk.faults);
}

#[test]
fn everybody_can_use_every_page_in_swedish() {
    walk("sv", SWEDISH);
}

#[test]
fn everybody_can_use_every_page_in_english() {
    walk("en", ENGLISH);
}

#[test]
fn a_page_that_not_everybody_can_use_is_seen_and_so_is_a_complaint() {
    let Some(mut chromium) = Chromium::start() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let page = "<!doctype html><html><head><title>A</title><meta http-equiv=\"Content-Security-Policy\" \
                content=\"img-src 'none'\"><style>:root{color-scheme:light dark}html{background:#fff}p{color:#767676}\
                @media (prefers-color-scheme:dark){html{background:#111}p{color:#555}}</style></head><body><main><h1>A</h1><p>pale</p>\
                <img src=\"a.png\"><link rel=\"stylesheet\" href=\"http://127.0.0.1:9/a.css\"><div style=\"width:500px\">wide</div><script>console.warn('a')</script></main></body></html>";
    let file = folder.path().join("a.html");
    std::fs::write(&file, page).expect("a file");
    chromium.visitor(Look::DESK);
    chromium.open(&format!("file://{}", file.display()));
    let complaints = chromium.complaints().join("\n");
    for complaint in ["Content Security Policy", "warning: a", "another house: http://127.0.0.1:9"] {
        assert!(complaints.contains(complaint), "{complaint} is not in {complaints}");
    }
    let paper = chromium.paper();
    assert!(paper.beyond == 0 && paper.sheets == 1, "500 pixels fit a sheet: {paper:?}");
    assert!(chromium.smuggle().done, "nothing forbids it here");
    let found = faults(&mut chromium, "a").join("\n");
    for fault in
        ["html-has-lang", "image-alt", "pixels wider than the", "wider than 320", "dark: true }: color-contrast"]
    {
        assert!(found.contains(fault), "{fault} is not in {found}");
    }
    assert!(!found.contains("dark: false }: color-contrast"), "by day it can be read: {found}");
}
