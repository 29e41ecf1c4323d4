//! The office that writes to vendors: what letters about requests are written from, whichever request it is, and how they
//! go into the outbox.

use super::Letter;
use super::request::{Paper, TOKEN};
use crate::licence::{Dpa, ToolKey};
use crate::request::{Deed, Done, Reminder, Request, Says, Terms};
use crate::store::{self, Channel};
use crate::wording::{Lang, Words};
use crate::workday::Workdays;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Writes letters about requests.
#[derive(Debug, Clone, Default)]
pub struct Office {
    /// In which language.
    pub lang: Lang,
    /// The organiser's name.
    pub organiser: String,
    /// Addresses at the organiser that hear of a NO.
    pub hears: Vec<String>,
    /// What the address of a link begins with.
    pub url: Option<String>,
    /// For how many days a link may be used.
    pub link_days: u16,
    /// The organiser's working days.
    pub workdays: Workdays,
    /// So many of them a vendor has after YES.
    pub days: u16,
    /// Whom to ask at the organiser, by key: function and address.
    pub contacts: BTreeMap<String, (String, String)>,
    /// Vendors by key.
    pub vendors: BTreeMap<String, Vendor>,
    /// Tools by key.
    pub tools: BTreeMap<ToolKey, Tool>,
}

/// A vendor, as letters tell of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vendor {
    /// Its name.
    pub name: String,
    /// Where it takes requests; without it none is sent.
    pub request_address: Option<String>,
    /// Whom to ask there: function and address.
    pub contacts: Vec<(String, String)>,
}

/// A tool, as letters tell of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// How its data-processing agreement stands, and since when.
    pub dpa: (Dpa, Option<Date>),
}

impl Office {
    /// By what days are reckoned.
    #[must_use]
    pub fn terms(&self) -> Terms<'_> {
        Terms { workdays: &self.workdays, days: self.days }
    }

    /// The name of a vendor, or its key where the configuration knows it no more.
    #[must_use]
    pub fn vendor<'a>(&'a self, request: &'a Request) -> &'a str {
        let key = request.vendor.as_str();
        self.vendors.get(key).map_or(key, |vendor| &vendor.name)
    }

    /// The name of a tool, as [`vendor`](Self::vendor).
    #[must_use]
    pub fn tool<'a>(&'a self, request: &'a Request) -> &'a str {
        self.tools.get(&request.tool).map_or(request.tool.as_str(), |tool| &tool.name)
    }

    /// Where the vendor takes requests. No other address is taken in its place (REQUIREMENTS C13).
    #[must_use]
    pub fn address(&self, request: &Request) -> Option<&str> {
        self.vendors.get(request.vendor.as_str())?.request_address.as_deref()
    }

    /// The letter that asks.
    #[must_use]
    pub fn asks(&self, request: &Request, day: Date) -> Option<store::Letter> {
        let to = self.address(request)?;
        let letter = self.with_paper(request, day, |paper| paper.asks(to));
        Some(self.posted(request, letter, ("sent", Some("answer"))))
    }

    /// The letter that reminds.
    #[must_use]
    pub fn reminds(&self, request: &Request, of: Reminder, day: Date) -> Option<store::Letter> {
        let to = self.address(request)?;
        let letter = self.with_paper(request, day, |paper| paper.reminds(of, to));
        let purpose = if request.is_about_delivery(of, self.terms()) { "deliver" } else { "answer" };
        let due = request.due_on(self.terms()).filter(|_| !request.named.is_empty());
        let why = match (of, due) {
            (Reminder::ByHand, _) => format!("{} {day}", of.word()),
            // For each day that was named there is a reminder of its own.
            (Reminder::Due | Reminder::Late, Some(due)) => format!("{} {due}", of.word()),
            _ => of.word(),
        };
        Some(self.posted(request, letter, (&why, Some(purpose))))
    }

    /// What is written when a vendor has answered: thanks to the vendor for a YES, and word to the organiser where
    /// nothing but NO came. `revision` tells one answer from another.
    fn answered(&self, request: &Request, revision: i64, day: Date) -> Vec<store::Letter> {
        let says = |what: Says| request.answers.values().any(|answer| answer.says == what);
        if says(Says::Yes) {
            let Some(to) = self.address(request).filter(|_| request.promised().next().is_some()) else {
                return Vec::new();
            };
            let letter = self.with_paper(request, day, |paper| paper.thanks(to));
            return vec![self.posted(request, letter, (&format!("yes {revision}"), Some("deliver")))];
        }
        if !says(Says::No) {
            return Vec::new();
        }
        let refused = |to: &String| self.with_paper(request, day, |paper| paper.refused(to));
        let posted = |letter| self.posted(request, letter, (&format!("no {revision}"), None));
        self.hears.iter().map(refused).map(posted).collect()
    }

    /// What is written when the vendor has named a day: word to the contacts of the request, or where it names none that the
    /// configuration knows, to whoever hears of a NO.
    fn named(&self, (before, revision): (&Request, i64), after: &Request, day: Date) -> Vec<store::Letter> {
        if after.named.len() == before.named.len() {
            return Vec::new();
        }
        let of = |key: &crate::request::Key| Some(&self.contacts.get(key.as_str())?.1);
        let contacts: Vec<&String> = after.body.contacts.iter().filter_map(of).collect();
        let to = if contacts.is_empty() { self.hears.iter().collect() } else { contacts };
        let was_due = before.due_on(self.terms());
        let letter = |to: &String| self.with_paper(after, day, |paper| paper.named(was_due, to));
        let posted = |letter| self.posted(after, letter, (&format!("day {revision}"), None));
        to.into_iter().map(letter).map(posted).collect()
    }

    /// What is written when the organiser, or the vendor by its link, has done something about a request, which was so
    /// before and had this revision. Nothing at all where the vendor would have to be written to and has no address.
    #[must_use]
    pub fn tells(&self, (before, revision): (&Request, i64), done: &Done, day: Date) -> Option<Vec<store::Letter>> {
        match done.deed {
            Deed::Sent => Some(vec![self.asks(&done.after, day)?]),
            Deed::Reminded => Some(vec![self.reminds(before, Reminder::ByHand, day)?]),
            Deed::Answered => {
                let is_whole = done.after.is_answered();
                let mut all = if is_whole { self.answered(&done.after, revision, day) } else { Vec::new() };
                all.extend(self.named((before, revision), &done.after, day));
                Some(all)
            }
            Deed::Confirmed | Deed::Delayed => {
                let mut all = self.named((before, revision), &done.after, day);
                // The link by which it was told is used up.
                let noted = |to| self.with_paper(&done.after, day, |paper| paper.noted(to));
                let noted = self.address(&done.after).map(noted);
                let why = format!("noted {revision}");
                all.extend(noted.map(|letter| self.posted(&done.after, letter, (&why, Some("deliver")))));
                Some(all)
            }
            Deed::Delivered | Deed::Withdrawn => Some(Vec::new()),
        }
    }

    /// What a vendor is told of a request, in words.
    #[must_use]
    pub fn facts(&self, request: &Request, day: Date) -> String {
        self.with_paper(request, day, |paper| paper.facts())
    }

    /// Does something with what letters about a request are written from.
    pub fn with_paper<T>(&self, request: &Request, day: Date, write: impl FnOnce(Paper<'_>) -> T) -> T {
        let words = Words::new(self.lang);
        let contacts: Vec<(String, String)> =
            request.body.contacts.iter().filter_map(|key| self.contacts.get(key.as_str()).cloned()).collect();
        write(Paper {
            words: &words,
            organiser: &self.organiser,
            vendor: self.vendor(request),
            tool: self.tool(request),
            dpa: self.tools.get(&request.tool).map_or((Dpa::Missing, None), |tool| tool.dpa),
            contacts: &contacts,
            url: self.url.as_deref(),
            link_days: self.link_days,
            request,
            terms: self.terms(),
            day,
        })
    }

    /// As it lies in the outbox: once for each reason, and with no link in it. What the link is for stands in its head.
    fn posted(&self, request: &Request, letter: Letter, (why, purpose): (&str, Option<&str>)) -> store::Letter {
        let Letter { to, kind, thread, subject, body } = letter;
        let link = purpose.zip(self.url.as_deref()).filter(|_| body.contains(TOKEN)).map(|(purpose, url)| {
            let url = url.trim_end_matches('/');
            serde_json::json!({ "request": request.number, "purpose": purpose, "days": self.link_days, "url": url })
        });
        store::Letter {
            channel: Channel::Letter,
            dedupe_key: format!("request {} {why} {to}", request.number),
            recipient: to,
            kind: kind.to_owned(),
            subject,
            body,
            headers: serde_json::json!({ "thread": thread, "link": link }).to_string(),
            due_at: None,
        }
    }
}
