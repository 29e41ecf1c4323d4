//! What programs do: the same as on pages and at the command line, through the same functions of the store, and into the
//! ledger with the token's account. What was done already is no fault: it says that nothing changed.

use super::alerts::PauseAnswer;
use super::ask::day;
use super::problem::Wrong;
use super::sent::{Object, body};
use super::serve::json;
use crate::plan::{Alert, Pause};
use crate::roster::Shown;
use crate::roster::UsageRow;
use crate::store::{HoldState, OpenAlert, StoreError};
use crate::web::pages::{REASON_MAX, view};
use crate::web::world::apart;
use crate::web::{Refusal, Visit};
use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who shows a token.
#[derive(Serialize, ToSchema)]
pub(super) struct Me {
    /// The account.
    pub(super) account: String,
    /// What it is for.
    #[schema(pattern = "^(admin|school|reporter|auditor|decider)$")]
    pub(super) role: &'static str,
}

/// What is to become of something that the guard holds.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Settle {
    /// What is held, by its hash.
    hash: String,
    /// What is to become of it.
    deed: SettleDeed,
}

/// What may become of something that the guard holds.
#[derive(Deserialize, ToSchema, Clone, Copy, PartialEq)]
#[serde(rename_all = "snake_case")]
pub(super) enum SettleDeed {
    /// The next run does it, and nothing else.
    Release,
    /// It is not wanted.
    Drop,
}

/// What became of it.
#[derive(Serialize, ToSchema)]
pub(super) struct Settled {
    /// The hash.
    hash: String,
    /// How it stands now.
    #[schema(pattern = "^(released|dropped)$")]
    state: &'static str,
    /// Was anything changed by this?
    changed: bool,
}

/// That somebody is at an alert, or no more.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Attend {
    /// Which, by its key.
    key: String,
    /// What is to be noted.
    deed: AttendDeed,
    /// Why; 300 signs at most.
    #[serde(default)]
    #[schema(max_length = 300)]
    reason: Option<String>,
    /// The last day of silence: for `snooze`, today or later.
    #[serde(default)]
    #[schema(format = Date)]
    until: Option<String>,
}

/// What may be noted of an alert.
#[derive(Deserialize, ToSchema, Clone, Copy, PartialEq)]
#[serde(rename_all = "snake_case")]
pub(super) enum AttendDeed {
    /// Somebody knows: silence for as long as it does not get worse.
    Ack,
    /// Silence until a day.
    Snooze,
    /// No silence any more.
    Wake,
}

/// How the alert stands now.
#[derive(Serialize, ToSchema)]
pub(super) struct Attended {
    /// Its key.
    key: String,
    /// Who is at it.
    pause: Option<PauseAnswer>,
    /// Was anything changed by this?
    changed: bool,
}

/// When people last used their tools.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Usage {
    /// One for each person and tool.
    #[schema(min_items = 1, value_type = Vec<UsageOf>)]
    rows: Vec<Object<UsageOf>>,
}

/// When somebody last used a tool.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UsageOf {
    /// The person, by id or alias.
    #[schema(min_length = 1)]
    person: String,
    /// Key of the tool.
    #[schema(min_length = 1)]
    tool: String,
    /// The last day of use; no later than today.
    #[schema(format = Date)]
    last_used: String,
}

/// What was noted.
#[derive(Serialize, ToSchema)]
pub(super) struct Noted {
    /// So many uses are of persons and tools that are known. An earlier day than the one that is known says nothing new.
    noted: usize,
    /// So many rows name a person or tool that is not, or more than one person.
    unknown: u64,
}

/// Releases or drops what the guard holds, and lets a run follow.
pub(super) async fn settle(visit: Visit, sent: Bytes) -> Result<Response, Wrong> {
    let Settle { hash, deed } = body(&sent)?;
    let state = if deed == SettleDeed::Release { HoldState::Released } else { HoldState::Dropped };
    let site = visit.site.clone();
    let holds = apart(async move || site.store.look().await?.all_holds().await).await?;
    let known = holds.into_iter().find(|row| row.hold.hash == hash).ok_or(Refusal::NotThere)?;
    let answer = |changed| json(&Settled { hash: known.hold.hash.clone(), state: state.word(), changed });
    if known.state == state {
        return Ok(answer(false));
    }
    let (site, actor, hash) = (visit.site.clone(), visit.who.actor(), known.hold.hash.clone());
    let settled = apart(async move || {
        let stamp = site.stamp(&actor);
        let deed = async {
            match deed {
                SettleDeed::Release => site.store.release(&hash, stamp).await,
                SettleDeed::Drop => site.store.drop_hold(&hash, stamp).await,
            }
        };
        site.store.alone(deed).await?;
        site.store.nudge(site.now(), None).await.map(drop)
    });
    done(&visit, settled.await)?;
    Ok(answer(true))
}

/// Notes that somebody is at an alert, or no more.
pub(super) async fn pause(visit: Visit, sent: Bytes) -> Result<Response, Wrong> {
    let Attend { key, deed, reason, until } = body(&sent)?;
    let reason = reason.unwrap_or_default();
    if reason.chars().count() > REASON_MAX {
        return Err(Wrong::unfit(format!("reason is longer than {REASON_MAX} signs")));
    }
    let reason = crate::wording::one_line(&reason);
    let wrong = || Wrong::unfit("until is not a day: write 2026-11-23");
    let until = until.map(|text| day(&text).ok_or_else(wrong)).transpose()?;
    let wanted = match (deed, until) {
        (AttendDeed::Wake, None) => None,
        (AttendDeed::Ack, None) => Some(Pause { until: None, reason }),
        (AttendDeed::Snooze, Some(until)) if until >= visit.site.today() => Some(Pause { until: Some(until), reason }),
        (AttendDeed::Snooze, Some(_)) => return Err(Wrong::unfit("until is over")),
        (AttendDeed::Snooze, None) => return Err(Wrong::unfit("snooze needs until")),
        (_, Some(_)) => return Err(Wrong::unfit("only snooze has until")),
    };
    let site = visit.site.clone();
    let open = apart(async move || site.store.look().await?.open_alerts().await).await?;
    let hides = visit.who.scope.protected == Shown::No;
    let is_shown = |open: &OpenAlert| !(hides && matches!(open.alert, Alert::ProtectedDecision { .. }));
    let open = open.into_iter().find(|open| open.alert.key() == key && is_shown(open)).ok_or(Refusal::NotThere)?;
    let changed = open.pause != wanted;
    if changed {
        let (site, actor, key, pause) = (visit.site.clone(), visit.who.actor(), key.clone(), wanted.clone());
        let noted = apart(async move || {
            site.store.alone(site.store.pause_alert(&key, pause.as_ref(), site.stamp(&actor))).await
        });
        done(&visit, noted.await)?;
    }
    let pause = wanted.map(|pause| PauseAnswer { until: pause.until, reason: pause.reason });
    Ok(json(&Attended { key, pause, changed }))
}

/// Notes when people last used their tools: rows as JSON, or the very file that `usage import` reads.
pub(super) async fn usage(visit: Visit, headers: HeaderMap, sent: Bytes) -> Result<Response, Wrong> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let rows =
        if kind.starts_with("text/csv") { visit.site.usage.rows(&sent).map_err(Wrong::unfit)? } else { rows(&sent)? };
    let told = view(&visit)
        .await?
        .used(&rows)
        .map_err(|early| Wrong::unfit(format!("row {}: last_used lies after today", early.line)))?;
    if told.uses.0.is_empty() {
        return Err(Wrong::unfit("no row names a person of the roster and a tool of the configuration"));
    }
    let noted = Noted { noted: told.uses.0.len(), unknown: told.unknown };
    let (site, actor) = (visit.site.clone(), visit.who.actor());
    done(
        &visit,
        apart(async move || site.store.alone(site.store.note_uses(&told.uses, site.stamp(&actor))).await).await,
    )?;
    Ok(json(&noted))
}

fn rows(sent: &[u8]) -> Result<Vec<UsageRow>, Wrong> {
    let row = |(line, Object(row)): (u64, Object<UsageOf>)| {
        let wrong = || Wrong::unfit(format!("row {line}: last_used is not a day: write 2026-11-23"));
        let last_used = day(&row.last_used).ok_or_else(wrong)?;
        Ok(UsageRow { person: row.person, tool: row.tool, last_used, line })
    };
    (1..).zip(body::<Usage>(sent)?.rows).map(row).collect()
}

/// Whoever asks next sees it.
fn done(visit: &Visit, done: Result<(), StoreError>) -> Result<(), Wrong> {
    match done {
        Ok(()) => {
            visit.site.worlds.touched();
            Ok(())
        }
        Err(StoreError::NoRow { .. }) => Err(Refusal::Overtaken.into()),
        Err(error) => Err(error.into()),
    }
}
