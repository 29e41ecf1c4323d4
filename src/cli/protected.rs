//! `protected`: what is decided for persons whose identity is protected (DOMAIN 0.10).

use super::desk::Desk;
use super::{Args, DONE, Streams, TROUBLE};
use crate::config::catalogue::catalogue;
use crate::licence::{Choice, ToolKey};
use crate::report::{DecisionRow, decisions_table};
use crate::roster::Person;
use crate::seats::WishState;
use crate::store::Decision;
use anyhow::Context as _;
use clap::{Subcommand, ValueEnum};
use std::collections::BTreeMap;

/// About persons whose identity is protected.
#[derive(Debug, Clone, Subcommand)]
pub enum ProtectedCommand {
    /// Who needs a decision and for which tool, and what was decided here, by key. Keep the list to those who decide.
    List,
    /// Decide about one person and one tool; the next run does it.
    Decide {
        /// Key or id of the person.
        who: String,
        /// Key of the tool.
        tool: String,
        /// What.
        choice: ChoiceArg,
        /// Why, such as the number of the decision. It is kept with the person, and not in the ledger.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

/// A decision on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ChoiceArg {
    /// A seat like everyone else; the vendor is told of the person then.
    Include,
    /// No seat.
    Exclude,
    /// Undecided again.
    Hold,
}

impl From<ChoiceArg> for Choice {
    fn from(choice: ChoiceArg) -> Self {
        match choice {
            ChoiceArg::Include => Self::Include,
            ChoiceArg::Exclude => Self::Exclude,
            ChoiceArg::Hold => Self::Hold,
        }
    }
}

pub(super) async fn run(args: &Args, streams: &mut Streams<'_>, command: &ProtectedCommand) -> anyhow::Result<u8> {
    match command {
        ProtectedCommand::List => list(&Desk::look(args).await?, streams).await,
        ProtectedCommand::Decide { who, tool, choice, reason } => {
            let desk = Desk::open(args).await?;
            let asked = Asked { who, tool: tool.as_str().into(), choice: (*choice).into(), reason };
            let done = desk.store.alone(decide(&desk, streams, asked)).await;
            desk.store.close().await;
            done
        }
    }
}

struct Asked<'a> {
    who: &'a str,
    tool: ToolKey,
    choice: Choice,
    reason: &'a str,
}

async fn decide(desk: &Desk, streams: &mut Streams<'_>, asked: Asked<'_>) -> anyhow::Result<u8> {
    let state = desk.state().await?;
    let person = match &state.persons_named(asked.who)[..] {
        [one] => state.roster().find_person(one).map(|at| state.roster().person(at)),
        [] => None,
        many => {
            let fills = [("name", asked.who.into()), ("count", many.len().into())];
            anyhow::bail!(desk.words.say("ambiguous-person", &fills))
        }
    };
    let unknown = || desk.words.say("person-unknown", &[("name", asked.who.into())]);
    let person: &Person = person.with_context(unknown)?;
    if let Err(why) = catalogue(&desk.config.file).decidable(person, &asked.tool, desk.today()) {
        writeln!(streams.messages, "{}", desk.words.text(&format!("undecidable-{}", why.word())))?;
        return Ok(TROUBLE);
    }
    let reason = asked.reason.trim();
    anyhow::ensure!(!reason.is_empty(), desk.words.text("undecidable-no-reason"));
    let Asked { tool, choice, .. } = asked;
    let decision = Decision { person: person.id.clone(), tool, choice, reason: reason.to_owned() };
    desk.store.decide(&decision, desk.stamp()).await?;
    writeln!(streams.data, "{}", desk.words.text(&format!("decided-{}", choice.word())))?;
    Ok(DONE)
}

async fn list(desk: &Desk, streams: &mut Streams<'_>) -> anyhow::Result<u8> {
    desk.note_nothing(streams)?;
    let (state, mut rows) = (desk.state().await?, BTreeMap::new());
    for ((tool, person), wish) in &state.seats().wishes {
        if wish.state == WishState::Held {
            let (since, choice, reason) = (Some(wish.since), Choice::Hold, String::new());
            let row = DecisionRow { person: state.key(person), tool: tool.to_string(), choice, since, reason };
            rows.insert((person.to_string(), tool.to_string()), row);
        }
    }
    for one in desk.store.look().await?.decisions().await? {
        let (Some(choice), Some(tool)) = (one.choice(), &one.tool) else { continue };
        if choice != Choice::Hold {
            let (person, tool) = (state.key(&(&*one.person).into()), tool.to_string());
            let key = (one.person.to_string(), tool.clone());
            rows.insert(key, DecisionRow { person, tool, choice, since: None, reason: one.reason.to_string() });
        }
    }
    let rows: Vec<DecisionRow> = rows.into_values().collect();
    if desk.json {
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&rows)?)?;
    } else {
        writeln!(streams.data, "{}", decisions_table(&desk.words, &rows, desk.today()))?;
    }
    Ok(DONE)
}
