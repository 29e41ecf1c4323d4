//! Seats: who may have one, who gets one, and why.
//!
//! [`claims`] says who is entitled on a day; [`round`] shares one tool's seats out; [`decide`] turns
//! both into steps from what is to what shall be; [`explain`] tells the chain for one person.

mod ahead;
pub mod claims;
mod crowd;
pub mod decide;
pub mod explain;
mod instance;
mod leaving;
mod lookup;
mod onward;
pub mod others;
mod place;
mod ranks;
mod reason;
pub mod round;
mod said;
mod schools;
mod situation;
mod spread;
mod state;
mod step;
mod stranger;
mod unseen;
mod usage;
mod uses;
mod what_if;
pub mod written;

pub use crowd::Crowd;
pub use place::natural;
pub use ranks::Ranks;
pub use reason::{Cause, Reason, WishState};
pub use said::Said;
pub use spread::Spread;
pub use state::{Confirm, DeliveredOn, Grant, Key, Leaving, Seats, Wish};
pub use step::SeatStep;
pub use stranger::strangers;
pub use unseen::{Line, Place, Unseen, lines, may_be_next};
pub use usage::{ClassUsage, PoolUsage, usage};
pub use uses::{Early, Told, Uses, told};
pub use what_if::{Purchase, Seated, Tight, WhatIf};
