//! `audit`: the ledger.

use super::desk::Desk;
use super::{DONE, Streams};
use crate::plan::Event;
use crate::report::{EventRow, events_table};
use crate::roster::PersonId;
use crate::seats::{SeatStep, WishState};
use crate::store::{LedgerFilter, LedgerRow, Look, StoreError};
use anyhow::Context;
use jiff::Timestamp;

/// Which events.
pub(super) struct Filter<'a> {
    pub(super) since: Option<&'a str>,
    pub(super) person: Option<&'a str>,
    pub(super) limit: u32,
}

pub(super) async fn run(desk: &Desk, streams: &mut Streams<'_>, filter: Filter<'_>) -> anyhow::Result<u8> {
    let state = desk.state().await?;
    let person = match filter.person {
        None => None,
        Some(name) => match &state.persons_named(name)[..] {
            [one] => Some(one.clone()),
            // The ledger may know somebody whom the roster has forgotten.
            [] => Some(PersonId::from(name)),
            many => anyhow::bail!(
                desk.words.say("ambiguous-person", &[("name", name.into()), ("count", many.len().into())])
            ),
        },
    };
    let since = filter.since.map(|since| instant(desk, since)).transpose()?;
    let mut look = desk.store.look().await?;
    let mut events = match person {
        None => look.events(LedgerFilter { after: 0, person: None, newest: Some(filter.limit) }).await?,
        Some(person) => about(&mut look, person, filter.limit).await?,
    };
    events.retain(|event| since.is_none_or(|since| event.at >= since));
    let row = |event: LedgerRow| {
        let hidden = filter.person.is_none() && is_undecided(&event.event);
        let body = if hidden { UNDECIDED.into() } else { serde_json::to_value(&event.event).unwrap_or_default() };
        EventRow {
            seq: event.seq,
            at: event.at.to_zoned(desk.zone.clone()).strftime("%Y-%m-%d %H:%M:%S%:z").to_string(),
            run: event.run.map(|run| run.0),
            actor: event.actor,
            kind: event.event.kind().0.to_owned(),
            person: event.event.person().filter(|_| !hidden).map(|person| state.key(person)),
            tool: event.event.tool().map(ToString::to_string),
            body,
            seal: event.seal,
        }
    };
    let rows: Vec<EventRow> = events.into_iter().map(row).collect();
    if desk.json {
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&rows)?)?;
    } else {
        writeln!(streams.data, "{}", events_table(&desk.words, &rows))?;
    }
    Ok(DONE)
}

/// The newest events about a person, those under former ids too.
async fn about(look: &mut Look, person: PersonId, limit: u32) -> Result<Vec<LedgerRow>, StoreError> {
    let (mut events, mut ids) = (Vec::new(), vec![person]);
    while let Some(id) = ids.last() {
        let under = look.events(LedgerFilter { after: 0, person: Some(id), newest: Some(limit) }).await?;
        let former = under.iter().find_map(|row| row.event.former_id(id)).filter(|old| !ids.contains(old)).cloned();
        events.splice(0..0, under);
        let Some(former) = former else { break };
        ids.push(former);
    }
    let over = events.len().saturating_sub(limit as usize);
    events.drain(..over);
    Ok(events)
}

/// What stands for an event about somebody with protected identity, unless that person is asked about: the
/// list of all events must not tell who needs a decision or has one (DOMAIN 7).
const UNDECIDED: &str = "protected_hold";

fn is_undecided(event: &Event) -> bool {
    match event {
        Event::Seat(SeatStep::Wish { wish, .. }) => wish.state == WishState::Held,
        Event::Decided { .. } => true,
        _ => false,
    }
}

/// An instant, or the beginning of a day.
fn instant(desk: &Desk, text: &str) -> anyhow::Result<Timestamp> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(instant);
    }
    let day: jiff::civil::Date =
        text.parse().with_context(|| format!("--since {text}: expected 2026-11-23 or an RFC 3339 instant"))?;
    Ok(day.to_zoned(desk.zone.clone())?.timestamp())
}
