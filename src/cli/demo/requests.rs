//! The five licence requests of Exempelkommunen, each written, sent and answered on its day.

use super::super::desk::Desk;
use super::super::{Args, Streams, request};
use crate::cli::args::Command;
use crate::clock::Clock;
use anyhow::Context as _;
use clap::Parser as _;
use jiff::{Timestamp, Zoned};

/// What is done when, as somebody types it.
const DEEDS: &[(&str, &str)] = &[
    ("2026-10-26T09:00", "new forklara --unit CED --for pupil --met order --met purchase"),
    (
        "2026-10-26T09:10",
        "new sifferkul-79 --unit DAL --for pupil --met order --met purchase --wanted 2026-12-01 --kind seats",
    ),
    (
        "2026-10-26T09:20",
        "new ordverkstan --unit CED --count CED:pupil=2 --for pupil --kind purchase --met order --override dpa=prov",
    ),
    (
        "2026-10-26T09:30",
        "new lasluren --unit CED --for pupil --met order --met purchase --wanted 2027-01-01 --kind transfer",
    ),
    ("2026-10-26T09:40", "new forklara --unit MOD --for staff --met order --met purchase"),
    ("2026-10-28T09:00", "send REQ-2026-004"),
    ("2026-11-02T09:00", "send REQ-2026-001"),
    ("2026-11-04T14:00", "answer REQ-2026-001 yes"),
    ("2026-11-05T09:00", "send REQ-2026-003"),
    ("2026-11-10T14:00", "answer REQ-2026-003 no"),
    ("2026-11-16T09:00", "send REQ-2026-002"),
    ("2026-11-18T14:00", "answer REQ-2026-002 yes"),
    ("2026-11-19T09:00", "send REQ-2026-005"),
    ("2026-11-20T14:00", "answer REQ-2026-005 yes"),
];

/// Does what was done in time before `until`, and was not done by `since`.
pub(super) async fn done(desk: &mut Desk, (since, until): (Option<Timestamp>, Timestamp)) -> anyhow::Result<()> {
    let now = std::mem::replace(&mut desk.clock, Clock::System);
    for (at, deed) in DEEDS {
        let at: Zoned = format!("{at}[Europe/Stockholm]").parse()?;
        let at = at.timestamp();
        if at >= until || since.is_some_and(|since| at < since) {
            continue;
        }
        let typed = ["upprop", "request"].into_iter().chain(deed.split_whitespace());
        let Command::Request(command) = Args::try_parse_from(typed)?.command else { continue };
        desk.clock = Clock::At(at);
        let (mut data, mut messages) = (Vec::new(), Vec::new());
        let mut streams = Streams { data: &mut data, messages: &mut messages };
        let status = request::act(desk, &mut streams, &command).await.context(*deed)?;
        anyhow::ensure!(status == 0, "{deed}: {}", String::from_utf8_lossy(&messages));
    }
    desk.clock = now;
    Ok(())
}
