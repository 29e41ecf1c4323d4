//! Taking connections: few at a time, and none for longer than an answer takes.
//!
//! axum's own loop waits for ever for somebody who says nothing (measured, SECURITY 2): hyper's timer is set here. Who comes
//! when all places are taken gets that of the one who has been silent for longest with a question that is not whole, and only
//! where everybody is being answered that of the one who has had his for longest. Nobody
//! loses his place in the moment in which he could not have said anything yet: a thousand who come at once come one after the
//! other, and a question is answered between them.

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::Request;
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
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

/// All places are taken by people who are being answered: nobody loses his before.
const BUSY: Duration = Duration::from_secs(5);

/// Somebody's place.
struct Place {
    task: AbortHandle,
    since: Instant,
    silence: Silence,
}

/// Since when nothing was heard of somebody who has more to say; of nobody whose question is whole, or who was not listened
/// to yet.
#[derive(Clone, Default)]
struct Silence(Arc<Mutex<Option<Instant>>>);

impl Silence {
    fn begins(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    fn ends(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn since(&self) -> Option<Instant> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What somebody sends, until it is whole.
struct Sent {
    body: Incoming,
    silence: Silence,
}

impl HttpBody for Sent {
    type Data = <Incoming as HttpBody>::Data;
    type Error = <Incoming as HttpBody>::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        if matches!(frame, Poll::Ready(None)) || self.body.is_end_stream() {
            self.silence.ends();
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
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
                    let (router, silence) = (router.clone(), Silence::default());
                    let own = silence.clone();
                    let one = tokio::spawn(async move {
                        let _ = tokio::time::timeout(DONE_WITHIN, answer_one(stream, router, own)).await;
                    });
                    places.push_back(Place { task: one.abort_handle(), since: Instant::now(), silence });
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
        let silences = places.iter().enumerate().filter_map(|(at, place)| Some((place.silence.since()?, at)));
        let (at, left) = match silences.min() {
            Some((since, at)) => (at, MOMENT.saturating_sub(since.elapsed())),
            None => (0, places.front().map_or(MOMENT, |first| BUSY.saturating_sub(first.since.elapsed()).min(MOMENT))),
        };
        if left.is_zero() {
            if let Some(place) = places.remove(at) {
                place.task.abort();
            }
        } else {
            tokio::time::sleep(left).await;
        }
    }
}

/// Answers what is asked in one connection. Whoever goes away in the middle is nobody's trouble.
async fn answer_one(stream: TcpStream, router: Router, silence: Silence) {
    silence.begins();
    let pages = TowerToHyperService::new(router);
    let service = service_fn(|request: Request<Incoming>| {
        let silence = silence.clone();
        if request.body().is_end_stream() {
            silence.ends()
        } else {
            silence.begins()
        }
        let request = request.map(|body| Body::new(Sent { body, silence: silence.clone() }));
        let answer = pages.call(request);
        async move {
            let answer = answer.await;
            silence.begins();
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
