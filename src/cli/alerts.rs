//! `alerts`, `ack` and `snooze`: what there is to do, and who is at it.

use super::desk::Desk;
use super::{Args, DONE, Streams, TROUBLE};
use crate::plan::Pause;
use crate::report::{AlertRow, alerts_table};
use crate::store::{OpenAlert, StoreError};
use crate::wording::alert::{Names, line};

/// Everything that stands, urgent things first.
pub(super) async fn list(desk: &Desk, streams: &mut Streams<'_>) -> anyhow::Result<u8> {
    let mut look = desk.store.look().await?;
    let (open, places) = (look.open_alerts().await?, look.places().await?);
    let (catalogue, day) = (desk.catalogue().await?, desk.today());
    let names = Names { catalogue: &catalogue, roster: &places, day };
    let row = |open: OpenAlert| AlertRow {
        key: open.alert.key(),
        urgent: open.alert.is_urgent(),
        since: open.opened_at.to_zoned(desk.zone.clone()).date(),
        text: line(&desk.words, &names, &open.alert),
        pause: open.pause.filter(|pause| pause.holds_on(day)),
        alert: open.alert,
    };
    let mut rows: Vec<AlertRow> = open.into_iter().map(row).collect();
    rows.sort_by_key(|row| (row.pause.is_some(), !row.urgent));
    if desk.json {
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&rows)?)?;
    } else {
        writeln!(streams.data, "{}", alerts_table(&desk.words, &rows, day))?;
    }
    Ok(DONE)
}

/// Notes that somebody is at an alert, or no more.
pub(super) async fn pause(
    args: &Args,
    streams: &mut Streams<'_>,
    key: &str,
    pause: Option<Pause>,
) -> anyhow::Result<u8> {
    let desk = Desk::open(args).await?;
    let done = desk.store.alone(noted(&desk, streams, key, pause)).await;
    desk.store.close().await;
    done
}

async fn noted(desk: &Desk, streams: &mut Streams<'_>, key: &str, pause: Option<Pause>) -> anyhow::Result<u8> {
    let day = desk.today();
    if let Some(until) = pause.as_ref().and_then(|pause| pause.until).filter(|until| *until < day) {
        let until = until.to_string();
        writeln!(streams.messages, "{}", desk.words.say("snooze-past", &[("until", (&until).into())]))?;
        return Ok(TROUBLE);
    }
    let told = match &pause {
        Some(Pause { until: Some(until), .. }) => {
            desk.words.say("snoozed", &[("key", key.into()), ("until", (&until.to_string()).into())])
        }
        Some(Pause { until: None, .. }) => desk.words.say("acknowledged", &[("key", key.into())]),
        None => desk.words.say("unpaused", &[("key", key.into())]),
    };
    match desk.store.pause_alert(key, pause.as_ref(), desk.stamp()).await {
        Ok(()) => writeln!(streams.data, "{told}")?,
        Err(StoreError::NoRow { .. }) => {
            writeln!(streams.messages, "{}", desk.words.say("no-such-alert", &[("key", key.into())]))?;
            return Ok(TROUBLE);
        }
        Err(error) => return Err(error.into()),
    }
    Ok(DONE)
}
