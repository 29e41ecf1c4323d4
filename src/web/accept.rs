//! Taking connections: few at a time, and none for longer than an answer takes.
//!
//! axum's own loop waits for ever for somebody who says nothing (measured, SECURITY 2): hyper's timer is set here. Who comes
//! when all places are taken gets that of the one who has said nothing for longest, and only where everybody has asked that of
//! the one who has had his for longest: an answer takes a moment, so that is somebody who sends or takes his time. Nobody
//! loses his place in the moment in which he could not have said anything yet: a thousand who come at once come one after the
//! other, and a question is answered between them.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio::time::Instant;

/// So many at a time.
const CONNECTIONS_MAX: usize = 512;
/// Whoever asks says so within this.
const ASKED_WITHIN: Duration = Duration::from_secs(10);
/// All that is asked in one connection takes no longer.
const DONE_WITHIN: Duration = Duration::from_secs(60);
/// Nobody loses his place before.
const MOMENT: Duration = Duration::from_millis(100);
/// So many wait outside meanwhile, where the system lets them.
const OUTSIDE: u32 = 4096;
/// After a connection that could not be taken, for want of files perhaps, others are let be for so long.
const PAUSE: Duration = Duration::from_millis(200);
/// So much of a question is kept in memory, in bytes; one with a longer head is none.
const BUFFER: usize = 16 * 1024;

/// Somebody's place.
struct Place {
    task: AbortHandle,
    /// Has he asked, and is being answered?
    is_asking: Arc<AtomicBool>,
    since: Instant,
}

/// Listens on an address.
///
/// # Errors
/// One that is taken, or is not ours.
pub fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(OUTSIDE)
}

#[expect(clippy::disallowed_methods, reason = "answers for as long as somebody keeps the other end")]
pub(super) fn answer(listener: TcpListener, router: Router, mut stopped: watch::Receiver<bool>) {
    tokio::spawn(async move {
        let mut places: VecDeque<Place> = VecDeque::new();
        loop {
            let taken = tokio::select! {
                _ = stopped.wait_for(|is_stopping| *is_stopping) => return,
                taken = listener.accept() => taken,
            };
            match taken {
                Ok((stream, _)) => {
                    make_room(&mut places).await;
                    let (router, is_asking) = (router.clone(), Arc::new(AtomicBool::new(false)));
                    let asking = Arc::clone(&is_asking);
                    let one = tokio::spawn(async move {
                        let _ = tokio::time::timeout(DONE_WITHIN, answer_one(stream, router, asking)).await;
                    });
                    places.push_back(Place { task: one.abort_handle(), is_asking, since: Instant::now() });
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    });
}

/// Makes a place free, first of those who need theirs no more.
async fn make_room(places: &mut VecDeque<Place>) {
    while places.len() >= CONNECTIONS_MAX {
        places.retain(|place| !place.task.is_finished());
        if places.len() < CONNECTIONS_MAX {
            return;
        }
        let silent = places.iter().position(|place| !place.is_asking.load(Ordering::Relaxed)).unwrap_or(0);
        let left = places.get(silent).map(|place| MOMENT.saturating_sub(place.since.elapsed()));
        match left.filter(|left| !left.is_zero()) {
            Some(left) => tokio::time::sleep(left).await,
            None => {
                if let Some(place) = places.remove(silent) {
                    place.task.abort();
                }
            }
        }
    }
}

/// Answers what is asked in one connection. Whoever goes away in the middle is nobody's trouble.
async fn answer_one(stream: TcpStream, router: Router, is_asking: Arc<AtomicBool>) {
    let pages = TowerToHyperService::new(router);
    let service = service_fn(|request: Request<Incoming>| {
        is_asking.store(true, Ordering::Relaxed);
        let (answer, is_asking) = (pages.call(request.map(Body::new)), Arc::clone(&is_asking));
        async move {
            let answer = answer.await;
            is_asking.store(false, Ordering::Relaxed);
            answer
        }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(ASKED_WITHIN)
        .max_buf_size(BUFFER)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = connection.await {
        tracing::debug!(%error, "a connection ended early");
    }
}
