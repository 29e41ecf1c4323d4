//! Where state is kept, and where secrets are read from.

use super::Seconds;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where state is kept.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// `sqlite:FILE`, a relative file lies beside this configuration; or `postgres://USER@HOST/DATABASE`, whose
    /// password is best kept in the password file (`~/.pgpass`) or in `PGPASSWORD`.
    pub url: String,
    /// The schema of the PostgreSQL database, one organiser each; "upprop" without it.
    pub schema: Option<String>,
    /// The file outside a PostgreSQL database that names the newest event ever committed, so that a database which
    /// was put back is noticed; `SCHEMA.anchor` beside this configuration without it.
    pub anchor: Option<String>,
    /// Where several `upprop` share a PostgreSQL database: whoever is at work on it and is not heard of for so long loses
    /// its turn to another, and writes nothing more (2 to 600 seconds).
    pub lease: Seconds,
    /// Allows `--now`, for rehearsals and demonstrations. Never in earnest.
    pub rehearsal: bool,
    /// Key that seals the ledger, kept outside the database.
    pub ledger_key: Option<Secret>,
}

impl Default for Database {
    fn default() -> Self {
        Self {
            url: "sqlite:upprop.db".into(),
            schema: None,
            anchor: None,
            lease: Seconds(60),
            rehearsal: false,
            ledger_key: None,
        }
    }
}

/// Where a secret is read from. Secrets never stand in the configuration itself. Give exactly one.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Secret {
    /// A file that only the service may read (mode 0600 or stricter).
    pub file: Option<String>,
    /// Name of a systemd credential (`LoadCredential=`).
    pub credential: Option<String>,
    /// Name of an environment variable.
    pub env: Option<String>,
}
