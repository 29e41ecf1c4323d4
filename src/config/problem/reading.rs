//! Files that cannot be read, or are not TOML.

use super::{Wording, say, shown, syntax};
use crate::config::place::Place;

/// What is wrong with a file as a whole, or with its TOML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// There is no such file.
    Missing,
    /// It is a folder.
    Folder,
    /// It is a pipe, a socket or a device.
    Special,
    /// It is longer than any configuration.
    TooLarge {
        /// So long one may be.
        mebibytes: u64,
    },
    /// It may not be read.
    Forbidden,
    /// The system could not read it.
    Unreadable {
        /// The system's own words.
        why: String,
    },
    /// It is not UTF-8.
    NotUtf8,
    /// It is not TOML.
    Syntax {
        /// The parser's own words.
        message: String,
    },
    /// A value that may be given once stands in two places.
    SetTwice {
        /// Its key path.
        key: String,
        /// Where it stands first.
        first: Place,
    },
}

impl Reading {
    pub(super) fn wording(&self) -> Wording {
        match self {
            Self::Missing => say!(
                "filen finns inte",
                "Kontrollera sökvägen, eller börja med en kopia av `config/upprop.toml`.",
                "the file does not exist",
                "Check the path, or begin with a copy of `config/upprop.toml`.",
            ),
            Self::Folder => say!(
                "det här är en mapp, inte en fil",
                "Ange själva filen, till exempel `upprop.toml` i mappen.",
                "this is a folder, not a file",
                "Name the file itself, such as `upprop.toml` inside the folder.",
            ),
            Self::Special => say!(
                "det här är ingen vanlig fil",
                "Spara konfigurationen i en vanlig fil.",
                "this is not a regular file",
                "Save the configuration in a regular file.",
            ),
            Self::TooLarge { mebibytes } => say!(
                "filen är större än {mebibytes} MiB",
                "Kontrollera att det är rätt fil.",
                "the file is larger than {mebibytes} MiB",
                "Check that it is the right file.",
            ),
            Self::Forbidden => say!(
                "filen får inte läsas av den som kör upprop",
                "Ge läsrätt, till exempel med `chgrp upprop` och `chmod 640`.",
                "the one who runs upprop may not read the file",
                "Grant reading, for example with `chgrp upprop` and `chmod 640`.",
            ),
            Self::Unreadable { why } => say!(
                "filen går inte att läsa: {why}",
                "Kontrollera filen och disken.",
                "the file cannot be read: {why}",
                "Check the file and the disk.",
            ),
            Self::NotUtf8 => say!(
                "filen är inte UTF-8 från och med den här platsen",
                "Spara filen som UTF-8.",
                "the file is not UTF-8 from this place on",
                "Save the file as UTF-8.",
            ),
            Self::Syntax { message } => syntax::wording(message),
            Self::SetTwice { key, first } => {
                let key = shown(key);
                say!(
                    "{key} är satt redan i {first}",
                    "Behåll ett av de två ställena och ta bort det andra.",
                    "{key} is set already in {first}",
                    "Keep one of the two places and remove the other.",
                )
            }
        }
    }
}
