//! The command line: one file a command. Data goes to the writer that is given, messages to the other.

mod args;
mod audit;
mod check_config;
mod demo;
mod desk;
mod diff;
mod explain;
mod failure;
mod guard;
mod inspect;
mod look;
mod papers;
mod plan;
mod sync;
mod verify;

pub use args::Args;
pub use desk::Streams;

use args::{Command, ConfigCommand};
use desk::Desk;
use std::process::ExitCode;

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
    match &args.command {
        Command::Demo { dir, disaster, no_serve: _ } => demo::run(args, streams, dir, *disaster).await,
        Command::CheckConfig => check_config::run(args, streams).await,
        Command::Config(ConfigCommand::Schema) => papers::schema(streams),
        Command::Config(ConfigCommand::Show) => papers::show(args, streams),
        Command::Inspect { path, format, source } => inspect::run(args, streams, path, *format, source.as_deref()),
        Command::Completions { shell } => papers::completions(streams, *shell),
        Command::Man => papers::man(streams),
        Command::Diff { before, after, source } => diff::run(args, streams, before, after, source.as_deref()),
        Command::Sync { source, first_import } => {
            let desk = Desk::open(args).await?;
            sync::run(&desk, streams, source.as_deref(), *first_import).await
        }
        Command::Plan { at, out, first_import } => {
            let desk = Desk::look(args).await?;
            plan::run(&desk, streams, *at, out.as_deref(), *first_import).await
        }
        Command::Apply { file } => plan::apply(&Desk::open(args).await?, streams, file).await,
        Command::Guard(command) => guard::run(args, streams, *command).await,
        Command::Pools { people } => look::pools(&Desk::look(args).await?, streams, *people).await,
        Command::Tools => look::tools(&Desk::look(args).await?, streams).await,
        Command::Waiting { pool } => look::waiting(&Desk::look(args).await?, streams, pool.as_deref()).await,
        Command::Runs { limit } => look::runs(&Desk::look(args).await?, streams, *limit).await,
        Command::Explain { person, tool } => {
            explain::run(&Desk::look(args).await?, streams, person, tool.as_deref()).await
        }
        Command::Verify { full } => verify::run(&Desk::look(args).await?, streams, *full).await,
        Command::Audit { since, person, limit } => {
            let filter = audit::Filter { since: since.as_deref(), person: person.as_deref(), limit: *limit };
            audit::run(&Desk::look(args).await?, streams, filter).await
        }
    }
}
