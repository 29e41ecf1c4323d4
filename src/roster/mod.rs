//! The roster: who is where, as rules see it.
//!
//! A source gives [`Parts`] (unchecked); [`Snapshot::build`] checks and orders them and tells its
//! [`Finding`]s; `diff` compares two snapshots. Nothing here reads, waits or asks the time.

mod finding;
mod group;
mod id;
mod membership;
mod parts;
mod period;
mod person;
mod snapshot;
mod unit;

pub use finding::{Code, Entity, Finding, Place, Severity};
pub use group::{Group, GroupKind};
pub use id::{GroupId, PersonId, SourceName, UnitId};
pub use membership::{MemberRole, Membership};
pub use parts::{Parts, PartsBuilder, Unreadable};
pub use period::Period;
pub use person::{Duty, Enrolment, Person, PersonStatus, Protection};
pub use snapshot::{GroupIx, PersonIx, Snapshot};
pub use unit::{CodeStatus, Unit, UnitKind};
