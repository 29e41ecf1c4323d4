//! `pools`, `tools`, `waiting`, `runs`: what is.

use super::desk::Desk;
use super::{DONE, Streams};
use crate::licence::Catalogue;
use crate::report::{self, People, RunRow, Sight};
use crate::seats::claims::Lookup;

pub(super) async fn pools(desk: &Desk, streams: &mut Streams<'_>, people: bool) -> anyhow::Result<u8> {
    let people = if people { People::Listed } else { People::Counted };
    let (state, catalogue) = (desk.state().await?, desk.catalogue().await?);
    let today = desk.today();
    let lookup = Lookup::new(state.roster(), today);
    let key = |person: &crate::roster::PersonId| state.key(person);
    let sight = sight(&lookup, &catalogue, state.seats(), &key);
    let rows = report::pool_rows(&sight, people);
    if desk.json {
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&rows)?)?;
        return Ok(DONE);
    }
    writeln!(streams.data, "{}", report::pools_table(&desk.words, &rows, today))?;
    if people == People::Listed {
        for row in &rows {
            let seats = row.seats.iter().flatten();
            let names: Vec<String> = seats
                .map(|seat| match seat.until {
                    Some(until) => format!(
                        "{} ({} {})",
                        seat.person,
                        desk.words.text(if seat.state == "grace" { "phase-grace" } else { "seat-lent" }),
                        desk.words.short_date(until, today)
                    ),
                    None => seat.person.clone(),
                })
                .collect();
            writeln!(streams.data, "{}: {}", row.pool, names.join(" "))?;
        }
        writeln!(streams.data, "{}", desk.words.text("names-hidden"))?;
    }
    Ok(DONE)
}

pub(super) async fn tools(desk: &Desk, streams: &mut Streams<'_>) -> anyhow::Result<u8> {
    let (state, catalogue) = (desk.state().await?, desk.catalogue().await?);
    let lookup = Lookup::new(state.roster(), desk.today());
    let key = |person: &crate::roster::PersonId| state.key(person);
    let rows = report::tool_rows(&sight(&lookup, &catalogue, state.seats(), &key));
    if desk.json {
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&rows)?)?;
    } else {
        writeln!(streams.data, "{}", report::tools_table(&desk.words, &rows))?;
    }
    Ok(DONE)
}

pub(super) async fn waiting(desk: &Desk, streams: &mut Streams<'_>, pool: Option<&str>) -> anyhow::Result<u8> {
    let (state, catalogue) = (desk.state().await?, desk.catalogue().await?);
    if let Some(pool) = pool {
        let known = catalogue.pools.iter().any(|p| p.key.as_str() == pool);
        anyhow::ensure!(known, "pool {pool}: not in the configuration; see `upprop pools`");
    }
    let lookup = Lookup::new(state.roster(), desk.today());
    let key = |person: &crate::roster::PersonId| state.key(person);
    let rows = report::waiting_rows(&sight(&lookup, &catalogue, state.seats(), &key), pool);
    if desk.json {
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&rows)?)?;
    } else {
        writeln!(streams.data, "{}", report::waiting_table(&desk.words, &rows, desk.today()))?;
    }
    Ok(DONE)
}

pub(super) async fn runs(desk: &Desk, streams: &mut Streams<'_>, limit: u32) -> anyhow::Result<u8> {
    let time = |at: jiff::Timestamp| at.to_zoned(desk.zone.clone()).strftime("%Y-%m-%d %H:%M:%S%:z").to_string();
    let row = |run: crate::store::RunRow| RunRow {
        run: run.id.0,
        started_at: time(run.started_at),
        ended_at: run.ended_at.map(time),
        outcome: run.outcome.map_or("interrupted", crate::store::Outcome::word).to_owned(),
        counts: run.counts.and_then(|counts| serde_json::from_str(&counts).ok()).unwrap_or_default(),
        error: run.error,
    };
    let rows: Vec<RunRow> = desk.store.runs(limit).await?.into_iter().map(row).collect();
    if desk.json {
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&rows)?)?;
    } else {
        writeln!(streams.data, "{}", report::runs_table(&desk.words, &rows))?;
    }
    Ok(DONE)
}

pub(super) fn sight<'a>(
    lookup: &'a Lookup<'a>,
    catalogue: &'a Catalogue,
    seats: &'a crate::seats::Seats,
    key: &'a dyn Fn(&crate::roster::PersonId) -> String,
) -> Sight<'a> {
    Sight { lookup, catalogue, seats, key, day: lookup.day }
}
