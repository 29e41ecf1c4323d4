//! `notify`: letters on their way, and one to try the way out.

use super::args::NotifyCommand;
use super::desk::Desk;
use super::{Args, DONE, Streams, TROUBLE};
use crate::alert::test_message;
use crate::notify::{Due, Message, Post};
use crate::report::{LetterRow, letters_table};
use crate::store::{Channel, Fate, Letter, OutboxRow, OutboxState};
use crate::sync::{self, Errand, Preview, Tells};
use jiff::civil::Date;

pub(super) async fn run(args: &Args, streams: &mut Streams<'_>, command: NotifyCommand) -> anyhow::Result<u8> {
    let desk = Desk::look(args).await?;
    match command {
        NotifyCommand::List { all } => list(&desk, streams, all).await,
        NotifyCommand::Test => test(&desk, streams).await,
        NotifyCommand::Preview { at } => preview(&desk, streams, at).await,
    }
}

/// Every letter that would go on a day, as a daemon would send them.
async fn preview(desk: &Desk, streams: &mut Streams<'_>, at: Option<Date>) -> anyhow::Result<u8> {
    let errand = Errand { at, tells: Tells::ByTheClock, ..desk.errand() };
    let prepared = sync::prepare(&errand).await?;
    let Preview { letters, is_day_done } = sync::preview(&errand, &prepared).await?;
    if desk.json {
        let rows = letters.iter().map(|letter| {
            let Letter { recipient, kind, subject, body, .. } = letter;
            serde_json::json!({ "to": recipient, "kind": kind, "subject": subject, "body": body })
        });
        let rows: Vec<serde_json::Value> = rows.collect();
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&rows)?)?;
        return Ok(DONE);
    }
    let day = prepared.day.to_string();
    let fills = [("day", (&day).into()), ("count", letters.len().into())];
    writeln!(streams.data, "{}", desk.words.say("preview", &fills))?;
    if is_day_done {
        writeln!(streams.data, "{}", desk.words.text("preview-day-done"))?;
    }
    for letter in letters {
        let line = "─".repeat(60);
        let (to, subject) = (desk.words.text("head-to"), desk.words.text("head-subject"));
        writeln!(streams.data, "{line}\n{to}: {}\n{subject}: {}\n\n{}", letter.recipient, letter.subject, letter.body)?;
    }
    Ok(DONE)
}

/// Letters that did not get out, or all of them.
async fn list(desk: &Desk, streams: &mut Streams<'_>, all: bool) -> anyhow::Result<u8> {
    let letters = desk.store.look().await?.letters().await?;
    let at = |at: jiff::Timestamp| at.to_zoned(desk.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
    let row = |row: OutboxRow| LetterRow {
        id: row.id,
        run: row.run.map(|run| run.0),
        state: row.state.word().to_owned(),
        written: at(row.created_at),
        due: row.letter.due_at.filter(|due| is_waiting(row.state) && *due < Fate::NEVER).map(at),
        attempts: row.attempts,
        why: row.last_error,
        channel: row.letter.channel.word().to_owned(),
        subject: match row.letter.channel {
            Channel::Letter => row.letter.subject,
            Channel::Webhook => format!("{}: {}", row.letter.recipient, row.letter.subject),
        },
    };
    let is_done = |state| matches!(state, OutboxState::Sent | OutboxState::Summed);
    let shown = letters.into_iter().filter(|letter| all || !is_done(letter.state));
    let rows: Vec<LetterRow> = shown.map(row).collect();
    if desk.json {
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&rows)?)?;
    } else {
        writeln!(streams.data, "{}", letters_table(&desk.words, &rows))?;
    }
    Ok(DONE)
}

fn is_waiting(state: OutboxState) -> bool {
    !matches!(state, OutboxState::Sent | OutboxState::Failed | OutboxState::Summed)
}

/// Sends a letter to each recipient and a message to each receiver of webhooks, past the outbox, and tells what came of it: by number, since addresses are nobody
/// else's business.
async fn test(desk: &Desk, streams: &mut Streams<'_>) -> anyhow::Result<u8> {
    let file = &desk.config.file;
    let post = sync::post(&desk.config).map_err(anyhow::Error::msg)?.filter(|_| !file.notify.recipient.is_empty());
    if post.is_none() && file.notify.webhook.is_empty() {
        writeln!(streams.messages, "{}", desk.words.text("notify-nowhere"))?;
        return Ok(TROUBLE);
    }
    let letters = match post {
        Some(post) => letters(desk, streams, &post).await?,
        None => DONE,
    };
    Ok(letters.max(webhooks(desk, streams).await?))
}

async fn letters(desk: &Desk, streams: &mut Streams<'_>, post: &Post) -> anyhow::Result<u8> {
    let (recipients, organiser) = (&desk.config.file.notify.recipient, &desk.config.file.organiser.name);
    let subject = desk.words.text("notify-test-subject");
    let body = desk.words.say("notify-test", &[("organiser", organiser.into())]);
    let at = desk.clock.now();
    let mut status = DONE;
    for (number, recipient) in (1_u32..).zip(recipients) {
        let key = format!("test {} {number}", at.as_microsecond());
        let due = Due {
            // What lies in a folder under the number of a letter is that letter.
            id: -i64::from(number),
            to: &recipient.address,
            subject: &subject,
            body: &body,
            dedupe_key: &key,
            thread: "test",
            at,
            is_resent: false,
            file: None,
        };
        let fills = [("number", number.into())];
        let told = match post.try_out(&due).await {
            Ok(()) => desk.words.say("notify-sent", &fills),
            Err(why) => {
                status = TROUBLE;
                desk.words.say("notify-failed", &[("number", number.into()), ("why", (&why).into())])
            }
        };
        writeln!(streams.data, "{told}")?;
    }
    Ok(status)
}

/// The same of receivers of webhooks: a message of a type of its own.
async fn webhooks(desk: &Desk, streams: &mut Streams<'_>) -> anyhow::Result<u8> {
    let (at, mut status) = (desk.clock.now(), DONE);
    for (name, receiver) in sync::receivers(&desk.config) {
        let (body, id) = (test_message(at), format!("msg_test{}", at.as_microsecond()));
        let message = Message { id: &id, at, body: &body };
        let tried = match &receiver {
            Ok(receiver) => receiver.try_out(message).await,
            Err(why) => Err(why.clone()),
        };
        let told = match tried {
            Ok(()) => desk.words.say("notify-webhook-sent", &[("receiver", (&name).into())]),
            Err(why) => {
                status = TROUBLE;
                desk.words.say("notify-webhook-failed", &[("receiver", (&name).into()), ("why", (&why).into())])
            }
        };
        writeln!(streams.data, "{told}")?;
    }
    Ok(status)
}
