//! Who may have a seat.

use super::{Wording, say, shown};

/// What is wrong with a binding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Binding {
    /// Nobody may have a seat.
    NoBindings,
    /// A binding that says nothing.
    EmptyBinding,
    /// A first day after the last.
    DatesReversed,
    /// A first year after the last.
    YearsReversed,
    /// School years of those who have none.
    YearsOfStaff {
        /// The role.
        role: String,
    },
    /// A role that no licence of the pool is for.
    RoleOutsideAudience {
        /// The role.
        role: String,
    },
}

impl Binding {
    pub(super) fn wording(&self) -> Wording {
        match self {
            Self::NoBindings => say!(
                "ingen kan få en plats: `bind` är tom",
                "Lägg till en `[[pool.bind]]` med `unit`, `group`, `person` eller `role`.",
                "nobody can have a seat: `bind` is empty",
                "Add a `[[pool.bind]]` with `unit`, `group`, `person` or `role`.",
            ),
            Self::EmptyBinding => say!(
                "bindningen säger inte vem den gäller och skulle därför gälla alla",
                "Lägg till `unit`, `group`, `person`, `role` eller `school_year`.",
                "the binding does not say whom it is for, and so would be for everyone",
                "Add `unit`, `group`, `person`, `role` or `school_year`.",
            ),
            Self::DatesReversed => say!(
                "`from` är senare än `until`",
                "Byt plats på datumen, eller rätta det ena.",
                "`from` is later than `until`",
                "Swap the dates, or correct one of them.",
            ),
            Self::YearsReversed => say!(
                "den första årskursen är högre än den sista",
                "Skriv den lägsta först: `school_year = [7, 9]`.",
                "the first school year is higher than the last",
                "Write the lowest first: `school_year = [7, 9]`.",
            ),
            Self::YearsOfStaff { role } => {
                let role = shown(role);
                say!(
                    "bara elever har årskurs, men rollen är {role}",
                    "Ta bort `school_year`, eller välj `role = \"pupil\"`.",
                    "only pupils have a school year, but the role is {role}",
                    "Remove `school_year`, or choose `role = \"pupil\"`.",
                )
            }
            Self::RoleOutsideAudience { role } => {
                let role = shown(role);
                say!(
                    "ingen av poolens licenser är till för {role}",
                    "Rätta rollen, eller licensernas `audience`.",
                    "no licence of the pool is for {role}",
                    "Correct the role, or the `audience` of the licences.",
                )
            }
        }
    }
}
