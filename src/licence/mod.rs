//! Licences: tools, batches of seats with their dates, pools, and who is bound to them.
//!
//! A [`Catalogue`] is the configuration as rules see it. Everything about a day is computed from its
//! dates; no count of seats is ever stored.

mod batch;
mod bind;
mod calendar;
mod capacity;
mod catalogue;
mod contract;
mod grace;
mod key;
mod losing;
mod overrides;
mod pool;
mod reservation;
mod sharing;
mod tool;

pub use batch::{Kind, Licence, Phase};
pub use bind::Bind;
pub use calendar::{Calendar, Window};
pub use capacity::{Capacity, Cell, CellKind, Slot, UNLIMITED, capacity, cells};
pub use catalogue::Catalogue;
pub use contract::Contract;
pub use grace::{Grace, Graces, LastDays, LeaveCause, Span};
pub use key::{LicenceKey, PoolKey, ToolKey};
pub use losing::LossRule;
pub use overrides::{Choice, Override, OverrideKind, Overrides, Undecidable};
pub use pool::Pool;
pub use reservation::Reservation;
pub use sharing::{Fairness, Portion, Sharing};
pub use tool::{Dpa, ProtectedPolicy, Requirement, Tool};
