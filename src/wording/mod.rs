//! Words for people, in Swedish and English. The texts stand in `src/templates`, one file a subject.
//!
//! A message that is missing is a fault of ours and never of the caller: its key is shown in its place,
//! and a test sees to it that both languages have every key.

pub mod advice;
pub mod alert;
pub mod collate;
pub mod explain;
pub mod forecast;
pub mod letter;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use jiff::civil::Date;
use unic_langid::LanguageIdentifier;

/// The texts of one language.
const SWEDISH: &[&str] = &[
    include_str!("../templates/sv/access.ftl"),
    include_str!("../templates/sv/alert.ftl"),
    include_str!("../templates/sv/database.ftl"),
    include_str!("../templates/sv/explain.ftl"),
    include_str!("../templates/sv/forecast.ftl"),
    include_str!("../templates/sv/health.ftl"),
    include_str!("../templates/sv/letter.ftl"),
    include_str!("../templates/sv/page.ftl"),
    include_str!("../templates/sv/report.ftl"),
    include_str!("../templates/sv/request.ftl"),
    include_str!("../templates/sv/run.ftl"),
    include_str!("../templates/sv/table.ftl"),
];
const ENGLISH: &[&str] = &[
    include_str!("../templates/en/access.ftl"),
    include_str!("../templates/en/alert.ftl"),
    include_str!("../templates/en/database.ftl"),
    include_str!("../templates/en/explain.ftl"),
    include_str!("../templates/en/forecast.ftl"),
    include_str!("../templates/en/health.ftl"),
    include_str!("../templates/en/letter.ftl"),
    include_str!("../templates/en/page.ftl"),
    include_str!("../templates/en/report.ftl"),
    include_str!("../templates/en/request.ftl"),
    include_str!("../templates/en/run.ftl"),
    include_str!("../templates/en/table.ftl"),
];

/// A language that people read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Swedish.
    #[default]
    Sv,
    /// English.
    En,
}

/// The texts of one language, ready to be filled.
pub struct Words {
    bundle: FluentBundle<FluentResource>,
    /// Which language.
    pub lang: Lang,
}

/// A value that fills a place in a text.
pub enum Fill<'a> {
    /// Text as it is.
    Text(&'a str),
    /// A number, which decides between one and many.
    Number(u64),
}

impl<'a> From<&'a str> for Fill<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}
impl<'a> From<&'a String> for Fill<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}
impl From<u32> for Fill<'_> {
    fn from(number: u32) -> Self {
        Self::Number(u64::from(number))
    }
}
impl From<u64> for Fill<'_> {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}
impl From<usize> for Fill<'_> {
    fn from(number: usize) -> Self {
        Self::Number(number as u64)
    }
}

impl Words {
    /// The texts of `lang`.
    #[must_use]
    pub fn new(lang: Lang) -> Self {
        let (name, texts) = match lang {
            Lang::Sv => ("sv-SE", SWEDISH),
            Lang::En => ("en-GB", ENGLISH),
        };
        let language: LanguageIdentifier = name.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![language]);
        bundle.set_use_isolating(false);
        for text in texts {
            // What does not parse is dropped here and caught by the test that reads every message.
            let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, _)| resource);
            bundle.add_resource_overriding(resource);
        }
        Self { bundle, lang }
    }

    /// The text under `key`, filled.
    #[must_use]
    pub fn say(&self, key: &str, fills: &[(&str, Fill<'_>)]) -> String {
        let mut args = FluentArgs::new();
        for (name, fill) in fills {
            match fill {
                Fill::Text(text) => args.set(*name, FluentValue::from(*text)),
                Fill::Number(number) => args.set(*name, FluentValue::from(*number)),
            }
        }
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let mut errors = Vec::new();
        self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned()
    }

    /// The text under `key`, which has nothing to fill.
    #[must_use]
    pub fn text(&self, key: &str) -> String {
        self.say(key, &[])
    }

    /// Is there a text under `key`?
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// The text under `key`, or the word itself where there is none: for words that come from elsewhere.
    #[must_use]
    pub fn text_or(&self, key: &str, word: &str) -> String {
        if self.bundle.has_message(key) { self.text(key) } else { word.to_owned() }
    }

    /// A date as people write it: "23 nov", with the year when it is not `today`'s.
    #[must_use]
    pub fn short_date(&self, date: Date, today: Date) -> String {
        let month = self.text(&format!("month-{}", date.month()));
        if date.year() == today.year() {
            format!("{} {month}", date.day())
        } else {
            format!("{} {month} {}", date.day(), date.year())
        }
    }

    /// A share in per mille as a percentage with one decimal, as the language writes it.
    #[must_use]
    pub fn percent(&self, permille: u32) -> String {
        let comma = match self.lang {
            Lang::Sv => ',',
            Lang::En => '.',
        };
        let space = match self.lang {
            Lang::Sv => "\u{a0}",
            Lang::En => "",
        };
        format!("{}{comma}{}{space}%", permille / 10, permille % 10)
    }
}

/// A name from outside as a part of one line: what breaks or turns a line, or does worse, is a blank (SECURITY 3.6). Else a
/// school could be called as a step of what is to be done.
#[must_use]
pub fn one_line(name: &str) -> String {
    let turns = |c| matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let line: String = name.chars().map(|c| if c.is_control() || turns(c) { ' ' } else { c }).collect();
    line.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{ENGLISH, SWEDISH, Words};
    use fluent_bundle::FluentResource;
    use std::collections::BTreeSet;

    fn keys(texts: &[&str]) -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        for text in texts {
            let resource = FluentResource::try_new((*text).to_owned()).map_err(|(_, faults)| faults);
            assert!(resource.is_ok(), "{:?}", resource.err());
            let lines = text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
            keys.extend(lines.filter_map(|line| Some(line.split_once(" =")?.0.to_owned())));
        }
        keys
    }

    #[test]
    fn both_languages_have_every_message() {
        assert_eq!(keys(SWEDISH), keys(ENGLISH));
    }

    #[test]
    fn one_of_something_is_not_said_as_many() {
        let words = Words::new(super::Lang::Sv);
        let seats = |n: u64| {
            let keys = ["granted", "freed", "moved", "waiting", "blocked"];
            words.say("run-seats", &keys.map(|key| (key, n.into())))
        };
        assert_eq!(seats(1), "Platser: 1 tilldelad, 1 frigjord, 1 flyttad; 1 väntar, 1 spärrad.");
        assert_eq!(seats(0), "Platser: 0 tilldelade, 0 frigjorda, 0 flyttade; 0 väntar, 0 spärrade.");
        let bad = |words: &Words, errors: u64, warnings: u64| {
            words.say("check-bad", &[("errors", errors.into()), ("warnings", warnings.into())])
        };
        assert_eq!(
            [bad(&words, 0, 1), bad(&words, 1, 1), bad(&words, 2, 2)],
            ["1 varning.", "1 fel, 1 varning.", "2 fel, 2 varningar."]
        );
        let english = Words::new(super::Lang::En);
        assert_eq!([bad(&english, 1, 1), bad(&english, 2, 0)], ["1 error, 1 warning.", "2 errors, 0 warnings."]);
        let wish = |people: &str, count: u64| {
            let who = [("people", people.into()), ("count", count.into()), ("state", "blocked".into())];
            let why = [("pool", "P".into()), ("reason", "r".into())];
            words.say("plan-wish", &who.into_iter().chain(why).collect::<Vec<_>>())
        };
        assert_eq!([wish("E25", 1), wish("E25, E26", 2)], ["E25 spärrad i P: r", "E25, E26 spärrade i P: r"]);
    }

    #[test]
    fn an_agreement_that_ended_is_not_told_as_one_that_never_was() {
        let reason = |lang| Words::new(lang).text("reason-dpa_missing");
        assert_eq!(reason(super::Lang::Sv), "PUB-avtal saknas eller har upphört");
        assert_eq!(reason(super::Lang::En), "no data-processing agreement in force");
    }

    #[test]
    fn a_percentage_is_written_as_the_language_writes_it() {
        assert_eq!(Words::new(super::Lang::Sv).percent(833), "83,3\u{a0}%");
        assert_eq!(Words::new(super::Lang::En).percent(1000), "100.0%");
    }
}
