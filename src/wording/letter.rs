//! Letters: a plan's notices in words, one letter a thing that cannot wait and one digest for the rest.
//!
//! No name, address or personal number of anybody stands in one (UX 5.2, DOMAIN 7).

use super::Words;
use super::alert::{self, Names};
use crate::plan::{Alert, Hold, HoldKind, Notice, Plan};

/// Who gets letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Mail address.
    pub address: String,
    /// What of.
    pub hears: Hears,
}

/// What a recipient hears of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hears {
    /// Everything.
    Everything,
    /// These units, by id or alias.
    Units(Vec<String>),
    /// Stopped runs.
    Stops,
}

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
    /// The run that writes them.
    pub run: i64,
    /// Who gets letters.
    pub recipients: &'a [Recipient],
}

/// The letters of a plan, in the order of recipients. The same plan gives the same letters.
#[must_use]
pub fn letters(desk: &Desk<'_>, plan: &Plan) -> Vec<Letter> {
    let mut letters = Vec::new();
    for recipient in desk.recipients {
        let heard: Vec<&Notice> = plan.notices.iter().filter(|n| desk.hears(recipient, n)).collect();
        let holds: Vec<&Hold> = heard.iter().filter_map(|notice| hold_of(notice)).collect();
        if !holds.is_empty() {
            letters.push(desk.held(recipient, &holds));
        }
        letters.extend(heard.iter().filter(|n| is_direct(n)).filter_map(|notice| desk.direct(recipient, notice)));
        let rest: Vec<&&Notice> = heard.iter().filter(|n| !is_direct(n)).collect();
        if !rest.is_empty() {
            letters.push(desk.digest(recipient, &rest));
        }
    }
    letters
}

fn hold_of(notice: &Notice) -> Option<&Hold> {
    match notice {
        Notice::Opened { alert: Alert::Held { hold } } => Some(hold),
        _ => None,
    }
}

fn is_direct(notice: &Notice) -> bool {
    match notice {
        Notice::Opened { alert } | Notice::Worse { alert } | Notice::Resolved { alert } => alert.is_direct(),
        Notice::Happened { .. } => false,
    }
}

impl Desk<'_> {
    fn hears(&self, recipient: &Recipient, notice: &Notice) -> bool {
        let alert = match notice {
            Notice::Opened { alert } | Notice::Worse { alert } | Notice::Resolved { alert } => Some(alert),
            Notice::Happened { .. } => None,
        };
        match (&recipient.hears, alert) {
            (Hears::Everything, _) => true,
            (Hears::Stops, Some(Alert::Held { .. })) => true,
            (Hears::Stops, _) => false,
            (Hears::Units(mine), Some(Alert::Shortage { units, .. })) => units.iter().any(|(unit, _)| {
                let alias = self.names.roster.find_unit(unit).and_then(|unit| unit.alias.as_deref());
                mine.iter().any(|name| name == unit.as_str() || Some(name.as_str()) == alias)
            }),
            (Hears::Units(_), _) => false,
        }
    }

    /// One line about a notice.
    #[must_use]
    pub fn line(&self, notice: &Notice) -> String {
        match notice {
            Notice::Opened { alert } | Notice::Worse { alert } => alert::line(self.words, &self.names, alert),
            Notice::Resolved { alert } => alert::resolved(self.words, &self.names, alert),
            Notice::Happened { happening } => alert::happened(self.words, &self.names, happening),
        }
    }

    fn letter(&self, recipient: &Recipient, kind: &'static str, thread: String, line: &str, body: String) -> Letter {
        let subject = self.words.say("letter-subject", &[("line", line.into())]);
        let body = format!("{body}\n\n{}\n{}\n", self.words.text("letter-no-names"), self.why(recipient));
        Letter { to: recipient.address.clone(), kind, thread, subject, body }
    }

    fn why(&self, recipient: &Recipient) -> String {
        match &recipient.hears {
            Hears::Everything => self.words.say("letter-why-organiser", &[("organiser", self.organiser.into())]),
            Hears::Units(units) => {
                let names = units.iter().flat_map(|name| self.names.roster.units_named(name));
                let names: Vec<String> = names.map(|unit| unit.name.to_string()).collect();
                self.words.say("letter-why-unit", &[("units", (&names.join(", ")).into())])
            }
            Hears::Stops => self.words.text("letter-why-operations"),
        }
    }

    fn held(&self, recipient: &Recipient, holds: &[&Hold]) -> Letter {
        let date = self.names.day.to_string();
        let about = |hold: &&Hold| {
            let kind = alert::hold_kind(self.words, hold.kind);
            let scope = alert::scope(self.words, &self.names, &hold.scope);
            let fills = [
                ("date", (&date).into()),
                ("kind", (&kind).into()),
                ("scope", (&scope).into()),
                ("count", hold.count.into()),
                ("base", hold.base.into()),
                ("limit", hold.limit.into()),
            ];
            self.words.say("letter-held", &fills)
        };
        let what: Vec<String> = holds.iter().map(about).collect();
        let run = self.run.to_string();
        let is_lowered = holds.iter().all(|hold| hold.kind == HoldKind::SeatsLowered);
        let mend = if is_lowered { "letter-held-raise" } else { "letter-held-mend" };
        let steps = ["letter-held-look", "letter-held-release", mend];
        let steps = steps.map(|key| self.words.say(key, &[("run", (&run).into())]));
        let body = format!("{}\n\n{}", what.join("\n\n"), self.steps(&steps));
        let line = alert::held(self.words, &self.names, holds[0]);
        let hashes: Vec<&str> = holds.iter().map(|hold| &hold.hash[..16.min(hold.hash.len())]).collect();
        self.letter(recipient, "held", format!("held {}", hashes.join(" ")), &line, body)
    }

    fn steps(&self, steps: &[String]) -> String {
        let numbered = steps.iter().zip(1..).map(|(step, number)| format!(" {number}. {step}"));
        format!("{}\n{}", self.words.text("letter-do"), numbered.collect::<Vec<_>>().join("\n"))
    }

    fn direct(&self, recipient: &Recipient, notice: &Notice) -> Option<Letter> {
        let line = self.line(notice);
        let (kind, thread, body) = match notice {
            Notice::Opened { alert } | Notice::Worse { alert } => (self.kind(alert)?, alert.key(), self.body(alert)?),
            Notice::Resolved { alert } => ("resolved", alert.key(), self.good_news(alert)?),
            Notice::Happened { .. } => return None,
        };
        Some(self.letter(recipient, kind, thread, &line, body))
    }

    fn kind(&self, alert: &Alert) -> Option<&'static str> {
        match alert {
            Alert::Shortage { .. } => Some("shortage"),
            Alert::OverAssigned { .. } => Some("over_assigned"),
            Alert::Expiring { .. } => Some("expiring"),
            _ => None,
        }
    }

    fn body(&self, alert: &Alert) -> Option<String> {
        match alert {
            Alert::Shortage { .. } => self.shortage(alert),
            Alert::OverAssigned { pool, count } => {
                let name = self.names.pool(pool);
                let what =
                    self.words.say("letter-over_assigned", &[("pool", (&name).into()), ("count", (*count).into())]);
                Some(format!("{what}\n\n{}", self.steps(&[self.words.text("letter-over_assigned-do")])))
            }
            Alert::Expiring { licence, tool, to, holders, .. } => {
                let (licence, tool, to) = (licence.to_string(), self.names.tool(tool), to.to_string());
                let fills = [
                    ("licence", (&licence).into()),
                    ("tool", (&tool).into()),
                    ("to", (&to).into()),
                    ("holders", (*holders).into()),
                ];
                let what = self.words.say("letter-expiring", &fills);
                Some(format!("{what}\n\n{}", self.steps(&[self.words.text("letter-expiring-do")])))
            }
            _ => None,
        }
    }

    fn shortage(&self, alert: &Alert) -> Option<String> {
        let Alert::Shortage { pool, waiting, total, units, next } = alert else { return None };
        let name = self.names.pool(pool);
        let place = self.names.units(units).filter(|place| *place != name).unwrap_or_else(|| "none".to_owned());
        let tool = self.names.tool_of(pool);
        let fills = [
            ("waiting", (*waiting).into()),
            ("who", self.names.who(pool).into()),
            ("tool", (&tool).into()),
            ("pool", (&name).into()),
            ("total", (*total).into()),
            ("where", (&place).into()),
        ];
        let what = self.words.say("letter-shortage", &fills);
        let mut steps = Vec::new();
        if let Some((date, seats)) = next {
            let date = self.words.short_date(*date, self.names.day);
            steps.push(self.words.say("letter-next", &[("date", (&date).into()), ("seats", (*seats).into())]));
        }
        let tool = self.names.catalogue.pool(pool).and_then(|pool| self.names.catalogue.tools.get(&pool.tool));
        let vendor = tool.and_then(|tool| {
            let address = tool.vendor_address.as_deref()?;
            Some(self.words.say("letter-vendor", &[("name", (&*tool.vendor).into()), ("address", address.into())]))
        });
        let vendor = vendor.unwrap_or_default();
        steps.push(self.words.say("letter-more", &[("count", (*waiting).into()), ("vendor", (&vendor).into())]));
        steps.push(self.words.say("letter-look", &[("pool", pool.as_str().into())]));
        Some(format!("{what}\n\n{}", self.steps(&steps)))
    }

    fn good_news(&self, alert: &Alert) -> Option<String> {
        let (Alert::Shortage { pool, .. } | Alert::OverAssigned { pool, .. }) = alert else { return None };
        let (tool, pool) = (self.names.tool_of(pool), self.names.pool(pool));
        Some(self.words.say("letter-resolved", &[("tool", (&tool).into()), ("pool", (&pool).into())]))
    }

    fn digest(&self, recipient: &Recipient, notices: &[&&Notice]) -> Letter {
        let lines: Vec<String> = notices.iter().map(|notice| format!(" - {}", self.line(notice))).collect();
        let date = self.names.day.to_string();
        let fills = [("date", (&date).into()), ("count", notices.len().into())];
        let subject = self.words.say("letter-digest-subject", &fills);
        let body = format!("{}\n{}", self.words.text("letter-digest"), lines.join("\n"));
        let mut letter = self.letter(recipient, "digest", format!("digest {date}"), "", body);
        letter.subject = subject;
        letter
    }
}
