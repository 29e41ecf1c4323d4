//! Letters on a telephone: the page that goes with the text is no wider than the window.

use super::chromium::{Chromium, Look};
use crate::on_sqlite::stage::{Letter, Stage};
use std::path::Path;
use upprop::notify::{Due, Folder, Sender};

/// A letter as it is delivered, of which every line is as hard to break as any that is written: a key of 64 figures, an
/// address, a name in one word.
fn hard_to_break(folder: &Path) -> Letter {
    let key = "9c1e".repeat(16);
    let pause = format!("Pausa: upprop snooze \"held {key}\" --until DATUM --reason \"…\"");
    let link = format!("https://upprop.exempelkommunen.example/r/{key}");
    let name = "Särskolegymnasieprogramsamordningsenheten".repeat(3);
    let body = format!("{name}\n\n{pause}\n\nGör så här:\n 1. {link}\n 2. {key}\n\n - {name}: {link}\n");
    let sender = Sender { from: "upprop@x.example".to_owned(), reply_to: None };
    let due = Due {
        id: 1,
        to: "b@x.example",
        subject: "STOPPAD körning",
        body: &body,
        dedupe_key: "d",
        thread: "t",
        at: jiff::Timestamp::UNIX_EPOCH,
        is_resent: false,
        file: None,
    };
    let path = Folder { path: folder.to_owned(), sender }.deliver(&due).expect("a letter");
    Letter::read(&path)
}

/// How far a page goes beyond the window at a width.
fn beyond(chromium: &mut Chromium, (folder, page): (&Path, &str), look: Look) -> i64 {
    let path = folder.join("page.html");
    std::fs::write(&path, page).expect("a page");
    chromium.look(look);
    chromium.open(&format!("file://{}", path.display()));
    chromium.beyond()
}

#[test]
fn letters_are_no_wider_than_a_telephone() {
    let Some(mut chromium) = Chromium::start() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let stage = Stage::empty();
    stage.run_demo("--disaster").ended(3);
    let mut letters: Vec<Letter> = stage.letters().into_values().collect();
    for subject in ["STOPPAD körning", "BRIST", "RESPIT", "UTGÅR", "Sammanställning", "Licensförfrågan"] {
        assert!(letters.iter().any(|letter| letter.subject.contains(subject)), "no letter {subject}");
    }
    letters.push(hard_to_break(folder.path()));
    chromium.visitor(Look::PHONE);
    for letter in &letters {
        for look in [Look::PHONE, Look::NARROW] {
            let beyond = beyond(&mut chromium, (folder.path(), &letter.page), look);
            assert!(beyond <= 0, "{} {look:?}: {beyond} pixels beyond the window", letter.subject);
        }
        let said: String = chromium.text().split_whitespace().collect();
        let first = letter.text.split("\n\n").nth(1).and_then(|text| text.lines().next()).unwrap_or_default();
        let first: String = first.split_whitespace().collect();
        assert!(!first.is_empty() && said.contains(&first), "{first} in {said}");
    }
    // What does not fit is seen not to.
    let wide = letters[0].page.replace("<p>", "<p style=\"white-space: pre; width: 500px\">");
    assert!(
        beyond(&mut chromium, (folder.path(), &wide), Look::PHONE) > 0,
        "the widest of letters would be found to fit"
    );
}
