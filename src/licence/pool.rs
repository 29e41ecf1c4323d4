//! Pools: seats of one tool and one licence type (REQUIREMENTS A2-A18).

use super::{Bind, Graces, Kind, LicenceKey, LossRule, PoolKey, Reservation, Sharing, ToolKey};
use std::sync::Arc;

/// Seats of one tool and one type, and who may have them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    /// Its key.
    pub key: PoolKey,
    /// Name for people.
    pub name: Arc<str>,
    /// Of which tool.
    pub tool: ToolKey,
    /// Of which type; none while it has no licence.
    pub kind: Option<Kind>,
    /// For whom, in the words of roles; empty while it has no licence.
    pub audience: Vec<Arc<str>>,
    /// The licences named by the configuration.
    pub licences: Vec<LicenceKey>,
    /// Do new licences of this tool and type join by themselves (REQUIREMENTS A12-A14)?
    pub auto_add: bool,
    /// Does the tool appear in users' collections (REQUIREMENTS A19)?
    pub add_to_collection: bool,
    /// How long a leaver's seat is kept.
    pub graces: Graces,
    /// Seats that are not handed out by themselves.
    pub reserve: u32,
    /// Tell at this many free seats or fewer.
    pub low_seats: Option<u32>,
    /// Tell also when so many percent of what may be handed out is taken; 0 for never.
    pub low_percent: u32,
    /// Days without use after which a holder gives way to whoever waits.
    pub inactive_after: Option<u16>,
    /// Who loses first when there are fewer seats.
    pub loss_rule: LossRule,
    /// How the seats are shared between schools when they are scarce.
    pub sharing: Sharing,
    /// How seats are kept for those who start later, where they are.
    pub reservation: Option<Reservation>,
    /// Who may have a seat.
    pub binds: Vec<Bind>,
}
