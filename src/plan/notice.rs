//! What people should hear of: states that are true until they end, and things that happen once.
//!
//! Holds numbers, tools, units and dates; never a person (UX 5.2, DOMAIN 7).

use super::{Hold, HoldKind, Scope};
use crate::licence::{Dpa, LicenceKey, PoolKey, ToolKey};
use crate::roster::UnitId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Something to be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Notice {
    /// Became true.
    Opened {
        /// What.
        alert: Alert,
    },
    /// Was true and got worse.
    Worse {
        /// What.
        alert: Alert,
    },
    /// Is true no more.
    Resolved {
        /// What was last said.
        alert: Alert,
    },
    /// Happened.
    Happened {
        /// What.
        happening: Happening,
    },
}

/// A state that someone should act on. One thread per [`key`](Alert::key) (UX 5.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Alert {
    /// Somebody entitled has no seat since all are taken.
    Shortage {
        /// Where.
        pool: PoolKey,
        /// How many wait.
        waiting: u32,
        /// How many seats there are.
        total: u32,
        /// How many of those who wait are at which unit.
        units: Vec<(UnitId, u32)>,
        /// The next delivery that will join the pool: day and seats.
        next: Option<(Date, u32)>,
    },
    /// More holders than seats.
    OverAssigned {
        /// Where.
        pool: PoolKey,
        /// How many too many.
        count: u32,
    },
    /// Few seats left.
    LowSeats {
        /// Where.
        pool: PoolKey,
        /// How many.
        available: u32,
        /// Of how many; 0 where that was not noted.
        #[serde(default)]
        total: u32,
        /// The units whose own it is; none where it is for the whole organiser.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        units: Vec<UnitId>,
    },
    /// People start on a coming day, and nobody knows of seats for them.
    StartersAtRisk {
        /// Where.
        pool: PoolKey,
        /// How many.
        count: u32,
        /// The first day of the first of them.
        on: Date,
    },
    /// A licence ends; one alert for each reminder that is due (UX 5.1).
    Expiring {
        /// Which.
        licence: LicenceKey,
        /// Of which tool.
        tool: ToolKey,
        /// Last day.
        to: Date,
        /// The reminder: so many days before.
        threshold: u16,
        /// Holders.
        holders: u32,
        /// Is it a trial?
        trial: bool,
    },
    /// A licence is in grace and not renewed.
    InGrace {
        /// Which.
        licence: LicenceKey,
        /// Of which tool.
        tool: ToolKey,
        /// Last day of grace.
        until: Date,
        /// Holders who lose their seat then.
        holders: u32,
    },
    /// A tool's data-processing agreement lets nobody new in.
    Dpa {
        /// Which.
        tool: ToolKey,
        /// How it stands.
        dpa: Dpa,
        /// Who hold a seat.
        holders: u32,
        /// Who would get one.
        kept_out: u32,
    },
    /// Persons with protected identity need a decision; a number for the whole organiser.
    ProtectedDecision {
        /// How many decisions.
        count: u32,
    },
    /// Persons without an address the vendor needs.
    EmailMissing {
        /// Which tool.
        tool: ToolKey,
        /// How many.
        count: u32,
        /// How many of them are at which unit; nobody protected is counted there.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        units: Vec<(UnitId, u32)>,
    },
    /// Units without a school unit code that some tool needs or may need.
    UnitCodeMissing {
        /// Which.
        units: Vec<UnitId>,
    },
    /// There is a licence for the organiser, but not for this unit.
    UnitNotAssigned {
        /// Whose licence.
        tool: ToolKey,
        /// Where.
        unit: UnitId,
        /// How many persons of its audience are there.
        persons: u32,
    },
    /// A binding or override names something that the roster does not have.
    Unknown {
        /// Where in the configuration: a pool, or `override`.
        place: String,
        /// What it names; for a person only that it is one.
        name: String,
    },
    /// A delivered licence will start by itself.
    StartsItself {
        /// Which.
        licence: LicenceKey,
        /// Of which tool.
        tool: ToolKey,
        /// When.
        on: Date,
        /// The reminder: so many days before.
        #[serde(default)]
        threshold: u16,
        /// The units that it is for; none where it is for the whole organiser.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        units: Vec<UnitId>,
    },
    /// Runs fail; what was in force stays so.
    RunsFail {
        /// Since which day.
        since: Date,
        /// Why the newest did, in the organiser's language and without anybody's data.
        why: String,
    },
    /// What a source delivers is older than `schedule.max_age`.
    SourceOld {
        /// Which source.
        source: String,
        /// Of which day its newest part is.
        since: Date,
    },
    /// The configuration that was saved cannot be used; the one before stays in force.
    ConfigurationRefused {
        /// What is wrong with it, and where.
        why: String,
    },
    /// A receiver of webhooks is told nothing any more, or did not hear what it was told.
    WebhookLost {
        /// Which.
        receiver: String,
        /// Digest of what the configuration says of it: where that changes, it is another one.
        entry: String,
        /// How.
        lost: WebhookLoss,
    },
    /// A vendor has not answered a licence request.
    RequestUnanswered {
        /// Its number.
        request: String,
        /// The vendor's name.
        vendor: String,
        /// After so many working days it is told.
        step: u16,
        /// So many there are by now.
        days: u32,
    },
    /// A vendor has said YES to a licence request, and nothing came.
    RequestOverdue {
        /// Its number.
        request: String,
        /// The vendor's name.
        vendor: String,
        /// When it was due.
        due: Date,
        /// How many working days ago.
        late: u32,
    },
    /// A guard holds a part of the run.
    Held {
        /// What.
        hold: Hold,
    },
}

impl Alert {
    /// What makes it the same alert tomorrow.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Shortage { pool, .. } => format!("shortage {pool}"),
            Self::OverAssigned { pool, .. } => format!("over_assigned {pool}"),
            Self::LowSeats { pool, .. } => format!("low_seats {pool}"),
            Self::StartersAtRisk { pool, .. } => format!("starters_at_risk {pool}"),
            Self::Expiring { licence, to, threshold, .. } => format!("expiring {licence} {to} {threshold}"),
            Self::InGrace { licence, .. } => format!("in_grace {licence}"),
            Self::Dpa { tool, dpa, .. } => format!("dpa {tool} {dpa:?}").to_lowercase(),
            Self::ProtectedDecision { .. } => "protected_decision".into(),
            Self::EmailMissing { tool, .. } => format!("email_missing {tool}"),
            Self::UnitCodeMissing { .. } => "unit_code_missing".into(),
            Self::UnitNotAssigned { tool, unit, .. } => format!("unit_not_assigned {tool} {unit}"),
            Self::Unknown { place, name } => format!("unknown {place} {name}"),
            Self::StartsItself { licence, threshold, .. } => format!("starts_itself {licence} {threshold}"),
            Self::RunsFail { .. } => "runs_fail".into(),
            Self::SourceOld { source, .. } => format!("source_old {source}"),
            Self::ConfigurationRefused { .. } => "configuration_refused".into(),
            Self::WebhookLost { receiver, .. } => format!("webhook_lost {receiver}"),
            Self::RequestUnanswered { request, .. } => format!("request_unanswered {request}"),
            Self::RequestOverdue { request, .. } => format!("request_overdue {request}"),
            Self::Held { hold } => format!("held {}", hold.hash),
        }
    }

    /// How bad it is, as a number that only means something beside an earlier one of the same key.
    #[must_use]
    pub fn weight(&self) -> u64 {
        let number = match self {
            Self::Shortage { waiting, .. } => *waiting,
            Self::OverAssigned { count, .. } => *count,
            Self::ProtectedDecision { count } | Self::EmailMissing { count, .. } => *count,
            Self::UnitCodeMissing { units } => u32::try_from(units.len()).unwrap_or(u32::MAX),
            Self::WebhookLost { lost: WebhookLoss::Gone, .. } => 1,
            Self::RequestUnanswered { step, .. } => u32::from(*step),
            _ => 0,
        };
        u64::from(number)
    }

    /// Is it about upprop's own work? No plan opens or closes it: whoever does that work does.
    #[must_use]
    pub fn is_of_service(&self) -> bool {
        matches!(
            self,
            Self::RunsFail { .. }
                | Self::SourceOld { .. }
                | Self::ConfigurationRefused { .. }
                | Self::WebhookLost { .. }
        )
    }

    /// Is it about a licence request? No plan opens or closes it either.
    #[must_use]
    pub fn is_of_request(&self) -> bool {
        matches!(self, Self::RequestUnanswered { .. } | Self::RequestOverdue { .. })
    }

    /// Should somebody act today?
    #[must_use]
    pub fn is_urgent(&self) -> bool {
        let is_urgent = matches!(
            self,
            Self::Held { .. } | Self::OverAssigned { .. } | Self::Shortage { .. } | Self::RequestOverdue { .. }
        );
        is_urgent || self.is_of_service()
    }
}

/// How a receiver of webhooks was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookLoss {
    /// It said that it is no more (410), and is told nothing until the configuration says something else of it.
    Gone,
    /// It took nothing for so long that something was given up.
    Silent,
}

/// Something that happened in a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Happening {
    /// Holders got another address, and the vendor will make new accounts (REQUIREMENTS B20).
    EmailChanged {
        /// Where.
        tool: ToolKey,
        /// How many holders.
        count: u32,
        /// How many of them are at which unit; nobody protected is counted there.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        units: Vec<(UnitId, u32)>,
    },
    /// Seats were taken back since their licences ended.
    Withdrawn {
        /// Where.
        pool: PoolKey,
        /// How many.
        count: u32,
    },
    /// What a guard held back is as it should be again, and is asked about no more.
    Healed {
        /// Where.
        scope: Scope,
        /// What was held.
        hold: HoldKind,
        /// How many.
        count: u64,
    },
    /// A delivered licence joined a pool by itself.
    Joined {
        /// Which.
        licence: LicenceKey,
        /// Where.
        pool: PoolKey,
        /// How many seats.
        seats: u32,
    },
}

/// Someone knows of an alert: it is not told again for a while (UX 5.2.7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// The last day of silence; without one, for as long as the alert stands and does not get worse.
    pub until: Option<Date>,
    /// Why, in the words of who said so.
    pub reason: String,
}

impl Pause {
    /// Is nothing told on this day?
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.until.is_none_or(|until| day <= until)
    }
}
