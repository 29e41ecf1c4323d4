//! `verify`: the invariants, one line each. Reads only.

use super::desk::Desk;
use super::{DIFFERENCES, DONE, Streams, TROUBLE};
use crate::seats::strangers;
use crate::store::{Check, Depth};
use serde::Serialize;

/// One invariant, as printed.
#[derive(Serialize)]
struct Line {
    invariant: &'static str,
    ok: bool,
    detail: String,
}

pub(super) async fn run(desk: &Desk, streams: &mut Streams<'_>, full: bool) -> anyhow::Result<u8> {
    if desk.store.is_nothing() {
        return Ok(TROUBLE);
    }
    let catalogue = desk.catalogue().await?;
    let depth = if full { Depth::Full } else { Depth::Quick };
    let check = Check { depth, catalogue: Some(&catalogue), key: desk.ledger_key.as_deref() };
    let verdicts = desk.store.verify(check).await?;
    let mut lines: Vec<Line> = verdicts
        .into_iter()
        .map(|verdict| Line { invariant: verdict.invariant, ok: verdict.ok, detail: verdict.detail })
        .collect();
    lines.push(eligibility(desk).await?);
    let bad = lines.iter().filter(|line| !line.ok).count();
    if desk.json {
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&lines)?)?;
    } else {
        for line in &lines {
            writeln!(streams.data, "{} {}: {}", if line.ok { '✓' } else { '✗' }, line.invariant, line.detail)?;
        }
        let (key, count) = if bad == 0 { ("verify-ok", lines.len()) } else { ("verify-bad", bad) };
        writeln!(streams.messages, "{}", desk.words.say(key, &[("count", count.into())]))?;
    }
    Ok(if bad == 0 { DONE } else { DIFFERENCES })
}

/// I3: on the day of the last apply, by the configuration of the last apply, every seat that is not on its
/// way out belongs to somebody who is entitled to it.
async fn eligibility(desk: &Desk) -> anyhow::Result<Line> {
    let invariant = "I3 eligibility";
    let applied = desk.store.config_digest().await?;
    if applied.as_deref() != Some(&desk.config.digest) {
        let detail = "not checked: the configuration is not the one that was applied".to_owned();
        return Ok(Line { invariant, ok: true, detail });
    }
    let (state, catalogue) = (desk.state().await?, desk.catalogue().await?);
    let Some(day) = state.standing.applied_on else {
        return Ok(Line { invariant, ok: true, detail: "nothing applied yet".to_owned() });
    };
    let held = state.standing.holds.values().filter_map(|hold| hold.pool()).cloned().collect();
    let found = strangers(state.roster(), &catalogue, state.seats(), &held, day);
    let detail = format!("{} seats, {found} of them with somebody who is not entitled", state.seats().grants.len());
    Ok(Line { invariant, ok: found == 0, detail })
}
