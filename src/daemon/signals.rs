//! Signals: stop, stop at once, read the configuration anew.

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// What the program was told from outside. Cheap to clone; each clone hears of what comes after it was made.
#[derive(Clone)]
pub(super) struct Signals {
    /// Is the program to stop?
    pub(super) stop: watch::Receiver<bool>,
    /// Changes when the configuration is to be read anew.
    pub(super) hang_ups: watch::Receiver<u64>,
}

impl Signals {
    /// Listens from now on.
    ///
    /// # Errors
    /// Signals that cannot be received.
    #[expect(
        clippy::disallowed_methods,
        reason = "signals come for as long as the program runs, and the second ends it"
    )]
    pub(super) fn new() -> anyhow::Result<Self> {
        let (hanging_up, hang_ups) = watch::channel(0);
        let (stopping, stop) = watch::channel(false);
        let mut hang_up = signal(SignalKind::hangup())?;
        tokio::spawn(async move {
            while hang_up.recv().await.is_some() {
                hanging_up.send_modify(|count| *count += 1);
            }
        });
        let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        tokio::spawn(async move {
            tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
            let _ = stopping.send(true);
            tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
            tracing::warn!("told twice to stop: stopping at once");
            // Who says it twice means it; what was not committed never was.
            std::process::exit(130);
        });
        Ok(Self { stop, hang_ups })
    }

    /// The same, and also told to stop when this sender says so.
    pub(super) fn with_stop(&self, stop: watch::Receiver<bool>) -> Self {
        Self { stop, hang_ups: self.hang_ups.clone() }
    }

    /// Waits until the program is told to stop.
    pub(super) async fn stopped(&self) {
        if self.stop.clone().wait_for(|is_stopping| *is_stopping).await.is_err() {
            std::future::pending().await
        }
    }
}
