//! The log, and on a terminal how far reading a server is.
//!
//! Rooms tell of both as events, and know nothing of terminals: how far they are under [`TARGET`], with what is read, how
//! many records of it, and whether that was the last of it.

use super::args::Command;
use super::choices::LogArg;
use super::{Args, desk};
use crate::wording::{Lang, Words};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

/// What events of progress are told under.
const TARGET: &str = "upprop::progress";
/// Nothing that takes less than this is worth a line, and none is drawn sooner after another.
const QUIET: Duration = Duration::from_millis(500);

/// What journal fields of ours are called before their own name, so that none is taken for one of systemd's.
const FIELDS: &str = "UPPROP";

/// Has the log written as is asked for, `RUST_LOG` says how much of it or else a line for each deed of a daemon, and draws
/// progress where messages go if somebody is looking.
pub fn install(args: &Args) {
    // Who serves is asked later what happened; a command says it itself.
    let usual = if matches!(args.command, Command::Serve { .. }) { "upprop=info" } else { "error" };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual));
    let is_terminal = std::io::stderr().is_terminal();
    let is_watched = is_terminal && !args.json;
    let progress = is_watched.then(|| {
        let layer = Progress::new(desk::lang(args).unwrap_or_default(), ProgressDrawTarget::stderr());
        layer.with_filter(Targets::new().with_target(TARGET, Level::TRACE))
    });
    let log = log(args, is_terminal).with_filter(filter);
    tracing_subscriber::registry().with(log).with(progress).init();
}

/// What writes the log. Where a journal is asked for and there is none, that is said, and the log is text: one that is lost
/// helps nobody.
fn log<S: Subscriber + for<'s> LookupSpan<'s>>(args: &Args, is_terminal: bool) -> Box<dyn Layer<S> + Send + Sync> {
    let stderr = || tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    match args.log_format {
        LogArg::Text => stderr().with_ansi(is_terminal).boxed(),
        LogArg::Json => stderr().json().flatten_event(true).boxed(),
        LogArg::Journald => match tracing_journald::layer() {
            Ok(layer) => layer.with_field_prefix(Some(FIELDS.to_owned())).boxed(),
            Err(error) => {
                let words = Words::new(desk::lang(args).unwrap_or_default());
                let text = words.say("log-no-journal", &[("why", (&error.to_string()).into())]);
                // Nobody is left to tell when standard error is gone.
                let _ = writeln!(std::io::stderr(), "upprop: {text}");
                stderr().with_ansi(is_terminal).boxed()
            }
        },
    }
}

/// Draws how far something is, as one line that goes when it is done.
struct Progress {
    lang: Lang,
    bar: ProgressBar,
    now: Mutex<Option<Now>>,
}

/// What is being read.
struct Now {
    what: String,
    began: Instant,
    drawn: Instant,
}

/// What an event says.
#[derive(Default)]
struct Said {
    what: String,
    page: u64,
    records: u64,
    is_last: bool,
}

impl Visit for Said {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "what" {
            value.clone_into(&mut self.what);
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        match field.name() {
            "page" => self.page = value,
            "records" => self.records = value,
            _ => {}
        }
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.is_last |= field.name() == "last" && value;
    }

    fn record_debug(&mut self, _field: &Field, _value: &dyn std::fmt::Debug) {}
}

impl Progress {
    fn new(lang: Lang, target: ProgressDrawTarget) -> Self {
        let style = ProgressStyle::with_template("{msg}").unwrap_or_else(|_| ProgressStyle::default_spinner());
        let bar = ProgressBar::with_draw_target(None, target).with_style(style);
        Self { lang, bar, now: Mutex::new(None) }
    }

    fn show(&self, said: Said, at: Instant) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if said.is_last {
            *now = None;
            self.bar.set_message("");
            self.bar.reset();
            return;
        }
        let now = match &mut *now {
            Some(now) if now.what == said.what => now,
            other => other.insert(Now { what: said.what.clone(), began: at, drawn: at }),
        };
        if at.duration_since(now.drawn) < QUIET {
            return;
        }
        now.drawn = at;
        let took = at.duration_since(now.began);
        let rate = u128::from(said.records) * 1000 / took.as_millis().max(1);
        let rate = u64::try_from(rate).unwrap_or(u64::MAX);
        let fills = [
            ("what", (&said.what).into()),
            ("page", said.page.into()),
            ("count", said.records.into()),
            ("rate", rate.into()),
        ];
        self.bar.set_message(Words::new(self.lang).say("progress", &fills));
    }
}

impl<S: Subscriber + for<'s> LookupSpan<'s>> Layer<S> for Progress {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut said = Said::default();
        event.record(&mut said);
        self.show(said, Instant::now());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use indicatif::InMemoryTerm;

    #[test]
    fn how_far_it_is_stands_on_one_line_and_goes_when_it_is_done() {
        let terminal = InMemoryTerm::new(4, 80);
        let progress = Progress::new(Lang::Sv, ProgressDrawTarget::term_like(Box::new(terminal.clone())));
        let begin = Instant::now();
        let said = |records, is_last| Said { what: "persons".to_owned(), page: records / 1000, records, is_last };
        progress.show(said(1000, false), begin);
        assert_eq!(terminal.contents(), "", "too soon to tell");
        progress.show(said(3000, false), begin + Duration::from_secs(2));
        assert_eq!(terminal.contents(), "persons: sida 3, 3000 poster, 1500 i sekunden");
        progress.show(said(4000, true), begin + Duration::from_secs(3));
        drop(progress);
        assert_eq!(terminal.contents(), "", "nothing stays");
    }

    #[test]
    fn events_say_what_is_read() {
        let terminal = InMemoryTerm::new(4, 80);
        let progress = Progress::new(Lang::En, ProgressDrawTarget::term_like(Box::new(terminal.clone())));
        let subscriber = tracing_subscriber::registry().with(progress);
        tracing::subscriber::with_default(subscriber, || {
            tracing::trace!(target: TARGET, what = "groups", page = 1_u64, records = 7_u64);
            tracing::trace!(target: TARGET, what = "groups", records = 9_u64, last = true);
        });
        assert_eq!(terminal.contents(), "");
    }
}
