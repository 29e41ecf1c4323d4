//! What systemd is told: that the program is up, what it waits for, that it is alive. Without systemd nothing.

use super::House;
use crate::wording::Words;
use jiff::Zoned;
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

/// Waits for the next run.
pub(super) fn waiting(house: &House, next: &Zoned) {
    let (today, time) = (house.now().date(), next.strftime("%H:%M").to_string());
    let time = if next.date() == today { time } else { format!("{} {time}", next.date()) };
    let text = Words::new(house.lang).say("serve-waiting", &[("time", (&time).into())]);
    tell(&[NotifyState::Status(&text), NotifyState::Watchdog]);
}

pub(super) fn running(house: &House) {
    tell(&[NotifyState::Status(&Words::new(house.lang).text("serve-running")), NotifyState::Watchdog]);
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
