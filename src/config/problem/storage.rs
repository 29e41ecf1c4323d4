//! Where state is kept.

use super::{Wording, say};

/// What is wrong with where state is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Storage {
    /// Neither SQLite nor PostgreSQL.
    OtherDatabase,
    /// An address of a server that cannot be read.
    ServerUrl,
    /// A password where others may read it.
    PasswordInUrl,
    /// A schema named as none should be.
    SchemaName,
    /// Turns that end too soon or too late.
    Lease,
    /// `sqlite:` with no file after it.
    NoDatabaseFile,
    /// Letters go before those who watch upprop have asked for them.
    LettersTooSoon {
        /// The fewest days.
        least: u16,
    },
}

impl Storage {
    pub(super) fn wording(&self) -> Wording {
        match self {
            Self::OtherDatabase => say!(
                "tillståndet sparas i SQLite eller i PostgreSQL och inget annat",
                "Skriv `url = \"sqlite:upprop.db\"` eller `url = \"postgres://ANVÄNDARE@VÄRD/DATABAS\"`.",
                "state is kept in SQLite or in PostgreSQL and nothing else",
                "Write `url = \"sqlite:upprop.db\"` or `url = \"postgres://USER@HOST/DATABASE\"`.",
            ),
            Self::ServerUrl => say!(
                "databasens adress går inte att läsa",
                "Skriv `url = \"postgres://ANVÄNDARE@VÄRD/DATABAS\"`.",
                "the database's address cannot be read",
                "Write `url = \"postgres://USER@HOST/DATABASE\"`.",
            ),
            Self::PasswordInUrl => say!(
                "ett lösenord står i databasens adress",
                "Lägg det hellre i lösenordsfilen (`~/.pgpass`) eller i `PGPASSWORD`.",
                "a password stands in the database's address",
                "Better keep it in the password file (`~/.pgpass`) or in `PGPASSWORD`.",
            ),
            Self::SchemaName => say!(
                "schemats namn får bara ha små bokstäver a-z, siffror och understreck, och inte börja med en siffra \
                 eller `pg_`",
                "Skriv till exempel `schema = \"exempelkommunen\"`.",
                "a schema's name may only have small letters a-z, digits and underscores, and must not begin with a \
                 digit or `pg_`",
                "Write for example `schema = \"exempelkommunen\"`.",
            ),
            Self::Lease => say!(
                "så länge hinner ingen höra av sig, eller så länge väntar ingen",
                "Skriv mellan `2s` och `600s`, till exempel `lease = \"60s\"`.",
                "nobody is heard of that soon, or waited for that long",
                "Write between `2s` and `600s`, for example `lease = \"60s\"`.",
            ),
            Self::NoDatabaseFile => say!(
                "databasens fil saknas efter `sqlite:`",
                "Skriv `url = \"sqlite:upprop.db\"`.",
                "the database file is missing after `sqlite:`",
                "Write `url = \"sqlite:upprop.db\"`.",
            ),
            Self::LettersTooSoon { least } => say!(
                "brev gallras innan någon hunnit se att de inte kom fram",
                "Skriv minst `letters = \"{least}d\"`.",
                "letters go before anybody has seen that they did not get out",
                "Write at least `letters = \"{least}d\"`.",
            ),
        }
    }
}
