//! The words under which closed lists stand in the database. A word that was ever written stays.

use crate::licence::Choice;
use crate::roster::{CodeStatus, GroupKind, MemberRole, PersonStatus, Protection, UnitKind};
use crate::seats::{Cause, Reason, WishState};

/// A closed list with a word for each member.
pub(super) trait Word: Copy + 'static {
    /// The member's word.
    fn word(self) -> &'static str;
    /// The member of a word.
    fn of(word: &str) -> Option<Self>;
}

macro_rules! words {
    ($type:ty { $($member:ident $word:literal),+ $(,)? }) => {
        impl crate::store::words::Word for $type {
            fn word(self) -> &'static str {
                match self {
                    $(Self::$member => $word,)+
                }
            }
            fn of(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$member),)+
                    _ => None,
                }
            }
        }
    };
}
pub(super) use words;

words!(PersonStatus { Active "active", Emigrated "emigrated", Deceased "deceased", Deleted "deleted" });
words!(Protection { None "none", Confidential "confidential", Protected "protected", Unknown "unknown" });
words!(UnitKind { Organiser "organiser", School "school", Other "other" });
words!(CodeStatus { Official "official", Fictitious "fictitious", Missing "missing" });
words!(MemberRole { Pupil "pupil", Staff "staff" });
words!(GroupKind {
    Class "class",
    Teaching "teaching",
    Mentor "mentor",
    Department "department",
    Exam "exam",
    Timetable "timetable",
    Staff "staff",
    Other "other",
});
words!(Choice { Hold "hold", Exclude "exclude", Include "include" });
words!(WishState {
    Waiting "waiting",
    Blocked "blocked",
    Held "held",
    Dormant "dormant",
    Starting "starting",
});
words!(Cause {
    Ended "ended",
    Vanished "vanished",
    Deleted "deleted",
    LeftGroup "left_group",
    LeftUnit "left_unit",
    RoleLost "role_lost",
    Deactivated "deactivated",
    BindRemoved "bind_removed",
    Inactive "inactive",
    NotEntitled "not_entitled",
    Excluded "excluded",
    Dormant "dormant",
    SeatsEnded "seats_ended",
    PoolGone "pool_gone",
    LoanEnded "loan_ended",
});
words!(Reason {
    ProtectedHold "protected_hold",
    PersonDormant "person_dormant",
    WrongRole "wrong_role",
    UnitNotAssigned "unit_not_assigned",
    UnitCodeMissing "unit_code_missing",
    EmailMissing "email_missing",
    DpaMissing "dpa_missing",
    LicenceExpired "licence_expired",
    LicenceNotStarted "licence_not_started",
    GraceNoNew "grace_no_new",
    DpaUnderReview "dpa_under_review",
    NoFreeSeat "no_free_seat",
    VendorLimit "vendor_limit",
    KeptForOthers "kept_for_others",
    SeatKept "seat_kept",
    SeatAtRisk "seat_at_risk",
});
