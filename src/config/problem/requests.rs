//! Licence requests.

use super::{Wording, say};

/// What is wrong with how vendors are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requests {
    /// A key that is told to vendors and is none.
    Key,
    /// A number of days that makes no sense.
    Days,
    /// Links lead to where nobody listens.
    Unheard,
}

impl Requests {
    pub(super) fn wording(self) -> Wording {
        match self {
            Self::Key => say!(
                "nyckeln skickas till leverantörer och får bara ha bokstäverna a–z, siffror, `-`, `_` och `.`",
                "Skriv en kort nyckel utan namn, till exempel `licens`. Den får ha högst 40 tecken.",
                "the key is sent to vendors, and may have the letters a-z, digits, `-`, `_` and `.` only",
                "Write a short key with no name in it, such as `licens`. It has 40 signs at most.",
            ),
            Self::Days => say!(
                "antalet dagar är orimligt",
                "`working_days` är 1–60, `link_days` är 1–90.",
                "the number of days makes no sense",
                "`working_days` is 1 to 60, `link_days` is 1 to 90.",
            ),
            Self::Unheard => say!(
                "leverantörer ska svara med en länk, men ingen lyssnar",
                "Lägg till `[web]` med `listen = \"127.0.0.1:8480\"`, dit adressen släpps fram.",
                "vendors are to answer by a link, and nobody listens",
                "Add `[web]` with `listen = \"127.0.0.1:8480\"`, to which the address is let through.",
            ),
        }
    }
}
