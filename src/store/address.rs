//! Where a database is, as the configuration says it.

use super::StoreError;
use super::lease::LEASE;
use sqlx::postgres::PgConnectOptions;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The schema of an organiser whose configuration names none.
pub const SCHEMA: &str = "upprop";

/// Is this what a schema may be called: small letters, digits and underscores, and no name of PostgreSQL's own?
#[must_use]
pub fn is_schema_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let begins = !name.starts_with(|c: char| c.is_ascii_digit()) && !name.starts_with("pg_");
    (1..=63).contains(&name.len()) && name.chars().all(plain) && begins
}

/// Where a database is.
#[derive(Clone)]
pub enum Address {
    /// A file.
    Sqlite {
        /// Which; the lock and the anchor lie beside it.
        file: PathBuf,
    },
    /// A schema of a PostgreSQL database.
    Postgres {
        /// Which server and database, and as whom; what the URL leaves out comes from the `PG*` variables and
        /// the password file, as with other clients.
        options: Box<PgConnectOptions>,
        /// Which schema: one organiser each.
        schema: String,
        /// The file that names the newest event ever committed, outside the database.
        anchor: PathBuf,
        /// How long a run keeps its turn when nothing is heard of it.
        lease: Duration,
    },
}

/// Never prints a user or a password.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// What messages say: the file, or the host, database and schema.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite { file } => write!(f, "{}", file.display()),
            Self::Postgres { options, schema, .. } => {
                let host = options.get_socket().map_or(options.get_host().into(), |socket| socket.to_string_lossy());
                let database = options.get_database().unwrap_or(options.get_username());
                write!(f, "{host}:{}/{database}, schema {schema}", options.get_port())
            }
        }
    }
}

impl Address {
    /// An address out of a URL. A relative file lies in `folder`, and so does a server's anchor.
    ///
    /// # Errors
    /// A URL that names no database known here.
    pub fn new(url: &str, schema: Option<&str>, folder: &Path) -> Result<Self, StoreError> {
        let scheme = url.split(':').next().unwrap_or("");
        let unknown = || StoreError::UnknownDatabase { url: scheme.to_owned() };
        if scheme == "postgres" || scheme == "postgresql" {
            let options: PgConnectOptions = url.parse().map_err(|_| unknown())?;
            let (options, lease) = (Box::new(options), LEASE);
            let schema = schema.unwrap_or(SCHEMA).to_owned();
            let anchor = folder.join(format!("{schema}.anchor"));
            return Ok(Self::Postgres { options, schema, anchor, lease });
        }
        let file = url.strip_prefix("sqlite:").map(|rest| rest.strip_prefix("//").unwrap_or(rest)).unwrap_or(url);
        if file.is_empty() || file.contains("://") || file == ":memory:" {
            return Err(unknown());
        }
        Ok(Self::Sqlite { file: folder.join(file) })
    }

    /// The same with a server's anchor in another file.
    #[must_use]
    pub fn with_anchor(mut self, file: PathBuf) -> Self {
        if let Self::Postgres { anchor, .. } = &mut self {
            *anchor = file;
        }
        self
    }

    /// The same with turns that last so long when nothing is heard of whoever has one; a file knows of none.
    #[must_use]
    pub fn with_lease(mut self, longest: Duration) -> Self {
        if let Self::Postgres { lease, .. } = &mut self {
            *lease = longest;
        }
        self
    }

    /// The same text for two addresses of one database, as far as that can be told from here.
    #[must_use]
    pub fn place(&self) -> String {
        match self {
            Self::Sqlite { file } => file.canonicalize().unwrap_or_else(|_| file.clone()).display().to_string(),
            Self::Postgres { .. } => self.to_string(),
        }
    }

    /// The anchor's file.
    #[must_use]
    pub fn anchor(&self) -> PathBuf {
        match self {
            Self::Sqlite { file } => beside(file, "anchor"),
            Self::Postgres { anchor, .. } => anchor.clone(),
        }
    }
}

/// A file with the database's name and one ending more.
pub(super) fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.to_owned().into_os_string();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_a_file() {
        for url in ["sqlite:/var/a.db", "sqlite:///var/a.db", "/var/a.db", "sqlite:a.db"] {
            let address = Address::new(url, None, Path::new("/var")).unwrap();
            assert_eq!(address.to_string(), "/var/a.db", "{url}");
            assert_eq!(address.anchor(), Path::new("/var/a.db.anchor"));
        }
    }

    #[test]
    fn a_url_names_a_server_and_messages_hide_who_and_how() {
        let url = "postgres://anna:secret@db.example:5433/school";
        let address = Address::new(url, Some("norrby"), Path::new("/var")).unwrap();
        assert_eq!(format!("{address} {address:?}"), ["db.example:5433/school, schema norrby"; 2].join(" "));
        assert_eq!(address.anchor(), Path::new("/var/norrby.anchor"));
        let address = address.with_anchor("/srv/a".into());
        assert_eq!(address.anchor(), Path::new("/srv/a"));
    }

    #[test]
    fn a_url_of_another_database_is_refused_without_telling_its_password() {
        for url in ["mysql://u:secret@host/db", "sqlite:", ":memory:", "sqlite::memory:"] {
            let error = Address::new(url, None, Path::new("/var")).unwrap_err().to_string();
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
