//! Taking connections: few at a time, and none for longer than an answer takes.
//!
//! axum's own loop waits for ever for somebody who says nothing (measured, SECURITY 1): hyper's timer is set here.

use axum::Router;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

/// So many at a time; others wait at the door.
const CONNECTIONS_MAX: usize = 64;
/// Whoever asks says so within this.
const ASKED_WITHIN: Duration = Duration::from_secs(10);
/// All that is asked in one connection takes no longer.
const DONE_WITHIN: Duration = Duration::from_secs(60);
/// After a connection that could not be taken, for want of files perhaps, others are let be for so long.
const PAUSE: Duration = Duration::from_millis(200);

#[expect(clippy::disallowed_methods, reason = "answers for as long as somebody keeps the other end")]
pub(super) fn answer(listener: TcpListener, router: Router, mut stopped: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    tokio::spawn(async move {
        loop {
            let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
            let taken = tokio::select! {
                _ = stopped.wait_for(|is_stopping| *is_stopping) => return,
                taken = listener.accept() => taken,
            };
            match taken {
                Ok((stream, _)) => {
                    let router = router.clone();
                    tokio::spawn(async move {
                        let _ = tokio::time::timeout(DONE_WITHIN, answer_one(stream, router)).await;
                        drop(place);
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    });
}

/// Answers what is asked in one connection. Whoever goes away in the middle is nobody's trouble.
async fn answer_one(stream: TcpStream, router: Router) {
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(ASKED_WITHIN)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    if let Err(error) = connection.await {
        tracing::debug!(%error, "a connection ended early");
    }
}
