//! Pools and who is bound to them.

use super::{Days, Leave};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Seats of one tool and one licence type, and who may have them.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pool {
    /// Unique key.
    pub key: String,
    /// Name that people know it by.
    pub name: String,
    /// Keys of its licences: all of one tool and one type.
    #[serde(default)]
    pub licences: Vec<String>,
    /// Key of the tool, when the pool has no licences yet.
    #[serde(default)]
    pub tool: Option<String>,
    /// New licences of exactly this tool and type join this pool by themselves. At most one pool a tool.
    #[serde(default)]
    pub auto_add: bool,
    /// Does the tool appear in the users' collection?
    #[serde(default = "yes")]
    pub add_to_collection: bool,
    /// How long a leaver's seat is kept whatever the cause, counted from the last day. Goes before the general `[leave]`;
    /// without either it is `14d`.
    #[serde(default)]
    pub leave_grace: Option<Days>,
    /// The same by cause; goes before `leave_grace`.
    #[serde(default)]
    pub leave: Leave,
    /// Seats that are never handed out by themselves.
    #[serde(default)]
    pub reserve: u32,
    /// Tell when this many or fewer are free.
    #[serde(default)]
    pub low_seats: Option<u32>,
    /// Tell also when so many percent of the seats are taken, those of the reserve left out; 0: only the number counts.
    /// Without it 95.
    #[serde(default)]
    #[schemars(range(min = 0, max = 100))]
    pub low_percent: Option<u32>,
    /// Whoever has not used the tool for so long, by `upprop usage import`, gives way to those who wait: the seat is kept
    /// for the days of `leave.inactive`, and then while nobody wants it. Without it nobody does.
    #[serde(default)]
    pub inactive_after: Option<Days>,
    /// Who loses first when the pool comes to have fewer seats than holders. They wait, with the first day of their old
    /// demand.
    #[serde(default)]
    pub loss_rule: LossRule,
    /// How seats that are scarce are shared. The same for all pools of a tool; without it between schools by
    /// Sainte-Laguë (uddatalsmetoden), each by how many of its people may have a seat.
    #[serde(default)]
    pub fair: Option<Fair>,
    /// Seats that the people of a unit, and of those below it that are not named themselves, get before anything else is
    /// shared. What they do not use is lent to others, who keep it until they leave.
    #[serde(default)]
    pub guarantees: Vec<Guarantee>,
    /// What a unit weighs against others when seats are shared, in place of how many of its people may have one.
    #[serde(default)]
    pub weights: Vec<Weight>,
    /// So long before somebody starts a seat is kept for the first day. The longest of a tool's pools counts for all of
    /// them; without it nobody looks ahead.
    #[serde(default)]
    pub lead: Option<Days>,
    /// What becomes of seats that are kept: lent until they are needed, with the last day known from the first, or left
    /// empty. One pool of a tool that says `hard` says it for all. Only with `lead`.
    #[serde(default)]
    pub reservation: Option<Reservation>,
    /// Who may have a seat.
    pub bind: Vec<Bind>,
}

/// Who loses first when seats become fewer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LossRule {
    /// The last priority class, and of a class whoever got the seat last.
    #[default]
    PriorityLifo,
    /// Whoever got the seat last.
    Lifo,
    /// Whoever has had it longest.
    Fifo,
    /// Whoever has not used it for longest, by `upprop usage import`; as `priority_lifo` where nobody knows.
    LeastUsed,
    /// The school with the most seats for its weight: the order opposite to that of giving.
    FairBack,
}

/// What becomes of seats that are kept for those who start later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reservation {
    /// They are lent until they are needed.
    Lend,
    /// They are left empty.
    Hard,
    /// None are kept.
    Off,
}

/// How scarce seats are shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fair {
    /// Between schools, by Sainte-Laguë.
    SainteLague,
    /// Whoever is first in line, whatever the school.
    Queue,
}

/// Seats promised to a unit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Guarantee {
    /// The unit, by id or alias.
    pub unit: String,
    /// How many seats.
    pub seats: u32,
}

/// What a unit weighs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Weight {
    /// The unit, by id or alias.
    pub unit: String,
    /// Twice as much is twice as many seats; at least 1.
    pub weight: u32,
}

/// Who may have a seat. Everything given must fit (`unit` and `role`: that role at that unit).
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Bind {
    /// Everyone at this unit or below it, by id or alias.
    pub unit: Option<String>,
    /// Everyone in this group, by id or alias.
    pub group: Option<String>,
    /// This person, by id or alias.
    pub person: Option<String>,
    /// `pupil`, `staff`, or a duty such as `teacher`.
    pub role: Option<String>,
    /// Pupils of these school years, first and last.
    pub school_year: Option<[u8; 2]>,
    /// Priority class: 0 goes first. Without it: person 0, group 1, everything else 2.
    pub class: Option<u8>,
    /// First day.
    pub from: Option<Date>,
    /// Last day, inclusive.
    pub until: Option<Date>,
}

fn yes() -> bool {
    true
}
