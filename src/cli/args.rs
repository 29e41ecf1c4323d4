//! The command line (CONTRACT).

use super::choices::{FormatArg, LangArg, LogArg, PaperArg};
use super::guard::GuardCommand;
use super::report::ReportArgs;
use super::token::TokenCommand;
use super::usage::UsageCommand;
use super::{account::AccountCommand, person::PersonCommand, protected::ProtectedCommand};
use super::{request::RequestCommand, units::UnitsArgs};
use clap::{Parser, Subcommand};
use jiff::civil::Date;
use std::path::PathBuf;

/// Rosters in, licence seats out, every reason told.
#[derive(Debug, Clone, Parser)]
#[command(name = "upprop", version, about, after_help = EXIT_STATUS, propagate_version = true)]
pub struct Args {
    /// Configuration file; drop-ins lie in conf.d beside it.
    #[arg(long, global = true, env = "UPPROP_CONFIG", value_name = "FILE", default_value = "/etc/upprop/upprop.toml")]
    pub config: PathBuf,
    /// Act as if it were this instant (RFC 3339); only where the configuration says `rehearsal = true`.
    #[arg(long, global = true, value_name = "RFC3339")]
    pub now: Option<jiff::Timestamp>,
    /// Language of what is printed.
    #[arg(long, global = true)]
    pub lang: Option<LangArg>,
    /// Print data as JSON.
    #[arg(long, global = true)]
    pub json: bool,
    /// What the log is written as; how much of it is in RUST_LOG.
    #[arg(long, global = true, env = "UPPROP_LOG_FORMAT", value_name = "FORMAT", default_value = "text")]
    pub log_format: LogArg,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_STATUS: &str = "Exit status:
  0   done, or nothing to do
  1   differences (plan, diff); a failed check (verify)
  2   trouble: what, where and how to mend it stands on standard error
  3   held by the guard; everything else went on
  4   another run holds the lock
`check` has the exit status of monitoring plugins instead: see `upprop check --help`";

const CHECK_STATUS: &str = "Exit status, as monitoring plugins have it (not that of other commands):
  0   OK
  1   WARNING: a run is late, something is held, letters do not get out
  2   CRITICAL: no good run for too long, runs fail, a source is old, a configuration was refused
  3   UNKNOWN: the configuration or the database cannot be read; the line says why";

/// So many characters of a hash at least tell it from others.
const HASH_MIN: usize = 8;

/// The beginning of a hold's hash.
pub(super) fn hash(text: &str) -> Result<String, String> {
    let is_hash = text.len() >= HASH_MIN && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hash { Ok(text.to_ascii_lowercase()) } else { Err(format!("a hash has {HASH_MIN} digits 0-9 a-f or more")) }
}

/// What to do.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Set up an invented municipality, run three days of it, and show what comes out.
    Demo {
        /// Where.
        #[arg(long, default_value = "upprop-demo")]
        dir: PathBuf,
        /// Do not serve the dashboard afterwards.
        #[arg(long)]
        no_serve: bool,
        /// Go on with a day on which the export is cut short.
        #[arg(long)]
        disaster: bool,
    },
    /// Tell every problem of the configuration, then what it means.
    CheckConfig,
    /// The configuration's schema, or what it says when merged.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// For monitoring (Nagios, Icinga, Zabbix): how upprop itself is, in one line `UPPROP OK - text | figures`. Only looks.
    #[command(after_help = CHECK_STATUS)]
    Check,
    /// Read one delivery without a database: what it is, counts, findings, verdict.
    Inspect {
        /// A file, folder or zip; where the source delivers, if none is given.
        #[arg(required_unless_present = "source")]
        path: Option<PathBuf>,
        /// What it is.
        #[arg(long, value_enum, default_value = "auto")]
        format: FormatArg,
        /// Look at this source of the configuration, or read flat files by its mapping. A server is tried out, and read.
        #[arg(long, value_name = "NAME")]
        source: Option<String>,
    },
    /// The daemon: runs on schedule, when a delivery comes and when a day begins, until it is told to stop. Exits with
    /// 78 when the configuration cannot be used.
    Serve {
        /// Serves many organisers: each folder in this one that has an `upprop.toml`. What comes is served, what goes is
        /// no longer.
        #[arg(long, env = "UPPROP_ORGANISERS", value_name = "DIR")]
        organisers: Option<PathBuf>,
    },
    /// One run: read, compare, share out, guard, apply, tell.
    Sync {
        /// Only this source.
        #[arg(long, value_name = "NAME")]
        source: Option<String>,
        /// Apply the first roster ever without asking.
        #[arg(long)]
        first_import: bool,
        /// The pause since the last run was real, though it is longer than a year.
        #[arg(long)]
        long_pause: bool,
        /// Take what this source delivers, though it lacks a file that the last accepted delivery had, or is older; of a
        /// server, though it gives a resource or lists no longer.
        #[arg(long, value_name = "SOURCE")]
        accept_delivery: Option<String>,
        /// Take the seats of those who are in the way of a lowered number, as the hold with this hash lists them.
        #[arg(long, value_name = "HASH", value_parser = hash)]
        accept_losses: Option<String>,
    },
    /// Tell the daemon that there is news: it asks the sources within seconds, and a minute after the last time at the
    /// earliest. No run is done here.
    Nudge {
        /// Where from.
        source: Option<String>,
    },
    /// What a run would do; writes nothing, sends nothing.
    Plan {
        /// As of this day.
        #[arg(long, value_name = "DATE")]
        at: Option<Date>,
        /// Write the plan to a file that `apply` takes.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Plan the first roster ever as if it had been allowed.
        #[arg(long)]
        first_import: bool,
        /// Plan as if what this source delivers had been accepted, though it lacks a file or is older.
        #[arg(long, value_name = "SOURCE")]
        accept_delivery: Option<String>,
        /// Plan as if the losses of a lowered number had been accepted, as the hold with this hash lists them.
        #[arg(long, value_name = "HASH", value_parser = hash)]
        accept_losses: Option<String>,
    },
    /// Do exactly what a plan says; refused when its base has moved.
    Apply {
        /// A plan that `plan --out` wrote.
        file: PathBuf,
    },
    /// One allocation round on an instance in JSON, or on an array of them.
    Solve {
        /// The instance.
        file: PathBuf,
    },
    /// Compare two deliveries of one source.
    Diff {
        /// The earlier one.
        before: PathBuf,
        /// The later one.
        after: PathBuf,
        /// Read flat files by the mapping of this source; the only one without it.
        #[arg(long, value_name = "NAME")]
        source: Option<String>,
    },
    /// Licence requests to vendors.
    #[command(subcommand)]
    Request(RequestCommand),
    /// Decisions about persons whose identity is protected.
    #[command(subcommand)]
    Protected(ProtectedCommand),
    /// Units and their school unit codes.
    Units(UnitsArgs),
    /// What the guard holds, and what becomes of it.
    #[command(subcommand)]
    Guard(GuardCommand),
    /// Letters on their way, and one to try the way out.
    #[command(subcommand)]
    Notify(NotifyCommand),
    /// What there is to do, and since when.
    Alerts,
    /// Somebody is at it: an alert is not told again while it stands and does not get worse.
    Ack {
        /// Its key, as `alerts` shows it.
        key: String,
        /// Why, or who; without anybody's personal data.
        #[arg(long, default_value = "")]
        reason: String,
        /// Take it back: the alert is told again.
        #[arg(long)]
        undo: bool,
    },
    /// An alert is not told again until a day has passed.
    Snooze {
        /// Its key, as `alerts` shows it.
        key: String,
        /// The last day of silence.
        #[arg(long, value_name = "DATE")]
        until: Date,
        /// Why; without anybody's personal data.
        #[arg(long)]
        reason: String,
    },
    /// The pools and their numbers.
    Pools {
        /// With the people in them, by key.
        #[arg(long)]
        people: bool,
    },
    /// A report: pools, shortage, expiring, unused, dpa, quality, events, school-year, claims, compliance, cost, requests,
    /// usage, combined.
    Report(ReportArgs),
    /// The tools, their agreements and licences.
    Tools,
    /// Who waits, for what, since when and why.
    Waiting {
        /// Only this pool.
        #[arg(long, value_name = "KEY")]
        pool: Option<String>,
    },
    /// The runs, newest first.
    Runs {
        /// How many.
        #[arg(long, default_value_t = 20)]
        limit: u32,
    },
    /// Why this person has a seat or has none.
    Explain {
        /// Key or id of the person.
        person: String,
        /// Key of the tool; all tools that reach the person without it.
        tool: Option<String>,
    },
    /// Every coming day on which something changes by itself: who will lose or lack a seat, and what to buy.
    Forecast {
        /// So many days ahead.
        #[arg(long, default_value_t = 180)]
        days: u16,
        /// With the people, by key.
        #[arg(long)]
        people: bool,
    },
    /// What could be done better with what is bought: idle and stranded seats, siblings with room, holders who do not use
    /// theirs.
    Advice {
        /// With the people, by key.
        #[arg(long)]
        people: bool,
    },
    /// What is known of the use of tools.
    #[command(subcommand)]
    Usage(UsageCommand),
    /// The invariants of the database, one line each; reads only.
    Verify {
        /// Also what takes long: the whole ledger and the file itself.
        #[arg(long)]
        full: bool,
    },
    /// Bring the database's schema up to date, as every run does; tells from which to which.
    Migrate,
    /// Move state from one database to another.
    #[command(subcommand)]
    Database(DatabaseCommand),
    /// Write everything into one file, also while a run writes; the file is read again and proved.
    Backup {
        /// Which file: a SQLite database, whichever database is in use.
        file: PathBuf,
        /// Replace an older backup.
        #[arg(long)]
        force: bool,
    },
    /// Prove a backup and put it in force; what was in force is kept aside.
    Restore {
        /// The backup.
        file: PathBuf,
    },
    /// Go on though the database lost the end of its ledger; tells what is missing first.
    Recover {
        /// Why; the ledger keeps it.
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
    /// The ledger.
    Audit {
        /// From this instant or day on.
        #[arg(long, value_name = "TIME")]
        since: Option<String>,
        /// Only about this person.
        #[arg(long, value_name = "PERSON")]
        person: Option<String>,
        /// At most so many events, the newest.
        #[arg(long, default_value_t = 1000)]
        limit: u32,
    },
    /// Take out what is past its term (`[retention]`), as `serve` does each day; tells how much of each kind.
    Retention {
        /// Only tell; nothing is taken out.
        #[arg(long)]
        dry_run: bool,
        /// How to tell it.
        #[arg(long, value_enum, default_value = "text")]
        format: PaperArg,
    },
    /// What is stored about one person.
    #[command(subcommand)]
    Person(PersonCommand),
    /// Who may sign in to the pages.
    #[command(subcommand)]
    Account(AccountCommand),
    /// What programs show that ask the interface (`/api/v1`).
    #[command(subcommand)]
    Token(TokenCommand),
    /// Completions for a shell.
    Completions {
        /// Which.
        shell: clap_complete::Shell,
    },
    /// The manual page.
    Man {
        /// Write it and a page for each command into this folder, which is there.
        #[arg(long, value_name = "FOLDER")]
        into: Option<PathBuf>,
    },
}

/// About the configuration.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum ConfigCommand {
    /// JSON Schema, for editors.
    Schema,
    /// The merged configuration, secrets blanked.
    Show,
}

/// About databases.
#[derive(Debug, Clone, Subcommand)]
pub enum DatabaseCommand {
    /// Copy everything into a database that holds nothing, and prove that it arrived. Needs no configuration.
    Copy {
        /// `sqlite:FILE` or `postgres://USER@HOST/DATABASE`.
        from: String,
        /// The same, of the new one.
        to: String,
        /// The old one's schema, on PostgreSQL.
        #[arg(long, value_name = "NAME")]
        from_schema: Option<String>,
        /// The new one's schema, on PostgreSQL.
        #[arg(long, value_name = "NAME")]
        to_schema: Option<String>,
        /// The old one's anchor, on PostgreSQL.
        #[arg(long, value_name = "FILE")]
        from_anchor: Option<PathBuf>,
        /// The new one's anchor, on PostgreSQL.
        #[arg(long, value_name = "FILE")]
        to_anchor: Option<PathBuf>,
    },
}

/// About letters.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum NotifyCommand {
    /// Letters that did not get out, and why.
    List {
        /// Also those that did.
        #[arg(long)]
        all: bool,
    },
    /// Send a letter to each recipient of the configuration, now, and tell what came of it.
    Test,
    /// Every letter that would go on a day, in full; nothing is sent.
    Preview {
        /// Which day; today when nothing is said.
        #[arg(long, value_name = "DATE")]
        at: Option<Date>,
    },
}
