//! No more letters an hour than may go to one domain, and what was too much is told in one.

use crate::store::town::{Engine, Town, at, catalogue, roster};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use rstest::rstest;
use std::collections::{BTreeMap, BTreeSet};
use upprop::notify::{Cap, Folder, Post, Sender, Turn, Waiting, deliver, thin_out, turns};
use upprop::store::{Channel, Fate, Letter, OutboxRow, OutboxState, RunId};
use upprop::wording::{Lang, Words};

/// Letters that wait, as the outbox would have them.
#[derive(Debug, Clone)]
struct One {
    id: i64,
    to: String,
    must: bool,
    due: Timestamp,
    /// Those that it tells of.
    tells: BTreeSet<i64>,
}

fn minute(number: u32) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_mins(i64::from(number))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn no_hour_has_more_than_may_go_and_everything_is_told_once(
        written in proptest::collection::vec((0_u32..300, 0_usize..12, 0_u8..10), 1..300),
        most in 1_u32..9,
    ) {
        let mut coming: Vec<(u32, String, bool)> = written.iter().map(|(at, who, sort)| {
            let domain = ["a.example", "B.example"][who % 2];
            let domain = if *sort % 2 == 0 { domain.to_uppercase() } else { domain.to_lowercase() };
            (*at, format!("p{who}@{domain}"), *sort == 0)
        }).collect();
        coming.sort_by_key(|(at, ..)| *at);
        let total = coming.len();
        let (mut waiting, mut sent): (Vec<One>, Vec<(String, Timestamp)>) = (Vec::new(), Vec::new());
        let (mut told, mut next) = (BTreeMap::<i64, u32>::new(), 0_i64);
        let mut coming = coming.into_iter().peekable();
        let mut clock = 0;
        while coming.peek().is_some() || !waiting.is_empty() {
            prop_assert!(clock < 60_000, "it never ends: {} wait", waiting.len());
            let now = minute(clock);
            while let Some((_, to, must)) = coming.next_if(|(at, ..)| *at <= clock) {
                next += 1;
                waiting.push(One { id: next, to, must, due: now, tells: BTreeSet::from([next]) });
            }
            let due: Vec<One> = waiting.iter().filter(|one| one.due <= now).cloned().collect();
            let letters: Vec<Waiting<'_>> =
                due.iter().map(|one| Waiting { must: one.must, id: one.id, to: &one.to }).collect();
            for Turn { letters, at } in turns(&letters, &sent, (most, now)) {
                prop_assert!(at.is_none_or(|at| at > now), "{at:?} at {now}");
                let (mine, mut rest): (Vec<One>, Vec<One>) =
                    waiting.into_iter().partition(|one| letters.contains(&one.id));
                prop_assert_eq!(mine.len(), letters.len());
                prop_assert!(mine.len() == 1 || mine.iter().all(|one| !one.must), "what must arrive is told as it is");
                let first = mine[0].clone();
                prop_assert!(mine.iter().all(|one| one.to.eq_ignore_ascii_case(&first.to)));
                let tells = mine.iter().flat_map(|one| one.tells.clone()).collect();
                let id = if mine.len() > 1 { next += 1; next } else { first.id };
                rest.push(One { id, due: at.unwrap_or(now), tells, ..first });
                waiting = rest;
            }
            let (goes, rest): (Vec<One>, Vec<One>) = waiting.into_iter().partition(|one| one.due <= now);
            waiting = rest;
            for one in goes {
                one.tells.iter().for_each(|id| *told.entry(*id).or_default() += 1);
                sent.push((one.to, now));
            }
            for domain in ["a.example", "b.example"] {
                let hour = sent.iter().filter(|(to, at)| {
                    to.to_lowercase().ends_with(domain) && *at > now - SignedDuration::from_hours(1)
                });
                prop_assert!(hour.count() <= most as usize, "{domain} at {now}");
            }
            clock += 1;
        }
        prop_assert!(told.values().all(|times| *times == 1), "{told:?}");
        let of_letters: u32 = told.len().try_into().unwrap_or(0);
        prop_assert!(of_letters as usize >= total);
    }
}

/// A town in which so many letters wait for each of these addresses.
async fn town(engine: Engine, waiting: &[(String, u32, &str)]) -> Town {
    let town = Town::new(engine).await;
    town.run(1, roster(0..21, 1), &catalogue(1, 100)).await;
    town.raw("UPDATE outbox SET state = 'sent', sent_at = 1").await.unwrap();
    write(&town, waiting, 0).await;
    town
}

async fn write(town: &Town, waiting: &[(String, u32, &str)], from: u32) {
    let queue = town.store.look().await.unwrap().notices(&jiff::tz::TimeZone::UTC).await.unwrap();
    let (run, event) = (queue[0].run.map(RunId), queue[0].event);
    let letter = |(to, number, kind): (&String, u32, &str)| Letter {
        channel: Channel::Letter,
        dedupe_key: format!("{to} {number}"),
        recipient: to.clone(),
        kind: kind.to_owned(),
        subject: format!("[upprop] BRIST Tal: {number} elever utan plats"),
        body: "Text".to_owned(),
        headers: "{}".to_owned(),
        due_at: None,
    };
    let all = waiting.iter().flat_map(|(to, count, kind)| (from..from + count).map(move |number| (to, number, *kind)));
    let all: Vec<_> = all.map(|one| (letter(one), run, event)).collect();
    let mut writing = town.store.write().await.unwrap();
    writing.letters(&all, at(2)).await.unwrap();
    writing.commit().await.unwrap();
}

async fn rows(town: &Town) -> Vec<OutboxRow> {
    town.store.look().await.unwrap().letters().await.unwrap().split_off(1)
}

/// Delivers, hour by hour, until nothing waits; gives how many went at which hour.
async fn deliver_all(town: &Town, hourly_max: u32) -> Vec<usize> {
    let words = Words::new(Lang::Sv);
    let sender = Sender { from: "upprop@exempel.example".to_owned(), reply_to: None };
    let post = Post::Folder(Folder { path: town.folder().join("outbox"), sender });
    let (mut now, mut sent) = (at(2), Vec::new());
    loop {
        thin_out(&town.store, Cap { hourly_max, words: &words }, now).await.unwrap();
        sent.push(deliver(&town.store, &post, &|| now).await.unwrap().sent);
        match town.store.look().await.unwrap().next_due().await.unwrap() {
            Some(next) if next < Fate::NEVER => now = next.max(now + SignedDuration::from_secs(1)),
            _ => return sent,
        }
        assert!(sent.len() < 500, "it goes on for ever");
    }
}

#[rstest]
#[tokio::test]
async fn a_mass_change_is_one_letter_a_recipient_and_what_must_arrive_comes_as_it_is(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let schools = (0..20).map(|number| (format!("rektor{number}@kommun.example"), 50, "shortage"));
    let mut waiting: Vec<_> = schools.collect();
    waiting.push(("drift@kommun.example".to_owned(), 1, "held"));
    waiting.push(("ensam@annan.example".to_owned(), 3, "shortage"));
    let town = town(engine, &waiting).await;
    assert_eq!(deliver_all(&town, 200).await, [20 + 1 + 3]);
    let rows = rows(&town).await;
    let sums: Vec<&OutboxRow> = rows.iter().filter(|row| row.letter.kind == "summary").collect();
    assert_eq!((sums.len(), rows.iter().filter(|row| row.state == OutboxState::Summed).count()), (20, 1_000));
    for sum in sums {
        let lines = sum.letter.body.lines().filter(|line| line.starts_with(" - BRIST Tal: ")).count();
        assert_eq!((lines, sum.state), (50, OutboxState::Sent), "{}", sum.letter.body);
        assert!(sum.letter.subject.contains("50 saker") && !sum.letter.body.contains('@'), "{}", sum.letter.subject);
    }
    let other = rows.iter().filter(|row| row.letter.recipient.ends_with("annan.example"));
    assert!(other.into_iter().all(|row| row.state == OutboxState::Sent && row.letter.kind == "shortage"));
    assert_eq!(town.faults(None).await, Vec::<String>::new());
}

#[tokio::test]
async fn more_recipients_than_may_have_letters_in_an_hour_have_them_hour_by_hour_and_still_one_each() {
    let waiting: Vec<_> = (0..25).map(|number| (format!("p{number}@kommun.example"), 4, "shortage")).collect();
    let town = town(Engine::Sqlite, &waiting).await;
    assert_eq!(deliver_all(&town, 10).await, [10, 10, 5]);
    // Much comes again at once: those who waited hear of the old and the new in one.
    write(&town, &waiting, 100).await;
    let sent: usize = deliver_all(&town, 10).await.iter().sum();
    assert_eq!(sent, 25);
    let rows = rows(&town).await;
    assert_eq!(rows.iter().filter(|row| row.state == OutboxState::Sent).count(), 50);
    assert!(rows.iter().all(|row| matches!(row.state, OutboxState::Sent | OutboxState::Summed)));
}

#[tokio::test]
async fn letters_that_are_not_too_many_are_left_alone() {
    let waiting: Vec<_> = (0..20).map(|number| (format!("p{number}@kommun.example"), 10, "shortage")).collect();
    let town = town(Engine::Sqlite, &waiting).await;
    assert_eq!(deliver_all(&town, 200).await, [200]);
    assert!(rows(&town).await.iter().all(|row| row.state == OutboxState::Sent && row.letter.kind == "shortage"));
}
