//! Letters and who gets them.

use super::{Wording, say};
use crate::config::place::Place;

/// What is wrong with letters or those who get them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Letters {
    /// A report that goes to no address.
    ReportToNobody,
    /// Not a mail address.
    Address {
        /// The key.
        key: String,
    },
    /// Role `unit` with no units.
    RecipientWithoutUnits,
    /// Units with a role that hears of all.
    UnitsWithoutRole,
    /// One address twice.
    RecipientTwice {
        /// The first of them.
        first: Place,
    },
    /// Nobody gets letters.
    NoRecipient,
    /// Letters with no sender.
    NoSender,
}

impl Letters {
    pub(super) fn wording(&self) -> Wording {
        match self {
            Self::ReportToNobody => say!(
                "rapporten går inte till någon",
                "Ange minst en adress i `to`.",
                "the report goes to nobody",
                "Name an address in `to` at least.",
            ),
            Self::Address { key } => say!(
                "`{key}` är inte en e-postadress",
                "Skriv en enda adress utan namn och blanksteg: \"it@exempelkommunen.example\".",
                "`{key}` is not a mail address",
                "Write one address with no name and no blanks: \"it@exempelkommunen.example\".",
            ),
            Self::RecipientWithoutUnits => say!(
                "mottagaren har rollen `unit` men inga enheter och får därför inga brev",
                "Lägg till `units = [\"…\"]`, eller välj rollen `organiser`.",
                "the recipient has the role `unit` but no units, and so gets no letters",
                "Add `units = [\"…\"]`, or choose the role `organiser`.",
            ),
            Self::UnitsWithoutRole => say!(
                "`units` gör ingen skillnad för den här rollen",
                "Ta bort `units`, eller välj rollen `unit`.",
                "`units` makes no difference to this role",
                "Remove `units`, or choose the role `unit`.",
            ),
            Self::RecipientTwice { first } => say!(
                "adressen är mottagare redan i {first}",
                "Behåll en av dem: `organiser` får allt, och `units` kan räkna upp flera enheter.",
                "the address is a recipient already in {first}",
                "Keep one of them: `organiser` gets everything, and `units` may list several units.",
            ),
            Self::NoRecipient => say!(
                "ingen får brev om stoppade körningar och brist på platser",
                "Lägg till en `[[notify.recipient]]` med rollen `organiser`.",
                "nobody gets letters about stopped runs and lack of seats",
                "Add a `[[notify.recipient]]` with the role `organiser`.",
            ),
            Self::NoSender => say!(
                "det finns mottagare men ingen avsändare",
                "Lägg till `from = \"…\"` under `[notify]`.",
                "there are recipients but no sender",
                "Add `from = \"…\"` under `[notify]`.",
            ),
        }
    }
}
