//! `report`: one sheet about what is, written in one of several ways (UX 3).

use super::desk::Desk;
use super::outlook::Outlook;
use super::{DONE, Streams};
use crate::report::{self, Asked, Format, Material, People, Report, Requested, Writing};
use crate::roster::PersonId;
use crate::sync::office;
use anyhow::Context as _;
use clap::builder::PossibleValuesParser;
use jiff::civil::Date;
use std::path::PathBuf;

/// What `report` is asked.
#[derive(Debug, Clone, clap::Args)]
pub struct ReportArgs {
    /// Which; `list` tells what each is for.
    #[arg(value_parser = PossibleValuesParser::new(names()))]
    name: String,
    /// How it is written: for terminals, for Excel in Swedish, for machines (RFC 4180), as JSON, as a workbook, or as a page.
    #[arg(long, value_parser = PossibleValuesParser::new(Format::ALL.map(Format::word)))]
    format: Option<String>,
    /// Only what belongs to this unit and those below it, by id or alias. Whoever is protected is counted nowhere then.
    #[arg(long, value_name = "KEY")]
    unit: Option<String>,
    /// From this day on: `expiring`, `school-year`, `events`, `claims` and `quality`.
    #[arg(long, value_name = "DATE")]
    from: Option<Date>,
    /// Until this day.
    #[arg(long, value_name = "DATE")]
    to: Option<Date>,
    /// With people, each under the own key; never who is protected.
    #[arg(long)]
    people: bool,
    /// Into this file.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Tells what reports there are.
const LIST: &str = "list";

fn names() -> Vec<&'static str> {
    std::iter::once(LIST).chain(Report::ALL.map(Report::word)).collect()
}

pub(super) async fn run(desk: &Desk, streams: &mut Streams<'_>, args: &ReportArgs) -> anyhow::Result<u8> {
    let Some(report) = Report::of(&args.name) else { return list(desk, streams) };
    let outlook = Outlook::of(desk).await?;
    let roster = outlook.state.roster();
    let scope = match args.unit.as_deref() {
        None => report::whole(),
        Some(unit) => {
            report::of_unit(roster, unit).with_context(|| desk.words.say("report-no-unit", &[("unit", unit.into())]))?
        }
    };
    if let (Some(from), Some(to)) = (args.from, args.to) {
        anyhow::ensure!(from <= to, desk.words.text("report-reversed"));
    }
    let people = if args.people { People::Listed } else { People::Counted };
    let asked = Asked { report, scope, from: args.from, to: args.to, people };
    let events = match asked.since(desk.today()) {
        Some(since) => report::happened(&mut desk.store.look().await?, since, &desk.zone).await?,
        None => Vec::new(),
    };
    let key = |person: &PersonId| outlook.state.key(person);
    let present = outlook.present();
    let requests = match report {
        Report::Requests => Some(Requested::load(&mut desk.store.look().await?, office(&desk.config.file)).await?),
        _ => None,
    };
    let words = &desk.words;
    let material = Material { present: &present, events: &events, requests: requests.as_ref(), key: &key, words };
    let sheet = report::make(&material, &asked);
    let written = report::write(&sheet, format(desk, args), &Writing { words: &desk.words, day: desk.today() })?;
    match &args.out {
        None => streams.data.write_all(&written)?,
        Some(file) => {
            std::fs::write(file, &written).with_context(|| format!("cannot write {}", file.display()))?;
            let shown = file.display().to_string();
            let fills = [("file", (&shown).into()), ("rows", sheet.rows.len().into())];
            writeln!(streams.messages, "{}", desk.words.say("report-written", &fills))?;
        }
    }
    Ok(DONE)
}

/// As asked; else as the file is called, or as `--json` says.
fn format(desk: &Desk, args: &ReportArgs) -> Format {
    let ending = || args.out.as_ref()?.extension()?.to_str().and_then(Format::of);
    let asked = args.format.as_deref().and_then(Format::of);
    asked.or_else(|| desk.json.then_some(Format::Json)).or_else(ending).unwrap_or(Format::Table)
}

fn list(desk: &Desk, streams: &mut Streams<'_>) -> anyhow::Result<u8> {
    let about = |report: Report| desk.words.text(&format!("about-{}", report.word()));
    if desk.json {
        let rows = Report::ALL.map(|report| serde_json::json!({ "report": report.word(), "about": about(report) }));
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&rows)?)?;
        return Ok(DONE);
    }
    for report in Report::ALL {
        writeln!(streams.data, " {:<12} {}", report.word(), about(report))?;
    }
    Ok(DONE)
}
