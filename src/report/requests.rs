//! Licence requests: who was asked for what, what was answered, and what is due when (REQUIREMENTS C3, C5, UX 3.5).

use super::grid;
use super::pools::heading;
use crate::request::{Number, Request, Says, State, Summary};
use crate::wording::letter::office::Office;
use crate::wording::{Words, one_line};
use jiff::civil::Date;
use serde::Serialize;

/// A request in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequestLine {
    /// Its number.
    pub number: Number,
    /// The vendor's name.
    pub vendor: String,
    /// The tool's name.
    pub tool: String,
    /// What is asked for.
    pub kind: &'static str,
    /// The names of the units.
    pub units: Vec<String>,
    /// How many users they have in all.
    pub users: u32,
    /// When it was sent.
    pub sent_on: Option<Date>,
    /// The day that is wanted.
    pub wanted_on: Option<Date>,
    /// The day that the vendor confirmed.
    pub confirmed_on: Option<Date>,
    /// The day until which it is delayed.
    pub delayed_to: Option<Date>,
    /// Where it is.
    pub state: State,
    /// When the last answer came.
    pub answered_on: Option<Date>,
    /// Units that were answered YES, and NO.
    pub answers: [usize; 2],
    /// By when the next delivery is due.
    pub due_on: Option<Date>,
    /// How many working days are left until then; below 0 where it is late.
    pub days_left: Option<i32>,
    /// How many working days it is late.
    pub late: u32,
    /// How many working days nobody has answered.
    pub unanswered_for: u32,
    /// Units that wait for a school unit code, and until when they are to have one.
    pub codes: Vec<(String, Date)>,
}

/// All requests in a list, on a day. `with_code` says which units have a code by now.
#[must_use]
pub fn request_lines(
    (office, day): (&Office, Date),
    requests: &[&Request],
    with_code: &std::collections::BTreeSet<crate::roster::UnitId>,
) -> Vec<RequestLine> {
    let terms = office.terms();
    let line = |request: &&Request| {
        let says = |what: Says| request.answers.values().filter(|answer| answer.says == what).count();
        let due_on = request.due_on(terms);
        let name = |unit: &crate::roster::UnitId| {
            request.body.unit(unit).map(|line| line.name.to_string()).unwrap_or_default()
        };
        let codes = request.code_tasks(with_code, terms);
        RequestLine {
            number: request.number,
            vendor: office.vendor(request).to_owned(),
            tool: office.tool(request).to_owned(),
            kind: request.body.kind.word(),
            units: request.body.units.iter().map(|line| line.name.to_string()).collect(),
            users: request.body.users(),
            sent_on: request.sent_on,
            wanted_on: request.body.wanted_on,
            confirmed_on: request.confirmed_on(),
            delayed_to: request.delayed_to(),
            state: request.state(terms, day),
            answered_on: request.last_answer().map(|(_, on)| on),
            answers: [says(Says::Yes), says(Says::No)],
            due_on,
            days_left: due_on.map(|due| office.workdays.between(day, due)),
            late: request.late(terms, day),
            unanswered_for: request.waits(terms, day),
            codes: codes.into_iter().map(|(unit, due)| (name(&unit), due)).collect(),
        }
    };
    requests.iter().map(line).collect()
}

/// "1 besvarad, 6 obesvarade".
#[must_use]
pub fn summary_line(words: &Words, summary: Summary) -> String {
    let fills = [("answered", summary.answered.into()), ("unanswered", summary.unanswered.into())];
    words.say("requests-summary", &fills)
}

/// The requests as a table.
#[must_use]
pub fn requests_table(words: &Words, rows: &[RequestLine], day: Date) -> String {
    if rows.is_empty() {
        return words.text("no-requests");
    }
    let head = ["request", "vendor", "tool", "units", ">users", "wanted", "response", "deadline", "state"];
    let head: Vec<String> = head.iter().map(|key| heading(words, key)).collect();
    let none = words.text("none");
    let date = |date: Option<Date>| date.map_or_else(|| none.clone(), |date| words.short_date(date, day));
    let cells = rows.iter().map(|row| {
        let units: Vec<String> = row.units.iter().take(2).map(|name| one_line(name)).collect();
        let more = row.units.len().saturating_sub(units.len());
        let units = units.join(", ");
        vec![
            row.number.to_string(),
            one_line(&row.vendor),
            one_line(&row.tool),
            if more > 0 { format!("{units} +{more}") } else { units },
            row.users.to_string(),
            date(row.wanted_on),
            answer(words, row, day),
            date(row.due_on),
            state(words, row),
        ]
    });
    grid(&head, cells.collect())
}

/// What was answered, and when last.
#[must_use]
pub fn answer(words: &Words, row: &RequestLine, day: Date) -> String {
    let on = row.answered_on.map(|on| words.short_date(on, day)).unwrap_or_default();
    let [yes, no] = row.answers;
    let says = match (yes, no) {
        (0, 0) => return words.text("none"),
        (_, 0) => "yes",
        (0, _) => "no",
        _ => "both",
    };
    words.say("request-answer", &[("says", says.into()), ("on", (&on).into())])
}

/// Where a request is, in words.
#[must_use]
pub fn state(words: &Words, row: &RequestLine) -> String {
    let told = words.say(
        &format!("request-state-{}", row.state.word()),
        &[("late", row.late.into()), ("days", row.unanswered_for.into())],
    );
    match row.codes.len() {
        0 => told,
        count => format!("{told}, {}", words.say("request-state-codes", &[("count", count.into())])),
    }
}
