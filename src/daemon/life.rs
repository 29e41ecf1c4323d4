//! What systemd is told: that the program is up, what it waits for, that it is alive. Without systemd nothing.

use sd_notify::NotifyState;
use std::time::Duration;

/// How often a long run says that it is alive.
pub(super) const BEAT: Duration = Duration::from_secs(5);

fn tell(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::debug!(%error, "systemd cannot be told");
    }
}

pub(super) fn ready() {
    tell(&[NotifyState::Ready]);
}

pub(super) fn status(text: &str) {
    tell(&[NotifyState::Status(text), NotifyState::Watchdog]);
}

pub(super) fn alive() {
    tell(&[NotifyState::Watchdog]);
}

pub(super) fn reloading() {
    match NotifyState::monotonic_usec_now() {
        Ok(now) => tell(&[NotifyState::Reloading, now]),
        Err(_) => tell(&[NotifyState::Reloading]),
    }
}

pub(super) fn stopping() {
    tell(&[NotifyState::Stopping]);
}
