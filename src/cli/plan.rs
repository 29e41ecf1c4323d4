//! `plan` and `apply`: what a run would do, and doing exactly that.

use super::desk::{Desk, State};
use super::{DIFFERENCES, DONE, HELD, Streams, TROUBLE, sync as sync_command};
use crate::plan::Plan;
use crate::report::PlanView;
use crate::sync::{self, Errand, prepare};
use crate::wording::alert::Names;
use anyhow::Context;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What a plan file holds: the plan as shown, and what it takes to make it again. It holds no roster rows:
/// `apply` reads the sources again, makes the plan anew and refuses unless it is the same one
/// (docs/decisions/0005).
#[derive(Serialize, Deserialize)]
struct PlanFile<V> {
    upprop: u8,
    at: Date,
    first_import: bool,
    plan: V,
}

/// What `apply` needs of the plan in a file.
#[derive(Deserialize)]
struct Wanted {
    hash: String,
}

const FILE_VERSION: u8 = 1;

pub(super) async fn run(
    desk: &Desk,
    streams: &mut Streams<'_>,
    at: Option<Date>,
    out: Option<&Path>,
    first_import: bool,
) -> anyhow::Result<u8> {
    let prepared = prepare(&Errand { at, first_import, ..desk.errand() }).await?;
    let Some(plan) = &prepared.plan else { return nothing(desk, streams, out) };
    let state = desk.state().await?;
    let names = Names { catalogue: &prepared.catalogue, roster: &plan.roster, day: plan.day };
    let view = PlanView::new(plan, &desk.words, &names, &|person| key(&state, plan, person));
    if let Some(path) = out {
        let file = PlanFile { upprop: FILE_VERSION, at: plan.day, first_import, plan: &view };
        let text = serde_json::to_string_pretty(&file)?;
        std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
        let shown = path.display().to_string();
        writeln!(streams.messages, "{}", desk.words.say("plan-written", &[("file", (&shown).into())]))?;
    }
    if desk.json {
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&view)?)?;
    } else {
        let (hash, date) = (&plan.hash[..12], plan.day.to_string());
        writeln!(streams.data, "{}", desk.words.say("plan-title", &[("hash", hash.into()), ("date", (&date).into())]))?;
        for line in &view.report {
            writeln!(streams.data, "  {line}")?;
        }
    }
    Ok(match (plan.held.is_empty(), plan.is_empty()) {
        (false, true) => HELD,
        (_, false) => DIFFERENCES,
        (true, true) => DONE,
    })
}

fn key(state: &State, plan: &Plan, person: &crate::roster::PersonId) -> String {
    state.key_in(&plan.roster, person)
}

/// Same deliveries, same configuration, no date has come.
fn nothing(desk: &Desk, streams: &mut Streams<'_>, out: Option<&Path>) -> anyhow::Result<u8> {
    anyhow::ensure!(out.is_none(), desk.words.text("plan-empty"));
    if desk.json {
        let empty = serde_json::json!({
            "base": null, "hash": null, "steps": [], "notices": [], "held": [], "report": [desk.words.text("plan-empty")],
        });
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&empty)?)?;
    } else {
        writeln!(streams.data, "{}", desk.words.text("plan-empty"))?;
    }
    Ok(DONE)
}

pub(super) async fn apply(desk: &Desk, streams: &mut Streams<'_>, path: &Path) -> anyhow::Result<u8> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let file: PlanFile<Wanted> = serde_json::from_str(&text)
        .with_context(|| format!("{} is not a plan that `upprop plan --out` wrote", path.display()))?;
    anyhow::ensure!(file.upprop == FILE_VERSION, "{} was written by another version of upprop", path.display());
    let errand = Errand { at: Some(file.at), first_import: file.first_import, ..desk.errand() };
    if file.at != desk.today() {
        writeln!(streams.messages, "{}", desk.words.text("plan-stale"))?;
        return Ok(TROUBLE);
    }
    match sync::run_exactly(&errand, &file.plan.hash).await? {
        Some(report) => {
            let time = desk.clock.now().to_zoned(desk.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
            if desk.json {
                writeln!(streams.data, "{}", serde_json::to_string_pretty(&report)?)?;
            } else {
                for line in sync_command::lines(&desk.words, &report, &time) {
                    writeln!(streams.data, "{line}")?;
                }
            }
            Ok(sync_command::status(report.outcome))
        }
        None => {
            writeln!(streams.messages, "{}", desk.words.text("plan-stale"))?;
            Ok(TROUBLE)
        }
    }
}
