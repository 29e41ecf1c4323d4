//! Bought licences.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A batch of bought licences.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Licence {
    /// Unique key.
    pub key: String,
    /// Key of the tool.
    pub tool: String,
    /// What one licence is for.
    #[serde(rename = "type")]
    pub kind: LicenceType,
    /// Who may use it: `pupil`, `staff`, or duties such as `teacher`, `principal`.
    pub audience: Vec<String>,
    /// Seats. For `class`, the pupils' seats. None for `school` and `organisation`, which are unlimited.
    #[serde(default)]
    pub seats: Option<u32>,
    /// `class`: seats for staff.
    #[serde(default)]
    pub staff_seats: Option<u32>,
    /// First day.
    #[serde(default)]
    pub valid_from: Option<Date>,
    /// Last day, inclusive.
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// Days after the last day on which holders keep access and nobody new gets it.
    #[serde(default)]
    pub grace_days: u16,
    /// Day of delivery; before it the licence counts for nothing.
    #[serde(default)]
    pub delivered_on: Option<Date>,
    /// Ordered, and not delivered as long as `delivered_on` does not say when: counts for nothing.
    #[serde(default)]
    pub ordered: bool,
    /// Runs from activation: on this day it starts by itself.
    #[serde(default)]
    pub start_by: Option<Date>,
    /// Runs from activation: the day it was started by hand.
    #[serde(default)]
    pub started_on: Option<Date>,
    /// Runs from activation: for how many months.
    #[serde(default)]
    pub term_months: Option<u16>,
    /// Key of the licence that this one continues with no gap.
    #[serde(default)]
    pub renews: Option<String>,
    /// `school` and `organisation`: the units it is assigned to, by id or alias.
    #[serde(default)]
    pub units: Vec<String>,
    /// Is it a trial?
    #[serde(default)]
    pub trial: bool,
    /// Price a year in whole kronor, without VAT: per seat of `individual`, and for the whole licence else.
    #[serde(default)]
    pub price: Option<u32>,
    /// Last day of the contract it was bought under, where that is another day than its own last one.
    #[serde(default)]
    pub contract_to: Option<Date>,
    /// So many days before the contract's last day, or else its own, notice must be given at the latest.
    #[serde(default)]
    pub notice_days: Option<u16>,
}

/// What one licence is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LicenceType {
    /// One person.
    Individual,
    /// One class: so many pupils and so many staff; what is left over is of no use elsewhere.
    Class,
    /// A whole school, without limit.
    School,
    /// All schools it is assigned to, without limit.
    Organisation,
}
