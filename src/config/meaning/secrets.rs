//! Secrets: where they are read from, and that nobody else can read them there. Their content is never opened.

use super::Review;
use crate::config::model::Secret;
use crate::config::problem::Secrecy;
use std::path::Path;

/// As many as `source::KEY_BYTES_MIN`.
const KEY_BYTES_MIN: u64 = crate::source::KEY_BYTES_MIN as u64;

pub(super) fn check(review: &mut Review<'_>) {
    if let Some(secret) = &review.file.database.ledger_key {
        one(review, "database.ledger_key", secret);
    }
    if let Some(secret) = review.file.web.oidc.as_ref().and_then(|provider| provider.client_secret.as_ref()) {
        one(review, "web.oidc.client_secret", secret);
    }
    if let Some(password) = review.file.notify.smtp.as_ref().and_then(|server| server.password.as_ref()) {
        one(review, "notify.smtp.password", password);
    }
    for (number, webhook) in review.file.notify.webhook.iter().enumerate() {
        let path = format!("notify.webhook[{number}]");
        one(review, &format!("{path}.secret"), &webhook.secret);
        if let Some(secret) = &webhook.secret_before {
            one(review, &format!("{path}.secret_before"), secret);
        }
    }
    if let Some(secret) = &review.file.guard.identity_key {
        one(review, "guard.identity_key", secret);
        long(review, secret);
    }
    let sources = &review.file.source;
    for (number, server) in sources.iter().map(|source| &source.server).enumerate() {
        let path = format!("source[{number}].server");
        if let Some(bearer) = &server.bearer {
            one(review, &format!("{path}.bearer"), bearer);
        }
        if let Some(token) = &server.token {
            one(review, &format!("{path}.token.client_secret"), &token.client_secret);
        }
        if let Some(bearer) = server.callback.as_ref().and_then(|callback| callback.bearer.as_ref()) {
            one(review, &format!("{path}.callback.bearer"), bearer);
        }
    }
}

fn one(review: &mut Review<'_>, path: &str, secret: &Secret) {
    match (&secret.file, &secret.credential, &secret.env) {
        (Some(file), None, None) => private_file(review, &format!("{path}.file"), file),
        (None, Some(name), None) => credential(review, &format!("{path}.credential"), name),
        (None, None, Some(name)) => {
            if review.environment.variable(name).is_none_or(|value| value.is_empty()) {
                review.error(&format!("{path}.env"), Secrecy::SecretUnset { variable: name.clone() });
            }
        }
        (file, credential, env) => {
            let found = [file, credential, env].iter().filter(|place| place.is_some()).count();
            review.error(path, Secrecy::SecretNotOne { found });
        }
    }
}

/// A key that is short could be found by trying every personal number with every key.
fn long(review: &mut Review<'_>, secret: &Secret) {
    let file = |file: &String| std::fs::metadata(review.loaded.resolve(file)).ok().map(|found| found.len());
    let variable = |name: &String| review.environment.variable(name).map(|value| value.len() as u64);
    let length = secret.file.as_ref().map_or_else(|| secret.env.as_ref().and_then(variable), file);
    if length.is_some_and(|length| (1..KEY_BYTES_MIN).contains(&length)) {
        review.error("guard.identity_key", Secrecy::SecretShort { least: KEY_BYTES_MIN });
    }
}

fn private_file(review: &mut Review<'_>, path: &str, file: &str) {
    let resolved = review.loaded.resolve(file);
    let told = resolved.display().to_string();
    match std::fs::metadata(&resolved) {
        Err(_) => review.error(path, Secrecy::SecretMissing { file: told }),
        Ok(metadata) if !metadata.is_file() => review.error(path, Secrecy::SecretNotFile { file: told }),
        Ok(metadata) => {
            if metadata.len() == 0 {
                review.error(path, Secrecy::SecretEmpty { file: told.clone() });
            }
            if let Some(mode) = open_to_others(&metadata) {
                review.error(path, Secrecy::SecretOpen { file: told, mode });
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
        None => review.warn(path, Secrecy::CredentialUnseen { name: name.to_owned() }),
        Some(folder) => {
            if name.is_empty() || name.contains('/') || !Path::new(&folder).join(name).is_file() {
                review.error(path, Secrecy::CredentialMissing { name: name.to_owned() });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::trial::{GOOD, Trial};

    fn trial(secret: &str) -> Trial {
        Trial::of(&format!("{GOOD}[database]\nledger_key = {secret}\n"))
    }

    #[cfg(unix)]
    #[test]
    fn a_secret_file_that_others_may_read_is_refused_with_the_command_that_mends_it() {
        use std::os::unix::fs::PermissionsExt;
        let trial = trial("{ file = \"k\" }").put("k", "x");
        let set = |mode| {
            let path = trial.folder.path().join("k");
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        set(0o640);
        let told = trial.told();
        assert!(told.contains("(mode 640)") && told.contains("chmod 600"), "{told}");
        set(0o600);
        assert_eq!(trial.told(), "");
    }

    #[test]
    fn a_secret_file_with_nothing_in_it_is_refused() {
        let told = trial("{ file = \"k\" }").put("k", "").told();
        assert!(told.contains("the file of the secret, k, is empty"), "{told}");
    }

    #[test]
    fn a_key_for_imprints_that_could_be_found_by_trying_is_refused() {
        let trial = |key: &str| {
            let mut trial = Trial::of(&format!("{GOOD}[guard]\nidentity_key = {{ env = \"KEY\" }}\n"));
            trial.environment.insert("KEY".into(), key.into());
            trial.told()
        };
        assert!(trial(&"k".repeat(31)).contains("the key has fewer than 32 bytes"));
        assert_eq!(trial(&"k".repeat(32)), "");
    }

    #[test]
    fn a_secret_that_is_not_where_it_should_be_is_refused() {
        assert!(trial("{ file = \"k\" }").told().contains("does not exist"));
        assert!(trial("{ file = \".\" }").told().contains("is not a regular file"));
        assert!(trial("{ env = \"NO_SUCH\" }").told().contains("the environment variable `NO_SUCH` is not set"));
        let mut set = trial("{ env = \"KEY\" }");
        set.environment.insert("KEY".into(), "x".into());
        assert_eq!(set.told(), "");
    }

    #[test]
    fn a_secret_comes_from_exactly_one_place_and_never_stands_in_the_file() {
        assert!(trial("{}").told().contains("but 0 are given"));
        assert!(trial("{ file = \"a\", env = \"B\" }").told().contains("but 2 are given"));
        let told = trial("\"hemligt\"").told();
        assert!(told.contains("`ledger_key` must be a table") && !told.contains("hemligt"), "{told}");
    }

    #[test]
    fn a_credential_is_looked_for_only_where_systemd_laid_it() {
        let mut trial = trial("{ credential = \"key\" }").put("credentials/key", "x");
        assert!(trial.told().contains("warning: `key` cannot be checked here"), "{}", trial.told());
        let folder = trial.folder.path().join("credentials").display().to_string();
        trial.environment.insert("CREDENTIALS_DIRECTORY".into(), folder);
        assert_eq!(trial.told(), "");
        trial.environment.insert("CREDENTIALS_DIRECTORY".into(), "/nonexistent".into());
        assert!(trial.told().contains("systemd did not hand over `key`"));
    }
}
