//! Tokens for client credentials: asked for by a form, kept until shortly before they run out.

use super::answer;
use super::settings::{Access, Client, Limits, Settings};
use crate::source::{ErrorCode, SourceError};
use reqwest::StatusCode;
use reqwest::header::ACCEPT;
use serde::Deserialize;
use std::time::Duration;
use tokio::time::Instant;

/// What messages call the place where tokens are given.
const ABOUT: &str = "token";
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
    #[serde(default)]
    expires_in: Option<u64>,
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
            self.held = Some(ask(http, client, limits).await?);
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
    let body = answer::body(response, limits, ABOUT).await.map_err(|lost| lost.error)?;
    let given: Given = serde_json::from_slice(&body)
        .map_err(|_| SourceError::new(ErrorCode::AnswerDamaged, "access_token").in_file(ABOUT))?;
    let is_plain = !given.access_token.is_empty() && given.access_token.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_plain {
        return Err(SourceError::new(ErrorCode::AnswerDamaged, "access_token").in_file(ABOUT));
    }
    let life = given.expires_in.map(Duration::from_secs);
    Ok((given.access_token, life.map(|life| began + life.saturating_sub(EARLY.min(life / 2)))))
}
