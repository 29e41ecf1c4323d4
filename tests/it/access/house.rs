//! Organisers whose pages are served here, with accounts and a clock that is turned by hand.

use super::browser::Browser;
use crate::store::town::{Engine, Town, catalogue};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};
use tokio::sync::watch;
use upprop::roster::UnitId;
use upprop::store::{Account, Ends, Post, Session, Stamp, Store};
use upprop::web::oidc::Provider;
use upprop::web::vendor::Vendors;
use upprop::web::world::Setting;
use upprop::web::{
    Answering, Asked, Cookies, Health, Healths, Hooks, Now, Role, Site, Sites, answer, base, kept, listen, passwords,
    secret,
};
use upprop::wording::Lang;

pub(super) const PASSWORD: &str = "bl%C3%A5b%C3%A4r+i+mj%C3%B6lk";
const TYPED: &str = "blåbär i mjölk";

/// When the tests begin.
const BEGIN: &str = "2026-11-23T08:00:00Z";

fn setting() -> Setting {
    let guard = upprop::config::model::Guard::default();
    Setting {
        organiser: "Exempelkommunen".to_owned(),
        catalogue: catalogue(1, 5),
        limits: upprop::config::catalogue::limits(&guard, jiff::civil::date(2026, 11, 23)),
        confirm_after: BTreeMap::new(),
        zone: TimeZone::UTC,
        digest: String::new(),
    }
}

pub(super) struct House {
    pub(super) towns: BTreeMap<String, Town>,
    pub(super) answering: Answering,
    clock: Arc<AtomicI64>,
    _healths: watch::Sender<Healths>,
    _sites: watch::Sender<Sites>,
}

impl House {
    pub(super) async fn new() -> Self {
        Self::of(&[""], Cookies::Secure).await
    }

    /// Of these organisers, on a server where there is one.
    pub(super) async fn of(names: &[&str], cookies: Cookies) -> Self {
        Self::with(names, cookies, None).await
    }

    /// One whose people sign in elsewhere.
    pub(super) async fn trusting(provider: Provider) -> Self {
        Self::with(&[""], Cookies::Secure, Some(Arc::new(provider))).await
    }

    async fn with(names: &[&str], cookies: Cookies, provider: Option<Arc<Provider>>) -> Self {
        let begin: Timestamp = BEGIN.parse().unwrap();
        let clock = Arc::new(AtomicI64::new(begin.as_microsecond()));
        let (mut towns, mut sites, mut healths) = (BTreeMap::new(), Sites::new(), Healths::new());
        for name in names {
            let town = Town::new(Engine::Sqlite).await;
            let turned = Arc::clone(&clock);
            let site = Site {
                name: "Exempelkommunen".to_owned(),
                key: (*name).to_owned(),
                base: base(name),
                public_url: provider.as_ref().map(|_| "https://upprop.example".to_owned()),
                store: town.store.clone(),
                catalogue: catalogue(1, 5),
                setting: Arc::new(setting()),
                worlds: Arc::default(),
                zone: TimeZone::UTC,
                clock: Now::new(move || Timestamp::from_microsecond(turned.load(Ordering::SeqCst)).unwrap()),
                lang: Lang::En,
                cookies,
                ledger_key: None,
                provider: provider.clone(),
            };
            sites.insert((*name).to_owned(), Arc::new(site));
            healths.insert((*name).to_owned(), Health::default());
            towns.insert((*name).to_owned(), town);
        }
        let (healths, sites) = (watch::channel(healths).0, watch::channel(sites).0);
        let listener = listen("127.0.0.1:0".parse().unwrap()).unwrap();
        let asked = Asked::new(healths.subscribe(), (Hooks::default(), Vendors::default()), sites.subscribe());
        let answering = answer(listener, asked).unwrap();
        Self { towns, answering, clock, _healths: healths, _sites: sites }
    }

    pub(super) fn store(&self) -> &Store {
        &self.towns.values().next().unwrap().store
    }

    pub(super) fn browser(&self) -> Browser {
        Browser::new(self.answering.address)
    }

    pub(super) fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.clock.load(Ordering::SeqCst)).unwrap()
    }

    pub(super) fn turn(&self, by: SignedDuration) {
        self.clock.fetch_add(i64::try_from(by.as_micros()).unwrap(), Ordering::SeqCst);
    }

    pub(super) fn stamp(&self) -> Stamp<'static> {
        Stamp { run: None, actor: Some("cli:rut"), at: self.now(), key: None }
    }

    /// Adds an account with [`PASSWORD`] everywhere.
    pub(super) async fn account(&self, name: &str, role: Role) {
        static KEPT: OnceLock<String> = OnceLock::new();
        let password = KEPT.get_or_init(|| passwords::hashed(TYPED).unwrap()).clone();
        let units = (role == Role::School).then(|| [UnitId::from("u1")].into());
        let post = Post { role: role.word().to_owned(), units };
        let account =
            Account { name: name.to_owned(), post, password: Some(password), link: None, made_at: self.now() };
        for town in self.towns.values() {
            assert!(town.store.add_account(&account, self.stamp()).await.unwrap());
        }
    }

    /// Somebody who has signed in.
    pub(super) async fn signed_in(&self, name: &str) -> Browser {
        let (shown, now) = (secret().unwrap(), self.now());
        let session = Session { id: kept("session", &shown), account: name.to_owned(), begun_at: now, seen_at: now };
        let ends = Ends { begun: Timestamp::MIN, seen: Timestamp::MIN };
        assert!(self.store().begin_session(&session, ends).await.unwrap());
        let mut browser = self.browser();
        browser.cookies.insert("__Host-upprop".to_owned(), shown);
        browser
    }
}
