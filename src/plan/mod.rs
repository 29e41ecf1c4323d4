//! The plan: what a run would do, as data.
//!
//! [`make()`] turns values into a [`Plan`]; [`check()`] proves it sound; the guard holds back what is
//! dangerous; [`events`] says how it stands in the ledger. Same input, same plan, byte for byte.

mod advice;
mod alerts;
mod bound;
mod change;
mod check;
mod event;
mod forecast;
mod ground;
mod guard;
mod happen;
mod hash;
mod make;
mod named;
mod notice;
mod open;
mod own;
mod replay;
mod rest;
mod share;

pub use advice::{Advice, advice, unused_since};
pub use change::{AccountChange, PersonChange};
pub use check::{Fault, check};
pub use event::{Event, EventKind, events, rekeyed};
pub use forecast::{Change, Foreseen, Happens, Lack, Present, Turn, asking, foresee};
pub use guard::{GroupLimit, Hold, HoldKind, Limit, Limits, Scope, ScopeLimits};
pub use make::{Base, Input, Join, Plan, digest_text, make};

pub use notice::{Alert, Happening, Notice, Pause, WebhookLoss};
pub use open::{AlertChanges, Alerts};
pub use replay::Replay;
pub use rest::{Rest, WishOf};
