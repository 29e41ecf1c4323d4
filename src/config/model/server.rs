//! Servers that rosters are asked of.

use super::{Hours, Secret};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a server is asked.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Server {
    /// A token that is always the same.
    pub bearer: Option<Secret>,
    /// Where tokens for client credentials are given (OAuth 2.0).
    pub token: Option<TokenPlace>,
    /// Our own certificate with its key, one PEM file, for a server that asks for one.
    pub certificate: Option<String>,
    /// Who vouches for the server's certificate, beside those whom the system trusts; PEM.
    pub authority: Option<String>,
    /// How many records a page is asked to have.
    pub page: u32,
    /// No more requests than this in a second.
    pub rate: u32,
    /// Runs read only what has changed since the one before, until the last full sweep was so long ago.
    pub full_after: Hours,
    /// The server calls here when something has changed, and a run follows within a minute or so; what it says is never more
    /// than that. Needs `[web] listen`. Runs of the schedule go on as they are.
    pub callback: Option<Callback>,
    /// Resources that lie elsewhere, such as `activities = "/other/v1/activities"`: from the server's root, or whole.
    pub paths: BTreeMap<String, String>,
}

impl Default for Server {
    fn default() -> Self {
        let (bearer, token, certificate, authority) = (None, None, None, None);
        Self {
            callback: None,
            bearer,
            token,
            certificate,
            authority,
            page: 1000,
            rate: 20,
            full_after: Hours(20),
            paths: BTreeMap::new(),
        }
    }
}

/// Where a server calls.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Callback {
    /// How the server reaches `[web] listen`, by way of whatever stands between them, such as
    /// `https://upprop.exempel.example/hook`. A path that nobody can guess is put behind it.
    pub url: String,
    /// The token that the server shows when it calls, where it shows one that is always the same.
    #[serde(default)]
    pub bearer: Option<Secret>,
}

/// Where tokens are given.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenPlace {
    /// Its address.
    pub url: String,
    /// Who asks.
    pub client_id: String,
    /// With what.
    pub client_secret: Secret,
    /// What else the server wants, such as `scope` or `audience`.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
}
