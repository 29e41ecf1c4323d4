//! `demo`: an invented municipality, three days of it, and what a licence admin wants to see first.

mod dashboard;
mod files;
mod folder;
mod requests;

use super::desk::Desk;
use super::{Args, DONE, HELD, Streams, advice, explain, forecast, sync as sync_command};
use crate::clock::Clock;
use crate::plan::Plan;
use crate::report::{self, People};
use crate::roster::PersonId;
use crate::seats::claims::Lookup;
use crate::sync::{self, Errand, Outcome, SyncReport, prepare};
use crate::wording::alert::Names;
use anyhow::Context;
use files::{DAYS, DISASTER, Day};
use jiff::Zoned;
use std::path::Path;

/// So far ahead does the demo look.
const AHEAD_DAYS: u16 = 40;

/// What is shown beyond the three days.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown {
    /// A fourth day, on which the export is cut short.
    pub(super) disaster: bool,
    /// The pages, until somebody stops them.
    pub(super) pages: bool,
}

pub(super) async fn run(args: &Args, streams: &mut Streams<'_>, dir: &Path, shown: Shown) -> anyhow::Result<u8> {
    folder::prepare(dir)?;
    let mut desk = open(args, dir).await?;
    title(&desk, streams)?;
    let mut done = None;
    for (number, day) in DAYS.iter().enumerate() {
        let at = day.at.parse::<Zoned>()?.timestamp();
        // Before the first roster there is nobody to count.
        let is_first = number == 0;
        if !is_first {
            requests::done(&mut desk, (done, at)).await?;
        }
        one_day(&mut desk, streams, dir, day, is_first).await?;
        if is_first {
            requests::done(&mut desk, (None, at)).await?;
        }
        done = Some(at);
    }
    front(&desk, streams).await?;
    heading(streams, &desk.words.text("demo-requests"))?;
    super::request::list(&desk, streams, |_| true).await?;
    let words = &desk.words;
    let fills = [("person", "E29".into()), ("tool", "Sifferkul 7–9".into())];
    heading(streams, &words.say("demo-why", &fills))?;
    explain::run(&desk, streams, "E29", Some("sifferkul-79")).await?;
    heading(streams, &words.text("demo-ahead"))?;
    forecast::run(&desk, streams, AHEAD_DAYS, false).await?;
    heading(streams, &words.text("demo-advice"))?;
    advice::run(&desk, streams, false).await?;
    letters(&desk, streams, dir, 0).await?;
    let status = if shown.disaster { the_disaster(&mut desk, streams, dir).await? } else { DONE };
    next(&desk, streams, dir)?;
    if shown.pages {
        dashboard::serve(args, desk, (streams, dir)).await?;
    } else {
        desk.store.close().await;
    }
    Ok(status)
}

async fn open(args: &Args, dir: &Path) -> anyhow::Result<Desk> {
    let at: Zoned = DAYS[0].at.parse()?;
    let args = Args {
        config: dir.join("upprop.toml"),
        now: Some(at.timestamp()),
        lang: args.lang,
        json: false,
        log_format: args.log_format,
        command: super::args::Command::Tools,
    };
    Desk::open(&args).await
}

fn title(desk: &Desk, streams: &mut Streams<'_>) -> anyhow::Result<()> {
    writeln!(streams.data, "{}", desk.words.text("demo-title"))?;
    writeln!(streams.data, "{}", desk.words.text("demo-invented"))?;
    Ok(())
}

fn heading(streams: &mut Streams<'_>, text: &str) -> anyhow::Result<()> {
    writeln!(streams.data, "\n{text}\n{}", "─".repeat(text.chars().count()))?;
    Ok(())
}

/// The day's files, the plan, and the run that does what the plan says.
async fn one_day(
    desk: &mut Desk,
    streams: &mut Streams<'_>,
    dir: &Path,
    day: &Day,
    first: bool,
) -> anyhow::Result<SyncReport> {
    let at: Zoned = day.at.parse()?;
    folder::deliver(dir, day.files, at.timestamp())?;
    desk.clock = Clock::At(at.timestamp());
    let date = at.date();
    let weekday = desk.words.text(&format!("weekday-{}", date.weekday().to_monday_one_offset()));
    let (week, shown) = (date.iso_week_date().week(), desk.words.short_date(date, date));
    let fills =
        [("weekday", (&weekday).into()), ("date", (&shown).into()), ("week", u32::try_from(week).unwrap_or(0).into())];
    heading(streams, &desk.words.say("demo-day", &fills))?;
    let errand = Errand { first_import: first, ..desk.errand() };
    let prepared = prepare(&errand).await?;
    if let Some(plan) = &prepared.plan {
        plan_in_words(desk, streams, plan).await?;
    }
    let report = sync::run(&errand).await?;
    let time = at.strftime("%Y-%m-%d %H:%M").to_string();
    for line in sync_command::lines(&desk.words, &report, &time) {
        writeln!(streams.data, "{line}")?;
    }
    Ok(report)
}

async fn plan_in_words(desk: &Desk, streams: &mut Streams<'_>, plan: &Plan) -> anyhow::Result<()> {
    let (state, catalogue) = (desk.state().await?, desk.catalogue().await?);
    let names = Names { catalogue: &catalogue, roster: &plan.roster, day: plan.day };
    let key = |person: &PersonId| state.key_in(&plan.roster, person);
    for line in report::plan_lines(plan, &desk.words, &names, &key) {
        writeln!(streams.data, "  {line}")?;
    }
    Ok(())
}

/// The to-do list and the pools.
async fn front(desk: &Desk, streams: &mut Streams<'_>) -> anyhow::Result<()> {
    let (state, catalogue, today) = (desk.state().await?, desk.catalogue().await?, desk.today());
    heading(streams, &desk.words.say("demo-front", &[("date", (&desk.words.short_date(today, today)).into())]))?;
    let names = Names { catalogue: &catalogue, roster: state.roster(), day: today };
    let rows = report::todo(&desk.words, &names, &state.standing.alerts);
    for line in report::todo_lines(&desk.words, &rows) {
        writeln!(streams.data, "{line}")?;
    }
    writeln!(streams.data)?;
    let lookup = Lookup::new(state.roster(), today);
    let key = |person: &PersonId| state.key(person);
    let sight = super::look::sight(&lookup, &catalogue, state.seats(), &key);
    let rows = report::pool_rows(&sight, People::Counted);
    writeln!(streams.data, "{}", report::pools_table(&desk.words, &rows, today))?;
    writeln!(streams.data)?;
    writeln!(streams.data, "{}", report::waiting_table(&desk.words, &report::waiting_rows(&sight, None), today))?;
    Ok(())
}

/// The letters after the first `seen` ones.
async fn letters(desk: &Desk, streams: &mut Streams<'_>, dir: &Path, seen: usize) -> anyhow::Result<()> {
    let folder = dir.join("outbox").display().to_string();
    heading(streams, &desk.words.say("demo-letters", &[("folder", (&folder).into())]))?;
    for row in desk.store.look().await?.letters().await?.iter().skip(seen) {
        let fills = [("to", (&row.letter.recipient).into()), ("subject", (&row.letter.subject).into())];
        writeln!(streams.data, "  {:06}.eml  {}", row.id, desk.words.say("demo-letter", &fills))?;
    }
    Ok(())
}

/// Tuesday: the export is cut short.
async fn the_disaster(desk: &mut Desk, streams: &mut Streams<'_>, dir: &Path) -> anyhow::Result<u8> {
    heading(streams, &desk.words.text("demo-disaster"))?;
    writeln!(streams.data, "{}", desk.words.text("demo-disaster-told"))?;
    let seen = desk.store.look().await?.letters().await?.len();
    let report = one_day(desk, streams, dir, &DISASTER, false).await?;
    front(desk, streams).await?;
    letters(desk, streams, dir, seen).await?;
    anyhow::ensure!(report.outcome == Outcome::Held, "the guard did not hold the cut export");
    Ok(HELD)
}

fn next(desk: &Desk, streams: &mut Streams<'_>, dir: &Path) -> anyhow::Result<()> {
    heading(streams, &desk.words.text("demo-next"))?;
    let config = dir.join("upprop.toml");
    let config = config.to_str().context("the folder's name is not UTF-8")?;
    let now = desk.clock.now().to_zoned(desk.zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    for command in [
        "pools --people",
        "waiting",
        "explain E14 forklara",
        "explain S06",
        "forecast --people",
        "request show REQ-2026-001",
        "protected list",
        "audit --person E29",
        "verify",
        "check-config",
    ] {
        writeln!(streams.data, "  upprop --config {config} --now {now} {command}")?;
    }
    Ok(())
}
