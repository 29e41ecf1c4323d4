//! When something is told, to whom and how often (UX 5).
//!
//! An alert is a state with a key, opened and closed by plans or by whoever does upprop's own work. What changed waits in
//! a queue until somebody is told. [`round()`] takes queue, open alerts and the time, and says which letters are due: those
//! that cannot wait, once a day the digest and what still stands, once a week a sign of life. [`health`](fn@health) answers whoever
//! asks from outside how upprop itself is.

mod again;
mod audience;
mod health;
mod matrix;
mod news;
mod pace;
mod round;
mod webhook;

pub use audience::{Hears, Recipient, heard};
pub use health::{Cause, Health, LETTERS_BACK, PATIENCE, Rhythm, Vitals, health};
pub use matrix::Severity;
pub use pace::{Escalation, Hours, Pace, next};
pub use round::{About, Due, Round, round};
pub use webhook::{Said, event_type, kind, message, test_message};

use crate::plan::{Alert, Notice, Pause};
use jiff::civil::Date;

/// A notice that nobody was told of yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    /// Its number; those that came later have higher ones.
    pub id: i64,
    /// The day on which it came, in the organiser's time zone.
    pub on: Date,
    /// The run that it came from, if any.
    pub run: Option<i64>,
    /// The event of the ledger that tells of it.
    pub event: i64,
    /// What it came from: letters of one cause are the same letters, however often they are written.
    pub cause: String,
    /// What.
    pub notice: Notice,
}

/// An alert that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// What it says now.
    pub alert: Alert,
    /// The day on which it opened.
    pub since: Date,
    /// Is somebody at it?
    pub pause: Option<Pause>,
}
