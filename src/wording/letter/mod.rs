//! Letters: what is due, in words. One letter a thing that cannot wait, one digest for the rest, one a week.
//!
//! No name, address or personal number of anybody stands in one (UX 5.2, DOMAIN 7).

mod direct;
pub mod office;
pub mod request;
mod together;
mod twins;

use super::alert::{self, Names};
use super::{Words, one_line};
use crate::alert::{About, Due, Hears, Recipient};
use crate::licence::PoolKey;
use crate::plan::Notice;

/// A letter, ready to be put into the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// To whom.
    pub to: String,
    /// Which template.
    pub kind: &'static str,
    /// What the letter is about; letters about the same thing are one thread.
    pub thread: String,
    /// Subject.
    pub subject: String,
    /// Plain text.
    pub body: String,
}

/// What letters are written from.
pub struct Desk<'a> {
    /// In which language.
    pub words: &'a Words,
    /// How things are called.
    pub names: Names<'a>,
    /// The organiser's name.
    pub organiser: &'a str,
    /// Who gets letters.
    pub recipients: &'a [Recipient],
    /// How the last week's runs went.
    pub week: Week,
}

/// Seats whose holders are not known to use them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unused {
    /// Of which pool.
    pub pool: PoolKey,
    /// How many seats.
    pub seats: u64,
    /// For how many days.
    pub days: u16,
}

/// How the runs of a week went, and once a month what nobody uses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Week {
    /// How many there were.
    pub runs: u64,
    /// How many of them could not be done.
    pub failed: u64,
    /// How many letters did not get out.
    pub undelivered: u64,
    /// Seats that nobody uses; none in most weeks.
    pub unused: Vec<Unused>,
}

/// What makes up a letter, before the words that stand in every one.
struct Draft {
    kind: &'static str,
    thread: String,
    /// What the subject says after the name of the program.
    line: String,
    body: String,
}

/// The letter that is due, and the number of the run that it came from; the same thing gives the same letter.
#[must_use]
pub fn letter(desk: &Desk<'_>, due: &Due, run: Option<i64>) -> Option<Letter> {
    let recipient = desk.recipients.get(due.to)?;
    let draft = match &due.about {
        About::Holds(notices) => desk.held(notices, run)?,
        About::One(notice) => desk.direct(notice)?,
        About::Twins(notices) => desk.direct_twins(notices)?,
        About::Many(notices) => desk.many(notices),
        About::Digest(notices) => desk.digest(notices),
        About::Still(open) => desk.still(open)?,
        About::Unanswered { open, twins, days } => desk.unanswered((open, twins), *days),
        About::Week { news, open, paused } => desk.of_week(news, open, *paused),
    };
    let Draft { kind, thread, line, body } = draft;
    let subject = desk.words.say("letter-subject", &[("line", (&line).into())]);
    let ends = [Some(desk.words.text("letter-no-names")), Some(desk.why(recipient)), desk.again(due)];
    let ends: Vec<String> = ends.into_iter().flatten().collect();
    let body = format!("{body}\n\n{}\n", ends.join("\n"));
    Some(Letter { to: recipient.address.clone(), kind, thread, subject, body })
}

impl Desk<'_> {
    /// One line about a notice.
    #[must_use]
    pub fn line(&self, notice: &Notice) -> String {
        match notice {
            Notice::Opened { alert } | Notice::Worse { alert } => alert::line(self.words, &self.names, alert),
            Notice::Resolved { alert } => alert::resolved(self.words, &self.names, alert),
            Notice::Happened { happening } => alert::happened(self.words, &self.names, happening),
        }
    }

    fn why(&self, recipient: &Recipient) -> String {
        let organiser = one_line(self.organiser);
        match &recipient.hears {
            Hears::Everything => self.words.say("letter-why-organiser", &[("organiser", (&organiser).into())]),
            Hears::Units(units) => {
                let names = units.iter().flat_map(|name| self.names.roster.units_named(name));
                let names: Vec<String> = names.map(|unit| one_line(&unit.name)).collect();
                self.words.say("letter-why-unit", &[("units", (&names.join(", ")).into())])
            }
            Hears::Stops => self.words.text("letter-why-operations"),
            Hears::Unanswered => self.words.say("letter-why-chief", &[("organiser", (&organiser).into())]),
        }
    }

    /// When the same is told again, and how not to be.
    fn again(&self, due: &Due) -> Option<String> {
        let on = due.again?.to_string();
        let said = match &due.about.keys()[..] {
            [key] => {
                let key = one_line(key);
                self.words.say("letter-again", &[("on", (&on).into()), ("key", (&key).into())])
            }
            _ => self.words.say("letter-again-several", &[("on", (&on).into())]),
        };
        Some(said)
    }

    fn steps(&self, steps: &[String]) -> String {
        let numbered = steps.iter().zip(1..).map(|(step, number)| format!(" {number}. {step}"));
        format!("{}\n{}", self.words.text("letter-do"), numbered.collect::<Vec<_>>().join("\n"))
    }
}

/// Lines as a list.
fn listed(lines: impl Iterator<Item = String>) -> String {
    lines.map(|line| format!(" - {line}")).collect::<Vec<_>>().join("\n")
}

/// One letter in the place of several to the same recipient: what those would have said in their subjects.
#[must_use]
pub fn summary(words: &Words, lines: &[String]) -> (String, String) {
    let line = words.say("letter-many-line", &[("count", lines.len().into())]);
    let subject = words.say("letter-subject", &[("line", (&line).into())]);
    let shown = listed(lines.iter().take(LINES_MAX).map(|line| one_line(line)));
    let more = lines.len().saturating_sub(LINES_MAX);
    let more = if more > 0 {
        format!("\n{}", words.say("letter-many-more", &[("count", more.into())]))
    } else {
        String::new()
    };
    let [many, look, ends] = ["letter-many", "letter-many-do", "letter-no-names"].map(|key| words.text(key));
    (subject, format!("{many}\n{shown}{more}\n\n{look}\n\n{ends}\n"))
}

/// Nobody reads more lines.
const LINES_MAX: usize = 100;
