//! No storm of letters: no more an hour to the addresses of one domain than may go, and where there are more, one letter
//! each that tells of the others (RELIABILITY S8).

use super::patience::must_arrive;
use crate::store::{Channel, Letter, OutboxRow, OutboxState, Store, StoreError};
use crate::wording::Words;
use crate::wording::letter::summary;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// How many letters may go, and the words for one that tells of several.
#[derive(Clone, Copy)]
pub struct Cap<'a> {
    /// So many an hour to the addresses of one domain.
    pub hourly_max: u32,
    /// In whose language.
    pub words: &'a Words,
}

/// A letter that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Waiting<'a> {
    /// Must it arrive as it is? Such a letter is never told of in another, and goes first.
    pub must: bool,
    /// Those that were written first go first.
    pub id: i64,
    /// To whom.
    pub to: &'a str,
}

/// What goes out together, once that many may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// One letter, or several that become one.
    pub letters: Vec<i64>,
    /// Not before this; now where there is nothing.
    pub at: Option<Timestamp>,
}

/// Whose turn it is when, domain by domain. `sent` are the letters of the last hour, to whom and when; nothing is said of
/// letters that may go as they are.
#[must_use]
pub fn turns(due: &[Waiting<'_>], sent: &[(String, Timestamp)], (hourly_max, now): (u32, Timestamp)) -> Vec<Turn> {
    let most = usize::try_from(hourly_max).unwrap_or(usize::MAX).max(1);
    let mut domains: BTreeMap<String, Vec<Waiting<'_>>> = BTreeMap::new();
    due.iter().for_each(|letter| domains.entry(domain(letter.to)).or_default().push(*letter));
    let mut turns = Vec::new();
    for (name, letters) in domains {
        let before = sent.iter().filter(|(to, at)| domain(to) == name && *at > now - HOUR);
        let mut times: Vec<Timestamp> = before.map(|(_, at)| *at).collect();
        times.sort_unstable();
        let room = most.saturating_sub(times.len());
        if letters.len() <= room {
            continue;
        }
        let together = together(&letters);
        times.extend(std::iter::repeat_n(now, room.min(together.len())));
        for (at, letters) in together.into_iter().enumerate() {
            // The letter that went so many before this one makes room for it an hour later.
            let late = at.checked_sub(room).map(|late| {
                let hours = i32::try_from(late / most).unwrap_or(1_000).min(1_000) + 1;
                times.get(late % most).copied().unwrap_or(now) + HOUR * hours
            });
            if late.is_some() || letters.len() > 1 {
                turns.push(Turn { letters, at: late });
            }
        }
    }
    turns
}

/// What one recipient gets becomes one letter, but for what must arrive as it is. Those that must go first, then those that
/// were written first.
fn together(letters: &[Waiting<'_>]) -> Vec<Vec<i64>> {
    let (sure, rest): (Vec<&Waiting<'_>>, Vec<&Waiting<'_>>) = letters.iter().partition(|letter| letter.must);
    let mut mine: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for letter in rest {
        mine.entry(letter.to.to_lowercase()).or_default().push(letter.id);
    }
    let mut rest: Vec<Vec<i64>> = mine.into_values().collect();
    rest.sort_by_key(|letters| letters.first().copied());
    sure.into_iter().map(|letter| vec![letter.id]).chain(rest).collect()
}

fn domain(address: &str) -> String {
    address.rsplit('@').next().unwrap_or_default().trim_end_matches('>').to_lowercase()
}

/// Has letters wait that are too many for now, and puts one in the place of several.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn thin_out(store: &Store, cap: Cap<'_>, now: Timestamp) -> Result<(), StoreError> {
    let due = store.due(now).await?;
    if due.is_empty() {
        return Ok(());
    }
    let sent = store.look().await?.letters_sent(now - HOUR).await?;
    let waiting = |row| Waiting { must: is_sure(row), id: row.id, to: &row.letter.recipient };
    let letters: Vec<Waiting<'_>> = due.iter().filter(|row| row.state != OutboxState::AtDot).map(waiting).collect();
    let by_id: BTreeMap<i64, &OutboxRow> = due.iter().map(|row| (row.id, row)).collect();
    let (mut sums, mut late) = (Vec::new(), BTreeMap::<Timestamp, Vec<i64>>::new());
    for turn in turns(&letters, &sent, (cap.hourly_max, now)) {
        let rows: Vec<&OutboxRow> = turn.letters.iter().filter_map(|id| by_id.get(id).copied()).collect();
        match (&rows[..], turn.at) {
            ([_, _, ..], at) => sums.push((summed(cap.words, &rows, at), rows)),
            ([one], Some(at)) => late.entry(at).or_default().push(one.id),
            _ => {}
        }
    }
    if !sums.is_empty() {
        tracing::warn!(
            letters = sums.iter().map(|(_, rows)| rows.len()).sum::<usize>(),
            into = sums.len(),
            "too many letters at once: some are told in one"
        );
        store.sum_up(&sums, now).await?;
    }
    for (until, letters) in late {
        store.postpone(&letters, until).await?;
    }
    Ok(())
}

/// Is it to be sent as it is? So is one of which nobody knows whether it arrived.
fn is_sure(row: &OutboxRow) -> bool {
    row.state != OutboxState::Ready || must_arrive(&row.letter.kind)
}

/// One letter in the place of these.
fn summed(words: &Words, rows: &[&OutboxRow], due_at: Option<Timestamp>) -> Letter {
    let lines: Vec<String> = rows.iter().flat_map(|row| lines(row)).collect();
    let (subject, body) = summary(words, &lines);
    let keys: Vec<&str> = rows.iter().map(|row| row.letter.dedupe_key.as_str()).collect();
    let digest = Sha256::digest(keys.join("\n"));
    let name: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    Letter {
        channel: Channel::Letter,
        dedupe_key: format!("summary {name}"),
        recipient: rows.first().map(|row| row.letter.recipient.clone()).unwrap_or_default(),
        kind: "summary".to_owned(),
        subject,
        body,
        headers: serde_json::json!({ "thread": "summary", "lines": lines }).to_string(),
        due_at,
    }
}

/// What a letter says in one line; one that tells of several says theirs.
fn lines(row: &OutboxRow) -> Vec<String> {
    let headers: serde_json::Value = serde_json::from_str(&row.letter.headers).unwrap_or_default();
    let told = headers["lines"].as_array().map(|lines| lines.iter().filter_map(|line| line.as_str()));
    match told {
        Some(lines) => lines.map(str::to_owned).collect(),
        None => vec![row.letter.subject.trim_start_matches("[upprop] ").to_owned()],
    }
}
