//! Many organisers of one program: each folder of a folder that has a configuration is one.
//!
//! They share the signals, the socket that answers and the places to run in, and nothing else: what goes wrong with one is
//! that one's. A folder that comes is served, one that is gone is no longer; of one that cannot be looked into nothing is
//! known, and nothing changes.

use super::agenda::History;
use super::board::Board;
use super::health::Desk;
use super::hints::Hints;
use super::organiser::Organiser;
use super::signals::Signals;
use super::{House, LOOK, PARTING, life};
use crate::web::Health;
use anyhow::Context as _;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use tokio::sync::watch;
use tokio::task::{Id, JoinError, JoinSet, LocalSet};
use tracing::Instrument as _;

/// What the configuration of an organiser is called in its folder.
const CONFIGURATION: &str = "upprop.toml";

/// Serves every organiser of a folder until it is told to stop, so many runs at a time. `open` opens one by the file of
/// its configuration.
///
/// # Errors
/// A folder that cannot be looked into, no signals, a socket that cannot be used.
pub async fn host<O>(folder: &Path, places: usize, open: O) -> anyhow::Result<()>
where
    O: AsyncFn(PathBuf) -> anyhow::Result<House> + 'static,
{
    let signals = Signals::new()?;
    let board = Board::new(Desk::new()?, places);
    let found = organisers(folder).with_context(|| format!("cannot look into {}", folder.display()))?;
    let mut host = Host { folder, board, signals: signals.clone(), open: Rc::new(open), served: BTreeMap::new() };
    let mut lives = JoinSet::new();
    let serving = async {
        host.follow(found, &mut lives).await;
        life::ready();
        tracing::info!(version = env!("CARGO_PKG_VERSION"), organisers = host.served.len(), "serving");
        let mut hang_ups = signals.hang_ups.clone();
        loop {
            tokio::select! {
                () = signals.stopped() => break,
                Ok(()) = hang_ups.changed() => {}
                Some(ended) = lives.join_next_with_id() => host.ended(&ended).await,
                () = tokio::time::sleep(LOOK) => {}
            }
            match organisers(folder) {
                Ok(found) => host.follow(found, &mut lives).await,
                Err(error) => {
                    tracing::error!(%error, "the folder of organisers cannot be looked into: all stays as it is")
                }
            }
        }
        life::stopping();
        for one in host.served.values() {
            let _ = one.stop.send(true);
        }
        let _ = tokio::time::timeout(PARTING, async { while lives.join_next().await.is_some() {} }).await;
        tracing::info!("stopped");
    };
    LocalSet::new().run_until(serving).await;
    Ok(())
}

/// The folders of organisers, by name.
fn organisers(folder: &Path) -> std::io::Result<BTreeMap<String, PathBuf>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_name(&name) && entry.path().is_dir() {
            found.insert(name, entry.path());
        }
    }
    Ok(found)
}

/// Letters, digits, hyphens and underscores: `norrby.bak`, `norrby~` and `norrby (copy)` are no organisers, and would send each
/// letter once more.
fn is_name(name: &str) -> bool {
    name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
}

struct Host<'a, O> {
    folder: &'a Path,
    board: Board,
    signals: Signals,
    open: Rc<O>,
    served: BTreeMap<String, Served>,
}

struct Served {
    stop: watch::Sender<bool>,
    life: Id,
}

impl<O> Host<'_, O>
where
    O: AsyncFn(PathBuf) -> anyhow::Result<House> + 'static,
{
    /// Serves who came, and no longer who is gone.
    async fn follow(&mut self, found: BTreeMap<String, PathBuf>, lives: &mut JoinSet<()>) {
        for (name, one) in &self.served {
            if !found.contains_key(name) && !*one.stop.borrow() {
                tracing::warn!(organiser = name, folder = %self.folder.display(), "an organiser is gone and is served no longer");
                let _ = one.stop.send(true);
            }
        }
        for (name, folder) in found {
            let file = folder.join(CONFIGURATION);
            if !self.served.contains_key(&name) && file.exists() {
                self.begin(name, file, lives);
            }
        }
    }

    fn begin(&mut self, name: String, file: PathBuf, lives: &mut JoinSet<()>) {
        self.board.add(&name);
        let (stop, stopped) = watch::channel(false);
        let (signals, board, open) = (self.signals.with_stop(stopped), self.board.clone(), Rc::clone(&self.open));
        let span = tracing::info_span!("organiser", name);
        let called = name.clone();
        let life = async move {
            let open = async || open(file.clone()).await;
            let Some(one) = settle(called, board, signals, &open).await else { return };
            tracing::info!("serving");
            one.live(&open).await;
        };
        let life = lives.spawn_local(life.instrument(span)).id();
        self.served.insert(name, Served { stop, life });
    }

    /// An organiser is served no longer; one that broke off begins anew.
    async fn ended(&mut self, ended: &Result<(Id, ()), JoinError>) {
        let id = match ended {
            Ok((id, ())) => *id,
            Err(error) => error.id(),
        };
        let name = self.served.iter().find(|(_, one)| one.life == id).map(|(name, _)| name.clone());
        let Some(name) = name else { return };
        if let Err(error) = ended {
            tracing::error!(organiser = name, %error, "serving an organiser broke off");
        }
        self.served.remove(&name);
        self.board.remove(&name).await;
    }
}

/// Opens an organiser, as soon as it can be; none when it is told to stop.
async fn settle(
    name: String,
    board: Board,
    mut signals: Signals,
    open: &impl AsyncFn() -> anyhow::Result<House>,
) -> Option<Organiser> {
    let mut told = String::new();
    loop {
        match begin(&name, &board, &signals, open).await {
            Ok(organiser) => return Some(organiser),
            Err(error) => {
                let text = format!("{error:#}");
                if text != told {
                    tracing::error!("this organiser cannot be served yet: {text}");
                    told = text;
                }
                board.note(&name, Health { trouble: Some("configuration"), ..Health::default() });
                board.lives(&name);
            }
        }
        let stopping = signals.clone();
        tokio::select! {
            () = stopping.stopped() => return None,
            Ok(()) = signals.hang_ups.changed() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

async fn begin(
    name: &str,
    board: &Board,
    signals: &Signals,
    open: &impl AsyncFn() -> anyhow::Result<House>,
) -> anyhow::Result<Organiser> {
    let house = open().await?;
    board.claims(name, &house).await?;
    // What comes from here on is seen, or was there to be read.
    let mut hints = Hints::new(signals.clone());
    hints.watch(&house);
    let history: History = super::begin(&house).await?;
    board.opens(name, &house);
    if let Err(error) = board.moves(name, &house).await {
        tracing::error!("nobody can ask how it goes: {error:#}");
    }
    Ok(Organiser::new(name.to_owned(), board.clone(), (hints, house, history)).await)
}
