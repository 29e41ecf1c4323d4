//! Pages.

use super::{Wording, say};

/// What is wrong with where pages are served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pages {
    /// Sign-in without TLS where others are on the way.
    CookieInTheOpen,
    /// An address that nobody can be sent to.
    PublicUrl,
    /// This program was built without sign-in by others.
    NoProviders,
    /// A provider, and no address to send people back to.
    NoWayBack,
    /// A provider whose address is none, or without TLS.
    Issuer,
    /// A claim that is required, with no value that would do.
    NoValues,
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
            Self::NoProviders => say!(
                "detta upprop är byggt utan OpenID Connect",
                "Bygg det med `--features oidc`, eller ta bort `[web.oidc]`.",
                "this upprop was built without OpenID Connect",
                "Build it with `--features oidc`, or take `[web.oidc]` out.",
            ),
            Self::NoWayBack => say!(
                "ingen vet vart inloggade ska skickas tillbaka",
                "Ange `public_url` i `[web]`, och samma adress med `/sign-in/oidc/back` hos inloggningstjänsten.",
                "nobody knows where people are to be sent back to",
                "Set `public_url` in `[web]`, and tell the provider the same address with `/sign-in/oidc/back`.",
            ),
            Self::Issuer => say!(
                "`issuer` är ingen adress med TLS",
                "Skriv den som inloggningstjänsten själv gör, till exempel `issuer = \"https://login.exempelkommunen.example\"`.",
                "`issuer` is not an address with TLS",
                "Write it as the provider does itself, for example `issuer = \"https://login.exempelkommunen.example\"`.",
            ),
            Self::NoValues => say!(
                "inget värde räcker",
                "Ange minst ett värde, eller ta bort raden.",
                "no value is enough",
                "Give one value or more, or take the line out.",
            ),
        }
    }
}
