//! Letters as `.eml` files in a folder: for the demo, for rehearsals, and for sites whose own mail system
//! picks them up.

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use std::fs;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Why a letter did not get out.
#[derive(Debug, thiserror::Error)]
pub enum NotifyError {
    /// An address does not parse; the address itself is not repeated.
    #[error("letter {id}: the {which} address is not an address")]
    Address {
        /// Number in the outbox.
        id: i64,
        /// Which one.
        which: &'static str,
    },
    /// The message could not be put together.
    #[error("letter {id}: cannot be written as a message: {source}")]
    Message {
        /// Number in the outbox.
        id: i64,
        /// Why.
        source: lettre::error::Error,
    },
    /// The file could not be written.
    #[error("letter {id}: cannot write {path}: {source}")]
    File {
        /// Number in the outbox.
        id: i64,
        /// Where.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// A folder for letters.
pub struct Folder {
    /// Where.
    pub path: PathBuf,
    /// Sender.
    pub from: String,
    /// Where answers go.
    pub reply_to: Option<String>,
}

/// A letter that is due.
pub struct Due<'a> {
    /// Number in the outbox; its file carries it.
    pub id: i64,
    /// To whom.
    pub to: &'a str,
    /// Subject.
    pub subject: &'a str,
    /// Plain text.
    pub body: &'a str,
    /// Names the letter for ever, so that a second try is seen as the same letter.
    pub dedupe_key: &'a str,
    /// Names the thread.
    pub thread: &'a str,
    /// When it was written.
    pub at: jiff::Timestamp,
}

impl Folder {
    /// Writes a letter as `NNNNNN.eml`: under another name first, synced, then renamed, so that a file that is
    /// there is whole. Writing the same letter again gives the same file. Letters name people, so the folder and
    /// its files are made for their owner alone; a folder that is there already stays as it is.
    ///
    /// # Errors
    /// When an address does not parse or the file cannot be written; the letter stays due.
    pub fn deliver(&self, due: &Due<'_>) -> Result<PathBuf, NotifyError> {
        let message = self.message(due)?;
        let path = self.path.join(format!("{:06}.eml", due.id));
        let failed = |source| NotifyError::File { id: due.id, path: path.clone(), source };
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.path).map_err(failed)?;
        write_whole(&path, &message.formatted()).map_err(failed)?;
        Ok(path)
    }

    fn message(&self, due: &Due<'_>) -> Result<Message, NotifyError> {
        let mailbox =
            |text: &str, which| text.parse::<Mailbox>().map_err(|_| NotifyError::Address { id: due.id, which });
        let host = self.from.rsplit('@').next().unwrap_or("localhost").trim_end_matches('>');
        let mut builder = Message::builder()
            .from(mailbox(&self.from, "from")?)
            .to(mailbox(due.to, "to")?)
            .subject(clean(due.subject))
            .date(
                std::time::UNIX_EPOCH + std::time::Duration::from_secs(u64::try_from(due.at.as_second()).unwrap_or(0)),
            )
            .message_id(Some(format!("<{}@{host}>", token(due.dedupe_key))))
            .references(format!("<{}@{host}>", token(due.thread)));
        if let Some(reply_to) = &self.reply_to {
            builder = builder.reply_to(mailbox(reply_to, "reply_to")?);
        }
        for (name, value) in [("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All")] {
            let name = HeaderName::new_from_ascii_str(name);
            builder = builder.raw_header(HeaderValue::new(name, value.to_owned()));
        }
        let body = due.body.replace('\r', "");
        let message = builder.header(ContentType::TEXT_PLAIN).body(body);
        message.map_err(|source| NotifyError::Message { id: due.id, source })
    }
}

/// No control characters in a header, whatever a name may hold (SECURITY 3.6).
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A key as the left part of a message id.
fn token(key: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    key.chars().map(|c| if fits(c) { c } else { '.' }).collect()
}

fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let unfinished = path.with_extension("unfinished");
    // What a killed writer left may be open to others, and keeps its mode when it is written over.
    match fs::remove_file(&unfinished) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(e),
        _ => {}
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&unfinished, path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_letter_is_for_its_owner_alone() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder { path: dir.path().join("post/outbox"), from: "a@x.example".to_owned(), reply_to: None };
        let at = jiff::Timestamp::UNIX_EPOCH;
        let due = Due { id: 1, to: "b@x.example", subject: "s", body: "b", dedupe_key: "d", thread: "t", at };
        let path = folder.deliver(&due).unwrap();
        assert_eq!((mode(&folder.path), mode(&path)), (0o700, 0o600));

        let left = path.with_extension("unfinished");
        fs::write(&left, "left by a killed writer").unwrap();
        fs::set_permissions(&left, fs::Permissions::from_mode(0o644)).unwrap();
        let again = folder.deliver(&due).unwrap();
        assert_eq!((mode(&again), left.exists()), (0o600, false));
    }
}
