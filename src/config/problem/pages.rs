//! Pages.

use super::{Wording, say};

/// What is wrong with where pages are served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pages {
    /// Sign-in without TLS where others are on the way.
    CookieInTheOpen,
    /// An address that nobody can be sent to.
    PublicUrl,
}

impl Pages {
    pub(super) fn wording(&self) -> Wording {
        match self {
            Self::CookieInTheOpen => say!(
                "lösenord och kakor skulle kunna läsas på vägen",
                "Låt `listen` vara en loopback-adress som `127.0.0.1:8480`, eller ta bort `insecure_cookie` och ställ en \
                 server med TLS framför.",
                "passwords and cookies could be read on the way",
                "Let `listen` be a loopback address such as `127.0.0.1:8480`, or take `insecure_cookie` out and put a \
                 server with TLS before it.",
            ),
            Self::PublicUrl => say!(
                "adressen ser inte ut som `https://VÄRD` eller `https://VÄRD/SÖKVÄG`, utan snedstreck sist",
                "Skriv till exempel `public_url = \"https://upprop.exempelkommunen.example\"`.",
                "the address does not look like `https://HOST` or `https://HOST/PATH`, without a slash at its end",
                "Write for example `public_url = \"https://upprop.exempelkommunen.example\"`.",
            ),
        }
    }
}
