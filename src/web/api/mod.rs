//! The interface for programs: `/api/v1`, as JSON, for whoever shows an account's token.
//!
//! What is read comes out of the same view as pages (docs/decisions/0031), and what is done goes through the same functions of
//! the store. `endpoint::ENDPOINTS` is the list of what is read: routes, answers and the document are made from it.

mod ahead;
mod alerts;
mod ask;
mod days;
mod deeds;
mod document;
mod endpoint;
mod fetched;
mod list;
mod parts;
mod people;
mod pools;
mod problem;
mod reports;
mod requests;
mod runs;
mod sent;
mod serve;
mod tools;
mod units;

pub use document::document;
pub use fetched::Fetched;
pub(super) use problem::dressed;
pub(super) use serve::routes;

use super::Role;
use super::world::View;
use crate::wording::Words;
use ask::{Ask, Query};
use endpoint::{ENDPOINTS, Reads};
use jiff::Timestamp;
use serde_json::Value;

/// Everything of it begins so.
pub const BASE: &str = "/api/v1";

/// Who asks, and what he sees.
pub struct Here<'a> {
    /// What he sees.
    pub view: &'a View,
    /// In which words sentences are.
    pub words: &'a Words,
    /// What his account is for.
    pub role: Role,
    /// What was fetched for it beside the view.
    pub fetched: &'a Fetched,
}

impl Here<'_> {
    /// Does the role read lists of people?
    fn sees_people(&self) -> bool {
        self.role != Role::Reporter
    }

    /// An instant, where the organiser is.
    fn time(&self, at: Timestamp) -> String {
        at.to_zoned(self.view.setting().zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }
}

/// What is answered to a path and a query, where the guard of the path has let the role in; nothing where there is nothing,
/// or nothing that the account sees, or the query makes no sense.
#[must_use]
pub fn read(here: &Here<'_>, path: &str, query: &str) -> Option<Value> {
    if let Some(name) = path.strip_prefix(reports::ONE).filter(|name| !name.is_empty()) {
        return reports::read(here, name, query);
    }
    let (endpoint, parts) = ENDPOINTS.iter().find_map(|endpoint| Some((endpoint, endpoint.parts(path)?)))?;
    let query = Query::of(query).ok()?;
    match &endpoint.reads {
        Reads::List(list, shape) => {
            list(here, &parts).zip(Ask::of(query, shape).ok()).map(|(list, ask)| list.page(&ask))
        }
        Reads::One(one) => one(here, &parts),
    }
}
