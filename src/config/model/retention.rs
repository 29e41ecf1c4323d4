//! How long what is stored about people is kept.

use super::Days;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How long what is stored about people is kept once it is over: `90d`, or `never` where the organiser's plan for documents
/// says that it stays. Nobody in the roster is touched, whatever stands here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// Names, addresses and uses of tools of those who left, counted from the day on which they were gone. Who comes back
    /// before is known again.
    pub people: Term,
    /// Seats that those who left had, counted from the day on which the seat was free and they were gone.
    pub seats: Term,
    /// Whom the ledger names. The ledger itself is never changed: it names people by pseudonyms, and after this nobody knows
    /// whose they were. Counted from the day on which somebody was gone; then the id goes too.
    pub ledger: Term,
    /// Letters that were sent or given up. At least `30d`.
    pub letters: Term,
    /// What the guard held, once it is settled.
    pub holds: Term,
    /// What a run counted, and why it failed. That there was a run stays.
    pub runs: Term,
    /// The reasons that stand with licence requests, once a request is over. The request itself stays, with its numbers and
    /// days.
    pub requests: Term,
}

/// The shortest term of letters: the list of those sent that stands beside the database knows them for a fortnight from the
/// last one, and what it knows and the database does not counts as lost.
pub const LETTERS_MIN: Days = Days(30);

impl Default for Retention {
    fn default() -> Self {
        let days = |days| Term::After(Days(days));
        Self {
            people: days(90),
            seats: days(730),
            ledger: days(730),
            letters: days(365),
            holds: days(365),
            runs: days(365),
            requests: days(730),
        }
    }
}

/// So many days, written `90d`, or `never`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    /// So long.
    After(Days),
    /// Nothing goes by itself.
    Never,
}

impl Serialize for Term {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::After(days) => days.serialize(out),
            Self::Never => out.serialize_str("never"),
        }
    }
}

impl<'de> Deserialize<'de> for Term {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        if text == "never" {
            return Ok(Self::Never);
        }
        let days = text.strip_suffix('d').and_then(|days| days.parse().ok());
        days.map(|days| Self::After(Days(days)))
            .ok_or_else(|| serde::de::Error::custom("expected a number and d, or never"))
    }
}

impl JsonSchema for Term {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Term".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": r"^([0-9]{1,4}d|never)$" })
    }
}
