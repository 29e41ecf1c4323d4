//! Keeping a world for those who look: made on the first question, made anew when something changed, gone when nobody asks.

use super::{Recent, Setting, View, World};
use crate::roster::Scope;
use crate::store::{Store, StoreError};
use jiff::civil::Date;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;
use tokio::time::Instant;

/// Whether something changed is looked at this often at most.
const LOOK: Duration = Duration::from_secs(2);
/// A world that nobody has asked about for so long is given up: a daemon that nobody looks at pays no memory.
const IDLE: Duration = Duration::from_mins(15);
/// So often it is looked at whether somebody asked.
const IDLE_LOOK: Duration = Duration::from_mins(1);

/// Says nothing of what is kept.
impl std::fmt::Debug for Worlds {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Worlds").finish_non_exhaustive()
    }
}

/// Where worlds come from.
#[derive(Clone)]
pub struct Source {
    /// The database.
    pub store: Store,
    /// What is bought, and the day.
    pub setting: Arc<Setting>,
    /// Today.
    pub day: Date,
}

/// The world of one organiser, while somebody looks at it.
#[derive(Default)]
pub struct Worlds {
    kept: Mutex<Option<Kept>>,
    turn: tokio::sync::Mutex<()>,
}

struct Kept {
    world: Arc<World>,
    recent: Arc<Recent>,
    /// The newest event that the world knows.
    seq: i64,
    looked_at: Instant,
    asked_at: Instant,
    is_loading: bool,
}

impl Kept {
    fn is_of(&self, source: &Source) -> bool {
        self.world.day == source.day && self.world.setting.digest == source.setting.digest
    }
}

impl Worlds {
    /// What a scope sees now. The first question waits until the world is made; later ones are answered from the old world
    /// while a new one is made.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn view(self: &Arc<Self>, source: &Source, scope: &Scope) -> Result<View, StoreError> {
        let (world, recent) = self.now(source).await?;
        Ok(View::new(world, recent, scope))
    }

    /// Something was done: the next question looks.
    pub fn touched(&self) {
        if let Some(kept) = self.kept().as_mut() {
            kept.looked_at -= LOOK;
        }
    }

    /// Gives up what nobody has asked about; is anything left?
    fn tidy(&self) -> bool {
        let mut kept = self.kept();
        if kept.as_ref().is_some_and(|kept| kept.asked_at.elapsed() >= IDLE) {
            *kept = None;
        }
        kept.is_some()
    }

    fn kept(&self) -> MutexGuard<'_, Option<Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is kept, and whether it need not be looked at again.
    fn at_hand(&self, source: &Source) -> Option<(Arc<World>, Arc<Recent>, bool)> {
        let mut kept = self.kept();
        let kept = kept.as_mut()?;
        kept.asked_at = Instant::now();
        let is_fresh = kept.looked_at.elapsed() < LOOK && (kept.is_of(source) || kept.is_loading);
        Some((Arc::clone(&kept.world), Arc::clone(&kept.recent), is_fresh))
    }

    async fn now(self: &Arc<Self>, source: &Source) -> Result<(Arc<World>, Arc<Recent>), StoreError> {
        let at_hand = self.at_hand(source);
        let _turn = match &at_hand {
            Some((world, recent, true)) => return Ok((Arc::clone(world), Arc::clone(recent))),
            // Somebody else looks: what is kept answers meanwhile.
            Some((world, recent, false)) => match self.turn.try_lock() {
                Ok(turn) => turn,
                Err(_) => return Ok((Arc::clone(world), Arc::clone(recent))),
            },
            None => self.turn.lock().await,
        };
        // Who waited for the turn finds what the one before has made.
        let Some((world, recent, is_fresh)) = self.at_hand(source) else {
            return self.begin(source).await;
        };
        if is_fresh {
            return Ok((world, recent));
        }
        let (store, before) = (source.store.clone(), Arc::clone(&recent));
        let newer = apart(async move || Recent::load(&mut store.look().await?, Some(&before)).await).await?;
        let recent = newer.map_or(recent, Arc::new);
        let mut kept = self.kept();
        if let Some(kept) = kept.as_mut() {
            kept.recent = Arc::clone(&recent);
            kept.looked_at = Instant::now();
            let is_old = kept.seq != recent.head.seq || !kept.is_of(source);
            if is_old && !kept.is_loading {
                kept.is_loading = true;
                self.renew(source);
            }
        }
        Ok((world, recent))
    }

    /// Makes the first world.
    async fn begin(self: &Arc<Self>, source: &Source) -> Result<(Arc<World>, Arc<Recent>), StoreError> {
        let (world, recent, seq) = make(source).await?;
        let now = Instant::now();
        let (looked_at, asked_at) = (now, now);
        let kept = Kept {
            world: Arc::clone(&world),
            recent: Arc::clone(&recent),
            seq,
            looked_at,
            asked_at,
            is_loading: false,
        };
        *self.kept() = Some(kept);
        forget_in_time(Arc::downgrade(self));
        Ok((world, recent))
    }

    /// Makes another world beside the old one.
    #[expect(clippy::disallowed_methods, reason = "whoever asks is answered from the old world meanwhile")]
    fn renew(self: &Arc<Self>, source: &Source) {
        let (worlds, source) = (Arc::clone(self), source.clone());
        tokio::spawn(async move {
            let made = make(&source).await;
            let mut kept = worlds.kept();
            let Some(kept) = kept.as_mut() else { return };
            kept.is_loading = false;
            match made {
                Ok((world, recent, seq)) => (kept.world, kept.recent, kept.seq) = (world, recent, seq),
                Err(error) => tracing::warn!(%error, "what is cannot be loaded; pages show what was"),
            }
        });
    }
}

/// Does work that takes a while beside those who answer.
pub(in crate::web) async fn apart<T, W>(work: W) -> Result<T, StoreError>
where
    T: Send + 'static,
    W: AsyncFnOnce() -> Result<T, StoreError> + Send + 'static,
{
    let here = tokio::runtime::Handle::current();
    let done = tokio::task::spawn_blocking(move || here.block_on(work())).await;
    done.unwrap_or_else(|lost| std::panic::resume_unwind(lost.into_panic()))
}

/// A world with what was lately, and the number of the newest event that it knows.
async fn make(source: &Source) -> Result<(Arc<World>, Arc<Recent>, i64), StoreError> {
    let (store, setting, day) = (source.store.clone(), Arc::clone(&source.setting), source.day);
    apart(async move || {
        let mut look = store.look().await?;
        let recent = Recent::load(&mut look, None).await?.unwrap_or_default();
        let parts = World::parts(&mut look).await?;
        drop(look);
        let seq = recent.head.seq;
        Ok((Arc::new(World::of(parts, setting, day)), Arc::new(recent), seq))
    })
    .await
}

#[expect(clippy::disallowed_methods, reason = "nobody waits for what is given up")]
fn forget_in_time(worlds: Weak<Worlds>) {
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(IDLE_LOOK).await;
            if !worlds.upgrade().is_some_and(|worlds| worlds.tidy()) {
                return;
            }
        }
    });
}
