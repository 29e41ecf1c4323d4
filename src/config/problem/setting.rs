//! Organiser, database, schedule, guard, letters, secrets.

use super::{Wording, meant, say, shown};

/// What is wrong with a setting of the whole installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
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
    /// Another database than SQLite.
    OtherDatabase,
    /// `sqlite:` with no file after it.
    NoDatabaseFile,
    /// Not five fields.
    CronFields {
        /// How many there are.
        found: usize,
    },
    /// Not a cron line.
    Cron {
        /// The reader's own words.
        why: String,
    },
    /// A cron line that fits no day.
    NeverFires,
    /// A guard that lets everything through.
    GuardOff,
    /// An upper limit below what is always let through.
    CountBelowFloor,
    /// Not a mail address.
    Address {
        /// The key.
        key: String,
    },
    /// Role `unit` with no units.
    RecipientWithoutUnits,
    /// Units with a role that hears of all.
    UnitsWithoutRole,
    /// Nobody gets letters.
    NoRecipient,
    /// Letters with no sender.
    NoSender,
    /// Letters with nowhere to go.
    NoFolder,
    /// Not exactly one of file, credential and env.
    SecretNotOne {
        /// How many are given.
        found: usize,
    },
    /// The file of a secret is not there.
    SecretMissing {
        /// The file.
        file: String,
    },
    /// The file of a secret is no file.
    SecretNotFile {
        /// The file.
        file: String,
    },
    /// Others may read the file of a secret.
    SecretOpen {
        /// The file.
        file: String,
        /// Its mode.
        mode: u32,
    },
    /// The variable of a secret is not set.
    SecretUnset {
        /// The variable.
        variable: String,
    },
    /// systemd did not hand over this credential.
    CredentialMissing {
        /// Its name.
        name: String,
    },
    /// Only the service sees credentials.
    CredentialUnseen {
        /// Its name.
        name: String,
    },
}

impl Setting {
    pub(super) fn wording(&self) -> Wording {
        match self {
            Self::NoOrganiser
            | Self::OrganisationNumber
            | Self::CheckDigit
            | Self::MunicipalityCode
            | Self::TimeZone { .. } => self.of_organiser(),
            Self::Address { .. }
            | Self::RecipientWithoutUnits
            | Self::UnitsWithoutRole
            | Self::NoRecipient
            | Self::NoSender
            | Self::NoFolder => self.of_letters(),
            Self::SecretNotOne { .. }
            | Self::SecretMissing { .. }
            | Self::SecretNotFile { .. }
            | Self::SecretOpen { .. }
            | Self::SecretUnset { .. }
            | Self::CredentialMissing { .. }
            | Self::CredentialUnseen { .. } => self.of_secrets(),
            Self::OtherDatabase => say!(
                "den här versionen sparar sitt tillstånd i SQLite och inget annat",
                "Skriv `url = \"sqlite:upprop.db\"`.",
                "this version keeps its state in SQLite and nothing else",
                "Write `url = \"sqlite:upprop.db\"`.",
            ),
            Self::NoDatabaseFile => say!(
                "databasens fil saknas efter `sqlite:`",
                "Skriv `url = \"sqlite:upprop.db\"`.",
                "the database file is missing after `sqlite:`",
                "Write `url = \"sqlite:upprop.db\"`.",
            ),
            Self::CronFields { found } => say!(
                "cron-raden har {found} fält, men ska ha 5",
                "Skriv minut, timme, dag, månad, veckodag: \"0 6 * * 1-5\" är vardagar 06:00.",
                "the cron line has {found} fields, but must have 5",
                "Write minute, hour, day, month, weekday: \"0 6 * * 1-5\" is working days at 06:00.",
            ),
            Self::Cron { why } => say!(
                "cron-raden går inte att läsa ({why})",
                "Skriv minut, timme, dag, månad, veckodag: \"0 6 * * 1-5\" är vardagar 06:00.",
                "the cron line cannot be read ({why})",
                "Write minute, hour, day, month, weekday: \"0 6 * * 1-5\" is working days at 06:00.",
            ),
            Self::NeverFires => say!(
                "cron-raden inträffar aldrig",
                "Välj en dag som finns i månaden, eller `*`.",
                "the cron line never fires",
                "Choose a day that the month has, or `*`.",
            ),
            Self::GuardOff => say!(
                "spärren stoppar aldrig något: högst 100 procent kan försvinna",
                "Sänk `percent`, eller sätt `count`.",
                "the guard never stops anything: no more than 100 percent can vanish",
                "Lower `percent`, or set `count`.",
            ),
            Self::CountBelowFloor => say!(
                "`count` är lägre än `floor` och gör därför ingen skillnad",
                "Höj `count` eller sänk `floor`.",
                "`count` is below `floor` and so makes no difference",
                "Raise `count` or lower `floor`.",
            ),
        }
    }

    fn of_organiser(&self) -> Wording {
        match self {
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
            _ => say!(
                "huvudmannens namn saknas",
                "Skriv `name = \"…\"` under `[organiser]`; breven visar namnet.",
                "the organiser has no name",
                "Write `name = \"…\"` under `[organiser]`; letters show the name.",
            ),
        }
    }

    fn of_letters(&self) -> Wording {
        match self {
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
            Self::NoSender => say!(
                "det finns mottagare men ingen avsändare",
                "Lägg till `from = \"…\"` under `[notify]`.",
                "there are recipients but no sender",
                "Add `from = \"…\"` under `[notify]`.",
            ),
            Self::NoFolder => say!(
                "det finns mottagare men ingen mapp för breven",
                "Lägg till `folder = \"outbox\"` under `[notify]`.",
                "there are recipients but no folder for letters",
                "Add `folder = \"outbox\"` under `[notify]`.",
            ),
            _ => say!(
                "ingen får brev om stoppade körningar och brist på platser",
                "Lägg till en `[[notify.recipient]]` med rollen `organiser`.",
                "nobody gets letters about stopped runs and lack of seats",
                "Add a `[[notify.recipient]]` with the role `organiser`.",
            ),
        }
    }

    fn of_secrets(&self) -> Wording {
        match self {
            Self::SecretMissing { file } => say!(
                "hemlighetens fil {file} finns inte",
                "Skapa filen och kör `chmod 600` på den.",
                "the file of the secret, {file}, does not exist",
                "Make the file and run `chmod 600` on it.",
            ),
            Self::SecretNotFile { file } => say!(
                "{file} är inte en vanlig fil",
                "Ange en vanlig fil som bara tjänsten får läsa.",
                "{file} is not a regular file",
                "Name a regular file that only the service may read.",
            ),
            Self::SecretOpen { file, mode } => say!(
                "fler än ägaren får läsa hemligheten {file} (rättigheter {mode:03o})",
                "Kör `chmod 600 {file}`.",
                "others than the owner may read the secret {file} (mode {mode:03o})",
                "Run `chmod 600 {file}`.",
            ),
            Self::SecretUnset { variable } => {
                let variable = shown(variable);
                say!(
                    "miljövariabeln {variable} är inte satt",
                    "Sätt den för tjänsten, eller använd `file` eller `credential`.",
                    "the environment variable {variable} is not set",
                    "Set it for the service, or use `file` or `credential`.",
                )
            }
            Self::CredentialMissing { name } => {
                let name = shown(name);
                say!(
                    "systemd lämnade inte över {name}",
                    "Lägg till `LoadCredential=` för det namnet i tjänstens enhetsfil.",
                    "systemd did not hand over {name}",
                    "Add `LoadCredential=` with that name to the unit file of the service.",
                )
            }
            Self::CredentialUnseen { name } => {
                let name = shown(name);
                say!(
                    "{name} går inte att kontrollera här: bara tjänsten får den av systemd",
                    "Kontrollera att enhetsfilen har `LoadCredential=` för det namnet.",
                    "{name} cannot be checked here: systemd gives it to the service only",
                    "Make sure that the unit file has `LoadCredential=` with that name.",
                )
            }
            other => {
                let found = if let Self::SecretNotOne { found } = other { *found } else { 0 };
                say!(
                    "en hemlighet läses från exakt ett ställe, men här är {found} angivna",
                    "Behåll en av `file`, `credential` och `env`.",
                    "a secret is read from exactly one place, but {found} are given here",
                    "Keep one of `file`, `credential` and `env`.",
                )
            }
        }
    }
}
