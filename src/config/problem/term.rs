//! Licences: from when until when.

use super::{Wording, say};

/// What is wrong with the time that a licence runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// A first day after the last.
    DatesReversed {
        /// Key of the first day.
        first: &'static str,
        /// Key of the last day.
        last: &'static str,
    },
    /// Delivered when it is already over.
    DeliveredTooLate,
    /// Starts by itself before it is delivered.
    StartBeforeDelivery,
    /// Runs from activation, for how long?
    TermMissing,
    /// Runs for no time.
    TermZero,
    /// A term, and nothing from which to count it.
    TermWithoutStart,
    /// Two last days: a date, and one that is counted.
    TwoEnds,
    /// A trial that never ends.
    EndlessTrial,
}

impl Term {
    pub(super) fn wording(&self) -> Wording {
        match self {
            Self::DatesReversed { first, last } => say!(
                "`{first}` är senare än `{last}`",
                "Byt plats på datumen, eller rätta det ena.",
                "`{first}` is later than `{last}`",
                "Swap the dates, or correct one of them.",
            ),
            Self::DeliveredTooLate => say!(
                "licensen levereras efter sin sista dag",
                "Rätta `delivered_on` eller `valid_to`.",
                "the licence is delivered after its last day",
                "Correct `delivered_on` or `valid_to`.",
            ),
            Self::StartBeforeDelivery => say!(
                "licensen startar av sig själv innan den är levererad",
                "Rätta `start_by` eller `delivered_on`.",
                "the licence starts by itself before it is delivered",
                "Correct `start_by` or `delivered_on`.",
            ),
            Self::TermMissing => say!(
                "licensen räknas från aktivering, men det står inte hur länge den gäller",
                "Lägg till `term_months = 12`.",
                "the licence runs from activation, but it does not say for how long",
                "Add `term_months = 12`.",
            ),
            Self::TermZero => say!(
                "licensen gäller 0 månader",
                "Skriv hur många månader den gäller.",
                "the licence runs for 0 months",
                "Write for how many months it runs.",
            ),
            Self::TermWithoutStart => say!(
                "`term_months` har ingen dag att räknas från",
                "Lägg till `start_by`, `started_on` eller `valid_from`.",
                "`term_months` has no day to be counted from",
                "Add `start_by`, `started_on` or `valid_from`.",
            ),
            Self::TwoEnds => say!(
                "licensen har två slut: `valid_to` och `term_months`",
                "Behåll `valid_to` om slutdatumet är avtalat, annars `term_months`.",
                "the licence has two ends: `valid_to` and `term_months`",
                "Keep `valid_to` if the last day is agreed on, otherwise `term_months`.",
            ),
            Self::EndlessTrial => say!(
                "provlicensen tar aldrig slut",
                "Lägg till `valid_to`, eller ta bort `trial`.",
                "the trial never ends",
                "Add `valid_to`, or remove `trial`.",
            ),
        }
    }
}
