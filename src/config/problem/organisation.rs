//! The organiser.

use super::{Wording, meant, say, shown};

/// What is wrong with the organiser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Organisation {
    /// The organiser has no name.
    NoOrganiser,
    /// Not ten digits.
    OrganisationNumber,
    /// Ten digits whose check digit does not fit.
    CheckDigit,
    /// Not four digits.
    MunicipalityCode,
    /// No such time zone.
    TimeZone {
        /// The zone.
        zone: String,
        /// What was most likely meant.
        suggestion: Option<String>,
    },
    /// The machine knows no time zones at all.
    NoTimeZones,
}

impl Organisation {
    pub(super) fn wording(&self) -> Wording {
        match self {
            Self::NoOrganiser => say!(
                "huvudmannens namn saknas",
                "Skriv `name = \"…\"` under `[organiser]`; breven visar namnet.",
                "the organiser has no name",
                "Write `name = \"…\"` under `[organiser]`; letters show the name.",
            ),
            Self::OrganisationNumber => say!(
                "organisationsnumret har inte tio siffror",
                "Skriv det som text: \"212000-9994\" eller \"2120009994\".",
                "the organisation number does not have ten digits",
                "Write it as text: \"212000-9994\" or \"2120009994\".",
            ),
            Self::CheckDigit => say!(
                "organisationsnumrets kontrollsiffra stämmer inte",
                "Kontrollera numret mot registreringsbeviset.",
                "the check digit of the organisation number does not fit",
                "Compare the number with the certificate of registration.",
            ),
            Self::MunicipalityCode => say!(
                "kommunkoden har inte fyra siffror",
                "Skriv den som text med nollan först: \"0180\".",
                "the municipality code does not have four digits",
                "Write it as text with the leading zero: \"0180\".",
            ),
            Self::TimeZone { zone, suggestion } => {
                let zone = shown(zone);
                let [sv, en] = match suggestion {
                    Some(_) => meant(suggestion.as_ref(), &[]),
                    None => ["Skriv \"Europe/Stockholm\".".into(), "Write \"Europe/Stockholm\".".into()],
                };
                say!("det finns ingen tidszon {zone}", "{sv}", "there is no time zone {zone}", "{en}")
            }
            Self::NoTimeZones => say!(
                "datorn har ingen tidszonsdatabas, så tidszonen går inte att slå upp",
                "Installera paketet `tzdata`.",
                "the machine has no time zone database, so the time zone cannot be looked up",
                "Install the package `tzdata`.",
            ),
        }
    }
}
