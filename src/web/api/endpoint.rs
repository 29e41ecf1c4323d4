//! What is read: every path with whom it lets in, what it may be asked and what it answers.

use super::ask::Shape;
use super::list::List;
use super::{Here, ahead, alerts, people, pools, requests, runs, tools, units};
use crate::web::guard::Guard;
use crate::web::pages::{PEOPLE, WHOLE};
use crate::web::site::decoded;
use serde_json::Value;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use Guard::SignedIn;

/// Something that is read.
pub(super) struct Endpoint {
    /// Its path, with `{...}` where something is filled in.
    pub(super) path: &'static str,
    /// Whom it lets in.
    pub(super) guard: Guard,
    /// What it is, for the document.
    pub(super) about: &'static str,
    /// How it is read.
    pub(super) reads: Reads,
    /// What is fetched for it beside the view.
    pub(super) needs: Needs,
    /// What it answers, or the rows of its list.
    pub(super) schema: fn() -> Named,
}

/// How something is read.
pub(super) enum Reads {
    /// A list, which may be asked this.
    List(for<'a> fn(&Here<'a>, &[String]) -> Option<List<'a>>, &'static Shape),
    /// One thing; none where it is not there or not seen.
    One(fn(&Here<'_>, &[String]) -> Option<Value>),
}

/// What is fetched beside the view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    /// Nothing.
    Nothing,
    /// Which seats somebody has lost.
    Freed,
    /// The requests.
    Requests,
    /// The year ahead.
    Ahead,
}

/// A schema with its name, and those that it speaks of.
pub(super) struct Named {
    pub(super) name: String,
    pub(super) schema: RefOr<Schema>,
    pub(super) others: Vec<(String, RefOr<Schema>)>,
}

/// The schema of a type.
pub(super) fn named<T: ToSchema>() -> Named {
    let mut others = Vec::new();
    T::schemas(&mut others);
    Named { name: T::name().into_owned(), schema: <T as PartialSchema>::schema(), others }
}

impl Endpoint {
    /// What is filled in where a path is one of this; none where it is not.
    pub(super) fn parts(&self, path: &str) -> Option<Vec<String>> {
        let (own, other) = (self.path.split('/'), path.split('/'));
        if own.clone().count() != other.clone().count() {
            return None;
        }
        let mut parts = Vec::new();
        for (own, other) in own.zip(other) {
            match own.starts_with('{') {
                true => parts.push(decoded(other)?),
                false if own == other => {}
                false => return None,
            }
        }
        Some(parts)
    }
}

macro_rules! list {
    ($path:literal, $guard:expr, $needs:ident, $list:expr, $shape:expr, $row:ty, $about:literal) => {
        Endpoint {
            path: concat!("/api/v1", $path),
            guard: $guard,
            about: $about,
            reads: Reads::List($list, &$shape),
            needs: Needs::$needs,
            schema: named::<$row>,
        }
    };
}

macro_rules! one {
    ($path:literal, $guard:expr, $needs:ident, $one:expr, $row:ty, $about:literal) => {
        Endpoint {
            path: concat!("/api/v1", $path),
            guard: $guard,
            about: $about,
            reads: Reads::One($one),
            needs: Needs::$needs,
            schema: named::<$row>,
        }
    };
}

/// Everything that is read out of a view.
pub(super) const ENDPOINTS: &[Endpoint] = &[
    list!("/pools", SignedIn, Nothing, pools::list, pools::SHAPE, pools::Pool, "The pools in numbers."),
    one!("/pools/{key}", SignedIn, Nothing, pools::one, pools::Pool, "One pool, with licences and bindings."),
    list!("/pools/{key}/people", PEOPLE, Nothing, pools::people, people::SEATS, people::SeatRow, "Who is in a pool."),
    one!(
        "/pools/{key}/year",
        SignedIn,
        Ahead,
        ahead::year,
        ahead::YearAnswer,
        "Seats and demand of a pool for a year."
    ),
    list!("/tools", SignedIn, Nothing, tools::list, tools::TOOLS, tools::ToolRow, "The tools with their licences."),
    one!("/tools/{key}", SignedIn, Nothing, tools::one, tools::ToolRow, "One tool."),
    list!("/vendors", SignedIn, Nothing, tools::vendors, tools::VENDORS, tools::VendorRow, "The vendors."),
    one!("/vendors/{name}", SignedIn, Nothing, tools::vendor, tools::VendorRow, "One vendor."),
    list!("/units", SignedIn, Nothing, units::list, units::SHAPE, units::UnitRow, "The units in numbers."),
    one!("/units/{id}", SignedIn, Nothing, units::one, units::UnitRow, "One unit, with its people's pools."),
    list!(
        "/units/{id}/people",
        PEOPLE,
        Nothing,
        people::at_unit,
        people::MEMBERS,
        people::MemberRow,
        "Who is at a unit."
    ),
    list!("/waiting", PEOPLE, Nothing, people::waiting, people::SEATS, people::SeatRow, "Who has no seat, and why."),
    one!(
        "/people/{number}",
        PEOPLE,
        Freed,
        people::one,
        people::PersonAnswer,
        "One person, and why there is a seat or none."
    ),
    list!(
        "/requests",
        SignedIn,
        Requests,
        requests::list,
        requests::SHAPE,
        requests::RequestAnswer,
        "Licence requests."
    ),
    one!("/requests/{number}", SignedIn, Requests, requests::one, requests::RequestAnswer, "One licence request."),
    list!(
        "/calendar",
        SignedIn,
        Nothing,
        ahead::turns,
        ahead::TURNS,
        ahead::TurnRow,
        "The days of licences from today on."
    ),
    list!(
        "/forecast",
        SignedIn,
        Ahead,
        ahead::coming,
        ahead::COMING,
        ahead::ComingRow,
        "What happens in the year ahead."
    ),
    list!("/alerts", SignedIn, Nothing, alerts::list, alerts::SHAPE, alerts::AlertAnswer, "What there is to do."),
    list!("/runs", WHOLE, Nothing, runs::list, runs::RUNS, runs::Run, "The newest runs."),
    one!(
        "/runs/{number}",
        WHOLE,
        Nothing,
        runs::one,
        runs::Run,
        "One run; its plan is the ledger's events with its number."
    ),
    list!("/holds", WHOLE, Nothing, runs::holds, runs::HOLDS, runs::HoldAnswer, "What the guard holds and held."),
    list!("/ledger", WHOLE, Nothing, runs::ledger, runs::LEDGER, runs::EventAnswer, "The newest events of the ledger."),
];
