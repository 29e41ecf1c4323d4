//! What a sweep has read, on disk: a server's answers come once, and a roster is looked at more than once.
//!
//! Each resource is a pile of lines in a file without a name, gone with the process. In memory is only where the row of
//! each id lies and what it digests to. The same rows have the same digest in whatever order they came.

use super::records::Record;
use super::resource::Resource;
use crate::source::SourceError;
use std::collections::BTreeMap;
use std::fs::File;
use std::hash::BuildHasherDefault;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use crate::source::digested::Digested;

/// All that a sweep has read.
pub(super) struct Spool {
    piles: BTreeMap<Resource, Pile>,
    /// Does the server say of anybody how protected they are?
    pub(super) marks: bool,
    /// Does it say of anybody where they are a pupil?
    pub(super) enrols: bool,
}

/// The records of one resource.
struct Pile {
    file: BufWriter<File>,
    end: u64,
    #[expect(clippy::disallowed_types, reason = "looked up; walked only to add up digests")]
    rows: std::collections::HashMap<u128, Row, BuildHasherDefault<Digested>>,
    /// Records that came twice and said the same, and not the same.
    twice: [u64; 2],
    /// Ids of records that cannot be read otherwise.
    unread: Vec<String>,
}

/// Where a record lies.
struct Row {
    at: u64,
    sum: u128,
    modified: Option<String>,
}

/// What becomes of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Put {
    New,
    /// It was there already.
    Known,
}

impl Spool {
    pub(super) fn new() -> Self {
        Self { piles: BTreeMap::new(), marks: false, enrols: false }
    }

    /// Notes that the resource was read, and begins it anew.
    pub(super) fn begin(&mut self, resource: Resource) -> Result<(), SourceError> {
        let file = tempfile::tempfile().map_err(|e| failed(resource, &e))?;
        let (rows, unread) = (Default::default(), Vec::new());
        self.piles.insert(resource, Pile { file: BufWriter::new(file), end: 0, rows, twice: [0; 2], unread });
        Ok(())
    }

    /// Adds a record. Of two with one id the one stays that was changed last; of those that do not say, the later.
    pub(super) fn put<T: Record>(&mut self, resource: Resource, record: &T) -> Result<Put, SourceError> {
        let damaged = |e: &io::Error| failed(resource, e);
        let Some(pile) = self.piles.get_mut(&resource) else { return Ok(Put::Known) };
        let mut line = serde_json::to_vec(record).map_err(|e| damaged(&e.into()))?;
        let sum = xxh3_128(&line);
        line.push(b'\n');
        let row = Row { at: pile.end, sum, modified: record.modified().map(str::to_owned) };
        let mut put = Put::New;
        match pile.rows.entry(xxh3_128(record.id().as_str().as_bytes())) {
            std::collections::hash_map::Entry::Vacant(new) => drop(new.insert(row)),
            std::collections::hash_map::Entry::Occupied(mut known) => {
                put = Put::Known;
                let is_same = known.get().sum == sum;
                pile.twice[usize::from(!is_same)] += 1;
                if is_same || row.modified < known.get().modified {
                    return Ok(put);
                }
                known.insert(row);
            }
        }
        pile.file.write_all(&line).map_err(|e| damaged(&e))?;
        pile.end += line.len() as u64;
        Ok(put)
    }

    /// Notes a record of which nothing but its id can be read.
    pub(super) fn unread(&mut self, resource: Resource, id: String) {
        if let Some(pile) = self.piles.get_mut(&resource) {
            pile.unread.push(id);
        }
    }

    /// The ids of records that cannot be read.
    pub(super) fn all_unread(&self, resource: Resource) -> &[String] {
        self.piles.get(&resource).map_or(&[], |pile| &pile.unread)
    }

    /// How many records there are.
    pub(super) fn count(&self, resource: Resource) -> u64 {
        self.piles.get(&resource).map_or(0, |pile| pile.rows.len() as u64)
    }

    /// How many came twice, saying the same and not the same.
    pub(super) fn twice(&self, resource: Resource) -> [u64; 2] {
        self.piles.get(&resource).map_or([0; 2], |pile| pile.twice)
    }

    /// Gives every record of a resource, in the order in which they came.
    pub(super) fn each<T: Record>(&mut self, resource: Resource, mut visit: impl FnMut(T)) -> Result<(), SourceError> {
        let damaged = |e: &io::Error| failed(resource, e);
        let Some(pile) = self.piles.get_mut(&resource) else { return Ok(()) };
        pile.file.flush().map_err(|e| damaged(&e))?;
        let mut file = pile.file.get_ref();
        file.seek(SeekFrom::Start(0)).map_err(|e| damaged(&e))?;
        let (mut input, mut line, mut at) = (BufReader::new(file), Vec::new(), 0);
        loop {
            line.clear();
            let count = input.read_until(b'\n', &mut line).map_err(|e| damaged(&e))?;
            if count == 0 {
                break;
            }
            let record: T = serde_json::from_slice(&line).map_err(|e| damaged(&e.into()))?;
            let row = pile.rows.get(&xxh3_128(record.id().as_str().as_bytes()));
            if row.is_some_and(|row| row.at == at) {
                visit(record);
            }
            at += count as u64;
        }
        file.seek(SeekFrom::End(0)).map_err(|e| damaged(&e))?;
        Ok(())
    }

    /// What all of it digests to, in whatever order it came.
    pub(super) fn digest(&self) -> u128 {
        let mut hasher = Xxh3::new();
        for (resource, pile) in &self.piles {
            let sum = pile.rows.iter().fold(0_u128, |sum, (id, row)| {
                let mut both = [0; 32];
                both[..16].copy_from_slice(&id.to_le_bytes());
                both[16..].copy_from_slice(&row.sum.to_le_bytes());
                sum.wrapping_add(xxh3_128(&both))
            });
            hasher.update(resource.name().as_bytes());
            hasher.update(&(pile.rows.len() as u64).to_le_bytes());
            hasher.update(&sum.to_le_bytes());
            let mut unread = pile.unread.clone();
            unread.sort();
            unread.iter().for_each(|id| hasher.update(id.as_bytes()));
        }
        hasher.digest128()
    }
}

fn failed(resource: Resource, error: &io::Error) -> SourceError {
    SourceError::io(resource.name(), error)
}
