//! The way of a licence request from wish to delivery (REQUIREMENTS B and C, DOMAIN 8).
//!
//! A [`Request`] is asked of a vendor for units of the organiser. What the vendor is told is its [`Body`], which has no
//! place for personal data: counts, codes, days, names of units, and keys of the configuration. Deeds give a new request
//! and leave the old one as it was; one that was done already gives none. Whatever depends on the day is reckoned from
//! what was done ([`Request::state`]), and nothing has to be written when a day passes.

mod answer;
mod batch;
mod body;
mod code;
mod condition;
mod deed;
mod named;
mod number;
mod reason;
mod remind;
mod state;

pub use answer::{Again, Delivered, Refusal};
pub use batch::{Batch, Stock};
pub use body::{Asked, Body, Key, Kind, Role, Scope, UnitLine, UnitName, Volume};
pub use code::{Code, Digits};
pub use condition::{Condition, Met, Precondition, conditions};
pub use deed::{Deed, Done, Outcome};
pub use named::{Named, REASON_MAX, Told};
pub use number::Number;
pub use reason::Reason;
pub use remind::{Reminder, STEPS, Stand};
pub use state::{Answer, By, Says, State, Summary, Terms};

use crate::licence::ToolKey;
use crate::roster::UnitId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A licence request, with all that was done about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its number ("REQ-2026-001").
    pub number: Number,
    /// Which vendor is asked, by key.
    pub vendor: Key,
    /// For which tool.
    pub tool: ToolKey,
    /// What the vendor is told.
    pub body: Body,
    /// What must be in place before it is sent.
    pub conditions: Vec<Condition>,
    /// When it was written.
    pub made_on: Date,
    /// When it was sent.
    pub sent_on: Option<Date>,
    /// When it was withdrawn.
    pub withdrawn_on: Option<Date>,
    /// What the vendor has answered, by unit.
    pub answers: BTreeMap<UnitId, Answer>,
    /// What was delivered.
    pub delivered: Vec<Delivered>,
    /// Of what the vendor was reminded, and when.
    pub reminded: Vec<(Reminder, Date)>,
    /// The days that the vendor named, the newest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub named: Vec<Named>,
    /// Why something was done about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
}
