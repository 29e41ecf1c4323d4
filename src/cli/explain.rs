//! `explain`: why this person has a seat or has none.

use super::desk::Desk;
use super::outlook::Outlook;
use super::{DONE, Streams};
use crate::licence::{Catalogue, Tool};
use crate::plan::asking;
use crate::roster::PersonId;
use crate::seats::Crowd;
use crate::seats::claims::Lookup;
use crate::seats::explain::{Explanation, Freed, Outcome, Question, explain};
use crate::wording;
use std::sync::Arc;

pub(super) async fn run(
    desk: &Desk,
    streams: &mut Streams<'_>,
    person: &str,
    tool: Option<&str>,
) -> anyhow::Result<u8> {
    let outlook = Outlook::of(desk).await?;
    let (state, catalogue) = (&outlook.state, &outlook.catalogue);
    let found = state.persons_named(person);
    let person = match &found[..] {
        [one] => one.clone(),
        [] => anyhow::bail!(desk.words.say("unknown-person", &[("name", person.into())])),
        many => {
            anyhow::bail!(desk.words.say("ambiguous-person", &[("name", person.into()), ("count", many.len().into())]))
        }
    };
    let lookup = Lookup::new(state.roster(), desk.today());
    let key = |person: &PersonId| state.key(person);
    let rows = desk.store.look().await?.freed_of(&person).await?;
    let freed = |tool: &Tool| {
        let row = rows.get(&tool.key)?;
        let on = row.at.to_zoned(desk.zone.clone()).date();
        Some(Freed { pool: row.pool.clone(), on, cause: row.cause })
    };
    let tools: Vec<&Tool> = match tool {
        Some(name) => vec![find_tool(desk, catalogue, name)?],
        None => catalogue.tools.values().collect(),
    };
    let mut answers: Vec<(&Tool, Explanation)> = asking(&outlook.present(), |ask| {
        let ask = &|tool: &Tool| Some(Arc::new(ask(tool)));
        let (seats, crowd) = (state.seats(), Crowd::of(state.seats(), key, |_| true));
        let question = Question { lookup: &lookup, catalogue, seats, crowd: &crowd, key: &key, ask, freed: &freed };
        tools.into_iter().map(|tool| (tool, explain(&question, &person, tool))).collect()
    });
    answers.retain(|(_, answer)| tool.is_some() || answer.outcome != Outcome::NotEntitled);
    if desk.json {
        let answers: Vec<&Explanation> = answers.iter().map(|(_, answer)| answer).collect();
        let text = match (tool, &answers[..]) {
            (Some(_), [one]) => serde_json::to_string_pretty(one)?,
            _ => serde_json::to_string_pretty(&answers)?,
        };
        writeln!(streams.data, "{text}")?;
        return Ok(DONE);
    }
    if answers.is_empty() {
        writeln!(streams.data, "{}", desk.words.text("no-tools"))?;
    }
    for (tool, answer) in &answers {
        for line in wording::explain::lines(&desk.words, answer, &tool.name, desk.today()) {
            writeln!(streams.data, "{line}")?;
        }
    }
    Ok(DONE)
}

fn find_tool<'a>(desk: &Desk, catalogue: &'a Catalogue, name: &str) -> anyhow::Result<&'a Tool> {
    if let Some(tool) = catalogue.tools.get(name) {
        return Ok(tool);
    }
    let near = crate::config::nearest(name, catalogue.tools.keys().map(|key| key.as_str()));
    let suggestion = near.as_deref().unwrap_or("none");
    anyhow::bail!(desk.words.say("unknown-tool", &[("name", name.into()), ("suggestion", suggestion.into())]))
}
