//! The command line: one file a command. Data goes to the writer that is given, messages to the other.

mod account;
mod advice;
mod alerts;
mod args;
mod audit;
mod backup;
mod check;
mod check_config;
mod choices;
mod database;
mod demo;
mod desk;
mod diff;
mod explain;
mod failure;
mod forecast;
mod guard;
mod inspect;
mod log;
mod look;
mod migrate;
mod notify;
mod nudge;
mod outlook;
mod papers;
mod person;
mod plan;
mod recover;
mod report;
mod request;
mod retention;
mod serve;
mod solve;
mod sync;
mod token;
mod units;
mod usage;
mod verify;

pub use args::Args;
pub use desk::Streams;
pub use log::install as install_log;

use crate::plan::Pause;
use args::{Command, ConfigCommand};
use desk::Desk;
use std::process::ExitCode;
use usage::UsageCommand;

/// Done, or nothing to do.
pub(crate) const DONE: u8 = 0;
/// Differences, as diff(1) says it.
pub(crate) const DIFFERENCES: u8 = 1;
/// Trouble.
pub(crate) const TROUBLE: u8 = 2;
/// Held by the guard.
pub(crate) const HELD: u8 = 3;
/// Another run holds the lock.
pub(crate) const LOCKED: u8 = 4;

/// Does what the arguments say, and gives the exit status.
pub async fn main(args: Args, mut streams: Streams<'_>) -> ExitCode {
    let lang = desk::lang(&args);
    match run(&args, &mut streams).await {
        Ok(status) => ExitCode::from(status),
        Err(error) if failure::is_broken_pipe(&error) => ExitCode::from(DONE),
        Err(error) => {
            let (status, text) = failure::tell(&error, lang.unwrap_or_default());
            // Nobody is left to tell when standard error is gone.
            let _ = writeln!(streams.messages, "upprop: {text}");
            ExitCode::from(status)
        }
    }
}

async fn run(args: &Args, streams: &mut Streams<'_>) -> anyhow::Result<u8> {
    // What is large lies on the heap: all of it together would fill a thread's stack.
    match &args.command {
        Command::Demo { dir, disaster, no_serve } => {
            Box::pin(demo::run(args, streams, dir, demo::Shown { disaster: *disaster, pages: !no_serve })).await
        }
        Command::Check => check::run(args, streams).await,
        Command::CheckConfig => check_config::run(args, streams).await,
        Command::Config(ConfigCommand::Schema) => papers::schema(streams),
        Command::Config(ConfigCommand::Show) => papers::show(args, streams),
        Command::Inspect { path, format, source } => {
            inspect::run(args, streams, path.as_deref(), *format, source.as_deref())
        }
        Command::Serve { organisers } => Box::pin(serve::run(args, streams, organisers.as_deref())).await,
        Command::Solve { file } => solve::run(streams, file),
        Command::Completions { shell } => papers::completions(streams, *shell),
        Command::Man { into } => papers::man(streams, into.as_deref()),
        Command::Diff { before, after, source } => diff::run(args, streams, before, after, source.as_deref()),
        Command::Sync { .. } | Command::Apply { .. } | Command::Usage(_) => {
            let desk = Desk::open(args).await?;
            let done = Box::pin(write(&desk, streams, &args.command)).await;
            desk.store.close().await;
            done
        }
        Command::Migrate => migrate::run(args, streams).await,
        Command::Database(command) => database::run(args, streams, command).await,
        Command::Restore { file } => backup::restore(args, streams, file).await,
        Command::Recover { reason, yes } => recover::run(args, streams, reason.as_deref(), *yes).await,
        Command::Retention { dry_run, format } => {
            let deed = if *dry_run { retention::Deed::Tell } else { retention::Deed::TakeOut };
            retention::run(args, streams, deed, *format).await
        }
        Command::Account(command) => Box::pin(account::run(args, streams, command)).await,
        Command::Token(command) => token::run(args, streams, command).await,
        Command::Person(command) => Box::pin(person::run(args, streams, command)).await,
        Command::Units(asked) => Box::pin(units::run(args, streams, asked)).await,
        Command::Request(command) => Box::pin(request::run(args, streams, command)).await,
        Command::Guard(command) => Box::pin(guard::run(args, streams, *command)).await,
        Command::Notify(command) => notify::run(args, streams, *command).await,
        Command::Nudge { source } => nudge::run(args, streams, source.as_deref()).await,
        Command::Ack { key, reason, undo } => {
            let pause = (!undo).then(|| Pause { until: None, reason: reason.clone() });
            alerts::pause(args, streams, key, pause).await
        }
        Command::Snooze { key, until, reason } => {
            let pause = Pause { until: Some(*until), reason: reason.clone() };
            alerts::pause(args, streams, key, Some(pause)).await
        }
        command => {
            let desk = Desk::look(args).await?;
            desk.note_nothing(streams)?;
            Box::pin(look(&desk, streams, command)).await
        }
    }
}

/// Commands that write what was read.
async fn write(desk: &Desk, streams: &mut Streams<'_>, command: &Command) -> anyhow::Result<u8> {
    match command {
        Command::Sync { source, first_import, long_pause, accept_delivery, accept_losses } => {
            let asked = sync::Asked {
                source: source.as_deref(),
                first_import: *first_import,
                long_pause: *long_pause,
                accept_delivery: accept_delivery.as_deref(),
                accept_losses: accept_losses.as_deref(),
            };
            sync::run(desk, streams, asked).await
        }
        Command::Apply { file } => plan::apply(desk, streams, file).await,
        Command::Usage(UsageCommand::Import { file }) => usage::import(desk, streams, file).await,
        _ => Ok(DONE),
    }
}

/// Commands that only look.
async fn look(desk: &Desk, streams: &mut Streams<'_>, command: &Command) -> anyhow::Result<u8> {
    match command {
        Command::Plan { at, out, first_import, accept_delivery, accept_losses } => {
            let asked = plan::Asked {
                at: *at,
                first_import: *first_import,
                accept_delivery: accept_delivery.clone(),
                accept_losses: accept_losses.clone(),
            };
            plan::run(desk, streams, asked, out.as_deref()).await
        }
        Command::Pools { people } => look::pools(desk, streams, *people).await,
        Command::Alerts => alerts::list(desk, streams).await,
        Command::Report(args) => report::run(desk, streams, args).await,
        Command::Tools => look::tools(desk, streams).await,
        Command::Waiting { pool } => look::waiting(desk, streams, pool.as_deref()).await,
        Command::Runs { limit } => look::runs(desk, streams, *limit).await,
        Command::Explain { person, tool } => explain::run(desk, streams, person, tool.as_deref()).await,
        Command::Advice { people } => advice::run(desk, streams, *people).await,
        Command::Forecast { days, people } => forecast::run(desk, streams, *days, *people).await,
        Command::Backup { file, force } => backup::run(desk, streams, file, *force).await,
        Command::Verify { full } => verify::run(desk, streams, *full).await,
        Command::Audit { since, person, limit } => {
            let filter = audit::Filter { since: since.as_deref(), person: person.as_deref(), limit: *limit };
            audit::run(desk, streams, filter).await
        }
        // The rest has been done before a database was looked for.
        _ => Ok(DONE),
    }
}
