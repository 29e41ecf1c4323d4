//! `request send`, `answer`, `remind` and `withdraw`.

use super::super::desk::Desk;
use super::super::{DONE, Streams, TROUBLE};
use super::{found, new};
use crate::request::{Again, Answer, By, Number, Refusal, Reminder, Request, Says};
use crate::store::{Letter, RequestDeed, RequestRow};
use crate::sync::office;
use std::collections::{BTreeMap, BTreeSet};

/// What a deed comes to: the request afterwards, in what word, with more for the ledger, and who is told.
pub(super) struct Done<'a> {
    pub(super) deed: &'a str,
    pub(super) said: BTreeMap<String, String>,
    pub(super) letters: Vec<Letter>,
}

/// Notes what was done, or says that it was done before, or why it cannot be.
pub(super) async fn settle(
    desk: &Desk,
    streams: &mut Streams<'_>,
    (row, after): (&RequestRow, Result<Option<Request>, Refusal>),
    done: impl FnOnce(&Request) -> anyhow::Result<Done<'_>>,
) -> anyhow::Result<u8> {
    let number = row.request.number.to_string();
    let after = match after {
        Ok(Some(after)) => after,
        Ok(None) => {
            writeln!(streams.messages, "{}", desk.words.say("request-so-already", &[("number", (&number).into())]))?;
            return Ok(DONE);
        }
        Err(refusal) => {
            writeln!(streams.messages, "{}", refused(desk, &number, &refusal))?;
            return Ok(TROUBLE);
        }
    };
    let Done { deed, said, letters } = done(&after)?;
    let told = letters.len();
    let noted = RequestDeed { before: Some(row.revision), after: &after, deed, said, letters, batch: None, link: None };
    desk.store.note_request(noted, desk.stamp()).await?;
    let state = after.state(office(&desk.config.file).terms(), desk.today());
    let state =
        desk.words.say(&format!("request-state-{}", state.word()), &[("late", 0_u32.into()), ("days", 0_u32.into())]);
    let fills = [("number", (&number).into()), ("state", (&state).into()), ("letters", told.into())];
    writeln!(streams.data, "{}", desk.words.say("request-done", &fills))?;
    Ok(DONE)
}

/// Why something cannot be done, in words.
pub(super) fn refused(desk: &Desk, number: &str, refusal: &Refusal) -> String {
    let (key, about) = match refusal {
        Refusal::Over => ("over", String::new()),
        Refusal::NotSent => ("not_sent", String::new()),
        Refusal::Blocked(missing) => {
            let what = |one: &crate::request::Precondition| desk.words.text(&format!("request-what-{}", one.word()));
            ("blocked", missing.iter().map(what).collect::<Vec<_>>().join(", "))
        }
        Refusal::NoUnits => ("no_units", String::new()),
        Refusal::OtherUnit(unit) => ("other_unit", unit.to_string()),
        Refusal::Answered => ("answered", String::new()),
        Refusal::NotPromised(unit) => ("not_promised", unit.to_string()),
        Refusal::NothingDue => ("nothing_due", String::new()),
    };
    desk.words.say(&format!("request-refused-{key}"), &[("number", number.into()), ("about", (&about).into())])
}

pub(super) async fn send(desk: &Desk, streams: &mut Streams<'_>, number: Number) -> anyhow::Result<u8> {
    let (row, office) = (found(desk, number).await?, office(&desk.config.file));
    let day = desk.today();
    settle(desk, streams, (&row, row.request.send(day)), |after| {
        let vendor = office.vendor(after);
        let nowhere = || desk.words.say("request-nowhere", &[("vendor", vendor.into())]);
        let letter = office.asks(after, day).ok_or_else(|| anyhow::anyhow!(nowhere()))?;
        Ok(Done { deed: "sent", said: BTreeMap::new(), letters: vec![letter] })
    })
    .await
}

/// An answer that somebody was told.
pub(super) struct Answered<'a> {
    pub(super) says: Says,
    pub(super) units: &'a [String],
    pub(super) reason: Option<&'a str>,
}

pub(super) async fn answer(
    desk: &Desk,
    streams: &mut Streams<'_>,
    number: Number,
    answered: Answered<'_>,
) -> anyhow::Result<u8> {
    let (row, office, day) = (found(desk, number).await?, office(&desk.config.file), desk.today());
    let Answered { says, units, reason } = answered;
    let mut which: BTreeSet<_> = if units.is_empty() {
        row.request.unanswered()
    } else {
        new::units(desk, &desk.store.look().await?.places().await?, units)?.into_iter().collect()
    };
    // Whoever answers once more, for no unit by name, means all.
    if which.is_empty() {
        which = row.request.body.units.iter().map(|line| line.id.clone()).collect();
    }
    let again = if reason.is_some() { Again::WithReason } else { Again::No };
    let after = row.request.answer(&which, Answer { says, on: day, by: By::Organiser }, again);
    settle(desk, streams, (&row, after), |after| {
        let units: Vec<&str> = which.iter().map(|unit| unit.as_str()).collect();
        let mut said = BTreeMap::from([("units".to_owned(), units.join(" "))]);
        said.insert("says".to_owned(), says.word().to_owned());
        said.extend(reason.map(|reason| ("reason".to_owned(), reason.to_owned())));
        let is_whole = after.is_answered();
        let letters = if is_whole { office.answered(after, row.revision, day) } else { Vec::new() };
        Ok(Done { deed: "answered", said, letters })
    })
    .await
}

pub(super) async fn remind(desk: &Desk, streams: &mut Streams<'_>, number: Number) -> anyhow::Result<u8> {
    let (row, office, day) = (found(desk, number).await?, office(&desk.config.file), desk.today());
    let of = Reminder::ByHand;
    settle(desk, streams, (&row, row.request.remind(of, day)), |after| {
        let vendor = office.vendor(after);
        let nowhere = || desk.words.say("request-nowhere", &[("vendor", vendor.into())]);
        let letter = office.reminds(&row.request, of, day).ok_or_else(|| anyhow::anyhow!(nowhere()))?;
        Ok(Done { deed: "reminded", said: BTreeMap::from([("of".to_owned(), of.word())]), letters: vec![letter] })
    })
    .await
}

pub(super) async fn withdraw(
    desk: &Desk,
    streams: &mut Streams<'_>,
    number: Number,
    reason: &str,
) -> anyhow::Result<u8> {
    let row = found(desk, number).await?;
    settle(desk, streams, (&row, row.request.withdraw(desk.today())), |_| {
        let said = BTreeMap::from([("reason".to_owned(), reason.to_owned())]);
        Ok(Done { deed: "withdrawn", said, letters: Vec::new() })
    })
    .await
}
