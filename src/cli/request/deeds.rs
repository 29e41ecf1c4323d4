//! `request send`, `answer`, `remind` and `withdraw`.

use super::super::desk::Desk;
use super::super::{DONE, Streams, TROUBLE};
use super::{found, new};
use crate::request::{Answer, By, Number, Outcome, Refusal, Says, Told};
use crate::store::{RequestDeed, RequestRow};
use crate::sync::office;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Notes what was done, or says that it was done before, or why it cannot be.
async fn settle(desk: &Desk, streams: &mut Streams<'_>, row: &RequestRow, done: Outcome) -> anyhow::Result<u8> {
    let number = row.request.number.to_string();
    let done = match done {
        Ok(Some(done)) => done,
        Ok(None) => {
            writeln!(streams.messages, "{}", desk.words.say("request-so-already", &[("number", (&number).into())]))?;
            return Ok(DONE);
        }
        Err(refusal) => {
            writeln!(streams.messages, "{}", refused(desk, &number, &refusal))?;
            return Ok(TROUBLE);
        }
    };
    let (office, day) = (office(&desk.config.file), desk.today());
    let letters = office.tells((&row.request, row.revision), &done, day).ok_or_else(|| {
        let vendor = office.vendor(&row.request);
        anyhow::anyhow!(desk.words.say("request-nowhere", &[("vendor", vendor.into())]))
    })?;
    let told = letters.len();
    desk.store.note_request(RequestDeed::of(&done, row.revision, letters), desk.stamp()).await?;
    let state = done.after.state(office.terms(), day);
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
        Refusal::NothingPromised => ("nothing_promised", String::new()),
        Refusal::OddDay { first, last, .. } => {
            let (first, last) = (first.to_string(), last.to_string());
            let fills = [("first", (&first).into()), ("last", (&last).into())];
            ("odd_day", desk.words.say("request-between", &fills))
        }
        Refusal::Later(day) => ("later", day.to_string()),
        Refusal::NoDelay(day) => ("no_delay", day.to_string()),
        Refusal::NoReason => ("no_reason", String::new()),
    };
    desk.words.say(&format!("request-refused-{key}"), &[("number", number.into()), ("about", (&about).into())])
}

pub(super) async fn send(desk: &Desk, streams: &mut Streams<'_>, number: Number) -> anyhow::Result<u8> {
    let row = found(desk, number).await?;
    settle(desk, streams, &row, row.request.sends(desk.today())).await
}

/// An answer that somebody was told.
pub(super) struct Answered<'a> {
    pub(super) says: Says,
    pub(super) units: &'a [String],
    /// The day that was named, and why it is another answer than before.
    pub(super) named: (Option<Date>, Option<&'a str>),
}

pub(super) async fn answer(
    desk: &Desk,
    streams: &mut Streams<'_>,
    number: Number,
    answered: Answered<'_>,
) -> anyhow::Result<u8> {
    let row = found(desk, number).await?;
    let Answered { says, units, named } = answered;
    let units = match units {
        [] => BTreeSet::new(),
        units => new::units(desk, &desk.store.look().await?.places().await?, units)?.into_iter().collect(),
    };
    let answer = Answer { says, on: desk.today(), by: By::Organiser };
    settle(desk, streams, &row, row.request.answers_for(&units, answer, named)).await
}

pub(super) async fn delay(
    desk: &Desk,
    streams: &mut Streams<'_>,
    number: Number,
    (on, reason): (Date, &str),
) -> anyhow::Result<u8> {
    let row = found(desk, number).await?;
    let (office, told) = (office(&desk.config.file), Told { on: desk.today(), by: By::Organiser });
    let reason = crate::wording::one_line(reason);
    settle(desk, streams, &row, row.request.delays((on, &reason), told, office.terms())).await
}

pub(super) async fn remind(desk: &Desk, streams: &mut Streams<'_>, number: Number) -> anyhow::Result<u8> {
    let row = found(desk, number).await?;
    settle(desk, streams, &row, row.request.reminds(desk.today())).await
}

pub(super) async fn withdraw(
    desk: &Desk,
    streams: &mut Streams<'_>,
    number: Number,
    reason: &str,
) -> anyhow::Result<u8> {
    let row = found(desk, number).await?;
    settle(desk, streams, &row, row.request.withdraws(desk.today(), reason)).await
}
