//! Sign-in where the organiser's people sign in anyway: OpenID Connect Core 1.0, authorization code with PKCE (RFC 7636), state
//! and nonce.
//!
//! The provider says who somebody is, and nothing else: whoever has no account here that is linked to him stays outside, and
//! what an account may do stands here. Nothing is kept between going there and coming back but a secret in the browser's
//! cookie, of which state, nonce and verifier are digests.

mod claims;
mod provider;
mod signature;

pub use provider::{Login, Provider, Settings};

use super::cookies::Cookie;
use super::secret::{is_secret, kept, secret};
use super::sign_in::{self, Onward};
use super::site::{Cookies, Site};
use super::{Answer, Passing, Refusal, session};
use axum::extract::Query;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use claims::Fault;
use provider::Flow;
use serde::Deserialize;
use subtle::ConstantTimeEq as _;

/// Where people are sent to the provider, below the organiser's base.
pub const GO: &str = "/sign-in/oidc";
/// Where the provider sends people back to, below the organiser's base.
pub const BACK: &str = "/sign-in/oidc/back";
/// No longer an address is gone on to.
const NEXT_MAX: usize = 1024;

/// What the provider sends back with somebody.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Sent {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    error: String,
    /// Who sends (RFC 9207), where the provider says it.
    iss: Option<String>,
}

/// Sends somebody to the provider.
pub(super) async fn go(passing: Passing, headers: HeaderMap, Query(onward): Query<Onward>) -> Answer {
    let site = &passing.site;
    let provider = site.provider.as_ref().ok_or(Refusal::NotThere)?;
    let fresh = secret()?;
    let flow = flow(&fresh, back(site, &headers)?);
    let to = match provider.address(&flow).await {
        Ok(to) => to,
        Err(fault) => return failed(&passing, fault),
    };
    let next = onward.next().get(..NEXT_MAX).unwrap_or(onward.next());
    let next = if next.len() == onward.next().len() { next } else { "" };
    let mut response = found(&to)?;
    let kept = format!("{fresh}.{}", BASE64_URL_SAFE_NO_PAD.encode(next));
    Cookie::Provider.give(site, response.headers_mut(), &kept)?;
    Ok(response)
}

/// Takes somebody back whom the provider sends.
pub(super) async fn back_from(passing: Passing, headers: HeaderMap, Query(sent): Query<Sent>) -> Answer {
    let site = &passing.site;
    let provider = site.provider.as_ref().ok_or(Refusal::NotThere)?;
    let signed_in = async {
        let (own, next) = Cookie::Provider.of(site, &headers).and_then(kept_of).ok_or(Fault::Stranger)?;
        let flow = flow(&own, back(site, &headers).map_err(|_| Fault::Stranger)?);
        if !bool::from(sent.state.as_bytes().ct_eq(flow.state.as_bytes())) {
            return Err(Fault::Stranger);
        }
        if !sent.error.is_empty() {
            return Err(Fault::Refused);
        }
        let person = provider.who(&flow, (&sent.code, sent.iss.as_deref())).await?;
        Ok((person, next))
    };
    let mut response = match signed_in.await {
        Ok((person, next)) => enter(&passing, &headers, (&person, next)).await?,
        Err(fault) => failed(&passing, fault)?,
    };
    Cookie::Provider.take_back(site, response.headers_mut())?;
    Ok(response)
}

/// Signs in whose account is linked to this person.
async fn enter(passing: &Passing, headers: &HeaderMap, (person, next): (&Login, String)) -> Answer {
    let site = &passing.site;
    let Some(account) = site.store.look().await?.account_of(&person.link).await? else {
        tracing::warn!("somebody whom the provider knows has no account that is linked to him");
        return sign_in::refused(passing, (StatusCode::FORBIDDEN, "sign-in-provider-unknown", &person.value));
    };
    let session = session::begin(site, headers, &account.name).await?;
    let mut response = Redirect::to(&Onward::from(next).path(site)).into_response();
    Cookie::Session.give(site, response.headers_mut(), &session)?;
    Ok(response)
}

/// The page of sign-in again, with what was wrong; the log says more, of nobody.
fn failed(passing: &Passing, fault: Fault) -> Answer {
    tracing::warn!(%fault, "nobody was signed in by the provider");
    let status = match fault {
        Fault::Busy => return Err(Refusal::TooMany(5)),
        Fault::Away(_) => StatusCode::BAD_GATEWAY,
        Fault::Stranger | Fault::Refused | Fault::Untrue(_) | Fault::Lacks(_) => StatusCode::UNAUTHORIZED,
    };
    sign_in::refused(passing, (status, fault.key(), ""))
}

/// What a secret of ours makes of itself.
fn flow(own: &str, back: String) -> Flow {
    Flow { state: kept("oidc state", own), nonce: kept("oidc nonce", own), verifier: kept("oidc verifier", own), back }
}

/// The secret in a cookie, and where to go on.
fn kept_of(cookie: &str) -> Option<(String, String)> {
    let (own, next) = cookie.split_once('.')?;
    let next = BASE64_URL_SAFE_NO_PAD.decode(next).ok().and_then(|next| String::from_utf8(next).ok())?;
    is_secret(own).then(|| (own.to_owned(), next))
}

/// Where the provider is to send people back to, as it knows the address. Without TLS everything is on this very machine, and
/// the browser knows where.
fn back(site: &Site, headers: &HeaderMap) -> Result<String, Refusal> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let origin = match (&site.public_url, site.cookies) {
        (Some(url), _) => url.clone(),
        (None, Cookies::Plain) => format!("http://{}", host.ok_or(Refusal::Unclear)?),
        (None, Cookies::Secure) => return Err(Refusal::NotThere),
    };
    Ok(format!("{origin}{}", site.path(BACK)))
}

/// Sends a browser elsewhere; what it goes with is in no cache.
fn found(to: &str) -> Result<Response, Refusal> {
    let to = HeaderValue::from_str(to).map_err(|_| Refusal::Fault)?;
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response())
}
