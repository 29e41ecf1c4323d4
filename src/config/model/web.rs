//! Where the daemon is asked how it goes, and where its pages are.

use super::Provider;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;

/// Where the daemon is asked how it goes, and where people see what it does.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Web {
    /// Address and port on which `serve` answers `/healthz`, `/readyz` and `/metrics`; none where nothing is said. They tell
    /// numbers and keys, nobody's data; let only your own machines ask. Servers call here too (`[source.server] callback`):
    /// let through to it what they call, and nothing else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listen: Option<Listen>,
    /// Does `serve` answer with pages too, where it answers at all? Whoever is to see them needs an account
    /// (`upprop account add`).
    pub pages: bool,
    /// How people reach the pages: the address of whatever stands before `listen` and speaks TLS. Links in letters begin with
    /// it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_url: Option<String>,
    /// Where people sign in anyway, by OpenID Connect; passwords go on to work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oidc: Option<Provider>,
    /// Sign-in without TLS, to try things out: only where `listen` is a loopback address, such as 127.0.0.1.
    pub insecure_cookie: bool,
}

impl Default for Web {
    fn default() -> Self {
        Self { listen: None, pages: true, public_url: None, oidc: None, insecure_cookie: false }
    }
}

/// Address and port, written `127.0.0.1:8480` or `[::1]:8480`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listen(pub SocketAddr);

impl Serialize for Listen {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Listen {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let address = String::deserialize(from)?.parse().ok();
        address.map(Self).ok_or_else(|| serde::de::Error::custom("expected an address and a port, like 127.0.0.1:8480"))
    }
}

impl JsonSchema for Listen {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Listen".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": r"^([0-9.]+|\[[0-9a-fA-F:.]+\]):[0-9]{1,5}$" })
    }
}
