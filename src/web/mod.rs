//! What the daemon answers when it is asked: that it lives, that it can work, and its figures; where servers call when
//! something has changed; and the pages of each organiser, behind a gate.
//!
//! How it goes was noted by the daemon beforehand: however often somebody asks or calls, no database is asked. Pages are in
//! `table`, each with whom it lets in.

mod accept;
mod cookies;
mod figures;
mod front;
mod gate;
mod guard;
mod headers;
mod hooks;
mod link;
#[cfg(feature = "oidc")]
pub mod oidc;
pub mod page;
mod pages;
pub mod passwords;
mod plain;
mod refusal;
mod secret;
mod session;
mod sign_in;
mod site;
mod status;
mod table;
pub mod vendor;
mod visit;
mod who;
mod words;
pub mod world;

pub use accept::listen;
pub use figures::{Figures, LetterFigures, PoolFigures};
pub use guard::{Guard, Route, Routes};
pub use hooks::{Bell, Digest, Hook, Hooks, Own, digest};
pub use link::link;
pub use passwords::Weak;
pub use refusal::{Answer, Refusal};
pub use secret::{kept, password, secret};
pub use site::{Cookies, Now, Site, Sites, base};
pub use table::declared;
pub use visit::{FormToken, Passing, Visit};
pub use who::{Role, Who};
pub use words::in_words;

use crate::alert::Cause;
use axum::Router;
use axum::extract::{FromRef, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::middleware::map_response;
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusBuilder;
use passwords::Failures;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// How it goes, as the daemon last noted it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Health {
    /// Why it cannot work, in a word without anybody's data; none when it can.
    pub trouble: Option<&'static str>,
    /// Its figures; none before it could look for the first time.
    pub figures: Option<Figures>,
    /// What is not as it should be, the worst first.
    pub causes: Vec<Cause>,
}

impl Health {
    /// The same, or with trouble where nothing could be written when it was last tried, though looking goes well.
    #[must_use]
    pub fn unless_stuck(self, is_stuck: bool) -> Self {
        let trouble = if is_stuck { self.trouble.or(Some("writing")) } else { self.trouble };
        Self { trouble, ..self }
    }

    /// Can it work?
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.trouble.is_none() && self.figures.is_some()
    }
}

/// How it goes with each organiser of the program, by name; without one where there is only one.
pub type Healths = BTreeMap<String, Health>;

/// Answers on an address for as long as this is kept.
pub struct Answering {
    /// The address.
    pub address: SocketAddr,
    stop: watch::Sender<bool>,
}

impl Drop for Answering {
    fn drop(&mut self) {
        let _ = self.stop.send(true);
    }
}

/// Begins to answer.
///
/// # Errors
/// A listener whose address nobody knows.
pub fn answer(listener: TcpListener, asked: Asked) -> std::io::Result<Answering> {
    let address = listener.local_addr()?;
    let (stop, stopped) = watch::channel(false);
    accept::answer(listener, router(asked), stopped);
    Ok(Answering { address, stop })
}

/// What answers are made from.
#[derive(Debug, Clone)]
pub struct Asked {
    /// How it goes.
    pub healths: watch::Receiver<Healths>,
    /// Where servers call.
    pub hooks: Hooks,
    /// Whose pages are served.
    pub sites: watch::Receiver<Sites>,
    /// Where vendors answer.
    pub vendors: vendor::Vendors,
    /// Wrong passwords of late.
    failures: Arc<Failures>,
}

impl Asked {
    /// Made from these.
    #[must_use]
    pub fn new(
        healths: watch::Receiver<Healths>,
        (hooks, vendors): (Hooks, vendor::Vendors),
        sites: watch::Receiver<Sites>,
    ) -> Self {
        Self { healths, hooks, sites, vendors, failures: Arc::default() }
    }
}

impl FromRef<Asked> for watch::Receiver<Healths> {
    fn from_ref(asked: &Asked) -> Self {
        asked.healths.clone()
    }
}

impl FromRef<Asked> for Hooks {
    fn from_ref(asked: &Asked) -> Self {
        asked.hooks.clone()
    }
}

impl FromRef<Asked> for vendor::Vendors {
    fn from_ref(asked: &Asked) -> Self {
        asked.vendors.clone()
    }
}

/// What is asked for, and who answers.
fn router(asked: Asked) -> Router {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .route("/r/{token}", get(vendor::show).post(vendor::post))
        .with_state(asked.clone())
        .fallback_service(Router::new().fallback(front::enter).with_state(front::Front::new(asked)))
        .layer(map_response(headers::always))
}

/// Ready when it can work for anybody: one organiser's trouble takes nothing from the others.
async fn ready(State(healths): State<watch::Receiver<Healths>>) -> (StatusCode, String) {
    let healths = healths.borrow();
    let ready = healths.values().filter(|health| health.is_ready()).count();
    let trouble = healths.values().find_map(|health| health.trouble).unwrap_or("starting");
    match (ready, healths.len()) {
        (0, _) => (StatusCode::SERVICE_UNAVAILABLE, format!("{trouble}\n")),
        (1, 1) => (StatusCode::OK, "ready\n".to_owned()),
        (ready, all) => (StatusCode::OK, format!("ready {ready} of {all}\n")),
    }
}

async fn metrics(State(healths): State<watch::Receiver<Healths>>) -> ([(HeaderName, &'static str); 1], String) {
    const PROMETHEUS: [(HeaderName, &str); 1] = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    let healths = healths.borrow().clone();
    // A new one each time: a pool that is no more leaves no figure behind.
    let recorder = PrometheusBuilder::new().build_recorder();
    ::metrics::with_local_recorder(&recorder, || figures::note(&healths));
    (PROMETHEUS, recorder.handle().render())
}
