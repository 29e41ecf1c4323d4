//! Tokens for client credentials: asked for by a form, kept until shortly before they run out.

use super::answer;
use super::settings::{Access, Client, Limits, Settings};
use crate::source::{ErrorCode, SourceError};
use reqwest::StatusCode;
use reqwest::header::ACCEPT;
use serde::Deserialize;
use serde_json::Value;
use std::time::Duration;
use tokio::time::Instant;

/// What messages call the place where tokens are given.
const ABOUT: &str = "token";
/// No token takes longer to be given than so many times what is waited for one piece of an answer.
const PIECES_MAX: u32 = 2;
/// No answer with a token is larger.
const BYTES_MAX: u64 = 1024 * 1024;
/// A token is renewed so long before it runs out, or at half its life where that is sooner.
const EARLY: Duration = Duration::from_secs(60);

/// The token that is in use, if any.
#[derive(Default)]
pub(super) struct Token {
    held: Option<(String, Option<Instant>)>,
}

#[derive(Deserialize)]
struct Given {
    access_token: String,
    /// In seconds; some servers write the number as a text, or with a fraction.
    #[serde(default)]
    expires_in: Value,
}

impl Given {
    /// How long it is good. What is no number says nothing: the server tells when it takes the token no longer.
    fn life(&self) -> Option<Duration> {
        let seconds = match &self.expires_in {
            Value::String(text) => text.trim().parse().ok(),
            number => number.as_f64(),
        };
        Duration::try_from_secs_f64(seconds?).ok()
    }
}

impl Token {
    /// Could another one be had?
    pub(super) fn can_be_renewed(&self, settings: &Settings) -> bool {
        matches!(settings.access, Access::Client(_))
    }

    /// The server takes it no longer.
    pub(super) fn forget(&mut self) {
        self.held = None;
    }

    /// The token, or a new one.
    pub(super) async fn get(
        &mut self,
        http: &reqwest::Client,
        client: &Client,
        limits: Limits,
    ) -> Result<&str, SourceError> {
        let is_over = |until: Instant| until <= Instant::now();
        if self.held.as_ref().is_none_or(|(_, until)| until.is_some_and(is_over)) {
            let slow = |_| SourceError::new(ErrorCode::ServerSlow, "answer").in_file(ABOUT);
            let given = tokio::time::timeout(limits.idle * PIECES_MAX, ask(http, client, limits)).await;
            self.held = Some(given.map_err(slow)??);
        }
        Ok(self.held.as_ref().map_or("", |(token, _)| token))
    }
}

async fn ask(
    http: &reqwest::Client,
    client: &Client,
    limits: Limits,
) -> Result<(String, Option<Instant>), SourceError> {
    let secret = client.secret.read()?;
    let mut form: Vec<(&str, &str)> =
        vec![("grant_type", "client_credentials"), ("client_id", &client.id), ("client_secret", &secret)];
    form.extend(client.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let began = Instant::now();
    let request = http.post(&client.url).header(ACCEPT, "application/json").form(&form);
    let response = request.send().await.map_err(|e| answer::lost(&e, ABOUT).error)?;
    let status = response.status();
    if matches!(status, StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
        return Err(SourceError::new(ErrorCode::TokenRefused, status.as_u16().to_string()).in_file(ABOUT));
    }
    if !status.is_success() {
        return Err(answer::refused(status, ABOUT));
    }
    let limits = Limits { packed_max: BYTES_MAX, unpacked_max: BYTES_MAX, ..limits };
    let body = answer::body(response, limits, ABOUT).await.map_err(|lost| lost.error)?;
    let given: Given = serde_json::from_slice(&body)
        .map_err(|_| SourceError::new(ErrorCode::AnswerDamaged, "access_token").in_file(ABOUT))?;
    let is_plain = !given.access_token.is_empty() && given.access_token.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_plain {
        return Err(SourceError::new(ErrorCode::AnswerDamaged, "access_token").in_file(ABOUT));
    }
    // One that outlives every clock never runs out.
    let until = given.life().and_then(|life| began.checked_add(life.saturating_sub(EARLY.min(life / 2))));
    Ok((given.access_token, until))
}
