//! `plan` and `apply`: what a run would do, and doing exactly that.

use super::desk::Desk;
use super::{DIFFERENCES, DONE, HELD, Streams, TROUBLE, sync as sync_command};
use crate::plan::Plan;
use crate::report::PlanView;
use crate::report::key;
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    accept_delivery: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    accept_losses: Option<String>,
    plan: V,
}

/// What the arguments ask for.
pub(super) struct Asked {
    /// As of this day.
    pub(super) at: Option<Date>,
    /// As if the first roster ever had been allowed.
    pub(super) first_import: bool,
    /// As if what this source delivers had been accepted.
    pub(super) accept_delivery: Option<String>,
    /// As if these losses had been accepted.
    pub(super) accept_losses: Option<String>,
}

const FILE_VERSION: u8 = 1;

pub(super) async fn run(
    desk: &Desk,
    streams: &mut Streams<'_>,
    asked: Asked,
    out: Option<&Path>,
) -> anyhow::Result<u8> {
    let Asked { at, first_import, accept_delivery, accept_losses } = asked;
    let losses = accept_losses.clone();
    let accepted = accept_delivery.as_deref();
    let errand = Errand { at, first_import, accept_delivery: accepted, accept_losses: losses, ..desk.errand() };
    let prepared = prepare(&errand).await?;
    let Some(plan) = &prepared.plan else { return nothing(desk, streams, out) };
    let gone = desk.gone().await?;
    let names = Names { catalogue: &prepared.catalogue, roster: &plan.roster, day: plan.day };
    let view = PlanView::new(plan, &desk.words, &names, &|person| {
        key([&plan.roster, prepared.standing.roster()], &gone, person)
    });
    if let Some(path) = out {
        let (at, upprop) = (plan.day, FILE_VERSION);
        let file = PlanFile { upprop, at, first_import, accept_delivery, accept_losses, plan: &view };
        let shown = path.display().to_string();
        let over = path.exists() && read::<serde_json::Value>(path).is_err();
        anyhow::ensure!(!over, desk.words.say("plan-not-over", &[("file", (&shown).into())]));
        let text = serde_json::to_string_pretty(&file)?;
        let unfinished = path.with_extension("unfinished");
        let written = std::fs::write(&unfinished, text).and_then(|()| std::fs::rename(&unfinished, path));
        written.with_context(|| format!("cannot write {shown}"))?;
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

/// Same deliveries, same configuration, no date has come.
fn nothing(desk: &Desk, streams: &mut Streams<'_>, out: Option<&Path>) -> anyhow::Result<u8> {
    if out.is_some() {
        writeln!(streams.messages, "{}", desk.words.text("plan-not-written"))?;
    }
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

/// A plan file, or why it is none.
fn read<V: serde::de::DeserializeOwned>(path: &Path) -> anyhow::Result<PlanFile<V>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text)
        .with_context(|| format!("{} is not a plan that `upprop plan --out` wrote", path.display()))
}

/// What a plan says, apart from the words it says it in.
fn said(mut view: serde_json::Value) -> serde_json::Value {
    if let Some(object) = view.as_object_mut() {
        object.remove("report");
    }
    view
}

pub(super) async fn apply(desk: &Desk, streams: &mut Streams<'_>, path: &Path) -> anyhow::Result<u8> {
    let file: PlanFile<serde_json::Value> = read(path)?;
    anyhow::ensure!(file.upprop == FILE_VERSION, "{} was written by another version of upprop", path.display());
    let errand = Errand {
        at: Some(file.at),
        first_import: file.first_import,
        accept_delivery: file.accept_delivery.as_deref(),
        accept_losses: file.accept_losses.clone(),
        ..desk.errand()
    };
    if file.at != desk.today() {
        writeln!(streams.messages, "{}", desk.words.text("plan-stale"))?;
        return Ok(TROUBLE);
    }
    let gone = desk.gone().await?;
    let again = |prepared: &sync::Prepared, plan: &Plan| {
        let names = Names { catalogue: &prepared.catalogue, roster: &plan.roster, day: plan.day };
        let view = PlanView::new(plan, &desk.words, &names, &|person| {
            key([&plan.roster, prepared.standing.roster()], &gone, person)
        });
        serde_json::to_value(view).is_ok_and(|view| said(view) == said(file.plan.clone()))
    };
    match sync::run_exactly(&errand, again).await? {
        Some(report) => sync_command::print(desk, streams, &report),
        None => {
            writeln!(streams.messages, "{}", desk.words.text("plan-stale"))?;
            Ok(TROUBLE)
        }
    }
}
