//! The key by which imprints are made, and whom a decision keeps out of them.

use crate::config::{Hidden, Loaded, model};
use crate::source::{Imprinter, KEY_BYTES_MIN};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Why there is a key and it cannot be used. Without it everybody's imprints would be dropped, so the run ends.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Its file cannot be read.
    #[error("guard.identity_key: cannot read {path}")]
    Unread {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// Its variable, or the folder of credentials, is not there.
    #[error("guard.identity_key: {name} is not set")]
    Unset {
        /// Which.
        name: String,
    },
    /// It could be found by trying.
    #[error("guard.identity_key has fewer than {least} bytes: make one with `head -c 32 /dev/urandom | base64`")]
    Short {
        /// As many as it must have.
        least: usize,
    },
}

/// What makes imprints on a day; nothing where the configuration has no key for it.
///
/// # Errors
/// A key that is not there, cannot be read, or is too short.
pub fn imprinter(config: &Loaded, today: Date) -> Result<Option<Imprinter>, KeyError> {
    let Some(secret) = &config.file.guard.identity_key else { return Ok(None) };
    let key = match secret.find(&config.dir) {
        Hidden::File(path) => {
            std::fs::read(&path).map_err(|source| KeyError::Unread { path: path.display().to_string(), source })?
        }
        Hidden::Value(value) => value.into_encoded_bytes(),
        Hidden::Unset(name) => return Err(KeyError::Unset { name }),
    };
    let imprinter = Imprinter::new(&key, shielded(config), today);
    imprinter.map(Some).ok_or(KeyError::Short { least: KEY_BYTES_MIN })
}

/// Ids and aliases of those whom a decision protects, whenever it holds.
fn shielded(config: &Loaded) -> BTreeSet<Arc<str>> {
    let overrides = config.file.overrides.iter();
    let protected = overrides.filter(|one| one.kind == model::OverrideKind::Protected);
    protected.map(|one| Arc::from(one.person.as_str())).collect()
}
