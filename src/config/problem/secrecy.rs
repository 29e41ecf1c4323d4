//! Secrets and where they are read from.

use super::{Wording, say, shown};

/// What is wrong with the place that a secret is read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Secrecy {
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
    /// The file of a secret has nothing in it.
    SecretEmpty {
        /// The file.
        file: String,
    },
    /// A key has too few bytes.
    SecretShort {
        /// As many as it must have.
        least: u64,
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

impl Secrecy {
    pub(super) fn wording(&self) -> Wording {
        match self {
            Self::SecretNotOne { found } => say!(
                "en hemlighet läses från exakt ett ställe, men här är {found} angivna",
                "Behåll en av `file`, `credential` och `env`.",
                "a secret is read from exactly one place, but {found} are given here",
                "Keep one of `file`, `credential` and `env`.",
            ),
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
            Self::SecretEmpty { file } => say!(
                "hemlighetens fil {file} är tom",
                "Skriv hemligheten i filen.",
                "the file of the secret, {file}, is empty",
                "Write the secret into the file.",
            ),
            Self::SecretShort { least } => say!(
                "nyckeln är kortare än {least} byte",
                "Gör en ny: `head -c 32 /dev/urandom | base64`.",
                "the key has fewer than {least} bytes",
                "Make a new one: `head -c 32 /dev/urandom | base64`.",
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
        }
    }
}
