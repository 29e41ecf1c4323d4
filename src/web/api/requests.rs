//! Licence requests under the names of `request list --json`: units, numbers and days. Whom to ask, here or at the vendor, is
//! not among it.

use super::Here;
use super::ask::Shape;
use super::list::{List, value};
use crate::request::{Request, UnitLine};
use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// A licence request.
#[derive(Serialize, ToSchema)]
pub(super) struct RequestAnswer {
    /// Its number.
    #[schema(example = "REQ-2026-001")]
    number: String,
    /// The vendor's name.
    vendor: String,
    /// Key of the tool.
    tool: String,
    /// What is asked for.
    #[schema(pattern = "^(transfer|enable|purchase|seats)$")]
    kind: &'static str,
    /// Where it is today.
    #[schema(pattern = "^(draft|sent|unanswered|yes|no|delivered_in_part|delivered|overdue|withdrawn)$")]
    state: &'static str,
    /// When it was written.
    made_on: Date,
    /// When it was sent.
    sent_on: Option<Date>,
    /// The day that is wanted.
    wanted_on: Option<Date>,
    /// The day that the vendor confirmed last.
    confirmed_on: Option<Date>,
    /// The day until which it is delayed.
    delayed_to: Option<Date>,
    /// When the last answer came.
    answered_on: Option<Date>,
    /// By when the next delivery is due.
    due_on: Option<Date>,
    /// How many working days it is late.
    late: u32,
    /// How many working days nobody has answered.
    unanswered_for: u32,
    /// How many users these units have.
    users: u32,
    /// The units that the token's account sees.
    units: Vec<RequestUnit>,
}

/// A unit for which something is asked.
#[derive(Serialize, ToSchema)]
pub(super) struct RequestUnit {
    /// Its id.
    unit: String,
    /// Its name.
    name: String,
    /// How many users.
    users: u32,
    /// What the vendor has answered.
    #[schema(pattern = "^(yes|no)$")]
    answer: Option<&'static str>,
    /// Has it been delivered to?
    delivered: bool,
}

pub(super) const SHAPE: Shape = Shape {
    filters: &["state", "tool", "vendor", "kind"],
    sorts: &["number", "state", "tool", "vendor", "sent_on", "due_on", "late"],
};

/// Those about a unit that is seen, in the order of their numbers.
pub(super) fn list<'a>(here: &Here<'a>, _: &[String]) -> Option<List<'a>> {
    Some(List::of(here.fetched.requests.iter().filter_map(|request| row(here, request))))
}

/// One of them.
pub(super) fn one(here: &Here<'_>, parts: &[String]) -> Option<Value> {
    let number = parts.first()?;
    let request = here.fetched.requests.iter().find(|request| request.number.to_string() == *number)?;
    row(here, request).map(|row| value(&row))
}

fn row(here: &Here<'_>, request: &Request) -> Option<RequestAnswer> {
    let (office, day) = (&here.fetched.office, here.view.day());
    let terms = office.terms();
    let seen = |line: &&UnitLine| here.view.is_whole() || here.view.unit(line.id.as_str()).is_some();
    let users = |line: &UnitLine| line.volumes.iter().map(|volume| volume.count).sum::<u32>();
    let unit = |line: &UnitLine| RequestUnit {
        unit: line.id.to_string(),
        name: line.name.to_string(),
        users: users(line),
        answer: request.answers.get(&line.id).map(|answer| answer.says.word()),
        delivered: request.has_delivered(&line.id),
    };
    let units: Vec<RequestUnit> = request.body.units.iter().filter(seen).map(unit).collect();
    (here.view.is_whole() || !units.is_empty()).then(|| RequestAnswer {
        number: request.number.to_string(),
        vendor: office.vendor(request).to_owned(),
        tool: request.tool.to_string(),
        kind: request.body.kind.word(),
        state: request.state(terms, day).word(),
        made_on: request.made_on,
        sent_on: request.sent_on,
        wanted_on: request.body.wanted_on,
        confirmed_on: request.confirmed_on(),
        delayed_to: request.delayed_to(),
        answered_on: request.last_answer().map(|(_, on)| on),
        due_on: request.due_on(terms),
        late: request.late(terms, day),
        unanswered_for: request.waits(terms, day),
        users: units.iter().map(|unit| unit.users).sum(),
        units,
    })
}
