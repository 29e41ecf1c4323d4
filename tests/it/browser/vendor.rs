//! A vendor opens the link of a letter, which a scanner of mail opened before, answers, and says what was delivered.

use super::axe::faults;
use super::chromium::{Chromium, Look};
use crate::daemon::{Daemon, Town};
use crate::requests::links::{done, get, token, town};
use jiff::ToSpan as _;
use jiff::civil::Date;

/// What the pages say in a language.
struct Words {
    yes: &'static str,
    answer: &'static str,
    seats: &'static str,
    deliver: &'static str,
    thanks: &'static str,
    new_day: &'static str,
    reason: &'static str,
    send_day: &'static str,
}

const SWEDISH: Words = Words {
    yes: "JA, vi har licenser",
    answer: "Skicka svaret",
    seats: "Antal platser",
    deliver: "Lägg in leveransen",
    thanks: "Tack. Det är mottaget.",
    new_day: "Ny leveransdag",
    reason: "Varför (behövs om det blir senare)",
    send_day: "Skicka den nya dagen",
};
const ENGLISH: Words = Words {
    yes: "YES, we have licences",
    answer: "Send the answer",
    seats: "Number of seats",
    deliver: "Enter the delivery",
    thanks: "Thank you. It was received.",
    new_day: "New day of delivery",
    reason: "Why (needed if it is later)",
    send_day: "Send the new day",
};

/// A request that was sent, and the pages where it is answered.
pub(super) struct Asked {
    town: Town,
    address: String,
    _daemon: Daemon,
}

impl Asked {
    pub(super) fn of(language: &str) -> Self {
        let town = town();
        let config = std::fs::read_to_string(town.path("upprop.toml")).expect("a configuration");
        let config = config.replace("[organiser]\n", &format!("[organiser]\nlanguage = \"{language}\"\n"));
        // Names as a reader of README may meet them.
        let config = config.replace("\"Ånäs\"", "\"Exempelkommunen\"").replace("\"T\"", "\"Sifferkul 7–9\"");
        town.save("upprop.toml", &config);
        done(&town, &["request", "new", "t", "--met", "order", "--met", "purchase", "--send"]);
        done(&town, &["sync"]);
        let (daemon, said) = town.serve_saying("answers /healthz");
        let address = said.split("address=").nth(1).and_then(|rest| rest.split_whitespace().next());
        Self { address: address.expect("an address").to_owned(), town, _daemon: daemon }
    }

    /// The link of the newest letter.
    pub(super) fn link(&self) -> String {
        format!("http://{}/r/{}", self.address, token(&self.town))
    }

    /// By when what was promised is due.
    fn due_on(&self) -> Date {
        let list: serde_json::Value = serde_json::from_str(&self.list()).expect("JSON");
        list["requests"][0]["due_on"].as_str().expect("a day").parse().expect("a day")
    }

    /// The requests as the command line lists them.
    fn list(&self) -> String {
        done(&self.town, &["--json", "request", "list"])
    }
}

fn answered(language: &str, words: &Words) {
    let Some(mut chromium) = Chromium::start() else { return };
    let asked = Asked::of(language);
    let (link, before) = (asked.link(), asked.list());
    let path = link.split(&asked.address).nth(1).expect("a path").to_owned();
    for method in ["HEAD", "GET", "HEAD", "GET"] {
        assert!(get(&asked.address, method, &path).starts_with("HTTP/1.1 200"), "{method}");
    }
    assert_eq!(asked.list(), before, "whoever only looks decides nothing");
    chromium.visitor(Look::PHONE);
    assert_eq!(chromium.open(&link), 200);
    let mut found = faults(&mut chromium, "question");
    // What is not chosen is not sent: the browser says so before anybody is asked.
    chromium.click(("button", words.answer));
    assert_eq!(asked.list(), before, "nothing was chosen");
    let units = chromium.count(("radio", words.yes));
    assert!(units > 0);
    for unit in 0..usize::try_from(units).expect("few units") {
        chromium.click_nth(("radio", words.yes), unit);
    }
    chromium.click(("button", words.answer));
    assert!(chromium.text().contains(words.thanks), "{}", chromium.text());
    assert_ne!(asked.list(), before);
    found.extend(faults(&mut chromium, "answered"));
    chromium.open(&link);
    assert_eq!(chromium.count(("button", words.answer)), 0, "a link decides once");
    done(&asked.town, &["sync"]);
    chromium.open(&asked.link());
    found.extend(faults(&mut chromium, "delivery"));
    let later = asked.due_on().saturating_add(10.days()).to_string();
    chromium.fill(words.new_day, &later);
    chromium.fill(words.reason, "Lagret är \"tomt\" & <slut>");
    chromium.click(("button", words.send_day));
    assert!(chromium.text().contains(words.thanks) && chromium.text().contains(&later), "{}", chromium.text());
    assert_eq!(asked.due_on().to_string(), later);
    found.extend(faults(&mut chromium, "delayed"));
    done(&asked.town, &["sync"]);
    chromium.open(&asked.link());
    chromium.fill(words.seats, "7");
    chromium.click(("button", words.deliver));
    assert!(chromium.text().contains(words.thanks), "{}", chromium.text());
    assert!(asked.list().contains("\"state\": \"delivered\""), "{}", asked.list());
    found.extend(faults(&mut chromium, "delivered"));
    assert_eq!(chromium.complaints(), [""; 0]);
    assert_eq!(chromium.open(&link.replace("/r/", "/r/0")), 404);
    found.extend(faults(&mut chromium, "no such link"));
    assert_eq!(found, [""; 0]);
}

#[test]
fn a_vendor_answers_and_delivers_after_a_scanner_was_there() {
    answered("sv", &SWEDISH);
}

#[test]
fn a_vendor_answers_and_delivers_in_english() {
    answered("en", &ENGLISH);
}
