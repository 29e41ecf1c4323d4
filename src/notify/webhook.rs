//! Webhooks to one receiver: signed, to addresses that may be asked and no others, no redirect followed, no long wait.

use super::reach::{Network, may_go};
use super::signature::{Key, signature};
use jiff::Timestamp;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Response, Url, redirect};
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

/// So long a receiver has for everything, from the first byte to the last.
const PATIENCE: Duration = Duration::from_secs(10);
/// Of what it answers no more is read.
const ANSWER_MAX: usize = 64 * 1024;

/// What it says is not waited for, once it is known what it means.
const DRAIN: Duration = Duration::from_secs(1);

/// A receiver, as the configuration names it.
#[derive(Clone)]
pub struct Receiver {
    /// Its name.
    pub name: String,
    /// Where it listens.
    pub url: String,
    /// What messages are signed with.
    pub keys: Vec<Key>,
    /// Who vouches for its certificate, beside those whom the system trusts; PEM.
    pub authority: Option<Vec<u8>>,
    /// Networks that are not public and may be asked all the same.
    pub allowed: Vec<Network>,
}

/// Never prints an address, which may hold a secret, nor a key.
impl fmt::Debug for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A message on its way.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// The same at every try.
    pub id: &'a str,
    /// When it is tried.
    pub at: Timestamp,
    /// JSON.
    pub body: &'a str,
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// The receiver has it.
    Taken,
    /// The receiver is no more (410), and wants nothing any more.
    Gone,
    /// It does not want this one.
    Refused(String),
    /// It cannot be told anything now; perhaps it says for how long.
    Away(String, Option<Duration>),
}

/// An address that no webhook may go to.
#[derive(Debug, thiserror::Error)]
#[error("not an address that may be asked")]
struct Closed;

const CLOSED: &str = "its address is not a public one, and no `allow_private` allows it";

/// The machine's own resolver, without the addresses that may not be asked: what a name means is asked anew for each
/// connection, and only what was looked at is connected to.
struct Lookup(Vec<Network>);

impl Resolve for Lookup {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = self.0.clone();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let may: Vec<SocketAddr> = found.filter(|found| may_go(found.ip(), &allowed)).collect();
            if may.is_empty() {
                return Err(Closed.into());
            }
            Ok(Box::new(may.into_iter()) as Addrs)
        })
    }
}

/// Can a webhook be sent there at all? The host's name is asked for later; an address of numbers, however it is written,
/// is judged here.
///
/// # Errors
/// Why not.
pub fn target(url: &str, allowed: &[Network]) -> Result<Url, Untold> {
    let url = Url::parse(url).map_err(|_| Untold::NoUrl)?;
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or(Untold::NoUrl)?;
    let literal: Option<IpAddr> = host.trim_start_matches('[').trim_end_matches(']').parse().ok();
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Untold::Login);
    }
    let is_here = host == "localhost" || literal.is_some_and(|address| address.to_canonical().is_loopback());
    if url.scheme() != "https" && !(url.scheme() == "http" && is_here) {
        return Err(Untold::Open);
    }
    match literal {
        Some(address) if !may_go(address, allowed) => Err(Untold::Private),
        _ => Ok(url),
    }
}

/// Why no webhook can be sent to an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Untold {
    /// It is none.
    #[error("its address is not one")]
    NoUrl,
    /// A login stands in it.
    #[error("a login stands in its address")]
    Login,
    /// What is said could be read on the way.
    #[error("its address does not begin with https://")]
    Open,
    /// It is not public, and not allowed.
    #[error("{CLOSED}")]
    Private,
}

/// A receiver, ready to be told.
pub(super) struct Line<'a> {
    receiver: &'a Receiver,
    http: reqwest::Client,
    url: Url,
}

impl Receiver {
    /// Readies it to be told.
    ///
    /// # Errors
    /// Why it cannot be, in words without its address.
    pub(super) fn line(&self) -> Result<Line<'_>, String> {
        let url = target(&self.url, &self.allowed).map_err(|error| error.to_string())?;
        // Whoever comes first has chosen it for the process; there is one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .timeout(PATIENCE)
            .dns_resolver(Arc::new(Lookup(self.allowed.clone())))
            .user_agent(concat!("upprop/", env!("CARGO_PKG_VERSION")));
        let damaged = || "the file of `authority` holds no certificates".to_owned();
        if let Some(pem) = &self.authority {
            builder = builder.tls_certs_merge(reqwest::Certificate::from_pem_bundle(pem).map_err(|_| damaged())?);
        }
        Ok(Line { receiver: self, http: builder.build().map_err(|_| damaged())?, url })
    }

    /// Sends one message past the outbox, to see whether it arrives.
    ///
    /// # Errors
    /// Why it did not, in words without an address.
    pub async fn try_out(&self, message: Message<'_>) -> Result<(), String> {
        match self.line()?.send(message).await {
            Answer::Taken => Ok(()),
            Answer::Gone => Err("HTTP 410".to_owned()),
            Answer::Refused(why) | Answer::Away(why, _) => Err(why),
        }
    }
}

impl Line<'_> {
    /// Tells one message, and hears what becomes of it.
    pub(super) async fn send(&self, message: Message<'_>) -> Answer {
        let Message { id, at, body } = message;
        let seconds = at.as_second();
        let request = self
            .http
            .post(self.url.clone())
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", signature(&self.receiver.keys, id, seconds, body))
            .body(body.to_owned());
        match request.send().await {
            Ok(response) => {
                let answer = judge(&response);
                let _ = tokio::time::timeout(DRAIN, drain(response)).await;
                answer
            }
            Err(error) => Answer::Away(lost(&error).to_owned(), None),
        }
    }
}

/// What a status means (Standard Webhooks): 2xx is yes, all else is no.
fn judge(response: &Response) -> Answer {
    let status = response.status().as_u16();
    let told = format!("HTTP {status}");
    match status {
        200..=299 => Answer::Taken,
        410 => Answer::Gone,
        408 | 425 | 429 | 500..=599 => Answer::Away(told, retry_after(response)),
        300..=399 => Answer::Away(format!("{told}: no redirect is followed"), None),
        _ => Answer::Refused(told),
    }
}

/// Only seconds are heeded: what time it is there is not ours to know.
fn retry_after(response: &Response) -> Option<Duration> {
    let text = response.headers().get(RETRY_AFTER)?.to_str().ok()?;
    text.trim().parse::<u64>().ok().map(Duration::from_secs)
}

/// Reads what little it says, so that the connection can be used again; one that says more is hung up on.
async fn drain(mut response: Response) {
    let mut left = ANSWER_MAX;
    while let Ok(Some(piece)) = response.chunk().await {
        match left.checked_sub(piece.len()) {
            Some(rest) => left = rest,
            None => return,
        }
    }
}

/// Why a request was not answered; errors of libraries hold the address.
fn lost(error: &reqwest::Error) -> &'static str {
    let causes = || std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    let is_closed = |cause: &(dyn std::error::Error + 'static)| inmost(cause).is::<Closed>();
    let is_untrusted = |cause: &(dyn std::error::Error + 'static)| {
        matches!(inmost(cause).downcast_ref(), Some(rustls::Error::InvalidCertificate(_)))
    };
    if causes().any(is_closed) {
        CLOSED
    } else if causes().any(is_untrusted) {
        "its certificate is not to be trusted"
    } else if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "cannot be reached"
    } else {
        "the line was cut"
    }
}

/// What stands inside errors of reading and writing.
fn inmost<'e>(mut cause: &'e (dyn std::error::Error + 'static)) -> &'e (dyn std::error::Error + 'static) {
    while let Some(inside) = cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
        cause = inside;
    }
    cause
}
