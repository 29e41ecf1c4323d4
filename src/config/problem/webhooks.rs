//! Receivers of webhooks.

use super::{Wording, say, shown};

/// What is wrong with a receiver of webhooks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Webhooks {
    /// Not an address.
    NoUrl,
    /// A login stands in the address.
    Login,
    /// What is said could be read on the way.
    Open,
    /// An address that is not public.
    Private,
    /// Not a network.
    Network {
        /// What it says.
        text: String,
    },
    /// A role that hears of nothing here.
    Role,
    /// Role `unit` with no units.
    NoUnits,
    /// Units with a role that hears of all.
    UnitsWithoutRole,
    /// The file of certificates is not there.
    NoAuthority {
        /// The file.
        path: String,
    },
    /// No letter may go.
    NoLetters,
}

impl Webhooks {
    pub(super) fn wording(&self) -> Wording {
        match self {
            Self::NoUrl => say!(
                "`url` är ingen adress",
                "Skriv hela adressen: \"https://larm.exempelkommunen.example/upprop\".",
                "`url` is not an address",
                "Write the whole address: \"https://larm.exempelkommunen.example/upprop\".",
            ),
            Self::Login => say!(
                "en inloggning står i adressen",
                "Ta bort den: mottagaren känner igen meddelanden på deras signatur.",
                "a login stands in the address",
                "Remove it: a receiver knows messages by their signature.",
            ),
            Self::Open => say!(
                "adressen börjar inte med `https://`",
                "Skriv `https://`; `http://` går bara till den egna datorn (localhost, 127.0.0.1).",
                "the address does not begin with `https://`",
                "Write `https://`; `http://` is for this very machine only (localhost, 127.0.0.1).",
            ),
            Self::Private => say!(
                "adressen är inte publik",
                "Är den rätt, lägg till dess nät: `allow_private = [\"10.1.2.0/24\"]`.",
                "the address is not a public one",
                "If it is right, add its network: `allow_private = [\"10.1.2.0/24\"]`.",
            ),
            Self::Network { text } => {
                let text = shown(text);
                say!(
                    "{text} är inget nät",
                    "Skriv ett nät som \"10.1.2.0/24\" eller en adress som \"10.1.2.3\".",
                    "{text} is not a network",
                    "Write a network like \"10.1.2.0/24\" or an address like \"10.1.2.3\".",
                )
            }
            Self::Role => say!(
                "rollen `chief` hör bara det som står länge obesvarat, och det sägs inte här",
                "Välj `organiser`, `unit` eller `operations`.",
                "the role `chief` hears only of what nobody has answered, which is not told here",
                "Choose `organiser`, `unit` or `operations`.",
            ),
            Self::NoUnits => say!(
                "mottagaren har rollen `unit` men inga enheter och får därför inget",
                "Lägg till `units = [\"…\"]`, eller välj rollen `organiser`.",
                "the receiver has the role `unit` but no units, and so is told nothing",
                "Add `units = [\"…\"]`, or choose the role `organiser`.",
            ),
            Self::UnitsWithoutRole => say!(
                "`units` gör ingen skillnad för den här rollen",
                "Ta bort `units`, eller välj rollen `unit`.",
                "`units` makes no difference to this role",
                "Remove `units`, or choose the role `unit`.",
            ),
            Self::NoAuthority { path } => say!(
                "{path} finns inte",
                "Ange filen med utfärdarens certifikat (PEM), eller ta bort `authority`.",
                "{path} is not there",
                "Name the file with the issuer's certificates (PEM), or remove `authority`.",
            ),
            Self::NoLetters => say!(
                "inga brev alls skulle gå ut",
                "Skriv minst 1; det vanliga är 200.",
                "no letters at all would go",
                "Write at least 1; the usual is 200.",
            ),
        }
    }
}
