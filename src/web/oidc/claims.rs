//! What a provider says of somebody, and whether it is to be believed.

use super::signature;
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, decode, decode_header};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt;

/// What a provider may sign with: nothing that who checks it could sign with himself.
const SIGNED_WITH: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// Why nobody is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is not the browser that was sent there, or too long ago.
    Stranger,
    /// The provider signed nobody in.
    Refused,
    /// The provider does not answer, or not as one does.
    Away(String),
    /// What it says is not to be believed.
    Untrue(&'static str),
    /// It lacks what the configuration wants.
    Lacks(String),
    /// Too many at a time.
    Busy,
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stranger => out.write_str("it is not the browser that was sent to the provider"),
            Self::Refused => out.write_str("the provider signed nobody in"),
            Self::Away(why) => write!(out, "the provider cannot be asked: {why}"),
            Self::Untrue(what) => write!(out, "the provider's token is not to be believed: {what}"),
            Self::Lacks(claim) => write!(out, "the provider's token does not have the `{claim}` that is required"),
            Self::Busy => out.write_str("too many sign in at a time"),
        }
    }
}

impl Fault {
    /// The key of the words that a visitor reads.
    pub(super) fn key(&self) -> &'static str {
        match self {
            Self::Stranger | Self::Refused | Self::Untrue(_) | Self::Busy => "sign-in-provider-again",
            Self::Away(_) => "sign-in-provider-away",
            Self::Lacks(_) => "sign-in-provider-lacks",
        }
    }
}

/// What a token is held against.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client: &'a str,
    pub(super) nonce: &'a str,
    /// Values of which each of these claims must have one.
    pub(super) required: &'a BTreeMap<String, Vec<String>>,
}

/// The claims of somebody who was signed in.
pub(super) struct Claims(Map<String, Value>);

/// Which key a token says that it is signed with.
///
/// # Errors
/// A token that cannot be read, or one that is signed with what is not taken.
pub(super) fn head(token: &str) -> Result<Header, Fault> {
    let head = decode_header(token).map_err(|_| Fault::Untrue("its head"))?;
    if SIGNED_WITH.contains(&head.alg) { Ok(head) } else { Err(Fault::Untrue("its algorithm")) }
}

/// The key that it names; without a name the one of its kind, where there is only one.
pub(super) fn key<'k>(keys: &'k JwkSet, head: &Header) -> Option<&'k Jwk> {
    let fits = |key: &&Jwk| {
        let is_of_kind = matches!(
            (&key.algorithm, head.alg),
            (AlgorithmParameters::EllipticCurve(_), Algorithm::ES256 | Algorithm::ES384)
                | (AlgorithmParameters::OctetKeyPair(_), Algorithm::EdDSA)
        );
        let is_rsa = matches!(key.algorithm, AlgorithmParameters::RSA(_))
            && !matches!(head.alg, Algorithm::ES256 | Algorithm::ES384 | Algorithm::EdDSA);
        (is_of_kind || is_rsa) && key.common.public_key_use.as_ref().is_none_or(|is| *is == PublicKeyUse::Signature)
    };
    let mut fitting = keys.keys.iter().filter(fits);
    match &head.kid {
        Some(name) => fitting.find(|key| key.common.key_id.as_ref() == Some(name)),
        None => fitting.next().filter(|_| fitting.next().is_none()),
    }
}

impl Claims {
    /// Of a token, once everything about it is as it must be (OpenID Connect Core 3.1.3.7).
    ///
    /// # Errors
    /// What is not.
    pub(super) fn of(token: &str, key: &Jwk, expected: &Expected<'_>) -> Result<Self, Fault> {
        signature::is_at_hand();
        let algorithm = head(token)?.alg;
        let key = DecodingKey::from_jwk(key).map_err(|_| Fault::Untrue("its key"))?;
        let mut validation = Validation::new(algorithm);
        validation.set_issuer(&[expected.issuer]);
        validation.set_audience(&[expected.client]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.validate_nbf = true;
        let claims = decode::<Map<String, Value>>(token, &key, &validation);
        let claims = Self(claims.map_err(|_| Fault::Untrue("its signature, issuer, audience or time"))?.claims);
        claims.hold(expected)?;
        Ok(claims)
    }

    fn hold(&self, expected: &Expected<'_>) -> Result<(), Fault> {
        let is = |claim: &str, value: &str| self.0.get(claim).and_then(Value::as_str) == Some(value);
        if !is("iss", expected.issuer) {
            return Err(Fault::Untrue("its issuer"));
        }
        if !is("nonce", expected.nonce) {
            return Err(Fault::Untrue("its nonce"));
        }
        let is_for_several = self.0.get("aud").and_then(Value::as_array).is_some_and(|all| all.len() > 1);
        if (is_for_several || self.0.contains_key("azp")) && !is("azp", expected.client) {
            return Err(Fault::Untrue("whom it was given to"));
        }
        let lacking = expected.required.iter().find(|(claim, values)| !self.has_one(claim, values));
        lacking.map_or(Ok(()), |(claim, _)| Err(Fault::Lacks(claim.clone())))
    }

    fn has_one(&self, claim: &str, values: &[String]) -> bool {
        let is = |said: &Value| said.as_str().is_some_and(|said| values.iter().any(|value| value == said));
        self.0.get(claim).is_some_and(|said| said.as_array().map_or_else(|| is(said), |all| all.iter().any(is)))
    }

    /// The value that accounts are linked to; an address counts only where the provider has made sure of it.
    ///
    /// # Errors
    /// There is none.
    pub(super) fn value(&self, claim: &str) -> Result<String, Fault> {
        let value = self.0.get(claim).and_then(Value::as_str).filter(|value| !value.is_empty());
        let is_sure = claim != "email" || self.0.get("email_verified") == Some(&Value::Bool(true));
        value.filter(|_| is_sure).map(str::to_owned).ok_or_else(|| Fault::Lacks(claim.to_owned()))
    }
}
