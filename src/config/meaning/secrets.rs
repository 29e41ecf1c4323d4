//! Secrets: where they are read from, and that nobody else can read them there. Their content is never opened.

use super::Review;
use crate::config::model::Secret;
use crate::config::problem::Setting;
use std::path::Path;

pub(super) fn check(review: &mut Review<'_>) {
    if let Some(secret) = &review.file.database.ledger_key {
        one(review, "database.ledger_key", secret);
    }
}

fn one(review: &mut Review<'_>, path: &str, secret: &Secret) {
    match (&secret.file, &secret.credential, &secret.env) {
        (Some(file), None, None) => private_file(review, &format!("{path}.file"), file),
        (None, Some(name), None) => credential(review, &format!("{path}.credential"), name),
        (None, None, Some(name)) => {
            if review.environment.variable(name).is_none_or(|value| value.is_empty()) {
                review.error(&format!("{path}.env"), Setting::SecretUnset { variable: name.clone() });
            }
        }
        (file, credential, env) => {
            let found = [file, credential, env].iter().filter(|place| place.is_some()).count();
            review.error(path, Setting::SecretNotOne { found });
        }
    }
}

fn private_file(review: &mut Review<'_>, path: &str, file: &str) {
    let resolved = review.loaded.resolve(file);
    let told = resolved.display().to_string();
    match std::fs::metadata(&resolved) {
        Err(_) => review.error(path, Setting::SecretMissing { file: told }),
        Ok(metadata) if !metadata.is_file() => review.error(path, Setting::SecretNotFile { file: told }),
        Ok(metadata) => {
            if let Some(mode) = open_to_others(&metadata) {
                review.error(path, Setting::SecretOpen { file: told, mode });
            }
        }
    }
}

#[cfg(unix)]
fn open_to_others(metadata: &std::fs::Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    let mode = metadata.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

#[cfg(not(unix))]
fn open_to_others(_: &std::fs::Metadata) -> Option<u32> {
    None
}

/// systemd lays credentials as files in a folder that only the service sees.
fn credential(review: &mut Review<'_>, path: &str, name: &str) {
    match review.environment.variable("CREDENTIALS_DIRECTORY") {
        None => review.warn(path, Setting::CredentialUnseen { name: name.to_owned() }),
        Some(folder) => {
            if name.is_empty() || name.contains('/') || !Path::new(&folder).join(name).is_file() {
                review.error(path, Setting::CredentialMissing { name: name.to_owned() });
            }
        }
    }
}
