//! Where servers call when something has changed: paths that nobody can guess, and behind each a bell.
//!
//! The standard gives a call nothing by which it could be told who calls (SECURITY 3.1), so the path is the proof: 256 random
//! bits, known here by their SHA-256 alone. A call carries no data. Its body is taken in, no further than a limit, and
//! looked at by nobody. Who knows no path gets the answer of every path that is not there.

use axum::body::{Body, HttpBody as _};
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_LENGTH};
use axum::http::{HeaderMap, Method, StatusCode};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use subtle::ConstantTimeEq as _;
use tokio::sync::watch;

/// No call says more, in bytes.
const BODY_MAX: usize = 64 * 1024;
/// A call has been said within this.
const SAID_WITHIN: Duration = Duration::from_secs(5);

/// A SHA-256.
pub type Digest = [u8; 32];

/// Rings when somebody calls. However often it rings before somebody looks, it has rung.
pub type Bell = watch::Sender<u64>;

/// The digest by which a secret is known.
#[must_use]
pub fn digest(secret: &str) -> Digest {
    Sha256::digest(secret).into()
}

/// A path that servers call.
#[derive(Debug, Clone)]
pub struct Hook {
    /// The digest of its last part.
    pub secret: Digest,
    /// The digest of the token that callers must show, where there is one.
    pub bearer: Option<Digest>,
    /// Rings when somebody calls.
    pub bell: Bell,
}

/// All paths that servers call, of whoever they are.
#[derive(Debug, Clone, Default)]
pub struct Hooks(Arc<Board>);

#[derive(Debug, Default)]
struct Board {
    next: AtomicU64,
    all: RwLock<BTreeMap<Digest, (u64, Hook)>>,
}

/// The paths of one organiser, which end with it.
#[derive(Debug)]
pub struct Own {
    hooks: Hooks,
    number: u64,
}

impl Hooks {
    /// For one organiser, with none as yet.
    #[must_use]
    pub fn own(&self) -> Own {
        Own { hooks: self.clone(), number: self.0.next.fetch_add(1, Ordering::Relaxed) }
    }

    /// Who is to be told of a call, when the caller knows the path, and shows the token where there must be one.
    fn bell(&self, secret: &str, headers: &HeaderMap) -> Option<Bell> {
        let all = self.0.all.read().unwrap_or_else(PoisonError::into_inner);
        let (_, hook) = all.get(&digest(secret))?;
        let is_let_in = hook.bearer.is_none_or(|bearer| bool::from(shown(headers).ct_eq(&bearer)));
        is_let_in.then(|| hook.bell.clone())
    }
}

impl Own {
    /// These, and no others any more.
    pub fn put(&self, hooks: impl IntoIterator<Item = Hook>) {
        let mut all = self.hooks.0.all.write().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, (number, _)| *number != self.number);
        all.extend(hooks.into_iter().map(|hook| (hook.secret, (self.number, hook))));
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        self.put([]);
    }
}

/// The digest of the token that a caller shows.
fn shown(headers: &HeaderMap) -> Digest {
    let said = headers.get(AUTHORIZATION).and_then(|said| said.to_str().ok()).unwrap_or_default();
    let (scheme, token) = said.split_once(' ').unwrap_or_default();
    digest(if scheme.eq_ignore_ascii_case("bearer") { token.trim() } else { "" })
}

/// Answers whatever is asked for that has no answer of its own.
pub(super) async fn called(State(hooks): State<Hooks>, request: Request) -> StatusCode {
    let (head, body) = request.into_parts();
    let secret = head.uri.path().rsplit('/').next().unwrap_or_default();
    let bell = if head.method == Method::POST { hooks.bell(secret, &head.headers) } else { None };
    let Some(bell) = bell else { return StatusCode::NOT_FOUND };
    let length = head.headers.get(CONTENT_LENGTH).and_then(|said| said.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > BODY_MAX as u64) {
        return StatusCode::PAYLOAD_TOO_LARGE;
    }
    let heard = tokio::time::timeout(SAID_WITHIN, hear_out(body)).await.unwrap_or(StatusCode::REQUEST_TIMEOUT);
    // Known servers take anything else, 202 and 204 too, for a failure (SS12000, /subscriptions).
    if heard == StatusCode::OK {
        bell.send_modify(|rung| *rung = rung.wrapping_add(1));
    }
    heard
}

/// Takes a body in, and keeps nothing of it.
async fn hear_out(body: Body) -> StatusCode {
    let (mut body, mut taken) = (pin!(body), 0);
    while let Some(piece) = poll_fn(|context| body.as_mut().poll_frame(context)).await {
        let Ok(piece) = piece else { return StatusCode::BAD_REQUEST };
        taken += piece.data_ref().map_or(0, |data| data.len());
        if taken > BODY_MAX {
            return StatusCode::PAYLOAD_TOO_LARGE;
        }
    }
    StatusCode::OK
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn call(hooks: &Hooks, method: &str, path: &str, token: Option<&str>, body: impl Into<Body>) -> u16 {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, token);
        }
        called(State(hooks.clone()), request.body(body.into()).unwrap()).await.as_u16()
    }

    fn hook(secret: &str, bearer: Option<&str>, bell: &Bell) -> Hook {
        Hook { secret: digest(secret), bearer: bearer.map(digest), bell: bell.clone() }
    }

    #[tokio::test]
    async fn who_knows_the_path_is_answered_with_200_and_nobody_else() {
        let (bell, rung) = watch::channel(0);
        let (hooks, silent) = (Hooks::default(), watch::channel(0));
        let (own, other) = (hooks.own(), hooks.own());
        own.put([hook("hemlig", None, &bell)]);
        other.put([hook("annan", None, &silent.0)]);
        for path in ["/hook/hemlig", "/hemlig", "/a/b/hemlig?x=/annan"] {
            assert_eq!(call(&hooks, "POST", path, None, "").await, 200, "{path}");
        }
        assert_eq!((*rung.borrow(), *silent.1.borrow()), (3, 0));
        for path in ["/hook/hemlig/", "/hook/Hemlig", "/hook/hemli", "/", "/hook/%68emlig", "/hook/hemlig%2f"] {
            assert_eq!(call(&hooks, "POST", path, None, "").await, 404, "{path}");
        }
        for method in ["GET", "PUT", "HEAD", "DELETE", "OPTIONS"] {
            assert_eq!(call(&hooks, method, "/hook/hemlig", None, "").await, 404, "{method}");
        }
        own.put([hook("ny", None, &bell)]);
        assert_eq!(call(&hooks, "POST", "/hook/hemlig", None, "").await, 404);
        drop(own);
        assert_eq!(call(&hooks, "POST", "/hook/ny", None, "").await, 404);
        assert_eq!(call(&hooks, "POST", "/hook/annan", None, "").await, 200);
        assert_eq!(*rung.borrow(), 3);
    }

    #[tokio::test]
    async fn where_a_token_must_be_shown_no_other_will_do() {
        let (bell, rung) = watch::channel(0);
        let hooks = Hooks::default();
        let own = hooks.own();
        own.put([hook("hemlig", Some("t0ken"), &bell)]);
        for token in
            [None, Some(""), Some("t0ken"), Some("Bearer"), Some("Bearer "), Some("Bearer T0ken"), Some("Basic t0ken")]
        {
            assert_eq!(call(&hooks, "POST", "/hook/hemlig", token, "").await, 404, "{token:?}");
        }
        assert_eq!(*rung.borrow(), 0);
        assert_eq!(call(&hooks, "POST", "/hook/hemlig", Some("bearer t0ken"), "").await, 200);
        assert_eq!(*rung.borrow(), 1);
    }

    #[tokio::test]
    async fn a_body_is_taken_in_to_its_limit_and_whatever_it_says_says_the_same() {
        let (bell, rung) = watch::channel(0);
        let hooks = Hooks::default();
        let own = hooks.own();
        own.put([hook("hemlig", None, &bell)]);
        let names = format!("{{\"modifiedEntites\":[{}\"Person\"]}}", "\"Person\",".repeat(5000));
        let deep = "[".repeat(60_000);
        let bodies = [
            r#"{"modifiedEntites":["Person"],"deletedEntities":true}"#,
            r#"{"modifiedEntities":["Group"]}"#,
            "{}",
            "[]",
            "null",
            "7",
            "\"Person\"",
            "{",
            "\0",
            "<xml/>",
            r#"{"modifiedEntites":7}"#,
            r#"{"modifiedEntites":["https://elsewhere.example/../x"]}"#,
            &names,
            &deep,
            &" ".repeat(BODY_MAX),
        ];
        for body in bodies {
            assert_eq!(call(&hooks, "POST", "/hook/hemlig", None, body.to_owned()).await, 200);
        }
        assert_eq!(*rung.borrow(), bodies.len() as u64);
        assert_eq!(call(&hooks, "POST", "/hook/hemlig", None, " ".repeat(BODY_MAX + 1)).await, 413);
        assert_eq!(*rung.borrow(), bodies.len() as u64, "who says too much has said nothing");
    }
}
