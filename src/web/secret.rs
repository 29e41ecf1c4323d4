//! Secrets that are given away and kept as digests only: whoever reads the database can use none of them.

use super::Refusal;
use super::hooks::digest;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

/// As many bytes as nobody can guess.
const BYTES: usize = 32;
/// So many characters they are as text.
const CHARACTERS: usize = 43;

/// A new one, as text for cookies and addresses.
///
/// # Errors
/// A system that gives no random number.
pub fn secret() -> Result<String, Refusal> {
    Ok(BASE64_URL_SAFE_NO_PAD.encode(random::<BYTES>()?))
}

/// A password that somebody can type: 100 random bits in letters and digits that look like no other.
///
/// # Errors
/// As [`secret`].
pub fn password() -> Result<String, Refusal> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let bytes = random::<20>()?;
    let fives =
        bytes.chunks(5).map(|five| five.iter().map(|byte| char::from(LETTERS[usize::from(byte & 31)])).collect());
    Ok(fives.collect::<Vec<String>>().join("-"))
}

/// So many random bytes.
pub(super) fn random<const N: usize>() -> Result<[u8; N], Refusal> {
    let mut bytes = [0; N];
    let random = rustls::crypto::ring::default_provider().secure_random;
    random.fill(&mut bytes).map_err(|_| {
        tracing::error!("the system gives no random number");
        Refusal::Fault
    })?;
    Ok(bytes)
}

/// Could it be one of ours? What is not is not looked up.
pub(super) fn is_secret(text: &str) -> bool {
    text.len() == CHARACTERS && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// What is kept of one, and what it is found by: SHA-256 in hexadecimal. What it is for is part of it, so that none passes
/// for another.
#[must_use]
pub fn kept(purpose: &str, secret: &str) -> String {
    digest(&format!("upprop {purpose} {secret}")).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_and_are_kept_as_something_else() {
        let [one, other] = [secret().unwrap(), secret().unwrap()];
        assert!(one != other && is_secret(&one) && is_secret(&other));
        assert_eq!(kept("session", &one).len(), 64);
        assert_ne!(kept("session", &one), kept("form", &one));
        assert_eq!(password().unwrap().len(), 23);
        assert!(!is_secret("") && !is_secret(&one[1..]) && !is_secret(&format!("{}=", &one[1..])));
    }
}
