//! The gate before every page: who asks, whether he may, and whether what he sends comes from a page of ours.

use super::cookies::Cookie;
use super::guard::Guard;
use super::secret::{is_secret, kept, secret};
use super::site::{Cookies, encoded};
use super::visit::{FormToken, Passing};
use super::{Refusal, Site, Who, api, headers, plain, session};
use crate::wording::Lang;
use axum::body::{Body, HttpBody as _};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use subtle::ConstantTimeEq as _;

/// What is sent has been sent within this.
const SENT_WITHIN: Duration = Duration::from_secs(20);

/// How much may be sent, in bytes, and as what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Takes {
    bytes: usize,
    kinds: &'static [&'static str],
}

impl Takes {
    /// Nothing is sent to a page.
    pub(super) const NOTHING: Self = Self { bytes: 0, kinds: &[] };
    /// A form.
    pub(super) const FORM: Self = Self { bytes: 16 * 1024, kinds: &["application/x-www-form-urlencoded"] };
    /// What programs send.
    pub(super) const JSON: Self = Self { bytes: 1024 * 1024, kinds: &["application/json"] };
    /// Many rows.
    pub(super) const ROWS: Self = Self { bytes: 4 * 1024 * 1024, kinds: &["application/json", "text/csv"] };
}

/// What stands before a route.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gate {
    pub(super) guard: Guard,
    pub(super) takes: Takes,
}

/// Lets a request through to its handler, or answers it.
pub(super) async fn pass(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let Some(site) = request.extensions().get::<Arc<Site>>().cloned() else {
        return Refusal::Fault.into_response();
    };
    let wanted = Wanted::of(&request);
    let lang = language(&site, request.headers());
    let answer = gate.let_in(&site, lang, (request, next)).await;
    let mut response = answer.unwrap_or_else(IntoResponse::into_response);
    if let Some(refusal) = response.extensions().get::<Refusal>().copied() {
        response = wanted.dressed(&site, lang, (refusal, response));
    }
    if site.cookies == Cookies::Secure {
        headers::tls_only(response.headers_mut());
    }
    response
}

impl Gate {
    async fn let_in(
        self,
        site: &Arc<Site>,
        lang: Lang,
        (mut request, next): (Request, Next),
    ) -> Result<Response, Refusal> {
        let who = match asks(&request) {
            Asker::Program => session::program(site, request.headers()).await?,
            Asker::Browser => session::who(site, request.headers()).await?,
        };
        self.guard.admit(who.as_ref())?;
        let own = match &who {
            Some(_) => Cookie::Session.of(site, request.headers()),
            None => Cookie::Form.of(site, request.headers()).filter(|value| is_secret(value)),
        };
        let (own, fresh) = match own {
            Some(own) => (own.to_owned(), None),
            None => secret().map(|fresh| (fresh.clone(), Some(fresh)))?,
        };
        let form = FormToken { text: kept("form", &own), is_used: Arc::new(AtomicBool::new(false)) };
        if !request.method().is_safe() {
            request = self.heard(site, request, &form).await?;
        }
        let is_used = Arc::clone(&form.is_used);
        request.extensions_mut().insert(Passing { site: Arc::clone(site), who, lang, form });
        let mut response = next.run(request).await;
        if let Some(fresh) = fresh.filter(|_| is_used.load(Ordering::Relaxed)) {
            Cookie::Form.give(site, response.headers_mut(), &fresh)?;
        }
        Ok(response)
    }

    /// What was sent, once all of it is here and comes from a form of ours.
    async fn heard(self, site: &Site, request: Request, form: &FormToken) -> Result<Request, Refusal> {
        let asker = asks(&request);
        let (head, body) = request.into_parts();
        if asker == Asker::Browser && !comes_from_us(site, &head.headers) {
            return Err(Refusal::Foreign);
        }
        let said = head.headers.get(header::CONTENT_TYPE).and_then(|said| said.to_str().ok()).unwrap_or_default();
        let kind = said.split(';').next().map(str::trim).unwrap_or_default();
        if !self.takes.kinds.iter().any(|known| known.eq_ignore_ascii_case(kind)) {
            return Err(if asker == Asker::Program { Refusal::OtherKind } else { Refusal::Unclear });
        }
        let sent = tokio::time::timeout(SENT_WITHIN, hear(body, self.takes)).await.unwrap_or(Err(Refusal::TooSlow))?;
        if asker == Asker::Program {
            return Ok(Request::from_parts(head, Body::from(sent)));
        }
        let token = field(&sent, FormToken::FIELD).unwrap_or_default();
        if !bool::from(token.as_bytes().ct_eq(form.text.as_bytes())) {
            return Err(Refusal::Foreign);
        }
        Ok(Request::from_parts(head, Body::from(sent)))
    }
}

/// Who asks: a browser shows a cookie by itself, whoever made it ask; a program shows a token on purpose. Neither passes for
/// the other: under `/api/` no cookie counts, and elsewhere no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asker {
    Browser,
    Program,
}

fn asks(request: &Request) -> Asker {
    if request.uri().path().starts_with(API) { Asker::Program } else { Asker::Browser }
}

/// What programs ask.
const API: &str = "/api/";

impl Guard {
    fn admit(self, who: Option<&Who>) -> Result<(), Refusal> {
        match (self, who) {
            (Self::Anyone, _) | (Self::SignedIn, Some(_)) => Ok(()),
            (Self::SignedIn | Self::Roles(_), None) => Err(Refusal::SignInFirst),
            (Self::Roles(roles), Some(who)) if roles.contains(&who.role) => Ok(()),
            (Self::Roles(_), Some(_)) => Err(Refusal::NotYours),
        }
    }
}

/// Takes a body in.
async fn hear(body: Body, takes: Takes) -> Result<Vec<u8>, Refusal> {
    let (mut body, mut taken) = (pin!(body), Vec::new());
    while let Some(piece) = poll_fn(|context| body.as_mut().poll_frame(context)).await {
        let piece = piece.map_err(|_| Refusal::Unclear)?;
        let data = piece.data_ref().map_or(&[][..], |data| data);
        if taken.len() + data.len() > takes.bytes {
            return Err(Refusal::TooLarge);
        }
        taken.extend_from_slice(data);
    }
    Ok(taken)
}

/// The first field of this name in a form.
fn field(form: &[u8], name: &str) -> Option<String> {
    let form = std::str::from_utf8(form).ok()?;
    let mut pairs = form.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(known, _)| *known == name)?;
    super::site::decoded(value)
}

/// Browsers say where a form was that they send. Those that say nothing are judged by the form's token alone; so are those
/// that were told to say nothing of pages (`Origin: null`).
fn comes_from_us(site: &Site, headers: &HeaderMap) -> bool {
    let said = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(place) = said("sec-fetch-site") {
        return place == "same-origin" || place == "none";
    }
    let Some(origin) = said("origin").filter(|origin| *origin != "null") else { return true };
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    let of_url = |url: &String| url.strip_prefix(origin).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    said("host").is_some_and(|own| own.eq_ignore_ascii_case(host)) || site.public_url.as_ref().is_some_and(of_url)
}

/// In which language somebody reads: as he chose, or as the organiser does.
fn language(site: &Site, headers: &HeaderMap) -> Lang {
    match Cookie::Language.of(site, headers) {
        Some("sv") => Lang::Sv,
        Some("en") => Lang::En,
        _ => site.lang,
    }
}

/// What was asked for, for whoever is not let in.
struct Wanted {
    is_api: bool,
    /// Where to go on after sign-in, when that is a page.
    next: Option<String>,
}

impl Wanted {
    fn of(request: &Request) -> Self {
        let is_page = request.method().is_safe() && request.uri().path() != "/";
        let next = request.uri().path_and_query().filter(|_| is_page).map(|whole| whole.as_str().to_owned());
        Self { is_api: asks(request) == Asker::Program, next }
    }

    /// A refusal, with words.
    fn dressed(self, site: &Site, lang: Lang, (refusal, bare): (Refusal, Response)) -> Response {
        if self.is_api {
            return api::dressed(refusal, bare);
        }
        if refusal == Refusal::SignInFirst {
            let next = self.next.map(|next| format!("?next={}", encoded(&next))).unwrap_or_default();
            return Redirect::to(&site.path(&format!("/sign-in{next}"))).into_response();
        }
        let (mut head, _) = bare.into_parts();
        head.headers.remove(header::CONTENT_LENGTH);
        match plain::refused(site, lang, refusal) {
            Ok(page) => {
                head.headers.insert(header::CONTENT_TYPE, plain::HTML);
                Response::from_parts(head, Body::from(page))
            }
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}
