//! Why somebody did something about a request, in words of his own. They stand in the request alone: in no letter, since
//! they may name somebody, and not in the ledger, which is never changed. Once the term of closed requests is over they go,
//! and the request with its numbers and days stays (SECURITY 4, DOMAIN 7).

use super::{Deed, Met, Request};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Why something was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// What.
    pub of: Deed,
    /// When.
    pub on: Date,
    /// Why.
    pub text: String,
}

impl Request {
    /// The day on which it was over; none while something may still be done about it.
    #[must_use]
    pub fn ended_on(&self) -> Option<Date> {
        let answered = self.answers.values().map(|answer| answer.on);
        let done = || answered.chain(self.delivered.iter().map(|one| one.on)).max();
        self.withdrawn_on.or_else(|| done().filter(|_| self.is_over()))
    }

    /// Do somebody's own words stand in it?
    #[must_use]
    pub fn has_words(&self) -> bool {
        let of_condition = |met: &Met| matches!(met, Met::Overridden { reason } if !reason.is_empty());
        !self.reasons.is_empty()
            || self.conditions.iter().any(|one| of_condition(&one.met))
            || self.named.iter().any(|named| named.delay.as_ref().is_some_and(|why| !why.is_empty()))
    }

    /// Without anybody's own words. That something was overridden or delayed, and when, stays.
    #[must_use]
    pub fn without_words(mut self) -> Self {
        self.reasons.clear();
        for condition in &mut self.conditions {
            if let Met::Overridden { reason } = &mut condition.met {
                reason.clear();
            }
        }
        self.named.iter_mut().filter_map(|named| named.delay.as_mut()).for_each(String::clear);
        self
    }

    /// With a reason for what was done; none where nobody gave one.
    #[must_use]
    pub(super) fn with_reason(mut self, of: Deed, on: Date, text: &str) -> Self {
        let text = text.trim().to_owned();
        self.reasons.extend((!text.is_empty()).then_some(Reason { of, on, text }));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::{Answer, By, Says, Told};
    use crate::workday::Workdays;
    use jiff::civil::date;
    use std::collections::BTreeSet;

    const REQUEST: &str = r#"{"number":"REQ-2026-001","vendor":"v","tool":"t","body":{"kind":"enable","scope":"units",
        "units":[{"id":"u1","name":"Alm","code":{"status":"missing"},"volumes":[]}],"wanted_on":null,"platform":null,
        "contacts":[]},"conditions":[{"what":"dpa","state":"overridden","reason":"HEMLIG"}],"made_on":"2026-11-02",
        "sent_on":"2026-11-02","withdrawn_on":null,"answers":{},"delivered":[],"reminded":[]}"#;

    #[test]
    fn what_somebody_wrote_goes_and_everything_else_stays() {
        let request: Request = serde_json::from_str(REQUEST).unwrap();
        let (workdays, on) = (Workdays::default(), date(2026, 11, 4));
        let terms = crate::request::Terms { workdays: &workdays, days: 5 };
        let answer = Answer { says: Says::Yes, on, by: By::Organiser };
        let yes = request.answers(&BTreeSet::new(), answer, None).unwrap().unwrap().after;
        let late =
            yes.delays((date(2026, 12, 1), "HEMLIG"), Told { on, by: By::Vendor }, terms).unwrap().unwrap().after;
        assert_eq!(late.ended_on(), None, "something may still be done");
        let over = late.withdraws(date(2026, 11, 30), " HEMLIG ").unwrap().unwrap().after;
        assert_eq!((over.ended_on(), over.has_words()), (Some(date(2026, 11, 30)), true));
        assert_eq!(serde_json::to_string(&over).unwrap().matches("HEMLIG").count(), 3);
        let bare = over.clone().without_words();
        let said = serde_json::to_string(&bare).unwrap();
        assert!(!said.contains("HEMLIG") && !bare.has_words(), "{said}");
        assert_eq!((bare.delayed_to(), bare.conditions.len()), (Some(date(2026, 12, 1)), 1));
        assert!(matches!(bare.conditions[0].met, Met::Overridden { .. }));
        assert_eq!(serde_json::from_str::<Request>(&said).unwrap(), bare);
    }
}
