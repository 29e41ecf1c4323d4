//! How it goes, for those who ask: gathered between tasks, and answered from what was gathered.

use super::House;
use crate::config::{catalogue, next_run};
use crate::licence::{Catalogue, Licence, Pool, capacity};
use crate::store::{Look, StoreError};
use crate::web::{Answering, Asked, Figures, Health, Hooks, LetterFigures, PoolFigures, answer};
use anyhow::Context as _;
use jiff::civil::Date;
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// What is answered, and where.
pub(super) struct Desk {
    health: watch::Sender<Health>,
    /// Where servers call.
    pub(super) hooks: Hooks,
    answering: Option<Answering>,
    /// Was the socket given by a service manager? Then no configuration moves it.
    is_given: bool,
}

impl Desk {
    /// Answers on the socket that a service manager has opened, or where the configuration says.
    ///
    /// # Errors
    /// An address that cannot be listened to.
    pub(super) async fn open(house: &House) -> anyhow::Result<Self> {
        let (health, hooks) = (watch::channel(Health::default()).0, Hooks::default());
        let mut desk = Self { health, hooks, answering: None, is_given: false };
        if let Some(given) = listenfd::ListenFd::from_env().take_tcp_listener(0).context("the socket of systemd")? {
            given.set_nonblocking(true)?;
            let listener = TcpListener::from_std(given)?;
            desk.answering = Some(answer(listener, desk.asked())?);
            desk.is_given = true;
        }
        desk.move_to(house).await?;
        Ok(desk)
    }

    fn asked(&self) -> Asked {
        Asked { health: self.health.subscribe(), hooks: self.hooks.clone() }
    }

    /// Answers where the configuration says now.
    ///
    /// # Errors
    /// An address that cannot be listened to.
    pub(super) async fn move_to(&mut self, house: &House) -> anyhow::Result<()> {
        let wanted: Option<SocketAddr> = house.config.file.web.listen.map(|listen| listen.0);
        let is_there = self.answering.as_ref().map(|answering| answering.address) == wanted;
        if self.is_given || is_there {
            return Ok(());
        }
        self.answering = match wanted {
            Some(address) => {
                let listener =
                    TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))?;
                let answering = answer(listener, self.asked())?;
                tracing::info!(address = %answering.address, "answers /healthz, /readyz and /metrics");
                Some(answering)
            }
            None => None,
        };
        Ok(())
    }

    /// Notes how it goes now.
    pub(super) async fn note(&self, house: &House) {
        if self.answering.is_none() {
            return;
        }
        let health = match figures(house).await {
            Ok(figures) => Health { trouble: None, figures: Some(figures) },
            Err(error) => {
                tracing::warn!(%error, "the database cannot be looked at");
                Health { trouble: Some("database"), figures: self.health.borrow().figures.clone() }
            }
        };
        self.health.send_replace(health);
    }
}

async fn figures(house: &House) -> Result<Figures, StoreError> {
    let now = house.clock.now();
    let mut look = house.store.look().await?;
    let failing_since = look.failing_since().await?;
    let vitals = look.vitals(now).await?;
    Ok(Figures {
        last_success: vitals.last_good_at.map(|at| at.as_second()),
        next_run: next_run(&house.config.file, &house.now()).map(|at| at.timestamp().as_second()),
        failing_since: failing_since.map(|at| at.as_second()),
        urgent: vitals.alerts.iter().filter(|alert| alert.is_urgent()).count() as u64,
        alerts: vitals.alerts.len() as u64,
        holds: vitals.holds,
        letters: LetterFigures { waiting: vitals.letters_waiting, undelivered: vitals.letters_lost },
        pools: pools(&mut look, &catalogue::catalogue(&house.config.file), house.now().date()).await?,
    })
}

async fn pools(look: &mut Look, catalogue: &Catalogue, day: Date) -> Result<Vec<PoolFigures>, StoreError> {
    let counts = look.pool_counts().await?;
    let homes = catalogue.homes();
    let figures = |pool: &Pool| {
        let is_home = |licence: &&Licence| homes.get(&licence.key) == Some(&&pool.key);
        let licences: Vec<&Licence> = catalogue.licences.values().filter(is_home).collect();
        let count = counts.get(&pool.key).copied().unwrap_or_default();
        PoolFigures {
            pool: pool.key.to_string(),
            total: capacity(catalogue, pool, &licences, day).total(),
            assigned: count.assigned,
            leaving: count.leaving,
            waiting: count.waiting,
        }
    };
    Ok(catalogue.pools.iter().map(figures).collect())
}
