//! The letters sent in the last fortnight, beside the database and not in it: one that is put back does not know
//! of those that were sent since, and must not send them again (RELIABILITY D10).
//!
//! A line a letter: when, the digest of what makes it the same letter, the digest of what it says and to whom. No
//! line tells an address.

use super::outbox::Letter;
use super::seal::hex;
use super::value::Row;
use super::{Store, StoreError, file};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// How long a letter is remembered.
const KEPT: SignedDuration = SignedDuration::from_hours(14 * 24);

/// A letter that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sent {
    pub(super) at: Timestamp,
    key: String,
    content: String,
}

impl Sent {
    pub(super) fn new(letter: &Letter, at: Timestamp) -> Self {
        Self { at, key: key(&letter.dedupe_key), content: content(letter) }
    }

    fn line(&self) -> String {
        format!("{} {} {}\n", self.at.as_microsecond(), self.key, self.content)
    }

    /// A line that a crash cut off means nothing.
    fn read(line: &str) -> Option<Self> {
        let mut words = line.split(' ');
        let at = Timestamp::from_microsecond(words.next()?.parse().ok()?).ok()?;
        let mut digest = || words.next().filter(|word| word.len() == 64).map(str::to_owned);
        Some(Self { at, key: digest()?, content: digest()? })
    }
}

/// The digest of what makes a letter the same letter.
fn key(dedupe_key: &str) -> String {
    hex(&Sha256::digest(dedupe_key))
}

/// The digest of what a letter says, and to whom.
fn content(letter: &Letter) -> String {
    let mut sum = Sha256::new();
    for part in [&letter.recipient, &letter.subject, &letter.body] {
        sum.update((part.len() as u64).to_be_bytes());
        sum.update(part);
    }
    hex(&sum.finalize())
}

/// The file, beside the anchor.
pub(super) fn beside(anchor: &Path) -> PathBuf {
    anchor.with_extension("sent")
}

/// All that is remembered, oldest first.
pub(super) fn read(path: &Path) -> Result<Vec<Sent>, StoreError> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        text => {
            let text = text.map_err(StoreError::file("cannot read the list of letters sent", path))?;
            Ok(text.lines().filter_map(Sent::read).collect())
        }
    }
}

/// Remembers a letter before anybody is told that it was sent, and forgets those of more than a fortnight ago.
pub(super) fn note(path: &Path, sent: Sent) -> Result<(), StoreError> {
    let known = read(path)?;
    let since = sent.at.checked_sub(KEPT).unwrap_or(Timestamp::MIN);
    if known.iter().any(|one| one.at < since) {
        let kept = known.into_iter().filter(|one| one.at >= since);
        return write(path, kept.chain([sent]));
    }
    append(path, &sent).map_err(StoreError::file("cannot write the list of letters sent", path))
}

fn append(path: &Path, sent: &Sent) -> std::io::Result<()> {
    let is_new = !path.exists();
    let mut file = OpenOptions::new().append(true).create(true).mode(0o600).open(path)?;
    // What a crash cut off ends here, so that it spoils no more than itself.
    let cut = fs::read(path)?.last().is_some_and(|last| *last != b'\n');
    let line = format!("{}{}", if cut { "\n" } else { "" }, sent.line());
    file.write_all(line.as_bytes())?;
    file.sync_all()?;
    if is_new { file::sync_folder(path) } else { Ok(()) }
}

fn write(path: &Path, all: impl Iterator<Item = Sent>) -> Result<(), StoreError> {
    let text: String = all.map(|sent| sent.line()).collect();
    file::replace(path, text.as_bytes()).map_err(StoreError::file("cannot write the list of letters sent", path))
}

/// Takes what is remembered along to where a database is copied.
pub(super) fn take_along(from: &Path, to: &Path) -> Result<(), StoreError> {
    let known = read(to)?;
    let new: Vec<Sent> = read(from)?.into_iter().filter(|sent| !known.contains(sent)).collect();
    if new.is_empty() { Ok(()) } else { write(to, known.into_iter().chain(new)) }
}

/// Letters that were sent, as far as is noted beside the database.
#[derive(Debug, Default)]
pub struct Told {
    /// What those say of which the database knows nothing any more.
    unknown: BTreeSet<String>,
    keys: BTreeSet<String>,
}

impl Told {
    /// Was a letter with these words sent to this address, and the database knows nothing of it?
    #[must_use]
    pub fn has(&self, letter: &Letter) -> bool {
        self.unknown.contains(&content(letter))
    }

    /// Is it noted that this letter was sent? So it is when the program ended before the database heard of it.
    #[must_use]
    pub fn is_noted(&self, letter: &Letter) -> bool {
        self.keys.contains(&key(&letter.dedupe_key))
    }
}

impl Store {
    /// Letters of the last fortnight that were sent, and those of them of which the database knows nothing any more, since
    /// it was put back. A run that is made again writes them again, under other keys.
    ///
    /// # Errors
    /// The driver, or the file.
    pub async fn told(&self) -> Result<Told, StoreError> {
        const SQL: &str = "SELECT dedupe_key FROM outbox WHERE sent_at IS NULL OR sent_at >= $1";
        let sent = read(&beside(&self.anchor))?;
        let Some(since) = sent.iter().map(|sent| sent.at.as_microsecond()).min() else { return Ok(Told::default()) };
        let read = |row: &Row<'_>| Ok(key(row.text("dedupe_key")?));
        let known = self.link().await?.all("outbox", SQL, [since.into()], read).await?;
        let known: BTreeSet<String> = known.into_iter().collect();
        let mut told = Told::default();
        for sent in sent {
            // One that was written again and noted again has served.
            if known.contains(&sent.key) {
                told.unknown.remove(&sent.content)
            } else {
                told.unknown.insert(sent.content)
            };
            told.keys.insert(sent.key);
        }
        Ok(told)
    }
}

/// When letters were sent, by the digest of their key.
pub(super) struct Keys(BTreeMap<String, Timestamp>);

impl Keys {
    pub(super) fn of(sent: Vec<Sent>) -> Self {
        Self(sent.into_iter().map(|sent| (sent.key, sent.at)).collect())
    }

    pub(super) fn sent_at(&self, dedupe_key: &str) -> Option<Timestamp> {
        self.0.get(&key(dedupe_key)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Channel;

    fn letter(number: u32) -> Letter {
        let text = |name: &str| format!("{name} {number}");
        Letter {
            channel: Channel::Letter,
            dedupe_key: text("key"),
            recipient: text("anna@exempel.example"),
            kind: String::new(),
            subject: text("subject"),
            body: text("body"),
            headers: String::new(),
            due_at: None,
        }
    }

    fn day(number: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + number * 86_400).unwrap()
    }

    #[test]
    fn what_was_sent_is_remembered_for_a_fortnight_without_addresses() {
        let folder = tempfile::tempdir().unwrap();
        let path = beside(&folder.path().join("a.db.anchor"));
        assert_eq!(path, folder.path().join("a.db.sent"));
        for number in 0..20 {
            note(&path, Sent::new(&letter(number), day(i64::from(number)))).unwrap();
        }
        let found = read(&path).unwrap();
        assert_eq!((found.len(), found[0].at), (15, day(5)));
        assert_eq!(Keys::of(found).sent_at("key 19"), Some(day(19)));
        assert!(!fs::read_to_string(&path).unwrap().contains('@'));
    }

    #[test]
    fn a_line_that_was_cut_off_spoils_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sent");
        note(&path, Sent::new(&letter(1), day(1))).unwrap();
        let whole = fs::read(&path).unwrap();
        for length in 1..whole.len() - 1 {
            fs::write(&path, [&whole[..], &whole[..length]].concat()).unwrap();
            note(&path, Sent::new(&letter(2), day(2))).unwrap();
            let keys: Vec<_> = read(&path).unwrap().into_iter().map(|sent| sent.key).collect();
            assert_eq!(keys, [key("key 1"), key("key 2")], "cut after {length} bytes");
        }
    }
}
