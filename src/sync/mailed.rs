//! Reports that go out by themselves: at their time each becomes a letter with a file, once (REQUIREMENTS E41, E44).
//!
//! They never list people: letters lie in mailboxes that nobody here keeps.

use super::letters::lang;
use super::{Errand, SyncError, bought, office};
use crate::config::model::{self, ReportFormat, ReportName};
use crate::config::{self, catalogue};
use crate::notify::Attached;
use crate::plan::{Event, Present};
use crate::report::{self, Asked, Format, Material, People, Report, Requested, State, Writing};
use crate::roster::{PersonId, Scope};
use crate::store::{Channel, Letter, Stamp};
use crate::wording::Words;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, Zoned};

/// So late a report still goes; one that is later has been overtaken, and the next one comes.
const LATE_MAX: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Mail servers refuse letters that are much larger.
const FILE_BYTES_MAX: usize = 7 * 1024 * 1024;

/// What becomes of a letter to be written.
struct Due<'a> {
    report: &'a model::Report,
    to: &'a str,
    at: Timestamp,
    key: String,
}

/// When a report is due next.
pub(super) fn next(errand: &Errand<'_>) -> Option<Timestamp> {
    config::next_report(&errand.config.file, &errand.clock.now().to_zoned(errand.zone.clone()))
}

/// Writes the letters of reports whose time has come into the outbox.
pub(super) async fn put(errand: &Errand<'_>) -> Result<(), SyncError> {
    let now = errand.clock.now().to_zoned(errand.zone.clone());
    let due = due(errand, &now).await?;
    if due.is_empty() {
        return Ok(());
    }
    let letters = letters(errand, &due, now.date()).await?;
    if letters.is_empty() {
        return Ok(());
    }
    let at = errand.clock.now();
    let mut writing = errand.store.write().await?;
    let stamp = Stamp { run: None, actor: None, at, key: errand.ledger_key.as_deref() };
    let event = writing.append(vec![Event::Told { letters: letters.len() as u64 }], stamp).await?;
    let caused: Vec<_> = letters.into_iter().map(|letter| (letter, None, event)).collect();
    writing.letters(&caused, at).await?;
    writing.commit().await?;
    Ok(())
}

/// The letters of reports that would go on a day, each as it would be written from what stands now.
pub(super) async fn foresee(errand: &Errand<'_>, day: Date) -> Result<Vec<Letter>, SyncError> {
    let is_today = day == errand.clock.today(errand.zone);
    let Some(end) = day.at(23, 59, 59, 0).to_zoned(errand.zone.clone()).ok() else { return Ok(Vec::new()) };
    let mut due = due(errand, &end).await?;
    // What an earlier day left out goes today, and is out by any later day.
    due.retain(|one| is_today || one.at.to_zoned(errand.zone.clone()).date() == day);
    if due.is_empty() { Ok(Vec::new()) } else { letters(errand, &due, day).await }
}

/// Those whose time has come, and that were not written yet.
async fn due<'a>(errand: &'a Errand<'_>, now: &Zoned) -> Result<Vec<Due<'a>>, SyncError> {
    let mut due = Vec::new();
    for report in &errand.config.file.report {
        let Some(at) = config::last_due(&report.schedule, now).map(|at| at.timestamp()) else { continue };
        if now.timestamp().duration_since(at) > LATE_MAX {
            continue;
        }
        let (name, format) = (report_of(report.name).word(), format_of(report.format).word());
        let unit = report.unit.as_deref().unwrap_or_default();
        due.extend(report.to.iter().map(|to| Due {
            report,
            to,
            at,
            key: format!("report {at} {name} {format} {unit} {to}"),
        }));
    }
    if due.is_empty() {
        return Ok(due);
    }
    let (mut look, mut new) = (errand.store.look().await?, Vec::new());
    for one in due {
        if !look.has_letter(&one.key).await? {
            new.push(one);
        }
    }
    Ok(new)
}

async fn letters(errand: &Errand<'_>, due: &[Due<'_>], day: Date) -> Result<Vec<Letter>, SyncError> {
    let (file, mut look) = (&errand.config.file, errand.store.look().await?);
    let (state, catalogue) = (State::load(&mut look).await?, bought::catalogue(file, &mut look).await?);
    drop(look);
    let words = Words::new(lang(file.organiser.language));
    let (limits, confirm_after) = (catalogue::limits(&file.guard, day), catalogue::confirm_after(file));
    let present = Present {
        roster: state.roster(),
        applied_on: state.standing.applied_on,
        catalogue: &catalogue,
        seats: state.seats(),
        uses: &state.standing.uses,
        limits: &limits,
        confirm_after: &confirm_after,
        day,
    };
    let key = |person: &PersonId| state.key(person);
    let mut letters = Vec::new();
    for one in due {
        let scope =
            one.report.unit.as_deref().map_or(Some(report::whole()), |unit| report::of_unit(present.roster, unit));
        let Some(scope) = scope else {
            tracing::warn!(
                report = report_of(one.report.name).word(),
                "a report is for a unit that the roster does not have"
            );
            continue;
        };
        let asked = asked(one.report, scope);
        let events = match asked.since(day) {
            Some(since) => report::happened(&mut errand.store.look().await?, since, errand.zone).await?,
            None => Vec::new(),
        };
        let requests = match asked.report {
            Report::Requests => Some(Requested::load(&mut errand.store.look().await?, office(file)).await?),
            _ => None,
        };
        let material =
            Material { present: &present, events: &events, requests: requests.as_ref(), key: &key, words: &words };
        match letter(one, &material, &asked) {
            Ok(letter) => letters.push(letter),
            Err(error) => tracing::warn!(%error, report = asked.report.word(), "a report could not be written"),
        }
    }
    Ok(letters)
}

fn asked(report: &model::Report, scope: Scope) -> Asked {
    Asked { report: report_of(report.name), scope, from: None, to: None, people: People::Counted }
}

fn letter(due: &Due<'_>, material: &Material<'_>, asked: &Asked) -> Result<Letter, report::Unwritable> {
    let (words, day) = (material.words, material.present.day);
    let sheet = report::make(material, asked);
    let format = format_of(due.report.format);
    let content = report::write(&sheet, format, &Writing { words, day })?;
    let name = format!("{}-{day}.{}", asked.report.word(), format.ending());
    let (day, rows) = (day.to_string(), sheet.rows.len());
    let fills =
        [("title", (&sheet.title).into()), ("day", (&day).into()), ("rows", rows.into()), ("file", (&name).into())];
    let thread = format!("report {}", asked.report.word());
    let file = (content.len() <= FILE_BYTES_MAX).then(|| Attached::new(&name, format.media_type(), &content));
    let body = if file.is_some() { "report-letter" } else { "report-letter-large" };
    Ok(Letter {
        channel: Channel::Letter,
        dedupe_key: due.key.clone(),
        recipient: due.to.to_owned(),
        kind: "report".to_owned(),
        subject: words.say("report-letter-subject", &fills),
        body: words.say(body, &fills),
        headers: serde_json::json!({ "thread": thread, "file": file }).to_string(),
        due_at: None,
    })
}

fn report_of(name: ReportName) -> Report {
    match name {
        ReportName::Pools => Report::Pools,
        ReportName::Shortage => Report::Shortage,
        ReportName::Expiring => Report::Expiring,
        ReportName::Unused => Report::Unused,
        ReportName::Dpa => Report::Dpa,
        ReportName::Quality => Report::Quality,
        ReportName::Events => Report::Events,
        ReportName::SchoolYear => Report::SchoolYear,
        ReportName::Claims => Report::Claims,
        ReportName::Compliance => Report::Compliance,
        ReportName::Cost => Report::Cost,
        ReportName::Requests => Report::Requests,
        ReportName::Usage => Report::Usage,
        ReportName::Combined => Report::Combined,
    }
}

fn format_of(format: ReportFormat) -> Format {
    match format {
        ReportFormat::Csv => Format::Csv,
        ReportFormat::CsvRfc => Format::CsvRfc,
        ReportFormat::Json => Format::Json,
        ReportFormat::Xlsx => Format::Xlsx,
        ReportFormat::Html => Format::Html,
    }
}
