//! The ledger's seals: a chain of digests, keyed when a key is given (SECURITY 3.11).
//!
//! `seal(n) = H(seal(n-1) ‖ seq \n at \n run \n actor \n body)`, in hexadecimal. H is SHA-256, or
//! HMAC-SHA-256 with a key that is kept outside the database.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// Seals events.
#[derive(Clone)]
pub(super) struct Sealer(Option<Hmac<Sha256>>);

/// What is sealed of an event.
pub(super) struct Line<'a> {
    pub(super) seq: i64,
    pub(super) at: i64,
    pub(super) run: Option<i64>,
    pub(super) actor: Option<&'a str>,
    pub(super) body: &'a str,
}

impl Sealer {
    /// With a key, or without.
    pub(super) fn new(key: Option<&[u8]>) -> Self {
        // HMAC takes keys of every length.
        Self(key.and_then(|key| Hmac::new_from_slice(key).ok()))
    }

    /// The seal of an event that follows one sealed `previous`.
    pub(super) fn seal(&self, previous: &str, line: &Line<'_>) -> String {
        let head = head(line);
        let parts = [previous.as_bytes(), head.as_bytes(), line.body.as_bytes()];
        match &self.0 {
            Some(keyed) => {
                let mut keyed = keyed.clone();
                parts.iter().for_each(|part| keyed.update(part));
                hex(&keyed.finalize().into_bytes())
            }
            None => {
                let mut sum = Sha256::new();
                parts.iter().for_each(|part| sum.update(part));
                hex(&sum.finalize())
            }
        }
    }
}

/// Everything but the body; the actor as JSON, so that no line break in it can pass for ours.
fn head(line: &Line<'_>) -> String {
    let actor = line.actor.map(|actor| serde_json::Value::from(actor).to_string()).unwrap_or_default();
    let run = line.run.map(|run| run.to_string()).unwrap_or_default();
    format!("{}\n{}\n{run}\n{actor}\n", line.seq, line.at)
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line<'a>(seq: i64, actor: Option<&'a str>, body: &'a str) -> Line<'a> {
        Line { seq, at: 5, run: Some(1), actor, body }
    }

    #[test]
    fn a_seal_depends_on_everything_before_it_and_on_the_key() {
        let plain = Sealer::new(None);
        let seals = [
            plain.seal("", &line(1, None, "{}")),
            plain.seal("a", &line(1, None, "{}")),
            plain.seal("", &line(2, None, "{}")),
            plain.seal("", &line(1, Some("x"), "{}")),
            plain.seal("", &line(1, None, "{ }")),
            Sealer::new(Some(b"k")).seal("", &line(1, None, "{}")),
            Sealer::new(Some(b"l")).seal("", &line(1, None, "{}")),
        ];
        let different: std::collections::BTreeSet<_> = seals.iter().collect();
        assert_eq!(different.len(), seals.len());
        assert!(seals.iter().all(|seal| seal.len() == 64));
    }

    #[test]
    fn an_actor_cannot_pass_for_a_body() {
        let plain = Sealer::new(None);
        assert_ne!(plain.seal("", &line(1, Some("a\nb"), "c")), plain.seal("", &line(1, Some("a"), "b\nc")));
    }
}
