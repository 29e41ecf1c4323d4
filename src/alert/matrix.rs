//! How urgent each kind of alert is, and which silences which: the matrix of UX 5.5.

use crate::plan::{Alert, HoldKind, Scope};
use jiff::civil::Date;

/// How bad something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Somebody should act.
    Warning,
    /// Somebody should act today, whatever time it is.
    Critical,
}

/// A grace that ends within so many days is told every day.
const LAST_DAYS: i32 = 3;
/// A licence that ends within so many days is worth a letter of its own.
const ENDS_SOON: u16 = 7;
/// A licence that ends within so many days is more than worth knowing.
const ENDS: u16 = 30;

/// A request that nobody has answered for so many working days is worth knowing; after that, somebody should act.
const FIRST_STEP: u16 = 5;

/// How bad an alert is on a day.
pub(super) fn severity(alert: &Alert, today: Date) -> Severity {
    match alert {
        Alert::Held { .. } | Alert::RunsFail { .. } | Alert::SourceOld { .. } | Alert::ConfigurationRefused { .. } => {
            Severity::Critical
        }
        Alert::InGrace { until, .. } if (*until - today).get_days() <= LAST_DAYS => Severity::Critical,
        Alert::Expiring { trial: true, .. } => Severity::Info,
        Alert::Expiring { threshold: 0..=1, .. } => Severity::Critical,
        Alert::Expiring { threshold, .. } if *threshold > ENDS => Severity::Info,
        Alert::RequestUnanswered { step, .. } if *step <= FIRST_STEP => Severity::Info,
        Alert::Shortage { .. }
        | Alert::OverAssigned { .. }
        | Alert::StartersAtRisk { .. }
        | Alert::Expiring { .. }
        | Alert::InGrace { .. }
        | Alert::Dpa { .. }
        | Alert::WebhookLost { .. }
        | Alert::RequestUnanswered { .. }
        | Alert::RequestOverdue { .. }
        | Alert::ProtectedDecision { .. } => Severity::Warning,
        Alert::LowSeats { .. }
        | Alert::EmailMissing { .. }
        | Alert::UnitCodeMissing { .. }
        | Alert::UnitNotAssigned { .. }
        | Alert::Unknown { .. }
        | Alert::StartsItself { .. } => Severity::Info,
    }
}

/// Is it told in a letter of its own, and its end in another? Else it waits for the digest.
pub(super) fn is_direct(alert: &Alert) -> bool {
    match alert {
        Alert::Shortage { .. }
        | Alert::OverAssigned { .. }
        | Alert::Held { .. }
        | Alert::InGrace { .. }
        | Alert::RequestOverdue { .. }
        | Alert::ProtectedDecision { .. } => true,
        Alert::Expiring { threshold, trial, .. } => *threshold <= ENDS_SOON && !trial,
        other => other.is_of_service(),
    }
}

/// Is it told once, however long it stands? Whoever took a receiver away knows it already.
pub(super) fn is_told_once(alert: &Alert) -> bool {
    matches!(alert, Alert::WebhookLost { .. })
}

/// Is it told again every working day for as long as it stands?
pub(super) fn is_told_daily(alert: &Alert, today: Date) -> bool {
    severity(alert, today) == Severity::Critical || matches!(alert, Alert::ProtectedDecision { .. })
}

/// Are these two licences of one tool that end on one day? Whoever renews one renews the other.
pub(super) fn is_twin(first: &Alert, other: &Alert) -> bool {
    match (first, other) {
        (
            Alert::Expiring { licence: l, tool: t, to: d, trial: r, .. },
            Alert::Expiring { licence, tool, to, trial, .. },
        ) => l != licence && (t, d, r) == (tool, to, trial),
        (Alert::InGrace { licence: l, tool: t, until: d, .. }, Alert::InGrace { licence, tool, until, .. }) => {
            l != licence && (t, d) == (tool, until)
        }
        _ => false,
    }
}

/// Does what `first` says make it idle to tell of `other`? A shortage may only look like one while a part of the run is held,
/// and nothing that comes from an old roster is worth a letter (UX 5.2.6).
pub(super) fn mutes(first: &Alert, other: &Alert) -> bool {
    match first {
        Alert::RunsFail { .. } | Alert::SourceOld { .. } => {
            !other.is_of_service()
                && !other.is_of_request()
                && !matches!(other, Alert::Held { .. } | Alert::Expiring { .. } | Alert::InGrace { .. })
        }
        Alert::Held { hold } if hold.kind != HoldKind::SeatsLowered => match (other, &hold.scope) {
            (Alert::Shortage { .. }, Scope::Total | Scope::Source(_)) => true,
            (Alert::Shortage { units, .. }, Scope::Unit(unit)) => units.iter().any(|(at, _)| at == unit),
            (Alert::Shortage { pool, .. }, Scope::Pool(held)) => pool == held,
            _ => false,
        },
        _ => false,
    }
}
