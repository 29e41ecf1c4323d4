//! A backup put in force. A kill at any moment leaves what was in force or what is put there, and never neither.

use super::address::beside;
use super::copy::fill;
use super::file::{self, Unfinished};
use super::lock::RunLock;
use super::postgres::{Postgres, quoted};
use super::sqlite::Sqlite;
use super::transfer::{self, Carried};
use super::{Address, Gap, Store, StoreError, anchor, migrate, recover};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::fs;
use std::path::{Path, PathBuf};

/// A schema's name has at most so many bytes.
const NAME_MAX: usize = 63;

/// What was put in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What is in force now.
    pub carried: Carried,
    /// Where what was in force is kept: a file, or a schema.
    pub aside: Option<String>,
    /// What the anchor names and the backup does not have: until somebody recovers, nothing is written.
    pub gap: Option<Gap>,
}

/// Puts a backup in force, once it was found sound. What was in force is kept aside. The anchor stays as it is, so
/// that a state which is older than it is told.
///
/// # Errors
/// The driver or the files; a run under way; a backup that is none, or does not verify.
pub async fn restore(
    backup: &Path,
    address: &Address,
    at: Timestamp,
    key: Option<&[u8]>,
) -> Result<Restored, StoreError> {
    let place = Place::of(address).await?;
    let lock = place.lock_run().await?;
    let done = put_in_force(backup, address, place, (at, key)).await;
    lock.release().await;
    done
}

async fn put_in_force(
    backup: &Path,
    address: &Address,
    place: Place<'_>,
    (at, key): (Timestamp, Option<&[u8]>),
) -> Result<Restored, StoreError> {
    let work = Unfinished::new(address.anchor().with_extension("restoring"))?;
    unpack(backup, &work.path).await?;
    let from = Store::unfinished(Sqlite::open_unfinished(work.path.clone()).await?);
    let (carried, gap) = match check(&from, &address.anchor(), key).await {
        Ok(checked) => checked,
        Err(error) => {
            from.close().await;
            return Err(error);
        }
    };
    let aside = match place {
        Place::File(file) => into_file(from, work, file, at, key).await?,
        Place::Schema(server) => {
            let done = into_schema(&from, &server, at, key).await;
            from.close().await;
            server.close().await;
            done?
        }
    };
    if anchor::read(&address.anchor())?.is_none() {
        anchor::write(&address.anchor(), &carried.head)?;
    }
    Ok(Restored { carried, aside, gap })
}

/// Where the database is that is replaced, whatever state it is in.
enum Place<'a> {
    File(&'a Path),
    Schema(Box<Postgres>),
}

impl<'a> Place<'a> {
    async fn of(address: &'a Address) -> Result<Self, StoreError> {
        Ok(match address {
            Address::Sqlite { file } => Self::File(file),
            Address::Postgres { .. } => Self::Schema(Box::new(Postgres::connect(address, true).await?)),
        })
    }

    async fn lock_run(&self) -> Result<RunLock, StoreError> {
        match self {
            Self::File(file) => RunLock::of_file(&beside(file, "lock")),
            Self::Schema(server) => server.lock_bare().await,
        }
    }
}

/// Copies the backup to where it can be worked at: it stays as it is.
async fn unpack(backup: &Path, work: &Path) -> Result<(), StoreError> {
    let file = Sqlite::open_read_only(backup.to_owned()).await?;
    let copied = file.copy_into(work).await;
    file.close().await;
    copied
}

/// Brings what was unpacked to this upprop's schema, and proves it.
async fn check(from: &Store, anchor: &Path, key: Option<&[u8]>) -> Result<(Carried, Option<Gap>), StoreError> {
    let mut link = from.writing_link().await?;
    if migrate::found(&mut link).await? == 0 {
        return Err(StoreError::NoBackup);
    }
    migrate::up(&mut link).await?;
    link.commit().await?;
    let mut look = from.look().await?;
    let head = look.head().await?;
    transfer::sound(&mut look, Ok(Some(head.clone())), key).await?;
    let gap = recover::gap(&mut look.link, anchor).await?;
    Ok((Carried { tables: look.sums().await?, head }, gap))
}

/// Into a file: within one transaction where there is a database that can be written, since others may have it open.
/// In the place of one that is damaged, or where there is none, as a file.
async fn into_file(
    from: Store,
    work: Unfinished,
    file: &Path,
    at: Timestamp,
    key: Option<&[u8]>,
) -> Result<Option<String>, StoreError> {
    let aside = free_file(file, at);
    let is_there = file.exists();
    let done = if is_there { in_place(&from, file, &aside, key).await.map(|()| true) } else { Ok(false) };
    from.close().await;
    match done {
        Ok(true) => {}
        Ok(false) => swap(work, file, &aside)?,
        Err(error) if error.is_damage() => swap(work, file, &aside)?,
        Err(error) => return Err(error),
    }
    Ok(is_there.then(|| aside.display().to_string()))
}

async fn in_place(from: &Store, file: &Path, aside: &Path, key: Option<&[u8]>) -> Result<(), StoreError> {
    let present = Sqlite::open_to_replace(file.to_owned()).await?;
    let kept = async {
        let kept = Unfinished::new(beside(file, "keeping"))?;
        present.copy_into(&kept.path).await?;
        kept.name(aside)
    };
    let done = match kept.await {
        Ok(()) => replace(from, &present, key).await,
        Err(error) => Err(error),
    };
    present.close().await;
    done
}

async fn replace(from: &Store, present: &Sqlite, key: Option<&[u8]>) -> Result<(), StoreError> {
    let mut link = present.write().await?;
    let tables = migrate::tables(&mut link).await?;
    let drops: String = tables.iter().map(|table| format!("DROP TABLE {};", quoted(table))).collect();
    link.script("migration", drops).await?;
    migrate::up(&mut link).await?;
    fill(&mut from.look().await?, link, key).await.map(drop)
}

/// A file in the place of a damaged one, or of none. A log that lies there belongs to what was there, and would spoil
/// what comes: it goes aside too.
fn swap(work: Unfinished, file: &Path, aside: &Path) -> Result<(), StoreError> {
    let fault = |error| StoreError::file("cannot keep the damaged database as", aside)(error);
    let with = |path: &Path, ending: &str| {
        let mut name = path.to_owned().into_os_string();
        name.push(ending);
        PathBuf::from(name)
    };
    let if_there = |done: std::io::Result<()>| match done {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        done => done.map_err(fault),
    };
    if_there(fs::hard_link(file, aside))?;
    if_there(fs::rename(with(file, "-wal"), with(aside, "-wal")))?;
    if_there(fs::remove_file(with(file, "-shm")))?;
    file::sync_folder(file).map_err(fault)?;
    work.name(file)
}

/// Into a schema: the old one gets another name and the new one its name in one transaction.
async fn into_schema(
    from: &Store,
    server: &Postgres,
    at: Timestamp,
    key: Option<&[u8]>,
) -> Result<Option<String>, StoreError> {
    let there = server.has_schema(&server.schema).await?;
    let aside = if there { Some(free_schema(server, at).await?) } else { None };
    let mut link = server.write().await?;
    let schema = quoted(&server.schema);
    let rename = aside.as_ref().map(|aside| format!("ALTER SCHEMA {schema} RENAME TO {};", quoted(aside)));
    link.script("meta", format!("{} CREATE SCHEMA {schema};", rename.unwrap_or_default())).await?;
    migrate::up(&mut link).await?;
    fill(&mut from.look().await?, link, key).await?;
    Ok(aside)
}

fn free_file(file: &Path, at: Timestamp) -> PathBuf {
    let stamp = at.to_zoned(TimeZone::UTC).strftime("before-%Y%m%dT%H%M%SZ").to_string();
    let numbered = (2..).map(|number| beside(file, &format!("{stamp}-{number}")));
    let mut names = std::iter::once(beside(file, &stamp)).chain(numbered);
    names.find(|path| !path.exists()).unwrap_or_else(|| beside(file, &stamp))
}

async fn free_schema(server: &Postgres, at: Timestamp) -> Result<String, StoreError> {
    let stamp = at.to_zoned(TimeZone::UTC).strftime("_before_%Y%m%d_%H%M%S").to_string();
    let mut number = 1;
    loop {
        let ending = if number == 1 { stamp.clone() } else { format!("{stamp}_{number}") };
        let length = server.schema.len().min(NAME_MAX - ending.len());
        let name = format!("{}{ending}", server.schema.get(..length).unwrap_or("upprop"));
        if !server.has_schema(&name).await? {
            return Ok(name);
        }
        number += 1;
    }
}
