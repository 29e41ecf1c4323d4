//! Where people sign in who are to see the pages.

use super::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where people sign in anyway, by OpenID Connect. Who may do what stands in accounts here: link them with
/// `upprop account link`.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// Its address, letter by letter as it names itself; below it lies `/.well-known/openid-configuration`.
    pub issuer: String,
    /// What it knows upprop by. Where it asks for the address to send people back to: `public_url` and
    /// `/sign-in/oidc/back`.
    pub client_id: String,
    /// The secret between the two, where it wants one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<Secret>,
    /// Its name, for the button: "Logga in med ...".
    pub label: String,
    /// The claim by which it tells people apart. Take one that it never gives to somebody else.
    #[serde(default = "sub")]
    pub claim: String,
    /// Claims, each with the values of which it must have one, such as `acr` for how well somebody was known, or `groups`.
    #[serde(default)]
    pub required: BTreeMap<String, Vec<String>>,
    /// What is asked for besides `openid`, where the claims need it.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// File with the certificates of your own issuer (PEM), beside those that the system trusts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
}

fn sub() -> String {
    "sub".to_owned()
}
