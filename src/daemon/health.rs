//! How it goes, for those who ask: gathered between tasks, and answered from what was gathered.

use super::House;
use crate::alert::{Cause, Rhythm};
use crate::config::next_run;
use crate::licence::{Catalogue, Licence, Pool, capacity};
use crate::store::{Look, StoreError};
use crate::sync;
use crate::web::vendor::Vendors;
use crate::web::{
    Answering, Asked, Figures, Health, Healths, Hooks, LetterFigures, PoolFigures, Sites, answer, listen,
};
use anyhow::Context as _;
use jiff::SignedDuration;
use jiff::civil::Date;
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Where it is answered.
pub(super) struct Desk {
    /// Where servers call.
    pub(super) hooks: Hooks,
    /// Where vendors answer.
    pub(super) vendors: Vendors,
    given: Option<std::net::TcpListener>,
    answering: Option<Answering>,
    /// Where it was to answer when it last began to: port 0 is any that is free.
    at: Option<SocketAddr>,
    /// Was the socket given by a service manager? Then no configuration moves it.
    is_given: bool,
}

impl Desk {
    /// Answers on the socket that a service manager has opened, or nowhere yet.
    ///
    /// # Errors
    /// A socket that cannot be used.
    pub(super) fn new() -> anyhow::Result<Self> {
        let given = listenfd::ListenFd::from_env().take_tcp_listener(0).context("the socket of systemd")?;
        if let Some(given) = &given {
            given.set_nonblocking(true)?;
        }
        let is_given = given.is_some();
        Ok(Self { hooks: Hooks::default(), vendors: Vendors::default(), given, answering: None, at: None, is_given })
    }

    /// Answers there from now on.
    ///
    /// # Errors
    /// An address that cannot be listened to.
    pub(super) async fn move_to(
        &mut self,
        wanted: Option<SocketAddr>,
        (healths, sites): (&watch::Sender<Healths>, &watch::Sender<Sites>),
    ) -> anyhow::Result<()> {
        let (hooks, vendors) = (self.hooks.clone(), self.vendors.clone());
        let asked = Asked::new(healths.subscribe(), (hooks, vendors), sites.subscribe());
        if let Some(given) = self.given.take() {
            self.answering = Some(answer(TcpListener::from_std(given)?, asked.clone())?);
        }
        if self.is_given || self.at == wanted {
            return Ok(());
        }
        self.answering = match wanted {
            Some(address) => {
                let listener = listen(address).with_context(|| format!("cannot listen on {address}"))?;
                let answering = answer(listener, asked)?;
                tracing::info!(address = %answering.address, "answers /healthz, /readyz and /metrics");
                Some(answering)
            }
            None => None,
        };
        self.at = wanted;
        Ok(())
    }

    /// Does it answer anywhere?
    pub(super) fn answers(&self) -> bool {
        self.answering.is_some()
    }
}

/// How it goes with an organiser now; the figures of before where nobody can look.
pub(super) async fn health(house: &House, before: Health) -> Health {
    match figures(house).await {
        Ok((figures, causes)) => Health { trouble: None, figures: Some(figures), causes },
        Err(error) => {
            tracing::warn!(%error, "the database cannot be looked at");
            Health { trouble: Some("database"), ..before }
        }
    }
}

async fn figures(house: &House) -> Result<(Figures, Vec<Cause>), StoreError> {
    let now = house.clock.now();
    let mut look = house.store.look().await?;
    let failing_since = look.failing_since().await?;
    let vitals = look.vitals(now).await?;
    let catalogue = sync::catalogue(&house.config.file, &mut look).await?;
    let next = vitals.last_good_at.and_then(|at| next_run(&house.config.file, &at.to_zoned(house.zone.clone())));
    let age_max = SignedDuration::from_hours(i64::from(house.config.file.schedule.max_age.0));
    let rhythm = Rhythm { now, next_at: next.map(|at| at.timestamp()), age_max };
    let causes = crate::alert::health(&vitals, &rhythm).causes;
    let figures = Figures {
        last_success: vitals.last_good_at.map(|at| at.as_second()),
        next_run: next_run(&house.config.file, &house.now()).map(|at| at.timestamp().as_second()),
        failing_since: failing_since.map(|at| at.as_second()),
        urgent: vitals.alerts.iter().filter(|alert| alert.is_urgent()).count() as u64,
        alerts: vitals.alerts.len() as u64,
        holds: vitals.holds,
        letters: LetterFigures { waiting: vitals.letters_waiting, undelivered: vitals.letters_lost },
        pools: pools(&mut look, &catalogue, house.now().date()).await?,
    };
    Ok((figures, causes))
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
