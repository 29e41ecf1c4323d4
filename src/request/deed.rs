//! What the organiser does about a request, before anybody notes it: the same at the command line and on a page.

use super::{Again, Answer, Batch, Delivered, Refusal, Reminder, Request, Says, Terms, Told};
use crate::roster::UnitId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// It is sent to the vendor.
    Sent,
    /// The vendor's answer is put in.
    Answered,
    /// The vendor confirms a day.
    Confirmed,
    /// The vendor is delayed until a later one.
    Delayed,
    /// What the vendor delivered is put in.
    Delivered,
    /// The vendor is reminded.
    Reminded,
    /// It is not wanted any more.
    Withdrawn,
}

impl Deed {
    /// Its word in the ledger.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Answered => "answered",
            Self::Confirmed => "confirmed",
            Self::Delayed => "delayed",
            Self::Delivered => "delivered",
            Self::Reminded => "reminded",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// What.
    pub deed: Deed,
    /// The request afterwards.
    pub after: Request,
    /// More of it, for the ledger.
    pub said: BTreeMap<String, String>,
    /// What was delivered.
    pub batch: Option<Batch>,
}

/// What a deed comes to; nothing where it was so already.
pub type Outcome = Result<Option<Done>, Refusal>;

impl Request {
    /// Sends it.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub fn sends(&self, on: Date) -> Outcome {
        Ok(self.send(on)?.map(|after| Done { deed: Deed::Sent, after, said: BTreeMap::new(), batch: None }))
    }

    /// Puts in an answer that the organiser was told: for these units; where none is named, for all that have none, and
    /// where all have one, for all. A reason lets it take the place of another.
    ///
    /// # Errors
    /// As [`answer`](Self::answer).
    pub fn answers(&self, units: &BTreeSet<UnitId>, answer: Answer, reason: Option<&str>) -> Outcome {
        let mut which = if units.is_empty() { self.unanswered() } else { units.clone() };
        if which.is_empty() {
            which = self.body.units.iter().map(|line| line.id.clone()).collect();
        }
        let again = if reason.is_some() { Again::WithReason } else { Again::No };
        let Some(after) = self.answer(&which, answer, again)? else { return Ok(None) };
        let names: Vec<&str> = which.iter().map(UnitId::as_str).collect();
        let said = [("units", names.join(" ")), ("says", answer.says.word().to_owned())].into_iter();
        let after = after.with_reason(Deed::Answered, answer.on, reason.unwrap_or_default());
        let said = said.map(|(key, text)| (key.to_owned(), text)).collect();
        Ok(Some(Done { deed: Deed::Answered, after, said, batch: None }))
    }

    /// As [`answers`](Self::answers), with the day that the vendor named for what it promised. Where everything was answered
    /// so before, only the day is put in. With NO there is nothing to name a day for.
    ///
    /// # Errors
    /// As [`answer`](Self::answer) and [`confirm`](Self::confirm).
    pub fn answers_for(
        &self,
        units: &BTreeSet<UnitId>,
        answer: Answer,
        named: (Option<Date>, Option<&str>),
    ) -> Outcome {
        let (day, reason) = named;
        let Some(day) = day else { return self.answers(units, answer, reason) };
        if answer.says == Says::No {
            return Err(Refusal::NothingPromised);
        }
        let is_all_said = units.is_empty() && self.unanswered().is_empty();
        if is_all_said && reason.is_none() && self.promised().next().is_some() {
            return self.confirms(day, answer.into());
        }
        let Some(done) = self.answers(units, answer, reason)? else { return self.confirms(day, answer.into()) };
        let Done { deed, after, mut said, batch } = done;
        said.insert("confirmed".to_owned(), day.to_string());
        let after = after.confirm(day, answer.into())?.unwrap_or(after);
        Ok(Some(Done { deed, after, said, batch }))
    }

    /// Puts in the day that the vendor confirmed.
    ///
    /// # Errors
    /// As [`confirm`](Self::confirm).
    pub fn confirms(&self, on: Date, told: Told) -> Outcome {
        let said = BTreeMap::from([("date".to_owned(), on.to_string()), ("by".to_owned(), told.by.word().to_owned())]);
        Ok(self.confirm(on, told)?.map(|after| Done { deed: Deed::Confirmed, after, said, batch: None }))
    }

    /// Puts in a delay. Its reason stands in the request, which has a term, and not in the ledger, which has none.
    ///
    /// # Errors
    /// As [`delay`](Self::delay).
    pub fn delays(&self, (on, reason): (Date, &str), told: Told, terms: Terms<'_>) -> Outcome {
        let said = BTreeMap::from([("date".to_owned(), on.to_string()), ("by".to_owned(), told.by.word().to_owned())]);
        let after = self.delay((on, reason), told, terms)?;
        Ok(after.map(|after| Done { deed: Deed::Delayed, after, said, batch: None }))
    }

    /// Puts in what was delivered, to the units of the batch.
    ///
    /// # Errors
    /// As [`deliver`](Self::deliver).
    pub fn delivers(&self, batch: Batch) -> Outcome {
        let units = batch.units.iter().map(|unit| UnitId::from(&**unit)).collect();
        let seats = (!batch.kind.is_unlimited()).then_some(batch.seats);
        let delivered = Delivered { batch: batch.key.clone(), units, seats, on: batch.delivered_on };
        let Some(after) = self.deliver(&delivered)? else { return Ok(None) };
        let said = BTreeMap::from([("batch".to_owned(), batch.key.to_string())]);
        Ok(Some(Done { deed: Deed::Delivered, after, said, batch: Some(batch) }))
    }

    /// Reminds the vendor of whatever is open, since somebody wants it.
    ///
    /// # Errors
    /// As [`remind`](Self::remind).
    pub fn reminds(&self, on: Date) -> Outcome {
        let of = Reminder::ByHand;
        let said = BTreeMap::from([("of".to_owned(), of.word())]);
        Ok(self.remind(of, on)?.map(|after| Done { deed: Deed::Reminded, after, said, batch: None }))
    }

    /// Takes it back.
    ///
    /// # Errors
    /// As [`withdraw`](Self::withdraw).
    pub fn withdraws(&self, on: Date, reason: &str) -> Outcome {
        let after = self.withdraw(on)?.map(|after| after.with_reason(Deed::Withdrawn, on, reason));
        Ok(after.map(|after| Done { deed: Deed::Withdrawn, after, said: BTreeMap::new(), batch: None }))
    }

    /// The part of it that is about units of somebody's own; none where there is none. Why the organiser goes on without
    /// something is told to nobody who sees a part.
    #[must_use]
    pub fn part_of(&self, is_own: impl Fn(&UnitId) -> bool) -> Option<Self> {
        let mut part = self.clone().without_words();
        part.body.units.retain(|line| is_own(&line.id));
        part.answers.retain(|unit, _| is_own(unit));
        part.delivered.iter_mut().for_each(|one| one.units.retain(|unit| is_own(unit)));
        part.delivered.retain(|one| !one.units.is_empty());
        (!part.body.units.is_empty()).then_some(part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::{By, Met, Precondition, Says};
    use jiff::civil::date;

    const REQUEST: &str = r#"{"number":"REQ-2026-001","vendor":"forklara","tool":"forklara","body":{"kind":"enable",
        "scope":"units","units":[{"id":"u1","name":"Alm","code":{"status":"official","code":"99000101"},"volumes":
        [{"role":"pupil","school_year":7,"count":6}]},{"id":"u2","name":"Bjo","code":{"status":"missing"},"volumes":[]}],
        "wanted_on":null,"platform":null,"contacts":[]},"conditions":[{"what":"dpa","state":"overridden","reason":"prov"}],
        "made_on":"2026-11-02","sent_on":"2026-11-02","withdrawn_on":null,"answers":{},"delivered":[],"reminded":[]}"#;

    fn request() -> Request {
        serde_json::from_str(REQUEST).unwrap()
    }

    fn answer(says: Says) -> Answer {
        Answer { says, on: date(2026, 11, 4), by: By::Organiser }
    }

    #[test]
    fn who_names_no_unit_answers_for_those_that_have_no_answer_and_then_for_all() {
        let one = request().answers(&["u1".into()].into(), answer(Says::No), None).unwrap().unwrap();
        let rest = one.after.answers(&BTreeSet::new(), answer(Says::Yes), None).unwrap().unwrap();
        assert_eq!(rest.said["units"], "u2");
        assert_eq!(rest.after.answers(&BTreeSet::new(), answer(Says::No), None), Err(Refusal::Answered));
        let again = rest.after.answers(&BTreeSet::new(), answer(Says::No), Some("fel i går")).unwrap().unwrap();
        assert_eq!((&*again.said["units"], again.said.get("reason")), ("u1 u2", None), "why is not for the ledger");
        assert_eq!(again.after.reasons[0].text, "fel i går");
    }

    #[test]
    fn a_day_alone_is_put_in_for_what_is_promised_and_changes_no_answer() {
        let one = request().answers(&["u1".into()].into(), answer(Says::No), None).unwrap().unwrap().after;
        let both = one.answers(&BTreeSet::new(), answer(Says::Yes), None).unwrap().unwrap().after;
        let day = date(2026, 11, 20);
        let done = both.answers_for(&BTreeSet::new(), answer(Says::Yes), (Some(day), None)).unwrap().unwrap();
        assert_eq!((done.deed, done.after.confirmed_on()), (Deed::Confirmed, Some(day)));
        assert_eq!(done.after.answers, both.answers, "u1 stays without");
        let with = one.answers_for(&BTreeSet::new(), answer(Says::Yes), (Some(day), None)).unwrap().unwrap();
        assert_eq!((with.deed, with.after.confirmed_on()), (Deed::Answered, Some(day)));
        assert_eq!(with.said["confirmed"], "2026-11-20");
        let no = both.answers_for(&BTreeSet::new(), answer(Says::No), (Some(day), None));
        assert_eq!(no, Err(Refusal::NothingPromised));
    }

    #[test]
    fn who_sees_a_part_sees_no_other_unit_and_no_reason() {
        let both = request().answers(&BTreeSet::new(), answer(Says::Yes), None).unwrap().unwrap().after;
        let both = both.with_reason(Deed::Answered, date(2026, 11, 4), "prov");
        let part = both.part_of(|unit| unit.as_str() == "u2").unwrap();
        assert_eq!(part.body.units.len(), 1);
        assert_eq!(part.answers.keys().map(UnitId::as_str).collect::<Vec<_>>(), ["u2"]);
        let said = serde_json::to_string(&part).unwrap();
        assert!(!said.contains("u1") && !said.contains("Alm") && !said.contains("prov"), "{said}");
        assert_eq!(part.conditions[0].what, Precondition::Dpa);
        assert!(matches!(&part.conditions[0].met, Met::Overridden { reason } if reason.is_empty()));
        assert_eq!(both.part_of(|_| false), None);
    }
}
