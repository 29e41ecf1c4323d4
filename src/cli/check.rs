//! `check`: how upprop itself is, for monitoring systems.
//!
//! It takes no lock and writes nothing. Whatever goes wrong is an answer too: the line says so, and the exit status is 3.

use super::desk;
use super::{Args, Streams, failure};
use crate::alert::{Rhythm, health};
use crate::config::{self, Loaded, Problems, Severity};
use crate::report::{CheckRow, Verdict};
use crate::store::Store;
use crate::wording::Words;
use jiff::SignedDuration;
use std::time::Duration;

/// Less than monitoring systems wait (ten seconds, as a rule): after that they know no reason.
const PATIENCE: Duration = Duration::from_secs(8);

pub(super) async fn run(args: &Args, streams: &mut Streams<'_>) -> anyhow::Result<u8> {
    let row = match desk::load(args) {
        Ok(config) => found(args, &config).await,
        Err(error) => unknown(args, &error),
    };
    if args.json {
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&row)?)?;
    } else {
        writeln!(streams.data, "{}", row.line())?;
    }
    Ok(match row.verdict {
        Verdict::Ok => 0,
        Verdict::Warning => 1,
        Verdict::Critical => 2,
        Verdict::Unknown => 3,
    })
}

async fn found(args: &Args, config: &Loaded) -> CheckRow {
    let words = desk::words(args, config);
    match tokio::time::timeout(PATIENCE, look(args, config, &words)).await {
        Ok(Ok(row)) => row,
        Ok(Err(error)) => CheckRow::unknown(&failure::tell(&error, words.lang).1),
        Err(_) => CheckRow::unknown(&words.say("health-no-answer", &[("seconds", PATIENCE.as_secs().into())])),
    }
}

async fn look(args: &Args, config: &Loaded, words: &Words) -> anyhow::Result<CheckRow> {
    let (now, zone) = (desk::clock(args, config)?.now(), desk::zone(config)?);
    let store = Store::open_read_only(&desk::database(config)?).await?;
    let vitals = store.look().await?.vitals(now).await?;
    store.close().await;
    let next = vitals.last_good_at.and_then(|at| config::next_run(&config.file, &at.to_zoned(zone)));
    let age_max = SignedDuration::from_hours(i64::from(config.file.schedule.max_age.0));
    let rhythm = Rhythm { now, next_at: next.map(|at| at.timestamp()), age_max };
    Ok(CheckRow::of(words, &vitals, health(&vitals, &rhythm)))
}

/// A configuration that cannot be used: how many errors, and where the first is. What it says may be somebody's data.
fn unknown(args: &Args, error: &anyhow::Error) -> CheckRow {
    let words = Words::new(desk::lang(args).unwrap_or_default());
    let Some(problems) = error.downcast_ref::<Problems>() else {
        return CheckRow::unknown(&failure::tell(error, words.lang).1);
    };
    let mut errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    let place = errors.next().map(|problem| problem.place.to_string()).unwrap_or_default();
    let fills = [("count", (1 + errors.count()).into()), ("place", (&place).into())];
    CheckRow::unknown(&words.say("health-no-configuration", &fills))
}
