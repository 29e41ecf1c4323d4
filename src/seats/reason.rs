//! Why somebody has no seat, or loses one: closed lists (CONTRACT, DOMAIN 8).

use crate::licence::LeaveCause;
use serde::{Deserialize, Serialize};

/// Why somebody has no seat. The order is the order in which they are told: what stands furthest in
/// the way first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A human must decide about a person with protected identity.
    ProtectedHold,
    /// On leave; the wish is kept.
    PersonDormant,
    /// The licence is for others.
    WrongRole,
    /// There is a licence, but not for this unit.
    UnitNotAssigned,
    /// The vendor needs a school unit code, and the unit has none.
    UnitCodeMissing,
    /// The vendor needs a mail address, and there is none.
    EmailMissing,
    /// No data-processing agreement is in force.
    DpaMissing,
    /// All licences are over.
    LicenceExpired,
    /// All licences are yet to come.
    LicenceNotStarted,
    /// All licences are in grace: holders keep, nobody new.
    GraceNoNew,
    /// The data-processing agreement is being looked at again.
    DpaUnderReview,
    /// Entitled; every seat is taken.
    NoFreeSeat,
    /// Entitled; what is free is kept for those who start later.
    KeptForOthers,
    /// The vendor's own limit.
    VendorLimit,
    /// Starts later; a seat is kept for the first day.
    SeatKept,
    /// Starts later; nobody knows of a seat for the first day.
    SeatAtRisk,
}

impl Reason {
    /// Waiting, blocked, held or dormant: what this reason, told first, makes of a wish.
    #[must_use]
    pub fn state(self) -> WishState {
        match self {
            Self::ProtectedHold => WishState::Held,
            Self::PersonDormant => WishState::Dormant,
            Self::LicenceExpired | Self::LicenceNotStarted | Self::GraceNoNew => WishState::Waiting,
            Self::NoFreeSeat | Self::KeptForOthers | Self::VendorLimit => WishState::Waiting,
            Self::SeatKept | Self::SeatAtRisk => WishState::Starting,
            Self::WrongRole
            | Self::UnitNotAssigned
            | Self::UnitCodeMissing
            | Self::EmailMissing
            | Self::DpaMissing
            | Self::DpaUnderReview => WishState::Blocked,
        }
    }

    /// Its name in JSON and in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::ProtectedHold => "protected_hold",
            Self::PersonDormant => "person_dormant",
            Self::WrongRole => "wrong_role",
            Self::UnitNotAssigned => "unit_not_assigned",
            Self::UnitCodeMissing => "unit_code_missing",
            Self::EmailMissing => "email_missing",
            Self::DpaMissing => "dpa_missing",
            Self::LicenceExpired => "licence_expired",
            Self::LicenceNotStarted => "licence_not_started",
            Self::GraceNoNew => "grace_no_new",
            Self::DpaUnderReview => "dpa_under_review",
            Self::NoFreeSeat => "no_free_seat",
            Self::KeptForOthers => "kept_for_others",
            Self::VendorLimit => "vendor_limit",
            Self::SeatKept => "seat_kept",
            Self::SeatAtRisk => "seat_at_risk",
        }
    }
}

/// What a wish without a seat is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WishState {
    /// Entitled; a seat will come.
    Waiting,
    /// May not have one yet.
    Blocked,
    /// A human must decide.
    Held,
    /// On leave.
    Dormant,
    /// Entitled from a coming day on.
    Starting,
}

impl WishState {
    /// Its name in JSON and in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Blocked => "blocked",
            Self::Held => "held",
            Self::Dormant => "dormant",
            Self::Starting => "starting",
        }
    }
}

/// Why a holder loses a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// An end date in the roster passed.
    Ended,
    /// No longer delivered, and no end date was known.
    Vanished,
    /// Deleted by the source: it says so, or absence there means so.
    Deleted,
    /// In the group, or in the school years, no more.
    LeftGroup,
    /// At the unit no more.
    LeftUnit,
    /// In the role no more.
    RoleLost,
    /// Still in the roster, and nowhere active.
    Deactivated,
    /// The configuration binds them no more.
    BindRemoved,
    /// Entitled, and did not use the tool for long.
    Inactive,
    /// Still here, but no binding fits any more; as it was told before causes were told apart.
    NotEntitled,
    /// An override says so.
    Excluded,
    /// On leave, by an override.
    Dormant,
    /// The seats ended or became fewer.
    SeatsEnded,
    /// The pool left the configuration.
    PoolGone,
    /// The seat was lent until then.
    LoanEnded,
}

impl Cause {
    /// Its name in JSON and in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ended => "ended",
            Self::Vanished => "vanished",
            Self::Deleted => "deleted",
            Self::LeftGroup => "left_group",
            Self::LeftUnit => "left_unit",
            Self::RoleLost => "role_lost",
            Self::Deactivated => "deactivated",
            Self::BindRemoved => "bind_removed",
            Self::Inactive => "inactive",
            Self::NotEntitled => "not_entitled",
            Self::Excluded => "excluded",
            Self::Dormant => "dormant",
            Self::SeatsEnded => "seats_ended",
            Self::PoolGone => "pool_gone",
            Self::LoanEnded => "loan_ended",
        }
    }
}

impl From<LeaveCause> for Cause {
    fn from(cause: LeaveCause) -> Self {
        match cause {
            LeaveCause::LeftGroup => Self::LeftGroup,
            LeaveCause::LeftUnit => Self::LeftUnit,
            LeaveCause::RoleLost => Self::RoleLost,
            LeaveCause::Deactivated => Self::Deactivated,
            LeaveCause::Vanished => Self::Vanished,
            LeaveCause::Deleted => Self::Deleted,
            LeaveCause::BindRemoved => Self::BindRemoved,
            LeaveCause::Inactive => Self::Inactive,
        }
    }
}
