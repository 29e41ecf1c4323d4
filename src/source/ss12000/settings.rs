//! How a server is asked.

use crate::roster::SourceName;
use crate::source::{ErrorCode, Imprinter, SourceError};
use jiff::SignedDuration;
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;
use xxhash_rust::xxh3::xxh3_128;

/// A server of SS 12000, and how it is asked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Who delivers.
    pub source: SourceName,
    /// Where its resources begin; their names are put behind it as they stand.
    pub url: String,
    /// Addresses of single resources that lie elsewhere, by name: from the server's root, or whole.
    pub paths: BTreeMap<String, String>,
    /// What opens it.
    pub access: Access,
    /// Our own certificate and its key, as one PEM file.
    pub identity: Option<PathBuf>,
    /// Who vouches for the server's certificate, beside those whom the system trusts; PEM.
    pub authority: Option<PathBuf>,
    /// How many records a page is asked to have.
    pub page: u32,
    /// No more requests than this in a second.
    pub rate: u32,
    /// Changes are read on top of what was read before, until the last sweep was so long ago.
    pub full_after: SignedDuration,
    /// So much of what was read is kept at most for that, in bytes.
    pub kept_max: u64,
    /// Has somebody said that what it lacks is to be missing?
    pub is_accepted: bool,
    /// Makes imprints of personal numbers and birth dates.
    pub imprinter: Option<Imprinter>,
    /// What is waited for, and how much is taken.
    pub limits: Limits,
}

/// What opens a server.
#[derive(Debug, Clone)]
pub enum Access {
    /// Nothing, or the certificate alone.
    Open,
    /// A token that is always the same.
    Bearer(Secret),
    /// A token for client credentials (RFC 6749 4.4).
    Client(Client),
}

impl Access {
    /// Who asks, so far as one can be told from another: nothing that opens anything can be read from it.
    pub(super) fn identity(&self) -> String {
        match self {
            Self::Open => String::new(),
            Self::Bearer(secret) => format!("{:032x}", xxh3_128(secret.read().unwrap_or_default().as_bytes())),
            Self::Client(client) => format!("{} {} {:?}", client.url, client.id, client.fields),
        }
    }
}

/// Where tokens are given, and to whom.
#[derive(Debug, Clone)]
pub struct Client {
    /// Where.
    pub url: String,
    /// Who asks.
    pub id: String,
    /// With what.
    pub secret: Secret,
    /// `scope`, `audience` and whatever else the server wants.
    pub fields: BTreeMap<String, String>,
}

/// Where a secret is; it is read anew for each sweep, so that one that was changed counts.
#[derive(Clone)]
pub enum Secret {
    /// In a file, but for blanks around it.
    File(PathBuf),
    /// This is it.
    Value(String),
    /// In this variable of the environment, which is not set.
    Unset(String),
}

impl Secret {
    pub(super) fn read(&self) -> Result<String, SourceError> {
        let missing = |about: String| SourceError::new(ErrorCode::SecretMissing, about);
        let text = match self {
            Self::File(path) => std::fs::read_to_string(path).map_err(|_| missing(path.display().to_string()))?,
            Self::Value(value) => value.clone(),
            Self::Unset(variable) => return Err(missing(variable.clone())),
        };
        Ok(text.trim().to_owned())
    }
}

/// Never prints a secret.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "Secret({})", path.display()),
            Self::Value(_) => f.write_str("Secret"),
            Self::Unset(variable) => write!(f, "Secret({variable})"),
        }
    }
}

/// What is waited for, and how much is taken (RELIABILITY 3a).
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// For a connection.
    pub connect: Duration,
    /// For the first line of an answer, and for each piece of it.
    pub idle: Duration,
    /// For everything.
    pub whole: Duration,
    /// Between one try and the next of what may pass; the server may ask for more, up to ten times this.
    pub pause: Duration,
    /// Bytes of an answer as it comes.
    pub packed_max: u64,
    /// Bytes of an answer, unpacked.
    pub unpacked_max: u64,
}

impl Default for Limits {
    fn default() -> Self {
        const MEBIBYTE: u64 = 1024 * 1024;
        Self {
            connect: Duration::from_secs(10),
            idle: Duration::from_secs(30),
            whole: Duration::from_secs(2 * 60 * 60),
            pause: Duration::from_secs(1),
            packed_max: 64 * MEBIBYTE,
            unpacked_max: 512 * MEBIBYTE,
        }
    }
}
