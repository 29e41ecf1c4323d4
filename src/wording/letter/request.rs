//! Letters about licence requests: to the vendor in plain words with what to do by when (UX 5.4, REQUIREMENTS C4, C9), and
//! to the organiser when the vendor has none.

use super::{Letter, listed};
use crate::licence::Dpa;
use crate::request::{Code, Kind, Reminder, Request, Role, Says, Terms, UnitLine};
use crate::wording::{Words, one_line};
use jiff::civil::Date;

/// What letters about a request are written from.
#[derive(Clone, Copy)]
pub struct Paper<'a> {
    /// In which language.
    pub words: &'a Words,
    /// The organiser's name.
    pub organiser: &'a str,
    /// The vendor's name.
    pub vendor: &'a str,
    /// The tool's name.
    pub tool: &'a str,
    /// How its data-processing agreement stands, and since when.
    pub dpa: (Dpa, Option<Date>),
    /// Whom to ask at the organiser: function and address.
    pub contacts: &'a [(String, String)],
    /// What the address of a link begins with; none where vendors answer by letter.
    pub url: Option<&'a str>,
    /// For how many days a link may be used.
    pub link_days: u16,
    /// The request.
    pub request: &'a Request,
    /// By what days are reckoned.
    pub terms: Terms<'a>,
    /// Today.
    pub day: Date,
}

impl Paper<'_> {
    /// The request itself, to the vendor.
    #[must_use]
    pub fn asks(&self, to: &str) -> Letter {
        let parts = [
            self.intro(),
            self.facts(),
            self.words.text("request-no-persons"),
            self.steps(),
            self.how_to_answer("answer"),
            self.footer(),
        ];
        self.letter(to, "request", (self.subject("request-subject"), parts.join("\n\n")))
    }

    /// A reminder, to the vendor.
    #[must_use]
    pub fn reminds(&self, of: Reminder, to: &str) -> Letter {
        let days = self.request.waits(self.terms, self.day);
        let due = self.request.due_on(self.terms);
        let due = due.map(|due| due.to_string());
        let (number, tool) = (self.number(), one_line(self.tool));
        let purpose = if self.request.is_about_delivery(of, self.terms) { "deliver" } else { "answer" };
        let key = match of {
            _ if purpose == "answer" => "request-remind-unanswered",
            Reminder::Due => "request-remind-due",
            _ if self.request.late(self.terms, self.day) > 0 => "request-remind-late",
            _ => "request-remind-open",
        };
        let due = due.unwrap_or_default();
        let fills = [("number", (&number).into()), ("tool", (&tool).into())];
        let fills: Vec<_> = fills.into_iter().chain([("days", days.into()), ("due", (&due).into())]).collect();
        let parts = [
            self.words.say(key, &fills),
            self.facts(),
            self.words.text("request-no-persons"),
            if purpose == "answer" { self.steps() } else { self.words.text("request-deliver-steps") },
            self.how_to_answer(purpose),
            self.footer(),
        ];
        self.letter(to, "request_reminder", (self.subject("request-subject-reminder"), parts.join("\n\n")))
    }

    /// Thanks for a YES, with the day and the way to put in what was delivered, to the vendor.
    #[must_use]
    pub fn thanks(&self, to: &str) -> Letter {
        let due = self.request.due_on(self.terms).map(|due| due.to_string()).unwrap_or_default();
        let (number, tool) = (self.number(), one_line(self.tool));
        let fills = [("number", (&number).into()), ("tool", (&tool).into()), ("due", (&due).into())];
        let parts = [
            self.words.say("request-thanks", &fills),
            self.promised(),
            self.words.text("request-no-persons"),
            self.words.text("request-deliver-steps"),
            self.how_to_answer("deliver"),
            self.footer(),
        ];
        self.letter(to, "request_yes", (self.subject("request-subject-yes"), parts.join("\n\n")))
    }

    /// The vendor has none, to the organiser (REQUIREMENTS C19).
    #[must_use]
    pub fn refused(&self, to: &str) -> Letter {
        let (number, tool, vendor) = (self.number(), one_line(self.tool), one_line(self.vendor));
        let fills = [("number", (&number).into()), ("tool", (&tool).into()), ("vendor", (&vendor).into())];
        let no = self.request.body.units.iter().filter(|line| self.says(line) == Some(Says::No));
        let line = self.words.say("request-no-line", &fills);
        let subject = self.words.say("letter-subject", &[("line", (&line).into())]);
        let what = self.words.say("request-no", &fills);
        let units = listed(no.map(|line| one_line(&line.name.to_string())));
        let steps = ["request-no-buy", "request-no-look"].map(|key| self.words.say(key, &fills));
        let steps: Vec<String> = steps.iter().zip(1..).map(|(step, at)| format!(" {at}. {step}")).collect();
        let end = self.words.text("letter-no-names");
        let body = format!("{what}\n{units}\n\n{}\n{}\n\n{end}\n", self.words.text("letter-do"), steps.join("\n"));
        Letter { to: to.to_owned(), kind: "request_no", thread: self.thread(), subject, body }
    }

    /// The vendor has named a day, to the organiser's contacts (REQUIREMENTS B11, B12). Why it is late stands with the
    /// request, and in no letter: it is free text.
    #[must_use]
    pub fn named(&self, was_due: Option<Date>, to: &str) -> Letter {
        let delayed = self.request.delayed_to();
        let (number, tool, vendor) = (self.number(), one_line(self.tool), one_line(self.vendor));
        let text = |day: Option<Date>| day.map_or_else(|| "none".to_owned(), |day| day.to_string());
        let day = text(delayed.or(self.request.confirmed_on()));
        let (wanted, due) = (text(self.request.body.wanted_on), text(was_due));
        let fills = [("number", (&number).into()), ("tool", (&tool).into()), ("vendor", (&vendor).into())];
        let days = [("day", (&day).into()), ("wanted", (&wanted).into()), ("due", (&due).into())];
        let fills: Vec<_> = fills.into_iter().chain(days).collect();
        let key = if delayed.is_some() { "request-delayed" } else { "request-confirmed" };
        let line = self.words.say(&format!("{key}-line"), &fills);
        let subject = self.words.say("letter-subject", &[("line", (&line).into())]);
        let parts = [
            self.words.say(key, &fills),
            self.promised(),
            self.words.say("request-no-look", &fills),
            self.words.text("letter-no-names"),
        ];
        let kind = if delayed.is_some() { "request_delayed" } else { "request_confirmed" };
        let body = format!("{}\n", parts.join("\n\n"));
        Letter { to: to.to_owned(), kind, thread: self.thread(), subject, body }
    }

    /// The day that was named is noted, with the way to put in what was delivered, to the vendor.
    #[must_use]
    pub fn noted(&self, to: &str) -> Letter {
        let due = self.request.due_on(self.terms).map(|due| due.to_string()).unwrap_or_default();
        let (number, tool) = (self.number(), one_line(self.tool));
        let fills = [("number", (&number).into()), ("tool", (&tool).into()), ("due", (&due).into())];
        let parts = [
            self.words.say("request-day-noted", &fills),
            self.promised(),
            self.words.text("request-no-persons"),
            self.words.text("request-deliver-steps"),
            self.how_to_answer("deliver"),
            self.footer(),
        ];
        self.letter(to, "request_day", (self.subject("request-subject-day"), parts.join("\n\n")))
    }

    /// What the vendor is told of the request, line by line.
    #[must_use]
    pub fn facts(&self) -> String {
        let (body, mut lines) = (&self.request.body, vec![self.words.text("request-units")]);
        lines.push(listed(body.units.iter().map(|line| self.unit(line))));
        let days = u32::from(self.terms.days);
        lines.push(match body.wanted_on {
            Some(day) => self.words.say("request-wanted", &[("day", (&day.to_string()).into())]),
            None => self.words.say("request-wanted-none", &[("days", days.into())]),
        });
        for (key, day) in self.request.days_named() {
            lines.push(self.words.say(&format!("request-{key}-on"), &[("day", (&day.to_string()).into())]));
        }
        if let Some(platform) = &body.platform {
            lines.push(self.words.say("request-platform", &[("platform", platform.as_str().into())]));
        }
        let since = self.dpa.1.map(|since| since.to_string()).unwrap_or_default();
        let state = match self.dpa.0 {
            Dpa::Signed => "signed",
            Dpa::Missing => "missing",
            Dpa::UnderReview => "under_review",
            Dpa::Ended => "ended",
        };
        let fills = [("state", state.into()), ("since", if since.is_empty() { "none" } else { &since }.into())];
        lines.push(
            self.words.say("request-dpa", &[("state", state.into())]) + &self.words.say("request-dpa-since", &fills),
        );
        if body.units.iter().any(|line| line.code == Code::Missing) {
            lines.push(self.words.say("request-codes", &[("days", days.into())]));
        }
        lines.join("\n")
    }

    /// A unit in one line: name, code and how many. A code that was agreed on is never told as an official one.
    #[must_use]
    pub fn unit(&self, line: &UnitLine) -> String {
        let name = one_line(&line.name.to_string());
        let code = line.code.digits().map(ToString::to_string).unwrap_or_default();
        let code = self.words.say("request-code", &[("status", line.code.word().into()), ("code", (&code).into())]);
        let fills = [("name", (&name).into()), ("code", (&code).into())];
        let counts = [("pupils", line.of_role(Role::Pupil).into()), ("staff", line.of_role(Role::Staff).into())];
        let told = self.words.say("request-unit", &fills.into_iter().chain(counts).collect::<Vec<_>>());
        let years = line.volumes.iter().filter_map(|volume| Some((volume.school_year?, volume.count)));
        let year = |(year, count): (u8, u32)| {
            self.words.say("request-year", &[("year", u32::from(year).into()), ("count", count.into())])
        };
        let years: Vec<String> = years.map(year).collect();
        if years.is_empty() { told } else { format!("{told} ({})", years.join(", ")) }
    }

    fn says(&self, line: &UnitLine) -> Option<Says> {
        self.request.answers.get(&line.id).map(|answer| answer.says)
    }

    fn promised(&self) -> String {
        let open = self
            .request
            .body
            .units
            .iter()
            .filter(|line| self.says(line) == Some(Says::Yes) && !self.request.has_delivered(&line.id));
        format!("{}\n{}", self.words.text("request-units"), listed(open.map(|line| self.unit(line))))
    }

    fn intro(&self) -> String {
        let kind = match self.request.body.kind {
            Kind::Transfer => "request-intro-transfer",
            Kind::Enable => "request-intro-enable",
            Kind::Purchase => "request-intro-purchase",
            Kind::Seats => "request-intro-seats",
        };
        let (organiser, tool) = (one_line(self.organiser), one_line(self.tool));
        self.words.say(kind, &[("organiser", (&organiser).into()), ("tool", (&tool).into())])
    }

    /// What YES and NO mean, and by when what (REQUIREMENTS C4).
    #[must_use]
    pub fn steps(&self) -> String {
        let days = u32::from(self.terms.days);
        let yes = match self.request.body.wanted_on {
            Some(day) => self.words.say("request-yes-by", &[("day", (&day.to_string()).into())]),
            None => self.words.say("request-yes-in", &[("days", days.into())]),
        };
        let organiser = one_line(self.organiser);
        let no = self.words.say("request-no-means", &[("organiser", (&organiser).into())]);
        format!("{}\n 1. {yes}\n 2. {no}", self.words.text("letter-do-you"))
    }

    fn how_to_answer(&self, purpose: &str) -> String {
        match self.url {
            Some(url) => {
                let link = format!("{}/r/{TOKEN}", url.trim_end_matches('/'));
                let fills = [("link", (&link).into()), ("days", u32::from(self.link_days).into())];
                self.words.say(&format!("request-link-{purpose}"), &fills)
            }
            None => self.words.text(&format!("request-mail-{purpose}")),
        }
    }

    /// Whom to ask at the organiser.
    #[must_use]
    pub fn footer(&self) -> String {
        let of = |(title, address): &(String, String)| {
            let (title, address) = (one_line(title), one_line(address));
            self.words.say("request-contact", &[("title", (&title).into()), ("address", (&address).into())])
        };
        let contacts: Vec<String> = self.contacts.iter().map(of).collect();
        let organiser = one_line(self.organiser);
        let from = self.words.say("request-from", &[("organiser", (&organiser).into())]);
        if contacts.is_empty() { from } else { format!("{}\n{from}", contacts.join("\n")) }
    }

    fn subject(&self, key: &str) -> String {
        let (number, tool, organiser) = (self.number(), one_line(self.tool), one_line(self.organiser));
        let fills = [("number", (&number).into()), ("tool", (&tool).into()), ("organiser", (&organiser).into())];
        let counts = [("units", self.request.body.units.len().into()), ("users", self.request.body.users().into())];
        self.words.say(key, &fills.into_iter().chain(counts).collect::<Vec<_>>())
    }

    fn number(&self) -> String {
        self.request.number.to_string()
    }

    fn thread(&self) -> String {
        format!("request {}", self.request.number)
    }

    fn letter(&self, to: &str, kind: &'static str, (subject, body): (String, String)) -> Letter {
        Letter { to: to.to_owned(), kind, thread: self.thread(), subject, body: format!("{body}\n") }
    }
}

/// What stands in the outbox where the last part of a link will be: it is drawn when the letter leaves, and kept nowhere.
pub const TOKEN: &str = "{token}";
