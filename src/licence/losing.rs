//! Who loses a seat when there are fewer (ALLOCATION 8).

use serde::{Deserialize, Serialize};

/// Who of a pool's holders loses first. Whoever loses waits with the first day of the old demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LossRule {
    /// The last priority class, and of a class whoever got the seat last.
    #[default]
    PriorityLifo,
    /// Whoever got the seat last.
    Lifo,
    /// Whoever has had it longest.
    Fifo,
    /// Whoever has not used it for longest; as `PriorityLifo` where nobody knows.
    LeastUsed,
    /// The school with the most seats for its weight, in the order opposite to that of giving.
    FairBack,
}

impl LossRule {
    /// Its name in JSON and in texts.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::PriorityLifo => "priority_lifo",
            Self::Lifo => "lifo",
            Self::Fifo => "fifo",
            Self::LeastUsed => "least_used",
            Self::FairBack => "fair_back",
        }
    }
}
