//! `recover`: going on though the ledger lost its end.

use super::desk::Desk;
use super::{Args, DONE, Streams, TROUBLE};
use crate::store::Gap;
use std::io::{BufRead as _, IsTerminal as _};

pub(super) async fn run(args: &Args, streams: &mut Streams<'_>, reason: Option<&str>, yes: bool) -> anyhow::Result<u8> {
    let desk = Desk::open(args).await?;
    let done = desk.store.alone(go_on(&desk, streams, reason, yes)).await;
    desk.store.close().await;
    done
}

async fn go_on(desk: &Desk, streams: &mut Streams<'_>, reason: Option<&str>, yes: bool) -> anyhow::Result<u8> {
    let Some(gap) = desk.store.gap().await? else {
        let head = desk.store.head().await?.seq.to_string();
        return answer(desk, streams, None, 0, &desk.words.say("recover-nothing", &[("head", (&head).into())]));
    };
    tell(desk, streams, &gap).await?;
    if !yes && !asked(desk, streams)? {
        writeln!(streams.messages, "{}", desk.words.text("recover-yes"))?;
        return Ok(TROUBLE);
    }
    let stamp = desk.stamp();
    let Some(recovered) = desk.store.recover(reason, stamp).await? else { return Ok(DONE) };
    let head = recovered.head.seq.to_string();
    let told = desk.words.say("recovered", &[("head", (&head).into())]);
    answer(desk, streams, Some(&recovered.gap), recovered.letters, &told)
}

fn answer(desk: &Desk, streams: &mut Streams<'_>, gap: Option<&Gap>, letters: u64, told: &str) -> anyhow::Result<u8> {
    if desk.json {
        let lost = gap.map(|gap| gap.lost().into_inner());
        let answer = serde_json::json!({ "recovered": gap.is_some(), "lost": lost, "letters": letters });
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&answer)?)?;
    } else {
        writeln!(streams.data, "{told}")?;
    }
    Ok(DONE)
}

/// What is missing, and what that means.
async fn tell(desk: &Desk, streams: &mut Streams<'_>, gap: &Gap) -> anyhow::Result<()> {
    let (first, last) = gap.lost().into_inner();
    let [head, first, last] = [gap.head.seq, first, last].map(|number| number.to_string());
    let key = if gap.anchor.seq > gap.head.seq { "recover-gap" } else { "recover-fork" };
    let fills = [("head", (&head).into()), ("first", (&first).into()), ("last", (&last).into())];
    writeln!(streams.messages, "{}", desk.words.say(key, &fills))?;
    writeln!(streams.messages, "{}", desk.words.text("recover-means"))?;
    let letters = desk.store.due_again().await?;
    writeln!(streams.messages, "{}", desk.words.say("recover-letters", &[("count", letters.into())]))?;
    Ok(())
}

/// Asks whoever sits at the terminal; nobody there has not said yes.
fn asked(desk: &Desk, streams: &mut Streams<'_>) -> anyhow::Result<bool> {
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        return Ok(false);
    }
    write!(streams.messages, "{}", desk.words.text("recover-ask"))?;
    streams.messages.flush()?;
    let mut said = String::new();
    stdin.lock().read_line(&mut said)?;
    Ok(matches!(said.trim().to_lowercase().as_str(), "j" | "ja" | "y" | "yes"))
}
