//! `request`: vendors are asked for licences, and what becomes of it.

mod batch;
mod deeds;
mod new;

use super::desk::Desk;
use super::{Args, DONE, Streams};
use crate::report::{request_lines, requests_table, summary_line};
use crate::request::{Met, Named, Number, Request, Says, Summary};
use crate::roster::UnitId;
use crate::store::RequestRow;
use crate::sync::office;
use crate::wording::letter::office::Office;
use clap::{Subcommand, ValueEnum};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// About licence requests.
#[derive(Debug, Clone, Subcommand)]
pub enum RequestCommand {
    /// Write a request; counts and codes are taken from the roster. Nothing is sent.
    New(new::New),
    /// Send a request to its vendor's `request_address`.
    Send {
        /// Its number.
        number: Number,
    },
    /// Note what the vendor has answered.
    Answer {
        /// Its number.
        number: Number,
        /// What.
        says: SaysArg,
        /// For this unit only, by id or alias; may be said several times. All that are not answered, else.
        #[arg(long, value_name = "UNIT")]
        unit: Vec<String>,
        /// Why it is another answer than before.
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
        /// With `yes`: the day that the vendor confirmed, the wanted one or another.
        #[arg(long, value_name = "DATE")]
        date: Option<Date>,
    },
    /// Note that the vendor is delayed until a later day.
    Delay {
        /// Its number.
        number: Number,
        /// The new day.
        date: Date,
        /// Why, in at most 300 signs and without personal data; it stands in no letter.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Note what the vendor has delivered; pools with `auto_add` take it up in the next run.
    Deliver(Box<batch::Deliver>),
    /// Remind the vendor now.
    Remind {
        /// Its number.
        number: Number,
    },
    /// The request is not wanted any more.
    Withdraw {
        /// Its number.
        number: Number,
        /// Why.
        #[arg(long, default_value = "", value_name = "TEXT")]
        reason: String,
    },
    /// All requests, and how many are answered.
    List {
        /// Only those about which something is to be done.
        #[arg(long)]
        open: bool,
    },
    /// One request: what the vendor is told, what must be in place, what was done.
    Show {
        /// Its number.
        number: Number,
    },
}

/// An answer on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SaysArg {
    /// There are licences.
    Yes,
    /// There are none.
    No,
}

impl From<SaysArg> for Says {
    fn from(says: SaysArg) -> Self {
        match says {
            SaysArg::Yes => Self::Yes,
            SaysArg::No => Self::No,
        }
    }
}

pub(super) async fn run(args: &Args, streams: &mut Streams<'_>, command: &RequestCommand) -> anyhow::Result<u8> {
    match command {
        RequestCommand::List { open } => {
            let desk = Desk::look(args).await?;
            desk.note_nothing(streams)?;
            return list(&desk, streams, |request| !open || !request.is_over()).await;
        }
        RequestCommand::Show { number } => return show(&Desk::look(args).await?, streams, *number).await,
        _ => {}
    }
    let desk = Desk::open(args).await?;
    let done = desk.store.alone(act(&desk, streams, command)).await;
    desk.store.close().await;
    done
}

/// What changes something.
pub(super) async fn act(desk: &Desk, streams: &mut Streams<'_>, command: &RequestCommand) -> anyhow::Result<u8> {
    match command {
        RequestCommand::New(new) => new::run(desk, streams, new).await,
        RequestCommand::Send { number } => deeds::send(desk, streams, *number).await,
        RequestCommand::Answer { number, says, unit, reason, date } => {
            let named = (*date, reason.as_deref());
            let answered = deeds::Answered { says: (*says).into(), units: unit, named };
            deeds::answer(desk, streams, *number, answered).await
        }
        RequestCommand::Delay { number, date, reason } => deeds::delay(desk, streams, *number, (*date, reason)).await,
        RequestCommand::Deliver(deliver) => batch::run(desk, streams, deliver).await,
        RequestCommand::Remind { number } => deeds::remind(desk, streams, *number).await,
        RequestCommand::Withdraw { number, reason } => deeds::withdraw(desk, streams, *number, reason).await,
        RequestCommand::List { .. } | RequestCommand::Show { .. } => Ok(DONE),
    }
}

/// The request of a number, or that there is none.
async fn found(desk: &Desk, number: Number) -> anyhow::Result<RequestRow> {
    let row = desk.store.look().await?.request(number).await?;
    row.ok_or_else(|| anyhow::anyhow!(desk.words.say("no-such-request", &[("number", (&number.to_string()).into())])))
}

/// Units that have a code by now.
async fn with_code(desk: &Desk) -> anyhow::Result<BTreeSet<UnitId>> {
    let mut look = desk.store.look().await?;
    let (places, agreed) = (look.places().await?, look.unit_codes().await?);
    let official = places.units.iter().filter(|unit| unit.has_code()).map(|unit| unit.id.clone());
    Ok(official.chain(agreed.into_keys()).collect())
}

/// All requests, of those only some, and how many are answered.
pub(super) async fn list(
    desk: &Desk,
    streams: &mut Streams<'_>,
    which: impl Fn(&Request) -> bool,
) -> anyhow::Result<u8> {
    let (rows, office, day) = (desk.store.look().await?.requests().await?, office(&desk.config.file), desk.today());
    let summary = Summary::of(rows.iter().map(|row| &row.request));
    let shown: Vec<&Request> = rows.iter().map(|row| &row.request).filter(|request| which(request)).collect();
    let lines = request_lines((&office, day), &shown, &with_code(desk).await?);
    if desk.json {
        let all = serde_json::json!({ "summary": summary, "requests": lines });
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&all)?)?;
        return Ok(DONE);
    }
    writeln!(streams.data, "{}", requests_table(&desk.words, &lines, day))?;
    writeln!(streams.data, "\n{}", summary_line(&desk.words, summary))?;
    Ok(DONE)
}

async fn show(desk: &Desk, streams: &mut Streams<'_>, number: Number) -> anyhow::Result<u8> {
    let RequestRow { request, .. } = found(desk, number).await?;
    let (mut office, day) = (office(&desk.config.file), desk.today());
    office.lang = desk.words.lang;
    let lines = request_lines((&office, day), &[&request], &with_code(desk).await?);
    if desk.json {
        let all = serde_json::json!({ "line": lines.first(), "request": request });
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&all)?)?;
        return Ok(DONE);
    }
    writeln!(streams.data, "{}", requests_table(&desk.words, &lines, day))?;
    writeln!(streams.data, "\n{}", office.facts(&request, day))?;
    for line in history(desk, &office, &request) {
        writeln!(streams.data, "{line}")?;
    }
    Ok(DONE)
}

/// A reason, or that its term is over.
fn why<'a>(gone: &'a str, reason: &'a str) -> &'a str {
    if reason.is_empty() { gone } else { reason }
}

/// The days that the vendor has named, each with when and by whom, and why it is late.
fn named_days(desk: &Desk, request: &Request) -> Vec<String> {
    let gone = desk.words.text("request-reason-gone");
    let line = |named: &Named| {
        let (said, on) = (named.said_on.to_string(), named.on.to_string());
        let what = if named.delay.is_some() { "delayed" } else { "confirmed" };
        let reason = why(&gone, named.delay.as_deref().unwrap_or_default());
        let fills = [("what", what.into()), ("said", (&said).into()), ("on", (&on).into())];
        let fills = fills.into_iter().chain([("reason", reason.into()), ("by", named.by.word().into())]);
        desk.words.say("request-named", &fills.collect::<Vec<_>>())
    };
    request.named.iter().map(line).collect()
}

/// The checklist, answers, deliveries and reminders, line by line, and what is to be done with a YES or a NO.
fn history(desk: &Desk, office: &Office, request: &Request) -> Vec<String> {
    let words = &desk.words;
    let mut lines = vec![String::new(), words.text("request-checklist")];
    let gone = words.text("request-reason-gone");
    for one in &request.conditions {
        let (mark, reason) = match &one.met {
            Met::Met => ("met", ""),
            Met::Missing => ("missing", ""),
            Met::Overridden { reason } => ("overridden", why(&gone, reason)),
        };
        let what = words.text(&format!("request-what-{}", one.what.word()));
        let fills = [("what", (&what).into()), ("met", mark.into()), ("reason", reason.into())];
        lines.push(words.say("request-condition", &fills));
    }
    let name = |unit: &UnitId| request.body.unit(unit).map(|line| line.name.to_string()).unwrap_or_default();
    lines.extend((!request.answers.is_empty()).then(|| format!("\n{}", words.text("request-answers"))));
    for (unit, answer) in &request.answers {
        let (name, on) = (name(unit), answer.on.to_string());
        let fills = [("unit", (&name).into()), ("says", answer.says.word().into())];
        let fills = fills.into_iter().chain([("on", (&on).into()), ("by", answer.by.word().into())]);
        lines.push(words.say("request-answered", &fills.collect::<Vec<_>>()));
    }
    for one in &request.delivered {
        let units: Vec<String> = one.units.iter().map(name).collect();
        let (batch, units, on) = (one.batch.to_string(), units.join(", "), one.on.to_string());
        let seats = one.seats.map_or_else(|| words.text("unlimited"), |seats| seats.to_string());
        let fills = [("batch", (&batch).into()), ("units", (&units).into())];
        let fills = fills.into_iter().chain([("on", (&on).into()), ("seats", (&seats).into())]);
        lines.push(words.say("request-batch", &fills.collect::<Vec<_>>()));
    }
    lines.extend(named_days(desk, request));
    for (of, on) in &request.reminded {
        let (of, on) = (of.word(), on.to_string());
        lines.push(words.say("request-reminded", &[("of", (&of).into()), ("on", (&on).into())]));
    }
    for one in &request.reasons {
        let (what, on) = (words.text(&format!("request-deed-{}", one.of.word())), one.on.to_string());
        let fills = [("what", (&what).into()), ("on", (&on).into()), ("reason", one.text.as_str().into())];
        lines.push(words.say("request-reason", &fills));
    }
    let days = u32::from(office.days);
    lines.push(format!("\n{}", words.say("request-card-yes", &[("days", days.into())])));
    lines.push(words.text("request-card-no"));
    let vendor = desk.config.file.vendor.iter().find(|vendor| vendor.key == request.vendor.as_str());
    for contact in vendor.iter().flat_map(|vendor| &vendor.contacts) {
        let fills = [("title", (&contact.title).into()), ("address", (&contact.address).into())];
        lines.push(words.say("request-contact", &fills));
    }
    lines
}
