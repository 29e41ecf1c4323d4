//! What an account is found by when a provider signs somebody in.

use super::secret::kept;

/// Of whom a provider calls this in a claim: a digest, so that the database has nobody's address, and nobody of another
/// provider is taken for him.
#[must_use]
pub fn link((issuer, claim): (&str, &str), value: &str) -> String {
    kept("provider link", &format!("{} {issuer} {} {claim} {value}", issuer.len(), claim.len()))
}
