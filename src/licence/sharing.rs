//! How a tool's scarce seats are shared between schools (REQUIREMENTS A5, ALLOCATION 3).

use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How shares between schools are weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fairness {
    /// By Sainte-Laguë: the next seat goes to the school with the largest weight for each odd number of seats.
    #[default]
    SainteLague,
    /// Not at all: whoever is first in line.
    Queue,
}

/// A number for the people of one unit and everything below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portion {
    /// The unit, by id or alias.
    pub unit: Arc<str>,
    /// Seats, or a weight.
    pub number: u32,
}

/// What a pool says of sharing; all pools of a tool are shared together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sharing {
    /// How; nothing leaves it to the tool's other pools, and to the usual way in the end.
    pub fair: Option<Fairness>,
    /// Seats that the people of a unit get before anything else is shared. What they do not use is lent.
    pub guarantees: Vec<Portion>,
    /// What a unit weighs against others; without it as many as it has people with demand.
    pub weights: Vec<Portion>,
}
