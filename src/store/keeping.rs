//! What says how long the rows of each table are kept.
//!
//! `tests/it/store/terms.rs` holds it against the list of tables: a new one needs a line here, and perhaps a term.

use crate::retention::Subject;

/// How long the rows of a table are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// Until a term is over.
    Term(Subject),
    /// For as long as they say what is; why they go by themselves.
    WhileSo(&'static str),
    /// For ever; what of people is in them.
    Always(&'static str),
}

use Keeping::{Always, Term, WhileSo};

/// Every table.
pub const KEEPING: &[(&str, Keeping)] = &[
    ("migration", Always("nothing")),
    ("meta", WhileSo("one row a key, written over by each run; counts, days and digests")),
    ("lease", WhileSo("one row, written over by each turn; nothing of people")),
    ("run", Term(Subject::Runs)),
    ("unit", WhileSo("deleted when a delivery has them no more")),
    ("roster_group", WhileSo("deleted when a delivery has them no more")),
    ("person", Term(Subject::People)),
    ("pseudonym", Term(Subject::Ledger)),
    ("tool", Always("nothing: keys of the configuration")),
    ("pool", Always("nothing: keys of the configuration")),
    ("licence_join", Always("nothing: keys of the configuration")),
    ("seat_grant", Term(Subject::Seats)),
    ("wish", WhileSo("deleted when the wish is served, or nobody's")),
    ("last_use", Term(Subject::People)),
    ("alert", WhileSo("deleted when it is over")),
    ("hold", Term(Subject::Holds)),
    (
        "ledger",
        Always("pseudonyms, and the accounts of those who did something by hand, with the reasons that they gave"),
    ),
    ("notice", WhileSo("deleted when somebody was told")),
    ("shortage_letter", Always("nothing: keys of the configuration and days")),
    ("outbox", Term(Subject::Letters)),
    ("known", WhileSo("written anew by each run that applies; digests of who is in the roster")),
    ("delivery", WhileSo("one row a source, written over by each delivery; digests, files and counts")),
    ("kept_rows", WhileSo("written anew by each whole delivery; of who is deleted only the id is left until then")),
    ("subscription", WhileSo("deleted when nobody wants to be called any more; nothing of people")),
    ("request", Term(Subject::Requests)),
    ("request_link", WhileSo("deleted a year after they ended; the address of a vendor, and digests")),
    ("request_batch", Always("nothing: numbers of seats, units and days")),
    ("unit_code", WhileSo("deleted when there is an official one; nothing of people")),
    ("school_unit", WhileSo("written anew by each import of the register; nothing of people")),
    ("account", WhileSo("deleted when somebody takes it out; the name under which somebody signs in")),
    ("session", WhileSo("deleted when it ends, or at the next sign-in; the account's name")),
    ("token", WhileSo("deleted when somebody takes it out; the account's name")),
    ("decision", Term(Subject::People)),
];
