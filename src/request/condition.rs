//! What must be in place before a vendor is asked: order, purchase and data-processing agreement (REQUIREMENTS B2).

use super::Kind;
use crate::licence::Dpa;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Something that must be in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precondition {
    /// There is an order.
    Order,
    /// There is a purchase.
    Purchase,
    /// The data-processing agreement is signed.
    Dpa,
}

impl Precondition {
    /// Its word in JSON and on the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Purchase => "purchase",
            Self::Dpa => "dpa",
        }
    }
}

/// How it stands with one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Met {
    /// It is in place.
    Met,
    /// It is not.
    Missing,
    /// It is not, and somebody said to go on without it. The reason is for the organiser, and told to no vendor.
    Overridden {
        /// Why.
        reason: String,
    },
}

/// One line of the checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// What.
    pub what: Precondition,
    /// How it stands.
    #[serde(flatten)]
    pub met: Met,
}

/// The checklist of a request: what the agreement is, what is known to be in place, and what somebody goes on without.
#[must_use]
pub fn conditions(
    (kind, dpa): (Kind, Dpa),
    known: &BTreeSet<Precondition>,
    overridden: &BTreeMap<Precondition, String>,
) -> Vec<Condition> {
    let needed: &[Precondition] = match kind {
        // What is to be bought has not been.
        Kind::Purchase => &[Precondition::Order, Precondition::Dpa],
        Kind::Transfer | Kind::Enable | Kind::Seats => {
            &[Precondition::Order, Precondition::Purchase, Precondition::Dpa]
        }
    };
    let is_met = |what: Precondition| match what {
        Precondition::Dpa => dpa == Dpa::Signed,
        other => known.contains(&other),
    };
    let condition = |what: &Precondition| {
        let met = match overridden.get(what) {
            _ if is_met(*what) => Met::Met,
            Some(reason) => Met::Overridden { reason: reason.clone() },
            None => Met::Missing,
        };
        Condition { what: *what, met }
    };
    needed.iter().map(condition).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_blocks_and_a_reason_lets_it_through() {
        let known = BTreeSet::from([Precondition::Order]);
        let met = |dpa, overridden: &BTreeMap<Precondition, String>| {
            conditions((Kind::Transfer, dpa), &known, overridden).into_iter().map(|one| one.met).collect::<Vec<_>>()
        };
        assert_eq!(met(Dpa::Signed, &BTreeMap::new()), [Met::Met, Met::Missing, Met::Met]);
        let overridden = [Precondition::Order, Precondition::Purchase, Precondition::Dpa];
        let overridden = overridden.map(|what| (what, "prov".to_owned())).into_iter().collect();
        let over = || Met::Overridden { reason: "prov".to_owned() };
        for dpa in [Dpa::Missing, Dpa::UnderReview, Dpa::Ended] {
            assert_eq!(met(dpa, &overridden), [Met::Met, over(), over()], "what is in place is not overridden");
        }
        assert_eq!(conditions((Kind::Purchase, Dpa::Signed), &known, &BTreeMap::new()).len(), 2);
    }
}
