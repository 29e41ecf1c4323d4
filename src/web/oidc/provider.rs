//! A provider, as it is configured and as it describes itself (OpenID Connect Discovery 1.0).

use super::claims::{self, Claims, Expected, Fault};
use crate::web::hooks::digest;
use crate::web::link;
use crate::web::site::encoded;
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::{Jwk, JwkSet};
use reqwest::header::{ACCEPT, AUTHORIZATION};
use reqwest::{Client, RequestBuilder, Url, redirect};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, Semaphore};
use tokio::time::Instant;

/// It answers within this, or is away.
const PATIENCE: Duration = Duration::from_secs(10);
/// No answer is longer, in bytes.
const ANSWER_MAX: usize = 256 * 1024;
/// What it says of itself is asked for again after this.
const KNOWN_FOR: Duration = Duration::from_secs(3600);
/// A key that nobody knows makes its keys be asked for again, but no more often than this.
const KEYS_EVERY: Duration = Duration::from_secs(30);
/// So many are asked about at a time.
const AT_A_TIME: usize = 8;

/// Reads a secret where it lies, each time it is needed.
type Secret = Arc<dyn Fn() -> Result<String, String> + Send + Sync>;

/// As it is configured.
#[derive(Clone)]
pub struct Settings {
    /// Its address, as it names itself.
    pub issuer: String,
    /// What it knows upprop by.
    pub client: String,
    /// And the secret between the two, where there is one.
    pub secret: Option<Secret>,
    /// The claim that accounts are linked to.
    pub claim: String,
    /// Values of which each of these claims must have one.
    pub required: BTreeMap<String, Vec<String>>,
    /// What is asked for besides who somebody is.
    pub scopes: Vec<String>,
    /// Certificates of its own issuer (PEM), beside those that the system trusts.
    pub authority: Option<Vec<u8>>,
    /// Its name, for the button.
    pub label: String,
}

/// A provider, and what it last said of itself.
pub struct Provider {
    settings: Settings,
    http: Client,
    known: Mutex<Option<Known>>,
    places: Semaphore,
}

/// Somebody whom the provider signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// What accounts are found by: [`link`](crate::web::link()).
    pub link: String,
    /// What the provider calls him, for himself to read.
    pub value: String,
}

/// What goes there with somebody, and is held against what comes back.
pub(super) struct Flow {
    pub(super) state: String,
    pub(super) nonce: String,
    pub(super) verifier: String,
    /// Where it sends people back to.
    pub(super) back: String,
}

#[derive(Clone)]
struct Known {
    at: Instant,
    keys_at: Instant,
    about: Arc<About>,
    keys: Arc<JwkSet>,
}

/// What it says of itself.
#[derive(Debug, Deserialize)]
struct About {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

#[derive(Deserialize)]
struct Token {
    id_token: String,
}

impl fmt::Debug for Provider {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Provider({})", self.settings.issuer)
    }
}

impl Provider {
    /// As it is configured.
    ///
    /// # Errors
    /// Certificates that are none.
    pub fn new(settings: Settings) -> Result<Self, &'static str> {
        // Whoever comes first has chosen it for the process; there is one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .timeout(PATIENCE)
            .user_agent(concat!("upprop/", env!("CARGO_PKG_VERSION")));
        if let Some(pem) = &settings.authority {
            let all = reqwest::Certificate::from_pem_bundle(pem).map_err(|_| "`authority` holds no certificates")?;
            builder = builder.tls_certs_merge(all);
        }
        let http = builder.build().map_err(|_| "`authority` holds no certificates that can be used")?;
        Ok(Self { settings, http, known: Mutex::default(), places: Semaphore::new(AT_A_TIME) })
    }

    /// Its name, for the button.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.settings.label
    }

    /// Where somebody is to be sent to.
    pub(super) async fn address(&self, flow: &Flow) -> Result<String, Fault> {
        let known = self.known(None).await?;
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(digest(&flow.verifier));
        let scopes: Vec<&str> = ["openid"].into_iter().chain(self.settings.scopes.iter().map(String::as_str)).collect();
        let mut url = address(&known.about.authorization_endpoint)?;
        url.query_pairs_mut().extend_pairs([
            ("response_type", "code"),
            ("client_id", &self.settings.client),
            ("redirect_uri", &flow.back),
            ("scope", &scopes.join(" ")),
            ("state", &flow.state),
            ("nonce", &flow.nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]);
        Ok(url.into())
    }

    /// Who came back, with the code that he brought and the name of whoever gave it to him.
    pub(super) async fn who(&self, flow: &Flow, (code, iss): (&str, Option<&str>)) -> Result<Login, Fault> {
        let _place = self.places.try_acquire().map_err(|_| Fault::Busy)?;
        let known = self.known(None).await?;
        let is_said = known.about.authorization_response_iss_parameter_supported;
        if iss.map_or(is_said, |iss| iss != known.about.issuer) {
            return Err(Fault::Untrue("who sent the browser back"));
        }
        let token = self.token(&known.about, flow, code).await?;
        let key = self.key(known, &token).await?;
        let Settings { issuer, client, required, claim, .. } = &self.settings;
        let claims = Claims::of(&token, &key, &Expected { issuer, client, nonce: &flow.nonce, required })?;
        let value = claims.value(claim)?;
        Ok(Login { link: link((issuer, claim), &value), value })
    }

    /// What it says of somebody, for the code that he brought.
    async fn token(&self, about: &About, flow: &Flow, code: &str) -> Result<String, Fault> {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &flow.back),
            ("code_verifier", &flow.verifier),
            ("client_id", &self.settings.client),
        ];
        let secret = self.settings.secret.as_ref().map(|secret| secret()).transpose().map_err(Fault::Away)?;
        let mut request = self.http.post(address(&about.token_endpoint)?).header(ACCEPT, "application/json");
        let ways = &about.token_endpoint_auth_methods_supported;
        let takes = |way: &str| ways.iter().any(|known| known == way);
        match &secret {
            Some(secret) if takes("client_secret_post") && !takes("client_secret_basic") => {
                form.push(("client_secret", secret));
            }
            Some(secret) => {
                // As a form has it (RFC 6749 2.3.1).
                let own = format!("{}:{}", encoded(&self.settings.client), encoded(secret));
                request = request.header(AUTHORIZATION, format!("Basic {}", BASE64_STANDARD.encode(own)));
            }
            None => {}
        }
        Ok(said::<Token>(request.form(&form)).await?.id_token)
    }

    /// The key that a token is signed with; keys change.
    async fn key(&self, known: Known, token: &str) -> Result<Jwk, Fault> {
        let head = claims::head(token)?;
        if let Some(key) = claims::key(&known.keys, &head) {
            return Ok(key.clone());
        }
        let known = self.known(Some(known.keys_at)).await?;
        claims::key(&known.keys, &head).cloned().ok_or(Fault::Untrue("a key that nobody knows"))
    }

    /// What is known of it; its keys are younger than that.
    async fn known(&self, older: Option<Instant>) -> Result<Known, Fault> {
        let mut kept = self.known.lock().await;
        if let Some(known) = kept.as_mut().filter(|known| known.at.elapsed() < KNOWN_FOR) {
            if older.is_some_and(|older| older >= known.keys_at) && known.keys_at.elapsed() >= KEYS_EVERY {
                known.keys = Arc::new(said(self.http.get(address(&known.about.jwks_uri)?)).await?);
                known.keys_at = Instant::now();
            }
            return Ok(known.clone());
        }
        let issuer = self.settings.issuer.trim_end_matches('/');
        let about: About = said(self.http.get(address(&format!("{issuer}/.well-known/openid-configuration"))?)).await?;
        if about.issuer != self.settings.issuer {
            return Err(Fault::Untrue("its own name, which is not the `issuer` of the configuration"));
        }
        let keys = said(self.http.get(address(&about.jwks_uri)?)).await?;
        let now = Instant::now();
        Ok(kept.insert(Known { at: now, keys_at: now, about: Arc::new(about), keys: Arc::new(keys) }).clone())
    }
}

/// An address that may be gone to: with TLS, or on this very machine.
fn address(text: &str) -> Result<Url, Fault> {
    let url = Url::parse(text).map_err(|_| Fault::Away("an address of its is none".to_owned()))?;
    if url.scheme() == "https" || url.scheme() == "http" && is_here(&url) {
        return Ok(url);
    }
    Err(Fault::Away("an address of its is without TLS".to_owned()))
}

fn is_here(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// What it answers, as JSON. Errors tell no address and nothing of what was sent.
async fn said<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, Fault> {
    let away = |why: &str| Fault::Away(why.to_owned());
    let mut response = request.send().await.map_err(|error| {
        away(if error.is_timeout() { "it does not answer in time" } else { "no connection, or no trust in it" })
    })?;
    let status = response.status();
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|_| away("its answer broke off"))? {
        if body.len() + piece.len() > ANSWER_MAX {
            return Err(away("its answer is too long"));
        }
        body.extend_from_slice(&piece);
    }
    if !status.is_success() {
        let known = |body: &[u8]| -> Option<String> {
            let said: serde_json::Value = serde_json::from_slice(body).ok()?;
            let word = said.get("error")?.as_str()?;
            let plain = |c: char| c.is_ascii_lowercase() || c == '_';
            (word.len() <= 40 && word.chars().all(plain)).then(|| word.to_owned())
        };
        let word = known(&body).map(|word| format!(", {word}")).unwrap_or_default();
        return Err(Fault::Away(format!("HTTP {}{word}", status.as_u16())));
    }
    serde_json::from_slice(&body).map_err(|_| away("its answer is not as the standard has it"))
}
