//! When somebody last used a tool, as a row of somebody else's list says it: read by one room and judged by another.

use jiff::civil::Date;

/// What a row of a usage report says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageRow {
    /// The person, by id or alias.
    pub person: String,
    /// Key of the tool.
    pub tool: String,
    /// The last day of use.
    pub last_used: Date,
    /// Where it stands: the line in a file, or which of the rows.
    pub line: u64,
}
