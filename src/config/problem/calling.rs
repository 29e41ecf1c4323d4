//! Servers that are to call.

use super::{Wording, say};

/// What is wrong with where a server is to call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calling {
    /// An address that something is to be put behind, and cannot.
    Open,
    /// Nobody listens there.
    Unheard,
    /// The source is no server.
    Unused,
}

impl Calling {
    pub(super) fn wording(self) -> Wording {
        match self {
            Self::Open => say!(
                "bakom adressen går det inte att lägga en sökväg",
                "Ta bort allt från och med `?` eller `#`; upprop lägger till `/` och en hemlig sista del.",
                "no path can be put behind this address",
                "Remove everything from the `?` or `#` on; upprop adds `/` and a last part that is secret.",
            ),
            Self::Unheard => say!(
                "servern ska höra av sig, men ingen lyssnar",
                "Lägg till `[web]` med `listen = \"127.0.0.1:8480\"`, dit det som servern skickar släpps fram. Öppnar systemd \
                 porten, ange den.",
                "the server is to call, and nobody listens",
                "Add `[web]` with `listen = \"127.0.0.1:8480\"`, to which what the server sends is let through. Where systemd \
                 opens the port, name that.",
            ),
            Self::Unused => say!(
                "`callback` används bara för slaget `ss12000`",
                "Ta bort raden, eller välj `kind = \"ss12000\"`.",
                "`callback` is for the kind `ss12000` only",
                "Remove the line, or choose `kind = \"ss12000\"`.",
            ),
        }
    }
}
