//! Asking a server: one request after the other, none too fast, none for ever, and no more taken than was agreed.
//!
//! What may pass is tried again a few times within a run, since a sweep is a thousand requests; what does not pass ends
//! the run, and the next one begins anew. No redirect is followed and no proxy taken from the environment.

use super::answer;
use super::settings::{Access, Limits, Settings};
use super::token::Token;
use crate::source::{ErrorCode, SourceError};
use backon::{BackoffBuilder, ExponentialBuilder};
use jiff::Timestamp;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, DATE, RETRY_AFTER};
use reqwest::{Method, RequestBuilder, Response, StatusCode, Url, redirect};
use serde_json::Value;
use std::time::Duration;
use tokio::time::Instant;

/// How often one request is made before what may pass is taken for what does not.
const TRIES_MAX: usize = 4;

/// No answer may take longer, however steadily it comes.
const ANSWER_MAX: Duration = Duration::from_secs(10 * 60);

/// A server that is being asked.
pub(super) struct Client<'a> {
    pub(super) settings: &'a Settings,
    http: reqwest::Client,
    token: Token,
    /// What opens the server, where that is always the same.
    bearer: Option<String>,
    began: Instant,
    last: Option<Instant>,
    /// When the first answer since [`begin`](Self::begin) was given, by the server's clock.
    dated: Option<Timestamp>,
    pub(super) requests: u64,
}

/// What became of a request that was answered.
#[derive(Debug)]
pub(super) enum Answer {
    /// The whole body, unpacked.
    Body(Vec<u8>),
    /// There is no such thing.
    Nowhere,
    /// It is gone (410): a record that was there, or what the page's token stands for.
    Gone,
    /// It cannot be asked for so (400): the page's token is none.
    Over,
}

/// What a server answered that was told to do something.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) status: u16,
    /// What it said, where it says that it did it.
    pub(super) body: Vec<u8>,
}

/// Why one try failed.
enum Failed {
    /// It may pass; perhaps the server says when.
    Passing(SourceError, Option<Duration>),
    Lasting(SourceError),
}

impl<'a> Client<'a> {
    pub(super) fn new(settings: &'a Settings) -> Result<Self, SourceError> {
        let Limits { connect, idle, .. } = settings.limits;
        // Whoever comes first has chosen it for the process; there is one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .connect_timeout(connect)
            .read_timeout(idle)
            .user_agent(concat!("upprop/", env!("CARGO_PKG_VERSION")));
        if let Some(path) = &settings.identity {
            let pem = std::fs::read(path).map_err(|e| SourceError::io("identity", &e))?;
            let identity = reqwest::Identity::from_pem(&pem);
            builder =
                builder.identity(identity.map_err(|_| SourceError::new(ErrorCode::CertificateDamaged, "identity"))?);
        }
        if let Some(path) = &settings.authority {
            let pem = std::fs::read(path).map_err(|e| SourceError::io("authority", &e))?;
            let all = reqwest::Certificate::from_pem_bundle(&pem);
            let all = all.map_err(|_| SourceError::new(ErrorCode::CertificateDamaged, "authority"))?;
            builder = builder.tls_certs_merge(all);
        }
        let http = builder.build().map_err(|_| SourceError::new(ErrorCode::TlsRefused, "client"))?;
        let token = Token::default();
        let bearer = match &settings.access {
            Access::Bearer(secret) => Some(secret.read()?),
            Access::Open | Access::Client(_) => None,
        };
        Ok(Self { settings, http, token, bearer, began: Instant::now(), last: None, dated: None, requests: 0 })
    }

    /// Where a resource lies: its name put behind the base as it stands, unless it has an address of its own.
    pub(super) fn address(&self, resource: &str) -> Result<Url, SourceError> {
        let wrong = |_| SourceError::new(ErrorCode::AddressInvalid, resource);
        let base = self.settings.url.trim_end_matches('/');
        let Some(own) = self.settings.paths.get(resource) else {
            return Url::parse(&format!("{base}/{resource}")).map_err(wrong);
        };
        if own.contains("://") {
            return Url::parse(own).map_err(wrong);
        }
        let mut url = Url::parse(base).map_err(wrong)?;
        url.set_path(own);
        Ok(url)
    }

    /// From here on the first answer tells when it was.
    pub(super) fn begin(&mut self) {
        self.dated = None;
    }

    /// When that was, by the server's clock; nothing from one that does not say.
    pub(super) fn began(&self) -> Option<Timestamp> {
        self.dated
    }

    /// What time it is there.
    pub(super) async fn clock(&mut self, resource: &str) -> Result<Option<Timestamp>, SourceError> {
        let mut url = self.address(resource)?;
        url.query_pairs_mut().append_pair("limit", "1");
        self.begin();
        self.get(url, resource).await?;
        Ok(self.began())
    }

    /// Gets one address; `about` is what messages call it.
    pub(super) async fn get(&mut self, url: Url, about: &str) -> Result<Answer, SourceError> {
        let mut pauses = ExponentialBuilder::default().with_min_delay(self.settings.limits.pause).with_jitter().build();
        let mut is_fresh = false;
        for tried in 1.. {
            self.wait_for_turn(about).await?;
            let request = self.http.get(url.clone()).header(ACCEPT, "application/json").header(ACCEPT_ENCODING, "gzip");
            let request = self.opened(request).await?;
            let left = self.settings.limits.whole.saturating_sub(self.began.elapsed()).min(ANSWER_MAX);
            let slow = || SourceError::new(ErrorCode::ServerSlow, "answer").in_file(about);
            let once = tokio::time::timeout(left, self.once(request, about)).await;
            let failed = match once.unwrap_or_else(|_| Err(Failed::Lasting(slow()))) {
                Ok((StatusCode::UNAUTHORIZED, _)) if !is_fresh && self.token.can_be_renewed(self.settings) => {
                    is_fresh = true;
                    self.token.forget();
                    continue;
                }
                Ok((StatusCode::NOT_FOUND, _)) => return Ok(Answer::Nowhere),
                Ok((StatusCode::GONE, _)) => return Ok(Answer::Gone),
                Ok((StatusCode::BAD_REQUEST, _)) => return Ok(Answer::Over),
                Ok((StatusCode::OK, body)) => return Ok(Answer::Body(body)),
                Ok((status, _)) => Failed::Lasting(answer::refused(status, about)),
                Err(failed) => failed,
            };
            let (error, asked) = match failed {
                Failed::Lasting(error) => return Err(error),
                Failed::Passing(error, _) if tried >= TRIES_MAX => return Err(error),
                Failed::Passing(error, asked) => (error, asked),
            };
            let own = pauses.next().unwrap_or(self.settings.limits.pause);
            let pause = asked.map_or(own, |asked| asked.max(own));
            if pause > self.settings.limits.pause * 10 {
                return Err(error);
            }
            tracing::debug!(resource = about, code = error.code.word(), "a request is tried again");
            tokio::time::sleep(pause).await;
        }
        unreachable!("the tries are counted")
    }

    /// Tells the server to do something, once: it may have done it though nobody heard of it. Whatever it answers is an
    /// answer, unless it says that it cannot now.
    pub(super) async fn tell(&mut self, method: Method, url: Url, body: Option<&Value>) -> Result<Told, SourceError> {
        const ABOUT: &str = "subscriptions";
        let mut is_fresh = false;
        loop {
            self.wait_for_turn(ABOUT).await?;
            let request = self.http.request(method.clone(), url.clone()).header(ACCEPT, "application/json");
            let request = match body {
                Some(body) => request.header(CONTENT_TYPE, "application/json").body(body.to_string()),
                None => request,
            };
            let request = self.opened(request).await?;
            let left = self.settings.limits.whole.saturating_sub(self.began.elapsed());
            let slow = |_| SourceError::new(ErrorCode::ServerSlow, "answer").in_file(ABOUT);
            let told = tokio::time::timeout(left, self.told(request, ABOUT)).await.map_err(slow)??;
            if told.status != 401 || is_fresh || !self.token.can_be_renewed(self.settings) {
                return Ok(told);
            }
            is_fresh = true;
            self.token.forget();
        }
    }

    async fn told(&mut self, request: RequestBuilder, about: &str) -> Result<Told, SourceError> {
        let response = request.send().await.map_err(|e| answer::lost(&e, about).error)?;
        let status = response.status();
        self.dated = date(&response);
        if matches!(status.as_u16(), 429 | 500 | 502 | 503 | 504) {
            return Err(answer::refused(status, about));
        }
        if !status.is_success() {
            return Ok(Told { status: status.as_u16(), body: Vec::new() });
        }
        // What was done was done, whatever is said of it.
        let body = answer::whole(response, self.settings.limits, about).await.unwrap_or_default();
        Ok(Told { status: status.as_u16(), body })
    }

    /// Waits until the server may be asked again, or says that the time is up.
    async fn wait_for_turn(&mut self, about: &str) -> Result<(), SourceError> {
        if self.began.elapsed() > self.settings.limits.whole {
            return Err(SourceError::new(ErrorCode::ServerSlow, "whole").in_file(about));
        }
        let gap = Duration::from_secs(1) / self.settings.rate.max(1);
        let left = self.last.map_or(Duration::ZERO, |last| gap.saturating_sub(last.elapsed()));
        if !left.is_zero() {
            tokio::time::sleep(left).await;
        }
        self.last = Some(Instant::now());
        self.requests += 1;
        Ok(())
    }

    async fn opened(&mut self, request: RequestBuilder) -> Result<RequestBuilder, SourceError> {
        match &self.settings.access {
            Access::Open | Access::Bearer(_) => Ok(match &self.bearer {
                Some(bearer) => request.bearer_auth(bearer),
                None => request,
            }),
            Access::Client(client) => {
                let limits = self.settings.limits;
                let token = self.token.get(&self.http, client, limits).await?;
                Ok(request.bearer_auth(token))
            }
        }
    }

    async fn once(&mut self, request: RequestBuilder, about: &str) -> Result<(StatusCode, Vec<u8>), Failed> {
        let response = request.send().await.map_err(|e| answer::lost(&e, about))?;
        let status = response.status();
        self.dated = self.dated.or_else(|| date(&response));
        if matches!(status.as_u16(), 429 | 500 | 502 | 503 | 504) {
            let pause = retry_after(&response);
            let body = answer::body(response, self.settings.limits, about).await.unwrap_or_default();
            if super::page::says_unavailable(&body) {
                return Err(Failed::Lasting(SourceError::new(ErrorCode::ServerUnavailable, "").in_file(about)));
            }
            return Err(Failed::Passing(answer::refused(status, about), pause));
        }
        if status != StatusCode::OK {
            return Ok((status, Vec::new()));
        }
        let body = answer::body(response, self.settings.limits, about).await?;
        Ok((status, body))
    }
}

impl From<answer::Lost> for Failed {
    fn from(lost: answer::Lost) -> Self {
        if lost.may_pass { Self::Passing(lost.error, None) } else { Self::Lasting(lost.error) }
    }
}

/// How long a server asks to be left alone: in seconds, or until an instant by its own clock. What is neither is not
/// heeded.
fn retry_after(response: &Response) -> Option<Duration> {
    let text = response.headers().get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    Duration::try_from(instant(text)?.duration_since(date(response)?)).ok()
}

/// When an answer was given, by the server's clock.
fn date(response: &Response) -> Option<Timestamp> {
    instant(response.headers().get(DATE)?.to_str().ok()?.trim())
}

fn instant(text: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::parse(text).ok().map(|instant| instant.timestamp())
}
