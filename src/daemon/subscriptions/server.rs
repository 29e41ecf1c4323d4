//! One server: what is to be done there is found out, and done.

use super::steps::{LIFE_UNSAID, Scene, Shown, Step, Wanted, steps};
use super::{House, hex};
use crate::config::model::{Callback, Source};
use crate::source::ss12000::{Listed, Made, New, Removed, Renewed, Settings, Subscriptions, kinds, patient};
use crate::source::{ErrorCode, SourceError};
use crate::store::{StoreError, Subscription};
use crate::sync::server_settings;
use crate::web::digest;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use std::fmt;

/// Why a server does not call, or does more than it should.
#[derive(Debug)]
pub(super) enum Trouble {
    /// It could not be asked, which may pass.
    Passing(SourceError),
    /// The database, which may pass too.
    Store(StoreError),
    /// What callers must show cannot be read here.
    NoToken,
    /// There is no random number to be had.
    NoChance,
    /// It has no subscriptions, or none for us: its status.
    Never(u16),
    /// It has none about these kinds of records: its status, and the kinds.
    NotAbout(u16, BTreeSet<String>),
    /// It made one, and did not say what it calls it.
    Unnamed,
    /// It keeps one that is to go, until that ends: its status.
    Kept(u16),
}

impl fmt::Display for Trouble {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Passing(error) => write!(out, "{error}"),
            Self::Store(error) => write!(out, "{error}"),
            Self::NoToken => out.write_str("the token that it must show (callback.bearer) cannot be read"),
            Self::NoChance => out.write_str("the system gives no random number"),
            Self::Never(status) => write!(out, "it has none for us (it answers {status})"),
            Self::NotAbout(status, kinds) => {
                let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
                write!(out, "it has none about {} (it answers {status})", kinds.join(", "))
            }
            Self::Unnamed => out.write_str("it made a subscription and does not say what it calls it"),
            Self::Kept(status) => {
                write!(out, "it keeps a subscription that is to go until that ends (it answers {status})")
            }
        }
    }
}

impl From<SourceError> for Trouble {
    fn from(error: SourceError) -> Self {
        Self::Passing(error)
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// A server that is seen to.
pub(super) struct Visit<'a> {
    pub(super) house: &'a House,
    pub(super) source: &'a Source,
    /// Where it is to call, if it is to.
    pub(super) callback: Option<&'a Callback>,
}

/// The server while it is asked.
struct Asked<'a, L> {
    visit: &'a Visit<'a>,
    server: Subscriptions<'a>,
    wanted: Option<Wanted>,
    /// Lets those be heard that are noted.
    listen: L,
    trouble: Option<Trouble>,
}

/// What became of making one.
#[derive(Debug, PartialEq, Eq)]
enum Done {
    Made,
    /// Not about these kinds.
    Refused(u16),
    /// Nothing of the sort.
    Never(u16),
}

impl Visit<'_> {
    fn now(&self) -> Timestamp {
        self.house.clock.now()
    }

    /// What we call ours: what is left of a database that was put back is known by it.
    fn name(&self) -> String {
        format!("upprop {} {}", self.house.config.file.organiser.name, self.source.name)
    }

    fn settings(&self) -> Settings {
        patient(server_settings(self.source, &self.house.config.dir))
    }

    /// Does what is to be done. `listen` lets those be heard that are noted by then.
    pub(super) async fn see_to(&self, noted: Vec<Subscription>, listen: impl AsyncFn()) -> Option<Trouble> {
        let settings = self.settings();
        let server = match Subscriptions::of(&settings) {
            Ok(server) => server,
            Err(error) => return Some(error.into()),
        };
        let callback = self.callback.map(|callback| callback.url.trim_end_matches('/').to_owned());
        let wanted = callback.map(|callback| Wanted { callback, kinds: kinds() });
        let mut asked = Asked { visit: self, server, wanted, listen, trouble: None };
        let done = asked.see_to(&noted).await;
        done.err().or(asked.trouble)
    }
}

impl<L: AsyncFn()> Asked<'_, L> {
    async fn see_to(&mut self, noted: &[Subscription]) -> Result<(), Trouble> {
        let listed = self.server.list().await?;
        let mut shown: Option<Vec<Shown>> =
            listed.map(|all| all.iter().map(|listed| self.shown(listed, noted)).collect());
        if let Some(shown) = &mut shown {
            self.look_again(noted, shown).await?;
        }
        let wanted = self.wanted.clone();
        let scene = Scene { wanted: wanted.as_ref(), noted, shown: shown.as_deref(), now: self.visit.now() };
        let mut failed = None;
        for step in steps(&scene) {
            match self.carry_out(step).await {
                // It answers: what fails at one thing may do another.
                Err(Trouble::Passing(error)) if error.code == ErrorCode::ServerBusy => {
                    failed = Some(Trouble::Passing(error));
                }
                done => done?,
            }
        }
        failed.map_or(Ok(()), Err)
    }

    /// A list may leave out where a server calls, or leave out everything: what it does not show is asked for by its id
    /// before it counts as lost.
    async fn look_again(&mut self, noted: &[Subscription], shown: &mut Vec<Shown>) -> Result<(), Trouble> {
        for one in noted {
            let Some(id) = one.id.as_deref().filter(|_| !shown.iter().any(|shown| shown.secret == one.secret)) else {
                continue;
            };
            if let Some(found) = self.server.find(id).await? {
                shown.retain(|shown| shown.id != id);
                shown.push(Shown { secret: one.secret.clone(), ..self.shown(&found, noted) });
            }
        }
        Ok(())
    }

    fn shown(&self, listed: &Listed, noted: &[Subscription]) -> Shown {
        let (before, secret) = listed.target.rsplit_once('/').unwrap_or(("", &listed.target));
        let wanted = self.wanted.iter().map(|wanted| &wanted.callback);
        let mut callbacks = wanted.chain(noted.iter().map(|noted| &noted.callback));
        Shown {
            id: listed.id.clone(),
            secret: hex(&digest(secret)),
            has_our_name: listed.name == self.visit.name() && callbacks.any(|callback| callback == before),
            expires_at: self.until(listed.life),
        }
    }

    /// Until when something lasts that lasts so long still.
    fn until(&self, life: Option<SignedDuration>) -> Option<Timestamp> {
        self.visit.now().checked_add(life?).ok()
    }

    async fn carry_out(&mut self, step: Step) -> Result<(), Trouble> {
        match step {
            Step::Note(one) => drop(self.visit.house.store.note_subscription(&one).await?),
            Step::Forget(secret) => self.visit.house.store.forget_subscription(&secret).await?,
            Step::Renew(one) => self.renew(one).await?,
            Step::Make(kinds) => drop(self.make(&kinds).await?),
            Step::Remove { id, secret } => self.remove(&id, secret.as_deref()).await?,
        }
        Ok(())
    }

    /// Makes it last longer. Where the server does not do that, another takes its place, under another secret: what the one
    /// was made with is known to nobody any more.
    async fn renew(&mut self, mut one: Subscription) -> Result<(), Trouble> {
        let Some(id) = one.id.clone() else { return Ok(()) };
        match self.server.renew(&id).await? {
            Renewed::Lasts(life) => {
                one.begun_at = self.visit.now();
                one.expires_at = Some(self.until(life).unwrap_or(one.begun_at + LIFE_UNSAID));
                self.visit.house.store.note_subscription(&one).await?;
            }
            Renewed::Lost => {
                self.visit.house.store.forget_subscription(&one.secret).await?;
                self.make(&one.kinds).await?;
            }
            Renewed::Never(_) => {
                if self.make(&one.kinds).await? {
                    self.remove(&id, Some(&one.secret)).await?;
                }
            }
        }
        Ok(())
    }

    /// Makes one about these kinds, or where the server has none about all of them, one about each that it has. Is there
    /// any now?
    async fn make(&mut self, kinds: &BTreeSet<String>) -> Result<bool, Trouble> {
        let status = match self.make_one(kinds).await? {
            Done::Made => return Ok(true),
            Done::Never(status) => {
                self.trouble = Some(Trouble::Never(status));
                return Ok(false);
            }
            Done::Refused(status) => status,
        };
        let mut refused: BTreeSet<String> = kinds.clone();
        for kind in kinds.iter().filter(|_| kinds.len() > 1) {
            if self.make_one(&BTreeSet::from([kind.clone()])).await? == Done::Made {
                refused.remove(kind);
            }
        }
        let is_any = refused.len() < kinds.len();
        self.trouble = Some(Trouble::NotAbout(status, refused));
        Ok(is_any)
    }

    /// Makes one. It is noted before the server hears of it, so that it
    /// is found again whatever happens next, and is heard should the server call at once.
    async fn make_one(&mut self, kinds: &BTreeSet<String>) -> Result<Done, Trouble> {
        let Some(Wanted { callback, .. }) = self.wanted.clone() else { return Ok(Done::Made) };
        let part = random()?;
        let (visit, store) = (self.visit, &self.visit.house.store);
        let mut one = Subscription {
            secret: hex(&digest(&part)),
            source: visit.source.name.as_str().into(),
            server: visit.source.url.clone().unwrap_or_default(),
            callback: callback.clone(),
            kinds: kinds.clone(),
            id: None,
            begun_at: visit.now(),
            expires_at: None,
        };
        store.begin_subscription(&one).await?;
        (self.listen)().await;
        let (name, target) = (visit.name(), format!("{callback}/{part}"));
        match self.server.make(New { name: &name, target: &target, kinds }).await? {
            Made::Is(listed) => {
                one.expires_at = self.until(listed.life);
                one.id = Some(listed.id.clone());
                if !store.note_subscription(&one).await? {
                    self.remove(&listed.id, None).await?;
                }
                tracing::info!(source = %one.source, "the server is told to call when something changes");
                Ok(Done::Made)
            }
            Made::Unnamed => {
                self.trouble = Some(Trouble::Unnamed);
                Ok(Done::Made)
            }
            Made::Refused(status) => {
                store.forget_subscription(&one.secret).await?;
                Ok(Done::Refused(status))
            }
            Made::Never(status) => {
                store.forget_subscription(&one.secret).await?;
                Ok(Done::Never(status))
            }
        }
    }

    async fn remove(&mut self, id: &str, secret: Option<&str>) -> Result<(), Trouble> {
        if let Removed::Never(status) = self.server.remove(id).await? {
            self.trouble = Some(Trouble::Kept(status));
        }
        if let Some(secret) = secret {
            self.visit.house.store.forget_subscription(secret).await?;
        }
        Ok(())
    }
}

/// The last part of an address that nobody can guess: 256 random bits.
fn random() -> Result<String, Trouble> {
    let mut bytes = [0; 32];
    let random = rustls::crypto::ring::default_provider().secure_random;
    random.fill(&mut bytes).map_err(|_| Trouble::NoChance)?;
    Ok(hex(&bytes))
}
