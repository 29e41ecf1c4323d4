//! Signing in and out.

use super::cookies::Cookie;
use super::plain::{self, Frame};
#[cfg(feature = "oidc")]
use super::site::encoded;
use super::words::in_words;
use super::{Answer, Asked, Passing, Refusal, Site, Visit, hooks, passwords, session};
use crate::wording::{Lang, Words};
use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tokio::time::Instant;

/// No account's name is longer.
const NAME_MAX: usize = 64;

/// Where to go on.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Onward {
    #[serde(default)]
    next: String,
}

impl Onward {
    /// As it was asked for, which may be anybody's.
    #[cfg(feature = "oidc")]
    pub(super) fn next(&self) -> &str {
        &self.next
    }

    /// A page of this organiser, and nothing else: an address that begins with two slashes is another host's.
    pub(super) fn path(&self, site: &Site) -> String {
        let next = self.next.as_str();
        let is_ours =
            next.starts_with('/') && !next.starts_with("//") && next.bytes().all(|byte| byte.is_ascii_graphic());
        site.path(if is_ours && !next.contains('\\') { next } else { "/" })
    }
}

#[cfg(feature = "oidc")]
impl From<String> for Onward {
    fn from(next: String) -> Self {
        Self { next }
    }
}

/// What somebody types.
#[derive(Deserialize)]
pub(super) struct Typed {
    account: String,
    password: String,
    #[serde(default)]
    next: String,
}

#[derive(Template)]
#[template(path = "page/sign_in.html")]
struct SignIn<'a> {
    frame: Frame<'a>,
    deed: String,
    token: &'a str,
    next: &'a str,
    /// What was wrong with the last try.
    wrong: Option<String>,
    account: String,
    password: String,
    button: String,
    forgotten: String,
    /// Where people sign in anyway: its address here, and the words for it.
    provider: Option<(String, String)>,
    other_lang: &'static str,
    other: &'static str,
    language: String,
}

/// The page of sign-in.
pub(super) async fn page(passing: Passing, Query(onward): Query<Onward>) -> Answer {
    if passing.who.is_some() {
        return Ok(Redirect::to(&onward.path(&passing.site)).into_response());
    }
    shown(&passing, &onward.next, (StatusCode::OK, None))
}

fn shown(passing: &Passing, next: &str, (status, wrong): (StatusCode, Option<String>)) -> Answer {
    let Passing { site, lang, form, .. } = passing;
    let (other_lang, other) = match lang {
        Lang::Sv => ("en", "In English"),
        Lang::En => ("sv", "På svenska"),
    };
    let page = in_words(*lang, |words| SignIn {
        frame: Frame::new(site, *lang, words.text("sign-in")),
        deed: site.path("/sign-in"),
        token: form.text(),
        next,
        wrong,
        account: words.text("sign-in-account"),
        password: words.text("sign-in-password"),
        button: words.text("sign-in-button"),
        forgotten: words.text("sign-in-forgotten"),
        provider: provider(site, words, next),
        other_lang,
        other,
        language: site.path(&format!("/language/{other_lang}")),
    });
    plain::page(status, &page)
}

/// The way to where people sign in anyway.
#[cfg(feature = "oidc")]
fn provider(site: &Site, words: &Words, next: &str) -> Option<(String, String)> {
    let provider = site.provider.as_ref()?;
    let to = site.path(&format!("{}?next={}", super::oidc::GO, encoded(next)));
    Some((to, words.say("sign-in-provider", &[("label", provider.label().into())])))
}

#[cfg(not(feature = "oidc"))]
fn provider(_: &Site, _: &Words, _: &str) -> Option<(String, String)> {
    None
}

/// The page again for whom a provider did not sign in; `value` is what it calls him.
#[cfg(feature = "oidc")]
pub(super) fn refused(passing: &Passing, (status, key, value): (StatusCode, &str, &str)) -> Answer {
    let label = passing.site.provider.as_ref().map_or("", |provider| provider.label());
    let wrong = in_words(passing.lang, |words| words.say(key, &[("label", label.into()), ("value", value.into())]));
    shown(passing, "", (status, Some(wrong)))
}

/// Tries what was typed. Whether there is such an account is to be seen in nothing: neither words nor length nor time.
pub(super) async fn sign_in(
    passing: Passing,
    State(asked): State<Asked>,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Answer {
    let site = &passing.site;
    let name = typed.account.trim().to_lowercase();
    let name = if name.len() > NAME_MAX { "" } else { &name };
    let key: String =
        hooks::digest(&format!("{} {name}", site.base)).iter().map(|byte| format!("{byte:02x}")).collect();
    if let Err(refusal) = asked.failures.begin(&key, Instant::now()) {
        return too_many(&passing, &typed.next, refusal);
    }
    let account = site.store.look().await?.account(name).await?;
    let kept = account.and_then(|account| account.password);
    match passwords::tried(typed.password, kept).await {
        Ok(true) => asked.failures.forget(&key),
        Ok(false) => {
            tracing::warn!("somebody tried to sign in with what fits no account");
            let wrong = in_words(passing.lang, |words| words.text("sign-in-wrong"));
            return shown(&passing, &typed.next, (StatusCode::UNAUTHORIZED, Some(wrong)));
        }
        Err(refusal @ Refusal::TooMany(_)) => return too_many(&passing, &typed.next, refusal),
        Err(refusal) => return Err(refusal),
    }
    let session = session::begin(site, &headers, name).await?;
    let mut response = Redirect::to(&Onward { next: typed.next }.path(site)).into_response();
    Cookie::Session.give(site, response.headers_mut(), &session)?;
    Ok(response)
}

/// The page of sign-in again, with how long to wait.
fn too_many(passing: &Passing, next: &str, refusal: Refusal) -> Answer {
    let Refusal::TooMany(seconds) = refusal else { return Err(refusal) };
    let wrong = in_words(passing.lang, |words| words.say("sign-in-wait", &[("seconds", seconds.into())]));
    let mut response = shown(passing, next, (StatusCode::TOO_MANY_REQUESTS, Some(wrong)))?;
    response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    Ok(response)
}

/// Signs out: here, and for whoever else shows the same cookie.
pub(super) async fn sign_out(visit: Visit, headers: HeaderMap) -> Answer {
    session::end(&visit.site, &headers).await?;
    let mut response = Redirect::to(&visit.site.path("/sign-in")).into_response();
    Cookie::Session.take_back(&visit.site, response.headers_mut())?;
    Ok(response)
}

/// Reads in another language from now on. It is a wish of the browser's and of nobody else.
pub(super) async fn language(passing: Passing, Path(lang): Path<String>, Query(onward): Query<Onward>) -> Answer {
    if lang != "sv" && lang != "en" {
        return Err(Refusal::NotThere);
    }
    let mut response: Response = Redirect::to(&onward.path(&passing.site)).into_response();
    Cookie::Language.give(&passing.site, response.headers_mut(), &lang)?;
    Ok(response)
}

/// Who a program is that shows a token.
pub(super) async fn me(visit: Visit) -> Answer {
    let me = serde_json::json!({ "account": visit.who.account, "role": visit.who.role.word() });
    Ok(([(header::CONTENT_TYPE, "application/json")], me.to_string()).into_response())
}
