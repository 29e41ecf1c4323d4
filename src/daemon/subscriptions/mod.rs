//! Servers are told to call when something changes, and kept at it: made, made to last longer at half their life, made again
//! where a server lost them, and taken away where nobody wants to be called any more.
//!
//! Nothing waits for any of it, and no run fails for it: a server that does not call is asked by the schedule as before.

mod server;
mod steps;

use super::House;
use crate::config::Hidden;
use crate::config::model::{Callback, Secret, Source, SourceKind};
use crate::store::{StoreError, Subscription};
use crate::web::{Bell, Hook, Hooks, Own, digest};
use jiff::Timestamp;
use server::{Trouble, Visit};
use std::collections::BTreeMap;

/// The subscriptions of one organiser.
pub(super) struct Subscriptions {
    /// Where servers call.
    own: Own,
    /// What rings when one does.
    bell: Bell,
    /// What was last told about each source that cannot be called for.
    troubles: BTreeMap<String, String>,
}

/// What became of seeing to them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// Something failed that may pass.
    pub(super) has_failed: bool,
    /// When the first should be made to last longer.
    pub(super) renew_at: Option<Timestamp>,
    /// Are there any, or should there be?
    pub(super) is_asked: bool,
}

/// What a server must be asked with to see to what is noted of it.
fn is_of(noted: &Subscription, source: &Source) -> bool {
    let is_here = source.kind == SourceKind::Ss12000 && noted.source.as_str() == source.name;
    is_here && source.url.as_deref() == Some(noted.server.as_str())
}

fn callbacks(house: &House) -> impl Iterator<Item = &Callback> {
    house.config.file.source.iter().filter_map(|source| source.server.callback.as_ref())
}

impl Subscriptions {
    /// With nobody to be called by.
    pub(super) fn new(hooks: &Hooks, bell: Bell) -> Self {
        Self { own: hooks.own(), bell, troubles: BTreeMap::new() }
    }

    /// Answers to the calls that are noted, and to no others any more.
    pub(super) async fn listen(&self, house: &House) {
        if callbacks(house).next().is_none() {
            return self.own.put([]);
        }
        match noted(house).await {
            Ok(noted) => self.own.put(noted.iter().filter_map(|noted| self.hook(house, noted))),
            Err(error) => tracing::debug!(%error, "the database cannot be asked who may call"),
        }
    }

    fn hook(&self, house: &House, noted: &Subscription) -> Option<Hook> {
        let source = house.config.file.source.iter().find(|source| is_of(noted, source))?;
        let callback = source.server.callback.as_ref()?;
        let bearer = match &callback.bearer {
            // A token that nobody can read is one that nobody can show.
            Some(bearer) => Some(digest(&token(house, bearer)?)),
            None => None,
        };
        Some(Hook { secret: from_hex(&noted.secret)?, bearer, bell: self.bell.clone() })
    }

    /// What there is to see to, without asking anybody but the database.
    pub(super) async fn seen(&self, house: &House) -> Seen {
        let noted = noted(house).await.unwrap_or_default();
        Seen {
            has_failed: false,
            renew_at: noted.iter().map(steps::half_life).min(),
            is_asked: !noted.is_empty() || callbacks(house).next().is_some(),
        }
    }

    /// Sees to all of them.
    pub(super) async fn see_to(&mut self, house: &House) -> Seen {
        let mut has_failed = false;
        match noted(house).await {
            Ok(noted) => {
                for source in &house.config.file.source {
                    let own: Vec<Subscription> = noted.iter().filter(|noted| is_of(noted, source)).cloned().collect();
                    let is_asked = source.kind == SourceKind::Ss12000 && source.server.callback.is_some();
                    if is_asked || !own.is_empty() {
                        has_failed |= self.see_to_source(house, source, own).await;
                    }
                }
                has_failed |= self.let_go(house, &noted).await;
            }
            Err(error) => {
                tracing::warn!(%error, "the database cannot be asked for subscriptions");
                has_failed = true;
            }
        }
        self.listen(house).await;
        Seen { has_failed, ..self.seen(house).await }
    }

    /// Sees to those of one source; has something failed that may pass?
    async fn see_to_source(&mut self, house: &House, source: &Source, noted: Vec<Subscription>) -> bool {
        let visit = Visit { house, source, callback: source.server.callback.as_ref() };
        let bearer = source.server.callback.as_ref().and_then(|callback| callback.bearer.as_ref());
        let is_deaf = bearer.is_some_and(|bearer| token(house, bearer).is_none());
        let trouble = visit.see_to(noted, async || self.listen(house).await).await;
        let trouble = trouble.or(is_deaf.then_some(Trouble::NoToken));
        let has_failed = matches!(trouble, Some(Trouble::Passing(_) | Trouble::Store(_)));
        self.tell(&source.name, trouble);
        has_failed
    }

    /// Tells of a trouble once, and of its end.
    fn tell(&mut self, source: &str, trouble: Option<Trouble>) {
        let Some(trouble) = trouble else {
            if self.troubles.remove(source).is_some() {
                tracing::info!(source, "the subscriptions at the server are in order");
            }
            return;
        };
        let trouble = trouble.to_string();
        if self.troubles.get(source) != Some(&trouble) {
            tracing::warn!(source, "subscriptions at the server: {trouble}; runs of the schedule go on");
            self.troubles.insert(source.to_owned(), trouble);
        }
    }

    /// Forgets those of servers that can be asked no more: nobody answers to them, and they end by themselves.
    async fn let_go(&self, house: &House, noted: &[Subscription]) -> bool {
        let sources = &house.config.file.source;
        let mut has_failed = false;
        for gone in noted.iter().filter(|noted| !sources.iter().any(|source| is_of(noted, source))) {
            let source = gone.source.as_str();
            tracing::info!(source, "a subscription is left to end: its server is not in the configuration any more");
            has_failed |= house.store.forget_subscription(&gone.secret).await.is_err();
        }
        has_failed
    }

    /// Takes away those of sources that another configuration has no more, while the one before still says how their
    /// servers are asked.
    pub(super) async fn part(&mut self, old: &House, new: &House) {
        let noted = noted(old).await.unwrap_or_default();
        let stays = |noted: &Subscription| new.config.file.source.iter().any(|source| is_of(noted, source));
        for source in &old.config.file.source {
            let gone = noted.iter().filter(|noted| is_of(noted, source) && !stays(noted));
            let gone: Vec<Subscription> = gone.cloned().collect();
            if !gone.is_empty() {
                let visit = Visit { house: old, source, callback: None };
                let trouble = visit.see_to(gone, async || ()).await;
                self.tell(&source.name, trouble);
            }
        }
        // Whatever was said of the old ones need not hold.
        self.troubles.clear();
    }
}

async fn noted(house: &House) -> Result<Vec<Subscription>, StoreError> {
    house.store.look().await?.subscriptions().await
}

/// The token that callers must show, but for blanks around it; none where it cannot be read.
fn token(house: &House, bearer: &Secret) -> Option<String> {
    let found = match bearer.find(&house.config.dir) {
        Hidden::File(path) => std::fs::read_to_string(path).ok()?,
        Hidden::Value(value) => value.into_string().ok()?,
        Hidden::Unset(_) => return None,
    };
    Some(found.trim().to_owned()).filter(|found| !found.is_empty())
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(bytes)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}
