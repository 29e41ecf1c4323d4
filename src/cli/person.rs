//! `person`: everything that is stored about one person, and taking it out.

use super::args::hash;
use super::choices::PaperArg;
use super::desk::Desk;
use super::{Args, DONE, Streams, TROUBLE};
use crate::config::harmless;
use crate::plan::Event;
use crate::roster::SourceName;
use crate::source::lines_of_kept;
use crate::store::{About, Look, Obstacle, Whom};
use crate::sync;
use anyhow::Context as _;
use clap::Subcommand;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_128;

/// About what is stored of one person.
#[derive(Debug, Clone, Subcommand)]
pub enum PersonCommand {
    /// Everything that is stored about a person: every table, the ledger, letters, what is kept of deliveries. The ledger
    /// notes that it was taken out.
    Extract {
        /// Key or id of the person.
        who: String,
        /// How to tell it.
        #[arg(long, value_enum, default_value = "text")]
        format: PaperArg,
        /// Write it into this new file, for its owner only.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// The person's identity is protected, and whoever asks may see everything all the same.
        #[arg(long)]
        protected: bool,
    },
    /// Take out everything that is stored about a person who is no longer in the roster. Without --yes it only tells.
    Erase {
        /// Key or id of the person.
        who: String,
        /// Why, for the ledger; without anybody's personal data.
        #[arg(long, value_name = "TEXT", required_unless_present = "dry_run")]
        reason: Option<String>,
        /// Take out exactly what was told with this hash.
        #[arg(long, value_name = "HASH", value_parser = hash, conflicts_with = "dry_run")]
        yes: Option<String>,
        /// Only tell.
        #[arg(long)]
        dry_run: bool,
    },
}

pub(super) async fn run(args: &Args, streams: &mut Streams<'_>, command: &PersonCommand) -> anyhow::Result<u8> {
    let desk = match command {
        PersonCommand::Erase { yes: None, .. } => Desk::look(args).await?,
        _ => Desk::open(args).await?,
    };
    let done = match command {
        PersonCommand::Extract { who, format, out, protected } => {
            let asked = Asked { who, format: *format, out: out.as_deref(), may_be_protected: *protected };
            extract(&desk, streams, asked).await
        }
        PersonCommand::Erase { who, reason, yes, .. } => {
            erase(&desk, streams, who, (reason.as_deref(), yes.as_deref())).await
        }
    };
    desk.store.close().await;
    done
}

/// What is asked for, and how it is to be told.
struct Asked<'a> {
    who: &'a str,
    format: PaperArg,
    out: Option<&'a Path>,
    may_be_protected: bool,
}

/// All that is stored about somebody, wherever.
struct Found {
    whom: Whom,
    about: About,
    /// Lines of what is kept of deliveries, by source and file.
    kept: BTreeMap<SourceName, BTreeMap<String, Vec<String>>>,
    /// Entries of the configuration.
    configured: Vec<Json>,
}

async fn extract(desk: &Desk, streams: &mut Streams<'_>, asked: Asked<'_>) -> anyhow::Result<u8> {
    let whom = whom(desk, asked.who).await?;
    if whom.is_protected && !asked.may_be_protected {
        anyhow::bail!(desk.words.text("person-protected"));
    }
    // Whoever took it out stands in it.
    let note = async {
        let mut writing = desk.store.write().await?;
        writing.append([Event::Extracted { person: whom.id.clone() }], desk.stamp()).await?;
        writing.commit().await
    };
    desk.store.alone(note).await?;
    let found = found(desk, self::whom(desk, asked.who).await?).await?;
    let paper = match desk.json || asked.format == PaperArg::Json {
        true => serde_json::to_string_pretty(&found.json(desk))?,
        false => found.text(desk),
    };
    match asked.out {
        None => writeln!(streams.data, "{paper}")?,
        Some(path) => {
            let new = || format!("{}: {}", path.display(), desk.words.text("person-file"));
            let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).with_context(new)?;
            writeln!(file, "{paper}")?;
            file.sync_all()?;
        }
    }
    Ok(DONE)
}

async fn erase(
    desk: &Desk,
    streams: &mut Streams<'_>,
    who: &str,
    (reason, yes): (Option<&str>, Option<&str>),
) -> anyhow::Result<u8> {
    let whom = whom(desk, who).await?;
    let obstacle = desk.store.look().await?.obstacle(&whom).await?;
    if let Some(obstacle) = obstacle {
        anyhow::bail!(refusal(desk, &obstacle));
    }
    let found = found(desk, whom).await?;
    let hash = found.hash();
    let Some(yes) = yes else {
        found.tell_counts(desk, streams)?;
        writeln!(streams.messages, "{}", desk.words.say("erase-next", &[("hash", (&hash).into())]))?;
        return Ok(DONE);
    };
    if !hash.starts_with(yes) {
        writeln!(streams.messages, "{}", desk.words.say("erase-other", &[("hash", (&hash).into())]))?;
        return Ok(TROUBLE);
    }
    let reason = reason.filter(|reason| !reason.trim().is_empty()).context(desk.words.text("erase-reason"))?;
    let sources: Vec<SourceName> = found.kept.keys().cloned().collect();
    let work = async {
        let done = desk.store.erase(&found.whom, &sources, (reason, desk.stamp())).await?;
        let is_overwritten = if done.is_ok() { sync::overwrite(&desk.store).await } else { true };
        Ok::<_, crate::store::StoreError>((done, is_overwritten))
    };
    let (done, is_overwritten) = desk.store.alone(work).await?;
    let counts = match done {
        Ok(counts) => counts,
        Err(obstacle) => anyhow::bail!(refusal(desk, &obstacle)),
    };
    let rows: u64 = counts.values().sum();
    if desk.json {
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&json!({ "erased": counts }))?)?;
    } else {
        writeln!(streams.data, "{}", desk.words.say("erased", &[("rows", rows.into())]))?;
    }
    for source in &sources {
        writeln!(streams.messages, "{}", desk.words.say("erased-kept", &[("source", source.as_str().into())]))?;
    }
    if !found.configured.is_empty() {
        writeln!(streams.messages, "{}", desk.words.text("erased-configured"))?;
    }
    if !is_overwritten {
        writeln!(streams.messages, "{}", desk.words.text("retention-log"))?;
    }
    writeln!(streams.messages, "{}", desk.words.text("erased-backups"))?;
    Ok(DONE)
}

fn refusal(desk: &Desk, obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::Present => desk.words.text("erase-present"),
        Obstacle::Seat => desk.words.text("erase-seat"),
        Obstacle::Hold { run } => desk.words.say("erase-hold", &[("run", (&run.to_string()).into())]),
        Obstacle::Untold => desk.words.text("erase-untold"),
        Obstacle::PlainLedger => desk.words.text("erase-plain"),
    }
}

/// The one person whom a name means.
async fn whom(desk: &Desk, name: &str) -> anyhow::Result<Whom> {
    let mut found = desk.store.look().await?.whom(name).await?;
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => anyhow::bail!(desk.words.say("person-unknown", &[("name", name.into())])),
        many => {
            anyhow::bail!(desk.words.say("ambiguous-person", &[("name", name.into()), ("count", many.into())]))
        }
    }
}

async fn found(desk: &Desk, whom: Whom) -> anyhow::Result<Found> {
    let mut look = desk.store.look().await?;
    let about = look.about(&whom).await?;
    let kept = kept(&mut look, &whom).await?;
    let configured = configured(desk, &whom);
    Ok(Found { whom, about, kept, configured })
}

/// What is kept of deliveries and names somebody.
async fn kept(look: &mut Look, whom: &Whom) -> anyhow::Result<BTreeMap<SourceName, BTreeMap<String, Vec<String>>>> {
    let mut all = BTreeMap::new();
    for source in look.kept_deliveries().await?.into_keys() {
        if let Some(kept) = look.kept(&source).await? {
            let lines = lines_of_kept(&kept, |line| whom.is_named_in(line))?;
            if !lines.is_empty() {
                all.insert(source, lines);
            }
        }
    }
    Ok(all)
}

/// Decisions and bindings that the configuration has for somebody.
fn configured(desk: &Desk, whom: &Whom) -> Vec<Json> {
    let is_meant = |name: &str| name == whom.id.as_str() || whom.alias.as_deref() == Some(name);
    let file = &desk.config.file;
    let overrides = file.overrides.iter().filter(|one| is_meant(&one.person));
    let overrides = overrides.map(|one| json!({ "override": one }));
    let binds = file.pool.iter().flat_map(|pool| pool.bind.iter().map(move |bind| (pool, bind)));
    let binds = binds.filter(|(_, bind)| bind.person.as_deref().is_some_and(is_meant));
    overrides.chain(binds.map(|(pool, bind)| json!({ "pool": pool.key, "bind": bind }))).collect()
}

impl Found {
    fn json(&self, desk: &Desk) -> Json {
        let Whom { id, former, alias, gone_on, is_protected, .. } = &self.whom;
        let event = |row: &crate::store::LedgerRow| {
            json!({
                "seq": row.seq,
                "at": row.at.to_zoned(desk.zone.clone()).strftime("%Y-%m-%d %H:%M:%S%:z").to_string(),
                "run": row.run.map(|run| run.0),
                "actor": row.actor,
                "kind": row.event.kind().0,
                "body": row.event,
            })
        };
        json!({
            "person": { "id": id, "former": former, "alias": alias, "gone_on": gone_on, "protected": is_protected },
            "day": desk.today(),
            "stored": self.about.tables,
            "ledger": self.about.events.iter().map(event).collect::<Vec<_>>(),
            "kept_rows": self.kept,
            "configuration": self.configured,
        })
    }

    /// The same for people: what it is, and under it each row with what it says.
    fn text(&self, desk: &Desk) -> String {
        let json = self.json(desk);
        let mut lines = vec![desk.words.say("extract-head", &[("day", (&desk.today().to_string()).into())])];
        section(&mut lines, desk, ("whom", std::slice::from_ref(&json["person"])));
        for (table, rows) in &self.about.tables {
            section(&mut lines, desk, (table, rows));
        }
        section(&mut lines, desk, ("ledger", json["ledger"].as_array().map_or(&[], Vec::as_slice)));
        let kept: Vec<Json> =
            self.kept.iter().map(|(source, files)| json!({ "source": source, "files": files })).collect();
        section(&mut lines, desk, ("kept_rows", &kept));
        section(&mut lines, desk, ("configuration", &self.configured));
        lines.join("\n")
    }

    /// How much is stored, table by table.
    fn tell_counts(&self, desk: &Desk, streams: &mut Streams<'_>) -> anyhow::Result<()> {
        let mut counts: BTreeMap<&str, usize> =
            self.about.tables.iter().map(|(table, rows)| (*table, rows.len())).collect();
        let lines = self.kept.values().flat_map(BTreeMap::values).map(Vec::len).sum();
        counts.extend([("ledger", self.about.events.len()), ("kept_rows", lines)]);
        counts.retain(|_, rows| *rows > 0);
        if desk.json {
            let told = json!({ "hash": self.hash(), "stored": counts });
            writeln!(streams.data, "{}", serde_json::to_string_pretty(&told)?)?;
            return Ok(());
        }
        for (table, rows) in counts {
            let title = desk.words.text_or(&format!("stored-{table}"), table);
            writeln!(streams.data, "{title}: {rows}")?;
        }
        Ok(())
    }

    /// Names exactly what is stored.
    fn hash(&self) -> String {
        let all = json!([self.whom.id, self.about.tables, self.kept, self.about.events.len()]);
        format!("{:032x}", xxh3_128(all.to_string().as_bytes())).chars().take(HASH).collect()
    }
}

/// So many characters of a hash are told.
const HASH: usize = 12;

fn section(lines: &mut Vec<String>, desk: &Desk, (name, rows): (&str, &[Json])) {
    if rows.is_empty() {
        return;
    }
    lines.push(String::new());
    lines.push(format!("{} ({})", desk.words.text_or(&format!("stored-{name}"), name), rows.len()));
    for row in rows {
        let said: Vec<String> = row.as_object().into_iter().flatten().filter_map(cell).collect();
        lines.push(format!("  - {}", said.join("\n    ")));
    }
}

/// What a cell says; nothing where it is empty.
fn cell((name, value): (&String, &Json)) -> Option<String> {
    let text = match value {
        Json::Null => return None,
        Json::String(text) => text.lines().collect::<Vec<_>>().join("\n      "),
        other => other.to_string(),
    };
    let text: Vec<String> = text.lines().map(harmless).collect();
    Some(format!("{name}: {}", text.join("\n")))
}
