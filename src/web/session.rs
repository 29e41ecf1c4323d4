//! Who somebody is: by the cookie that his browser shows, or by the token that a program does. Both are looked up anew each
//! time, with the account and its units as they are then: what was taken from somebody is his no longer at once.

use super::cookies::Cookie;
use super::secret::{is_secret, kept, secret};
use super::{Refusal, Role, Site, Who};
use crate::roster::{Scope, Shown, Units};
use crate::store::{Account, Ends, Look, Session};
use axum::http::{HeaderMap, header};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::time::Duration;

/// Whoever asks for nothing for so long is signed out (SECURITY 3.3).
const IDLE_MAX: SignedDuration = SignedDuration::from_mins(30);
/// And whoever is signed in for so long.
const AGE_MAX: SignedDuration = SignedDuration::from_hours(10);
/// That somebody was seen is noted so often at the most.
const SEEN: SignedDuration = SignedDuration::from_mins(1);
/// The database has so long to note it; else it is noted the next time.
const NOTED_WITHIN: Duration = Duration::from_secs(20);

/// Who asks, where he is signed in.
///
/// # Errors
/// A database that cannot be asked.
pub(super) async fn who(site: &Arc<Site>, headers: &HeaderMap) -> Result<Option<Who>, Refusal> {
    let Some(id) = shown(site, headers) else { return Ok(None) };
    let mut look = site.store.look().await?;
    let Some((session, account)) = look.session(&id).await? else { return Ok(None) };
    let now = site.now();
    if now.duration_since(session.begun_at) >= AGE_MAX || now.duration_since(session.seen_at) >= IDLE_MAX {
        return Ok(None);
    }
    let who = of(&mut look, &account).await?;
    drop(look);
    if now.duration_since(session.seen_at) >= SEEN {
        note_seen(Arc::clone(site), id, now);
    }
    Ok(who)
}

/// Which program asks, where it shows a token.
///
/// # Errors
/// A database that cannot be asked.
pub(super) async fn program(site: &Site, headers: &HeaderMap) -> Result<Option<Who>, Refusal> {
    let said = headers.get(header::AUTHORIZATION).and_then(|said| said.to_str().ok()).unwrap_or_default();
    let (scheme, token) = said.split_once(' ').unwrap_or_default();
    if !scheme.eq_ignore_ascii_case("bearer") || !is_secret(token.trim()) {
        return Ok(None);
    }
    let mut look = site.store.look().await?;
    let found = look.token(&kept("token", token.trim())).await?;
    match found {
        Some((token, account)) if site.now() < token.ends_at => of(&mut look, &account).await,
        _ => Ok(None),
    }
}

/// The digest of the session that a browser shows.
fn shown(site: &Site, headers: &HeaderMap) -> Option<String> {
    Cookie::Session.of(site, headers).filter(|shown| is_secret(shown)).map(|shown| kept("session", shown))
}

/// Who an account is now; nobody where it is for something that this version does not know.
async fn of(look: &mut Look, account: &Account) -> Result<Option<Who>, Refusal> {
    let Some(role) = Role::of(&account.post.role) else { return Ok(None) };
    let units = match (role, &account.post.units) {
        (Role::School | Role::Decider, Some(tops)) => Units::Only(look.units_below(tops).await?),
        (Role::School, None) => Units::Only(Default::default()),
        _ => Units::All,
    };
    let protected = if role == Role::Decider { Shown::Yes } else { Shown::No };
    Ok(Some(Who { account: account.name.clone(), role, scope: Scope { units, protected } }))
}

/// Notes it while the page is made: a run that writes for long holds nobody up who only looks.
#[expect(clippy::disallowed_methods, reason = "nobody waits for it, and the next page notes it again")]
fn note_seen(site: Arc<Site>, id: String, now: Timestamp) {
    tokio::spawn(async move {
        let noted = tokio::time::timeout(NOTED_WITHIN, site.store.see_session(&id, now)).await;
        if let Ok(Err(error)) = noted {
            tracing::debug!(%error, "nobody noted that somebody was seen");
        }
    });
}

/// Signs somebody in: gives what his browser is to show from now on, which is nothing that it showed before.
///
/// # Errors
/// A database that cannot be written to; an account that is no more.
pub(super) async fn begin(site: &Site, headers: &HeaderMap, account: &str) -> Result<String, Refusal> {
    end(site, headers).await?;
    let (shown, now) = (secret()?, site.now());
    let session = Session { id: kept("session", &shown), account: account.to_owned(), begun_at: now, seen_at: now };
    let before = |age: SignedDuration| now.checked_sub(age).unwrap_or(Timestamp::MIN);
    let ends = Ends { begun: before(AGE_MAX), seen: before(IDLE_MAX) };
    if site.store.begin_session(&session, ends).await? { Ok(shown) } else { Err(Refusal::SignInFirst) }
}

/// Signs out whoever this browser shows.
///
/// # Errors
/// A database that cannot be written to.
pub(super) async fn end(site: &Site, headers: &HeaderMap) -> Result<(), Refusal> {
    if let Some(id) = shown(site, headers) {
        site.store.end_session(&id).await?;
    }
    Ok(())
}
