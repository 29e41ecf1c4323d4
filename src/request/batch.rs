//! Licences that a vendor delivered upon a request: a batch like those of the configuration, which pools that take up
//! licences by themselves take up in the next run (REQUIREMENTS A12, C21).

use super::{Number, Request};
use crate::licence::{Catalogue, Kind, Licence, LicenceKey, ToolKey};
use crate::roster::UnitId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A delivered batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Its key, which begins with the number of the request.
    pub key: LicenceKey,
    /// Upon which request.
    pub request: Number,
    /// For which tool.
    pub tool: ToolKey,
    /// What one licence is for.
    pub kind: Kind,
    /// Who may use it, in the words of roles.
    pub audience: Vec<Arc<str>>,
    /// Seats; 0 where there is no limit.
    pub seats: u32,
    /// First day of use.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
    /// Day of delivery.
    pub delivered_on: Date,
    /// Of kinds without a limit, the units that it is assigned to, by id.
    pub units: Vec<Arc<str>>,
}

/// What is said of licences that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stock {
    /// For which units.
    pub units: BTreeSet<UnitId>,
    /// Seats, where there is a limit.
    pub seats: Option<u32>,
    /// First day of use.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
    /// Day of delivery.
    pub on: Date,
}

impl Batch {
    /// The next batch of a request, of this kind and for these; none where there is a limit and nobody said which.
    #[must_use]
    pub fn of(request: &Request, (kind, audience): (Kind, Vec<Arc<str>>), stock: &Stock) -> Option<Self> {
        let seats = if kind.is_unlimited() { 0 } else { stock.seats.filter(|seats| *seats > 0)? };
        Some(Self {
            key: request.next_batch(),
            request: request.number,
            tool: request.tool.clone(),
            kind,
            audience,
            seats,
            from: stock.from,
            to: stock.to,
            delivered_on: stock.on,
            units: stock.units.iter().map(|unit| Arc::from(unit.as_str())).collect(),
        })
    }

    /// The same as a licence of the catalogue.
    #[must_use]
    pub fn licence(&self) -> Licence {
        Licence {
            key: self.key.clone(),
            tool: self.tool.clone(),
            kind: self.kind,
            audience: self.audience.clone(),
            seats: if self.kind.is_unlimited() { 0 } else { self.seats },
            staff_seats: 0,
            from: self.from,
            to: self.to,
            grace_days: 0,
            delivered_on: Some(self.delivered_on),
            ordered: false,
            starts_itself_on: None,
            renews: None,
            units: if self.kind.is_unlimited() { self.units.clone() } else { Vec::new() },
            trial: false,
            price: None,
        }
    }

    /// What licences of a tool are for as a rule: as its first pool has it that takes up what is delivered, else its first.
    #[must_use]
    pub fn usual(catalogue: &Catalogue, tool: &ToolKey) -> Option<(Kind, Vec<Arc<str>>)> {
        let known = |auto_add: bool| {
            let pools = catalogue.pools_of(tool).filter(move |pool| pool.auto_add == auto_add);
            pools.filter_map(|pool| Some((pool.kind?, pool.audience.clone()))).next()
        };
        known(true).or_else(|| known(false))
    }

    /// Puts batches into a catalogue. What the configuration has under the same key is in force.
    pub fn join(all: &[Self], catalogue: &mut Catalogue) {
        for batch in all.iter().filter(|batch| catalogue.tools.contains_key(&batch.tool)) {
            catalogue.licences.entry(batch.key.clone()).or_insert_with(|| batch.licence());
        }
    }
}
