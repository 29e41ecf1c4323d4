//! The way of letters: a mail server, or a folder.

use super::{Wording, say};

/// What is wrong with the way of letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Post {
    /// The folder for letters is a file.
    FolderIsFile {
        /// The file.
        path: String,
    },
    /// Letters with nowhere to go.
    Nowhere,
    /// A folder and a mail server.
    FolderAndServer,
    /// A user without a password, or a password without a user.
    HalfALogin,
    /// A password for a server to which everything is said in the open.
    PasswordInTheOpen,
    /// The file of certificates is not there.
    NoAuthority {
        /// The file.
        path: String,
    },
}

impl Post {
    pub(super) fn wording(&self) -> Wording {
        match self {
            Self::FolderIsFile { path } => say!(
                "{path} är en fil och ingen mapp",
                "Ange en mapp för breven; den skapas om den inte finns.",
                "{path} is a file and no folder",
                "Name a folder for letters; it is made when it is not there.",
            ),
            Self::Nowhere => say!(
                "det finns mottagare men varken e-postserver eller mapp för breven",
                "Lägg till `[notify.smtp]` med `host`, eller `folder = \"outbox\"` under `[notify]`.",
                "there are recipients but neither a mail server nor a folder for letters",
                "Add `[notify.smtp]` with `host`, or `folder = \"outbox\"` under `[notify]`.",
            ),
            Self::FolderAndServer => say!(
                "breven kan inte gå både till en mapp och till en e-postserver",
                "Ta bort `folder`, eller `[notify.smtp]`.",
                "letters cannot go both to a folder and to a mail server",
                "Remove `folder`, or `[notify.smtp]`.",
            ),
            Self::HalfALogin => say!(
                "en inloggning behöver både `user` och `password`",
                "Lägg till det som saknas, eller ta bort båda.",
                "a login needs both `user` and `password`",
                "Add the one that is missing, or remove both.",
            ),
            Self::PasswordInTheOpen => say!(
                "lösenordet skulle gå i klartext till en annan dator",
                "Välj \"starttls\" eller \"tls\".",
                "the password would go to another machine in the open",
                "Choose \"starttls\" or \"tls\".",
            ),
            Self::NoAuthority { path } => say!(
                "{path} finns inte",
                "Ange filen med utfärdarens certifikat (PEM), eller ta bort `authority`.",
                "{path} is not there",
                "Name the file with the issuer's certificates (PEM), or remove `authority`.",
            ),
        }
    }
}
