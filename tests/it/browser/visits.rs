//! What people come for, from sign-in to sign-out.

use super::chromium::{Chromium, Look};
use super::demo::{As, Demo, ENGLISH, SWEDISH};
use crate::daemon::{PATIENCE, within};
use std::cell::RefCell;

const NOTHING: [&str; 0] = [];

#[test]
fn everybody_signs_in_walks_through_the_menu_of_the_role_and_signs_out() {
    let Some(mut chromium) = Chromium::start() else { return };
    let demo = Demo::served(&["--disaster"]);
    for role in As::ALL {
        chromium.visitor(Look::DESK);
        assert_eq!(chromium.open(&demo.at("/pools")), 200);
        assert_eq!(chromium.heading(), "Logga in", "{role:?}");
        demo.sign_in(&mut chromium, (role, SWEDISH));
        assert_eq!((chromium.url(), chromium.heading()), (demo.at("/pools"), "Pooler".to_owned()), "{role:?}");
        let menu = chromium.menu();
        let sees = |text: &str| menu.iter().any(|word| word == text);
        assert_eq!(sees("Saknar plats"), role != As::Reporter, "{role:?}: {menu:?}");
        assert_eq!(sees("Stoppat"), !matches!(role, As::Reporter | As::School), "{role:?}: {menu:?}");
        assert!(menu.len() > 6, "{role:?}: {menu:?}");
        for word in &menu {
            chromium.click(("link", word));
            assert!(chromium.beyond() <= 0, "{role:?}: {word} is wider than the window");
            assert_eq!(chromium.count(("link", "Logga in")), 0, "{role:?}: {word}");
        }
        chromium.click(("button", "Logga ut"));
        assert_eq!(chromium.heading(), "Logga in");
        assert_eq!(chromium.complaints(), NOTHING, "{role:?}");
        chromium.back();
        assert_eq!(chromium.heading(), "Logga in", "{role:?}: nothing of it is kept");
    }
    let [mut wrong, forbidden] = [As::School, As::Reporter];
    chromium.visitor(Look::PHONE);
    for path in ["/ledger", "/people/1"] {
        chromium.open(&demo.at("/language/en?next=/sign-in"));
        demo.sign_in(&mut chromium, (wrong, ENGLISH));
        let status = chromium.open(&demo.at(path));
        assert!(status == 403 || status == 404, "{wrong:?} gets {status} of {path}");
        assert!(chromium.beyond() <= 0);
        chromium.visitor(Look::PHONE);
        wrong = forbidden;
    }
}

#[test]
fn whoever_asks_why_e29_has_no_seat_finds_it_by_searching() {
    let Some(mut chromium) = Chromium::start() else { return };
    let demo = Demo::served(&[]);
    chromium.visitor(Look::DESK);
    chromium.open(&demo.at("/"));
    demo.sign_in(&mut chromium, (As::Admin, SWEDISH));
    // Who uses no mouse gets past the menu first of all.
    chromium.press("Tab");
    assert_eq!(chromium.focus(), "Till innehållet");
    chromium.press("Enter");
    assert!(chromium.url().ends_with("#text"));
    chromium.click(("link", "Pooler"));
    chromium.click(("link", "Sifferkul 7–9 elev, Björkskolan"));
    assert!(chromium.text().contains("11 rader"));
    chromium.fill("Sök", "E29");
    chromium.click(("button", "Visa"));
    assert!(chromium.url().contains("q=E29"));
    assert!(chromium.text().contains("1 av 11 rader"), "{}", chromium.text());
    chromium.click(("link", "E29"));
    assert_eq!(chromium.heading(), "Person", "the title names nobody");
    let text = chromium.text();
    for line in [
        "väntar, plats 1 av 1 i kön till P2",
        "gruppen 7A är kopplad till P2",
        "ledig plats: 10/10",
        "1 plats till i P2",
    ] {
        assert!(text.contains(line), "{line} is not in {text}");
    }
    chromium.click(("link", "English"));
    assert!(chromium.text().contains("free seat: 10/10"), "{}", chromium.text());
    assert_eq!(chromium.complaints(), NOTHING);
    // The school finds it as well; another school's people are not there.
    chromium.visitor(Look::PHONE);
    chromium.open(&demo.at("/waiting?q=E29"));
    demo.sign_in(&mut chromium, (As::School, SWEDISH));
    assert!(chromium.url().ends_with("/waiting?q=E29"), "it goes on where somebody wanted to go");
    chromium.click(("link", "E29"));
    assert!(chromium.text().contains("ledig plats: 10/10"));
    assert_eq!(chromium.complaints(), NOTHING);
}

#[test]
fn an_administrator_releases_what_was_held_and_a_run_follows() {
    let Some(mut chromium) = Chromium::start() else { return };
    let demo = Demo::served(&["--disaster"]);
    chromium.visitor(Look::DESK);
    chromium.open(&demo.at("/holds"));
    demo.sign_in(&mut chromium, (As::Auditor, SWEDISH));
    assert!(chromium.text().contains("personer försvinner"));
    assert_eq!(chromium.count(("button", "Släpp")), 0, "who looks after others does not act");
    chromium.click(("button", "Logga ut"));
    demo.sign_in(&mut chromium, (As::Admin, SWEDISH));
    chromium.click(("link", "Granska stoppet"));
    assert_eq!((chromium.heading(), chromium.count(("button", "Släpp"))), ("Stoppat".to_owned(), 1));
    chromium.click(("button", "Släpp"));
    assert!(chromium.text().contains("Släppt. En körning följer."), "{}", chromium.text());
    assert_eq!(chromium.count(("button", "Släpp")), 0);
    let chromium = RefCell::new(chromium);
    let follows = |path: &str, is_there: &dyn Fn(&mut Chromium) -> bool| {
        within(PATIENCE, || {
            let mut chromium = chromium.borrow_mut();
            chromium.open(&demo.at(path));
            is_there(&mut chromium).then_some(())
        });
    };
    follows("/runs/5", &|chromium| chromium.heading().contains('5'));
    follows("/", &|chromium| !chromium.text().contains("STOPPAD"));
    let mut chromium = chromium.into_inner();
    // Whoever asks before the run is there is told that it is not.
    chromium.complaints();
    chromium.open(&demo.at("/ledger?q=admin"));
    assert!(chromium.text().contains("släppt"), "{}", chromium.text());
    assert_eq!(chromium.complaints(), NOTHING);
}
