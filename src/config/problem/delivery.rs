//! Sources as a whole.

use super::{Wording, say};

/// What is wrong with a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// Flat files, and not one is mapped.
    NoFiles,
    /// Mapped files of a source that needs no mapping.
    FilesUnused,
    /// Expected documents of a source that is no folder of documents.
    ExpectsUnused,
    /// An expected document that is not named by a file's name alone.
    NoFileName,
    /// The path is not there (yet).
    PathMissing {
        /// The path, as it resolves.
        path: String,
    },
    /// A name that leads out of the folder of the delivery.
    FileName,
    /// A date format that writes no dates.
    DateFormat,
    /// A server without an address.
    NoUrl,
    /// An address of a source that is no server.
    UrlUnused,
    /// An address that is none, or that others could read along.
    Address,
    /// An address with a user or a password in it.
    LoginInUrl,
}

impl Delivery {
    pub(super) fn wording(&self) -> Wording {
        match self {
            Self::NoFiles => say!(
                "källan är av slaget `csv` men säger inte vilka filer den har",
                "Lägg till minst en `[[source.file]]` med `entity`, `path` och `columns`.",
                "the source is of the kind `csv` but does not say which files it has",
                "Add at least one `[[source.file]]` with `entity`, `path` and `columns`.",
            ),
            Self::NoUrl => say!(
                "källan är av slaget `ss12000` men säger inte var servern är",
                "Lägg till `url` med adressen där resurserna börjar, till exempel `https://api.exempel.example/v2.0`.",
                "the source is of the kind `ss12000` but does not say where the server is",
                "Add `url` with the address where the resources begin, such as `https://api.exempel.example/v2.0`.",
            ),
            Self::UrlUnused => say!(
                "`url` används bara för slaget `ss12000`",
                "Ta bort raden, eller välj `kind = \"ss12000\"`.",
                "`url` is for the kind `ss12000` only",
                "Remove the line, or choose `kind = \"ss12000\"`.",
            ),
            Self::Address => say!(
                "adressen börjar inte med `https://`",
                "Skriv hela adressen; `http://` går bara till den egna datorn.",
                "the address does not begin with `https://`",
                "Write the whole address; `http://` is for this computer only.",
            ),
            Self::LoginInUrl => say!(
                "adressen innehåller en inloggning",
                "Ta bort allt till och med `@`; vad servern vill ha står i `[source.server]`.",
                "a login stands in the address",
                "Remove everything up to the `@`; what the server wants is said in `[source.server]`.",
            ),
            Self::FilesUnused => say!(
                "`[[source.file]]` används bara för slaget `csv`",
                "Ta bort filerna, eller välj `kind = \"csv\"`.",
                "`[[source.file]]` is for the kind `csv` only",
                "Remove the files, or choose `kind = \"csv\"`.",
            ),
            Self::ExpectsUnused => say!(
                "`expects` används bara för slaget `ims`",
                "Ta bort raden, eller välj `kind = \"ims\"`.",
                "`expects` is for the kind `ims` only",
                "Remove the line, or choose `kind = \"ims\"`.",
            ),
            Self::NoFileName => say!(
                "`expects` räknar upp namn på filer i källans mapp",
                "Skriv bara filens namn: \"grundskola.xml\".",
                "`expects` holds names of files in the folder of the source",
                "Write the name of the file alone: \"grundskola.xml\".",
            ),
            Self::PathMissing { path } => say!(
                "{path} finns inte",
                "Kontrollera sökvägen, eller vänta på den första leveransen.",
                "{path} does not exist",
                "Check the path, or wait for the first delivery.",
            ),
            Self::FileName => say!(
                "här ska stå ett filnamn, inte en sökväg",
                "Filen ligger i källans mapp, eller bredvid den enda fil som källan är: skriv bara namnet.",
                "this is to be a file's name, not a path",
                "The file lies in the folder of the source, or beside the one file that it is: write the name only.",
            ),
            Self::DateFormat => say!(
                "`date_format` räcker inte för att läsa ett datum",
                "Skriv år, månad och dag som i strftime: \"%Y-%m-%d\" eller \"%d/%m/%Y\".",
                "`date_format` is not enough to read a date",
                "Write year, month and day as strftime does: \"%Y-%m-%d\" or \"%d/%m/%Y\".",
            ),
        }
    }
}
