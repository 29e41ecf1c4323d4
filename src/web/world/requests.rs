//! Licence requests as one scope sees them: whoever sees some units sees the part of a request that is about them.

use super::View;
use crate::report::{RequestLine, Requested, request_lines};
use crate::request::{Number, Request};
use crate::roster::UnitId;
use crate::store::RequestRow;
use std::collections::BTreeSet;

/// A request, or the part of it that is seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestSeen {
    /// The request.
    pub request: Request,
    /// Where it is, and by when what.
    pub line: RequestLine,
    /// How often it was changed.
    pub revision: i64,
}

impl View {
    /// Every request of which something is seen, in the order of their numbers.
    #[must_use]
    pub fn requests(&self) -> Vec<RequestSeen> {
        let with_code = self.with_code();
        self.recent.requests.iter().filter_map(|row| self.request_of(row, &with_code)).collect()
    }

    /// One of them.
    #[must_use]
    pub fn request(&self, number: Number) -> Option<RequestSeen> {
        let row = self.recent.requests.iter().find(|row| row.request.number == number)?;
        self.request_of(row, &self.with_code())
    }

    /// All of them, as a report is made of them.
    pub(super) fn requested(&self) -> Requested {
        let all = self.recent.requests.iter().map(|row| row.request.clone()).collect();
        Requested { office: self.setting().office.clone(), all, with_code: self.with_code() }
    }

    fn request_of(&self, row: &RequestRow, with_code: &BTreeSet<UnitId>) -> Option<RequestSeen> {
        let request = match self.is_whole() {
            true => row.request.clone(),
            false => row.request.part_of(|unit| self.scope.sees_unit(unit))?,
        };
        let line = request_lines((&self.setting().office, self.day()), &[&request], with_code).pop()?;
        Some(RequestSeen { request, line, revision: row.revision })
    }

    /// Units that have a code by now.
    fn with_code(&self) -> BTreeSet<UnitId> {
        let coded = self.world.roster().units.iter().filter(|unit| unit.has_code()).map(|unit| unit.id.clone());
        coded.chain(self.recent.agreed.keys().cloned()).collect()
    }
}
