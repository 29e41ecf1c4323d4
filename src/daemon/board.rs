//! What the organisers of one program share: what they tell of themselves, the socket that answers, and places to run in.

use super::House;
use super::health::Desk;
use super::{life, site};
use crate::store::Identity;
use crate::web::vendor::Vendors;
use crate::web::{Health, Healths, Hooks, Site, Sites};
use crate::wording::{Lang, Words};
use jiff::Zoned;
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, watch};
use tokio::time::Instant;

/// An organiser of whom nothing was heard for so long hangs, and systemd is no longer told that all is well.
const HANGS_AFTER: Duration = Duration::from_mins(5);

/// The name of an organiser who is the only one of the program.
pub(super) const ALONE: &str = "";

/// What is shared. Cheap to clone.
#[derive(Clone)]
pub(super) struct Board {
    told: Arc<Mutex<BTreeMap<String, Told>>>,
    healths: Arc<watch::Sender<Healths>>,
    sites: Arc<watch::Sender<Sites>>,
    desk: Arc<tokio::sync::Mutex<Desk>>,
    /// Where servers call.
    pub(super) hooks: Hooks,
    /// Where vendors answer.
    vendors: Vendors,
    /// So many runs at a time.
    pub(super) places: Arc<Semaphore>,
}

/// What one organiser tells of itself.
struct Told {
    doing: Doing,
    listen: Option<SocketAddr>,
    /// Its database.
    place: Option<String>,
    /// What that is known by.
    identity: Option<String>,
    heard_at: Instant,
}

/// What an organiser does.
#[derive(Clone)]
enum Doing {
    Begins,
    Waits { until: Zoned, lang: Lang },
    Runs,
}

impl Board {
    /// For a desk, and so many runs at a time.
    pub(super) fn new(desk: Desk, places: usize) -> Self {
        Self {
            told: Arc::default(),
            healths: Arc::new(watch::channel(Healths::default()).0),
            sites: Arc::new(watch::channel(Sites::default()).0),
            hooks: desk.hooks.clone(),
            vendors: desk.vendors.clone(),
            desk: Arc::new(tokio::sync::Mutex::new(desk)),
            places: Arc::new(Semaphore::new(places)),
        }
    }

    /// An organiser that is served from now on.
    pub(super) fn add(&self, name: &str) {
        let told = Told { doing: Doing::Begins, listen: None, place: None, identity: None, heard_at: Instant::now() };
        self.told().insert(name.to_owned(), told);
        self.healths.send_modify(|all| drop(all.insert(name.to_owned(), Health::default())));
    }

    /// And one that is no longer.
    pub(super) async fn remove(&self, name: &str) {
        self.told().remove(name);
        self.closes(name);
        self.vendors.close(name);
        self.healths.send_modify(|all| drop(all.remove(name)));
        self.listen().await.unwrap_or_else(|error| tracing::error!("nobody can ask how it goes: {error:#}"));
    }

    /// Answers where the organisers want it.
    ///
    /// # Errors
    /// An address that cannot be listened to.
    pub(super) async fn listen(&self) -> anyhow::Result<()> {
        let wanted: BTreeSet<SocketAddr> = self.told().values().filter_map(|told| told.listen).collect();
        if wanted.len() > 1 {
            tracing::warn!(addresses = ?wanted, "organisers of one program answer on one address: the first is taken");
        }
        self.desk.lock().await.move_to(wanted.first().copied(), (&self.healths, &self.sites)).await
    }

    /// Serves an organiser's pages, as its configuration has it; gives what they were made from before.
    pub(super) fn opens(&self, name: &str, house: &House) -> Option<Arc<Site>> {
        let mut before = None;
        self.sites.send_modify(|all| {
            before = match site::site(name, house) {
                Some(mut site) => {
                    if let Some(before) = all.get(name) {
                        site.worlds = Arc::clone(&before.worlds);
                    }
                    all.insert(name.to_owned(), Arc::new(site))
                }
                None => all.remove(name),
            };
        });
        before
    }

    /// And no longer.
    pub(super) fn closes(&self, name: &str) -> Option<Arc<Site>> {
        let mut before = None;
        self.sites.send_modify(|all| before = all.remove(name));
        before
    }

    /// Answers where this organiser's configuration says, too.
    ///
    /// # Errors
    /// As [`listen`](Self::listen).
    pub(super) async fn moves(&self, name: &str, house: &House) -> anyhow::Result<()> {
        let wanted = house.config.file.web.listen.map(|listen| listen.0);
        if let Some(told) = self.told().get_mut(name) {
            told.listen = wanted;
        }
        self.vendors.open(name, house.counter());
        self.listen().await
    }

    /// Is this organiser's database nobody else's, nor a copy of it? Both would tell the same people the same things.
    ///
    /// # Errors
    /// Who has it, or where the one lies that it is a copy of.
    pub(super) async fn claims(&self, name: &str, house: &House) -> anyhow::Result<()> {
        let Identity { id, home } = house.store.identity().await?;
        let has_moved = home.as_ref() != Some(&house.place);
        // One that moved to a server leaves its file behind for a while.
        let are_files = |home: &String| Path::new(&house.place).exists() && Path::new(home).exists();
        if let Some(home) = home.filter(|home| has_moved && !self.is_alone() && are_files(home)) {
            anyhow::bail!(
                "its database {} is a copy of {home}, which is still there: an organiser of its own begins with an \
                empty database, and of one that has moved the old file goes",
                house.place
            );
        }
        self.claim(name, (&house.place, &id))?;
        if has_moved {
            house.store.settle_at(&house.place).await?;
        }
        Ok(())
    }

    fn claim(&self, name: &str, (place, id): (&String, &String)) -> anyhow::Result<()> {
        let mut told = self.told();
        let has = |told: &Told| told.place.as_ref() == Some(place) || told.identity.as_ref() == Some(id);
        if let Some((other, _)) = told.iter().find(|(other, told)| *other != name && has(told)) {
            anyhow::bail!(
                "its database is {place}, which is that of {other}: give each organiser a schema or a file of its own"
            );
        }
        if let Some(told) = told.get_mut(name) {
            (told.place, told.identity) = (Some(place.clone()), Some(id.clone()));
        }
        Ok(())
    }

    /// Is there only one organiser, ever?
    pub(super) fn is_alone(&self) -> bool {
        self.told().contains_key(ALONE)
    }

    /// Is anybody answered?
    pub(super) async fn answers(&self) -> bool {
        self.desk.lock().await.answers()
    }

    /// What is known of how it goes with an organiser.
    pub(super) fn health(&self, name: &str) -> Health {
        self.healths.borrow().get(name).cloned().unwrap_or_default()
    }

    /// Notes how it goes.
    pub(super) fn note(&self, name: &str, health: Health) {
        self.healths.send_modify(|all| drop(all.insert(name.to_owned(), health)));
    }

    /// An organiser waits for its next task.
    pub(super) fn waits(&self, name: &str, house: &House, until: &Zoned) {
        self.tell(name, Doing::Waits { until: until.clone(), lang: house.lang }, house);
    }

    /// An organiser runs.
    pub(super) fn runs(&self, name: &str, house: &House) {
        self.tell(name, Doing::Runs, house);
    }

    /// An organiser is heard of.
    pub(super) fn lives(&self, name: &str) {
        let mut told = self.told();
        if let Some(told) = told.get_mut(name) {
            told.heard_at = Instant::now();
        }
        if told.values().all(|one| one.heard_at.elapsed() < HANGS_AFTER) {
            life::alive();
        }
    }

    fn tell(&self, name: &str, doing: Doing, house: &House) {
        if let Some(told) = self.told().get_mut(name) {
            told.doing = doing;
        }
        self.lives(name);
        let told = self.told();
        let text = match told.get(ALONE) {
            Some(one) => alone(&one.doing, house),
            None => together(&told),
        };
        life::status(&text);
    }

    fn told(&self) -> MutexGuard<'_, BTreeMap<String, Told>> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn alone(doing: &Doing, house: &House) -> String {
    let words = Words::new(house.lang);
    match doing {
        Doing::Waits { until, .. } => {
            let time = time(until, &house.now());
            words.say("serve-waiting", &[("time", (&time).into())])
        }
        Doing::Begins | Doing::Runs => words.text("serve-running"),
    }
}

/// When the first of many is due, and how many run.
fn together(told: &BTreeMap<String, Told>) -> String {
    let waiting = told.values().filter_map(|one| match &one.doing {
        Doing::Waits { until, lang } => Some((until, *lang)),
        Doing::Begins | Doing::Runs => None,
    });
    let running = told.values().filter(|one| matches!(one.doing, Doing::Runs)).count() as u64;
    let first = waiting.min_by(|a, b| a.0.cmp(b.0));
    let words = Words::new(first.map_or(Lang::default(), |(_, lang)| lang));
    let time = first.map(|(until, _)| format!("{} {}", until.date(), until.strftime("%H:%M"))).unwrap_or_default();
    let count = told.len() as u64;
    words.say("serve-many", &[("count", count.into()), ("running", running.into()), ("time", (&time).into())])
}

/// A time of today, or of another day.
fn time(at: &Zoned, now: &Zoned) -> String {
    let time = at.strftime("%H:%M").to_string();
    if at.date() == now.date() { time } else { format!("{} {time}", at.date()) }
}
