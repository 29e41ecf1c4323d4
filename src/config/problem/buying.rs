//! Tools and licences.

use super::{Wording, say, shown};

/// What is wrong with a tool or a licence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Buying {
    /// Only one of `dpa_since` and `dpa_before`.
    HalfAgreement {
        /// The one that is missing.
        missing: &'static str,
    },
    /// No reminders at all.
    NoReminders,
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
    /// A number of seats is needed.
    SeatsMissing {
        /// The licence's type.
        kind: &'static str,
    },
    /// No seats at all.
    NoSeats,
    /// Seats for staff on a type that has none.
    StaffSeats,
    /// Seats on an unlimited type.
    SeatsOnUnlimited {
        /// The licence's type.
        kind: &'static str,
    },
    /// An unlimited type that is assigned to no unit.
    UnitsMissing {
        /// The licence's type.
        kind: &'static str,
    },
    /// Runs from activation, for how long?
    TermMissing,
    /// Runs for no time.
    TermZero,
    /// A term, and nothing from which to count it.
    TermWithoutStart,
    /// A trial that never ends.
    EndlessTrial,
    /// Nobody may use it.
    NoAudience,
    /// Renews itself, straight or round about.
    RenewsItself {
        /// The licences of the ring, in order.
        ring: Vec<String>,
    },
    /// Renews a licence of another tool.
    RenewsOtherTool {
        /// The other licence.
        licence: String,
        /// Its tool.
        tool: String,
    },
    /// Renews a licence of another type.
    RenewsOtherType {
        /// The other licence.
        licence: String,
        /// Its type.
        kind: &'static str,
    },
    /// In no pool.
    Unused,
}

impl Buying {
    pub(super) fn wording(&self) -> Wording {
        match self {
            Self::HalfAgreement { missing } => say!(
                "`dpa_since` och `dpa_before` hör ihop, men `{missing}` saknas",
                "Lägg till `{missing}`, eller ta bort den andra.",
                "`dpa_since` and `dpa_before` belong together, but `{missing}` is missing",
                "Add `{missing}`, or remove the other.",
            ),
            Self::NoReminders => say!(
                "`warn_days` är tom, så ingen påminns innan en licens går ut",
                "Ta bort raden (då gäller 90, 60, 30, 14, 7 och 1 dag), eller skriv till exempel [30, 7].",
                "`warn_days` is empty, so nobody is reminded before a licence ends",
                "Remove the line (then 90, 60, 30, 14, 7 and 1 days hold), or write for example [30, 7].",
            ),
            Self::NoAudience => say!(
                "ingen får använda licensen: `audience` är tom",
                "Skriv `audience = [\"pupil\"]`, `[\"staff\"]` eller båda.",
                "nobody may use the licence: `audience` is empty",
                "Write `audience = [\"pupil\"]`, `[\"staff\"]` or both.",
            ),
            Self::Unused => say!(
                "licensen ligger inte i någon pool och ger därför ingen en plats",
                "Lägg till den i en pools `licences`, eller sätt `auto_add = true` på verktygets pool.",
                "the licence is in no pool and so gives nobody a seat",
                "Add it to the `licences` of a pool, or set `auto_add = true` on the tool's pool.",
            ),
            Self::SeatsMissing { .. }
            | Self::NoSeats
            | Self::StaffSeats
            | Self::SeatsOnUnlimited { .. }
            | Self::UnitsMissing { .. } => self.of_seats(),
            Self::RenewsItself { .. } | Self::RenewsOtherTool { .. } | Self::RenewsOtherType { .. } => {
                self.of_renewal()
            }
            _ => self.of_dates(),
        }
    }

    fn of_seats(&self) -> Wording {
        match self {
            Self::SeatsMissing { kind } => say!(
                "en licens av typen `{kind}` måste ha ett antal platser",
                "Lägg till `seats = …`.",
                "a licence of the type `{kind}` must have a number of seats",
                "Add `seats = …`.",
            ),
            Self::StaffSeats => say!(
                "`staff_seats` finns bara för licenser av typen `class`",
                "Ta bort `staff_seats`, eller ändra `type`.",
                "`staff_seats` is for licences of the type `class` only",
                "Remove `staff_seats`, or change `type`.",
            ),
            Self::SeatsOnUnlimited { kind } => say!(
                "en licens av typen `{kind}` har inget antal platser: den är obegränsad",
                "Ta bort `seats`, eller ändra `type`.",
                "a licence of the type `{kind}` has no number of seats: it is unlimited",
                "Remove `seats`, or change `type`.",
            ),
            Self::UnitsMissing { kind } => say!(
                "en licens av typen `{kind}` måste vara tilldelad minst en enhet",
                "Lägg till `units = [\"…\"]`.",
                "a licence of the type `{kind}` must be assigned to at least one unit",
                "Add `units = [\"…\"]`.",
            ),
            _ => say!(
                "licensen har 0 platser",
                "Skriv hur många platser som är köpta, eller ta bort licensen.",
                "the licence has 0 seats",
                "Write how many seats were bought, or remove the licence.",
            ),
        }
    }

    fn of_dates(&self) -> Wording {
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
            Self::TermWithoutStart => say!(
                "`term_months` har ingen dag att räknas från",
                "Lägg till `start_by`, `started_on` eller `valid_from`.",
                "`term_months` has no day to be counted from",
                "Add `start_by`, `started_on` or `valid_from`.",
            ),
            Self::EndlessTrial => say!(
                "provlicensen tar aldrig slut",
                "Lägg till `valid_to`, eller ta bort `trial`.",
                "the trial never ends",
                "Add `valid_to`, or remove `trial`.",
            ),
            _ => say!(
                "licensen gäller 0 månader",
                "Skriv hur många månader den gäller.",
                "the licence runs for 0 months",
                "Write for how many months it runs.",
            ),
        }
    }

    fn of_renewal(&self) -> Wording {
        match self {
            Self::RenewsOtherTool { licence, tool } => {
                let (licence, tool) = (shown(licence), shown(tool));
                say!(
                    "licensen förnyar {licence}, som gäller ett annat verktyg ({tool})",
                    "Ange en licens för samma verktyg, eller ta bort `renews`.",
                    "the licence renews {licence}, which is of another tool ({tool})",
                    "Name a licence of the same tool, or remove `renews`.",
                )
            }
            Self::RenewsOtherType { licence, kind } => {
                let licence = shown(licence);
                say!(
                    "licensen förnyar {licence}, som är av en annan typ (`{kind}`)",
                    "Ange en licens av samma typ, eller ta bort `renews`.",
                    "the licence renews {licence}, which is of another type (`{kind}`)",
                    "Name a licence of the same type, or remove `renews`.",
                )
            }
            other => {
                let ring = if let Self::RenewsItself { ring } = other { ring.join(" → ") } else { String::new() };
                say!(
                    "licensen förnyar i slutändan sig själv: {ring}",
                    "Låt `renews` peka på den äldre licensen.",
                    "in the end the licence renews itself: {ring}",
                    "Let `renews` name the older licence.",
                )
            }
        }
    }
}
