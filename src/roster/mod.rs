//! The roster: who is where, as rules see it.
//!
//! A source gives [`Parts`] (unchecked); [`build()`] checks and orders them and tells its
//! [`Finding`]s; [`diff()`] compares two snapshots. Nothing here reads, waits or asks the time.

mod ahead;
mod build;
pub mod diff;
mod effective;
mod finding;
mod group;
pub(crate) mod id;
mod imprint;
mod kept;
mod membership;
mod parts;
mod period;
mod person;
mod rekey;
mod scope;
mod snapshot;
mod spots;
mod struck;
mod survey;
mod tally;
mod torn;
mod unit;
mod used;

pub use ahead::next_seen;
pub use build::{Built, build};
pub use diff::{Changes, Count, Counts, Diff, Removed, RowChanges, diff};
pub use effective::{Keep, keep};
pub use finding::{Code, Entity, Finding, Place, Severity};
pub use group::{Group, GroupKind};
pub use id::{GroupId, PersonId, SourceName, UnitId};
pub use imprint::{Imprint, Imprints};
pub use kept::{Keeping, Kept};
pub use membership::{MemberRole, Membership};
pub use parts::{Member, Parts, PartsBuilder, Unreadable};
pub use period::Period;
pub use person::{Duty, Enrolment, Person, PersonStatus, Protection};
pub use rekey::rekeyed;
pub use scope::{Scope, Shown, Units};
pub use snapshot::{ByPerson, Finder, GroupIx, PersonIx, Snapshot};
pub use spots::Spots;
pub use struck::Struck;
pub use survey::{Known, Mark, Memory, Seen, Sum, Survey, Touched, Turn, remember, seen, touched};
pub use tally::{Tally, home};
pub use torn::{Broken, Torn};
pub use unit::{CodeStatus, Unit, UnitKind};
pub use used::UsageRow;
