//! Licence requests: who was asked for what, what was answered, and what is due when (REQUIREMENTS C3, C5, UX 3).

use super::desk::{Desk, Table, count, number};
use crate::report::{Cell, RequestLine, Target, request_lines};
use crate::request::Request;
use crate::roster::UnitId;
use crate::store::{Look, StoreError};
use crate::wording::letter::office::Office;
use std::collections::BTreeSet;

/// What a report of requests is made from.
#[derive(Debug, Clone, Default)]
pub struct Requested {
    /// By what days are reckoned, and what vendors and tools are called.
    pub office: Office,
    /// All requests.
    pub all: Vec<Request>,
    /// Units that have a code by now.
    pub with_code: BTreeSet<UnitId>,
}

impl Requested {
    /// As the database has them.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn load(look: &mut Look, office: Office) -> Result<Self, StoreError> {
        let all = look.requests().await?.into_iter().map(|row| row.request).collect();
        let (places, agreed) = (look.places().await?, look.unit_codes().await?);
        let coded = places.units.iter().filter(|unit| unit.has_code()).map(|unit| unit.id.clone());
        Ok(Self { office, all, with_code: coded.chain(agreed.into_keys()).collect() })
    }
}

/// One row a request; of whoever asks for a unit, the part that is about it.
pub(super) fn make(desk: &Desk<'_>) -> Table {
    let columns = vec![
        "request",
        "vendor",
        "tool",
        "asked",
        "units",
        "users",
        "sent",
        "wanted",
        "confirmed",
        "delayed",
        "response",
        "answered",
        "due",
        "workdays",
        "waited",
        "state",
        "codes",
    ];
    let Some(from) = desk.material.requests else { return (columns, Vec::new()) };
    let part = |request: &Request| match desk.is_whole() {
        true => Some(request.clone()),
        false => request.part_of(|unit| desk.sees_unit(Some(unit))),
    };
    let all: Vec<Request> = from.all.iter().filter_map(part).collect();
    let lines = request_lines((&from.office, desk.day()), &all.iter().collect::<Vec<_>>(), &from.with_code);
    (columns, lines.iter().map(|line| row(desk, line)).collect())
}

fn row(desk: &Desk<'_>, line: &RequestLine) -> Vec<Cell> {
    let words = desk.material.words;
    let day = super::desk::day;
    let response = match line.answers {
        [0, 0] => Cell::Empty,
        [_, 0] => desk.text("request-says-yes"),
        [0, _] => desk.text("request-says-no"),
        _ => desk.text("request-says-both"),
    };
    let none = [("late", 0_u32.into()), ("days", 0_u32.into())];
    let of = line.number.to_string();
    vec![
        Cell::Link { text: of.clone(), to: Target::Request(of) },
        Cell::Text(line.vendor.clone()),
        Cell::Text(line.tool.clone()),
        desk.text(&format!("request-kind-{}", line.kind)),
        Cell::Text(line.units.join(", ")),
        count(line.users),
        day(line.sent_on),
        day(line.wanted_on),
        day(line.confirmed_on),
        day(line.delayed_to),
        response,
        day(line.answered_on),
        day(line.due_on),
        line.days_left.map_or(Cell::Empty, |days| Cell::Count(days.into())),
        if line.unanswered_for > 0 { count(line.unanswered_for) } else { Cell::Empty },
        Cell::Text(words.say(&format!("request-state-{}", line.state.word()), &none)),
        count(number(line.codes.len())),
    ]
}
