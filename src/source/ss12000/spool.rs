//! What a sweep has read, on disk: a server's answers come once, and a roster is looked at more than once.
//!
//! Each resource is a pile of rows: some that were kept of the last run and came again letter by letter, the others as
//! lines in a file without a name, gone with the process. In memory is only where the row of each id lies and what it
//! digests to. The same rows have the same digest in whatever order they came.

use super::chain::{Seen, Turn};
use super::records::{Gone, Key, Named, Record};
use super::resource::Resource;
use super::settings::Settings;
use super::stock::{Flags, Held, Packer, PageSeen, Stock, Sum};
use crate::roster::{Kept, SourceName};
use crate::source::digested::Digested;
use crate::source::{Imprinter, SourceError};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::hash::BuildHasherDefault;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::sync::Arc;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// All that a sweep has read.
#[derive(Default)]
pub(super) struct Spool {
    pub(super) piles: BTreeMap<Resource, Pile>,
    /// Rows that were kept.
    stock: BTreeMap<Resource, Arc<Stock>>,
    /// Persons who are nobody's users: left out.
    pub(super) left_out: u64,
    /// Makes imprints of what is read.
    pub(super) imprinter: Option<Imprinter>,
    /// Who delivers.
    pub(super) source: SourceName,
    /// What it lacks it lacks: somebody has said so.
    pub(super) is_accepted: bool,
    /// What the server itself says is no more.
    pub(super) gone: Vec<Gone>,
}

/// The records of one resource.
pub(super) struct Pile {
    file: BufWriter<File>,
    end: u64,
    pub(super) stock: Option<Arc<Stock>>,
    #[expect(clippy::disallowed_types, reason = "looked up; walked only to add up digests")]
    pub(super) rows: std::collections::HashMap<u128, Row, BuildHasherDefault<Digested>>,
    /// Records that came twice and said the same, and not the same.
    twice: [u64; 2],
    /// Ids of records that cannot be read otherwise.
    unread: BTreeSet<String>,
    /// The pages on which they came.
    pages: Vec<PageSeen>,
}

/// A record's row.
#[derive(Clone, Copy)]
pub(super) struct Row {
    pub(super) at: At,
    pub(super) raw: u128,
    pub(super) sum: u128,
    pub(super) modified: i64,
    pub(super) flags: Flags,
}

/// Where it lies.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    /// Among those that were kept, by number.
    Kept(u32),
    /// In the file, from this byte on.
    File(u64),
}

/// How a record comes that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meeting {
    /// On another page of the same list: the one that was changed last counts.
    Page,
    /// As the server has it now.
    News,
}

/// What becomes of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Put {
    New,
    /// It was there, and said the same.
    Same,
    /// It was there, and said something else.
    Other,
}

impl Spool {
    /// An empty one, beside what was kept.
    pub(super) fn new(held: Option<&Held>, settings: &Settings) -> Self {
        let stock = held.map(|held| held.stock.clone()).unwrap_or_default();
        let (imprinter, is_accepted) = (settings.imprinter.clone(), settings.is_accepted);
        Self { stock, imprinter, is_accepted, source: settings.source.clone(), ..Self::default() }
    }

    /// One that has everything that was kept.
    pub(super) fn of(held: &Held, settings: &Settings) -> Result<Self, SourceError> {
        let mut spool = Self::new(Some(held), settings);
        for (resource, stock) in &held.stock {
            spool.begin(*resource)?;
            let Some(pile) = spool.piles.get_mut(resource) else { continue };
            let row = |(number, sum): (u32, &Sum)| {
                (
                    sum.id,
                    Row { at: At::Kept(number), raw: sum.raw, sum: sum.row, modified: sum.modified, flags: sum.flags },
                )
            };
            pile.rows = (0..).zip(stock.sums()).map(row).collect();
            pile.unread = held.marks.unread.get(resource).cloned().unwrap_or_default();
        }
        Ok(spool)
    }

    /// Notes that the resource was read, and begins it anew.
    pub(super) fn begin(&mut self, resource: Resource) -> Result<(), SourceError> {
        let file = tempfile::tempfile().map_err(|e| failed(resource, &e))?;
        let pile = Pile {
            file: BufWriter::new(file),
            end: 0,
            stock: self.stock.get(&resource).cloned(),
            rows: Default::default(),
            twice: [0; 2],
            unread: BTreeSet::new(),
            pages: Vec::new(),
        };
        self.piles.insert(resource, pile);
        Ok(())
    }

    /// Leaves the resource out: the server has none.
    pub(super) fn without(&mut self, resource: Resource) -> Result<(), SourceError> {
        self.piles.remove(&resource);
        Ok(())
    }

    /// The resources that were read.
    pub(super) fn resources(&self) -> Vec<Resource> {
        self.piles.keys().copied().collect()
    }

    /// Adds the records of a page that comes again letter by letter; gives what the next one is asked for with.
    pub(super) fn know_page(&mut self, resource: Resource, digest: u128, seen: &mut Seen) -> Option<Turn> {
        let stock = Arc::clone(self.piles.get(&resource)?.stock.as_ref()?);
        let page = stock.page(digest)?;
        let raws: Vec<u128> = page.rows.iter().map(|row| stock.sums()[*row as usize].raw).collect();
        for raw in &raws {
            match self.know(resource, *raw, Meeting::Page) {
                Some(Put::New) | None => {}
                Some(put) => self.came_twice(resource, put == Put::Same),
            }
        }
        let turn = Turn { is_new: seen.is_new(&raws), next: page.next.clone(), is_enough: false };
        self.saw(resource, PageSeen { digest, next: page.next.clone(), raws });
        Some(turn)
    }

    /// Notes a page that was read.
    pub(super) fn saw(&mut self, resource: Resource, page: PageSeen) {
        if let Some(pile) = self.piles.get_mut(&resource) {
            pile.pages.push(page);
        }
    }

    /// Adds a record that was kept as the server writes it again; nothing when none was.
    pub(super) fn know(&mut self, resource: Resource, raw: u128, meeting: Meeting) -> Option<Put> {
        let pile = self.piles.get_mut(&resource)?;
        let number = pile.stock.as_ref()?.number(raw)?;
        let sum = pile.stock.as_ref()?.sums()[number as usize];
        let row = Row { at: At::Kept(number), raw, sum: sum.row, modified: sum.modified, flags: sum.flags };
        Some(pile.enter(sum.id, row, meeting).0)
    }

    /// Adds a record. Of two on pages the one stays that was changed last; of those that do not say, the later.
    pub(super) fn put<T: Record>(
        &mut self,
        resource: Resource,
        record: &T,
        raw: u128,
        meeting: Meeting,
    ) -> Result<Put, SourceError> {
        let damaged = |e: &io::Error| failed(resource, e);
        if self.has_lost_lists(resource, record) {
            self.unread(resource, record.id());
            return Ok(Put::Same);
        }
        let Some(pile) = self.piles.get_mut(&resource) else { return Ok(Put::Same) };
        let mut line = serde_json::to_vec(record).map_err(|e| damaged(&e.into()))?;
        let sum = xxh3_128(&line);
        line.push(b'\n');
        let modified = record.modified().map_or(i64::MIN, |instant| instant.at.as_microsecond());
        let row = Row { at: At::File(pile.end), raw, sum, modified, flags: record.flags() };
        let (put, is_taken) = pile.enter(digest_of(record.id()), row, meeting);
        pile.unread.remove(record.id().as_str());
        if is_taken {
            pile.file.write_all(&line).map_err(|e| damaged(&e))?;
            pile.end += line.len() as u64;
        }
        Ok(put)
    }

    /// Takes a record away.
    pub(super) fn remove(&mut self, resource: Resource, id: &Key) {
        if let Some(pile) = self.piles.get_mut(&resource) {
            pile.rows.remove(&digest_of(id));
        }
    }

    pub(super) fn has(&self, resource: Resource, id: &Key) -> bool {
        self.piles.get(&resource).is_some_and(|pile| pile.rows.contains_key(&digest_of(id)))
    }

    /// Counts a record that came twice.
    pub(super) fn came_twice(&mut self, resource: Resource, is_same: bool) {
        if let Some(pile) = self.piles.get_mut(&resource) {
            pile.twice[usize::from(!is_same)] += 1;
        }
    }

    /// Notes a record of which nothing but its id can be read; it is what it was.
    pub(super) fn unread(&mut self, resource: Resource, id: &Key) {
        if !self.has(resource, id) {
            self.stays(resource, id);
        }
        if let Some(pile) = self.piles.get_mut(&resource) {
            pile.unread.insert(id.as_str().to_owned());
        }
    }

    /// The ids of records that cannot be read.
    pub(super) fn all_unread(&self, resource: Resource) -> BTreeSet<String> {
        self.piles.get(&resource).map(|pile| pile.unread.clone()).unwrap_or_default()
    }

    /// How many records cannot be read.
    pub(super) fn unread_count(&self, resource: Resource) -> u64 {
        self.piles.get(&resource).map_or(0, |pile| pile.unread.len() as u64)
    }

    /// How many records there are.
    pub(super) fn count(&self, resource: Resource) -> u64 {
        self.piles.get(&resource).map_or(0, |pile| pile.rows.len() as u64)
    }

    /// How many came twice, saying the same and not the same.
    pub(super) fn twice(&self, resource: Resource) -> [u64; 2] {
        self.piles.get(&resource).map_or([0; 2], |pile| pile.twice)
    }

    /// Counts so many instead.
    pub(super) fn set_twice(&mut self, resource: Resource, twice: [u64; 2]) {
        if let Some(pile) = self.piles.get_mut(&resource) {
            pile.twice = twice;
        }
    }

    /// On how many pages a resource came.
    pub(super) fn page_count(&self, resource: Resource) -> usize {
        self.piles.get(&resource).map_or(0, |pile| pile.pages.len())
    }

    /// Gives every record of a resource: those that were kept, and then the others in the order in which they came.
    pub(super) fn each<T: Record>(&mut self, resource: Resource, mut visit: impl FnMut(T)) -> Result<(), SourceError> {
        self.each_row(resource, |line, _| {
            visit(serde_json::from_slice(line)?);
            Ok(())
        })
    }

    /// The id of any record but these.
    pub(super) fn any(&mut self, resource: Resource, except: &BTreeSet<Key>) -> Result<Option<Key>, SourceError> {
        let mut found = None;
        let looked = self.each_row(resource, |line, _| {
            let Named { id } = serde_json::from_slice(line)?;
            if except.contains(&id) {
                return Ok(());
            }
            found = Some(id);
            Err(io::ErrorKind::Interrupted.into()) // enough was seen
        });
        if found.is_none() {
            looked?;
        }
        Ok(found)
    }

    fn each_row(
        &mut self,
        resource: Resource,
        mut visit: impl FnMut(&[u8], Sum) -> io::Result<()>,
    ) -> Result<(), SourceError> {
        let Some(pile) = self.piles.get_mut(&resource) else { return Ok(()) };
        let rows = &pile.rows;
        let mut take = |line: &[u8], id: u128, at: At| match rows.get(&id) {
            Some(row) if row.at == at => {
                visit(line, Sum { raw: row.raw, id, row: row.sum, modified: row.modified, flags: row.flags })
            }
            _ => Ok(()),
        };
        let mut read = || -> io::Result<()> {
            if let Some(stock) = &pile.stock {
                let mut number = 0_u32;
                each_line(stock.lines(), |line, _| {
                    let sum = stock.sums().get(number as usize).ok_or(io::ErrorKind::InvalidData)?;
                    number += 1;
                    take(line, sum.id, At::Kept(number - 1))
                })?;
            }
            pile.file.flush()?;
            let mut file = pile.file.get_ref();
            file.seek(SeekFrom::Start(0))?;
            let read = each_line(BufReader::new(file), |line, at| {
                let Named { id } = serde_json::from_slice(line)?;
                take(line, digest_of(&id), At::File(at))
            });
            file.seek(SeekFrom::End(0))?;
            read
        };
        read().map_err(|e| failed(resource, &e))
    }

    /// Everything, to be kept.
    pub(super) fn pack(&mut self, delivery: u128) -> Result<Kept, SourceError> {
        let mut kept = Kept { delivery, files: BTreeMap::new() };
        for resource in self.resources() {
            let mut packer = Packer::new();
            self.each_row(resource, |line, sum| packer.add(line, sum))?;
            let pages = self.piles.get(&resource).map_or(&[][..], |pile| &pile.pages);
            packer.finish(resource, pages, &mut kept)?;
        }
        Ok(kept)
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
            pile.unread.iter().for_each(|id| hasher.update(id.as_bytes()));
        }
        hasher.digest128()
    }
}

impl Pile {
    /// Enters a row. Does it stand for its id from now on?
    fn enter(&mut self, id: u128, row: Row, meeting: Meeting) -> (Put, bool) {
        match self.rows.entry(id) {
            std::collections::hash_map::Entry::Vacant(new) => {
                new.insert(row);
                (Put::New, true)
            }
            std::collections::hash_map::Entry::Occupied(known) if known.get().sum == row.sum => (Put::Same, false),
            std::collections::hash_map::Entry::Occupied(mut known) => {
                let is_newer = meeting == Meeting::News || row.modified >= known.get().modified;
                if is_newer {
                    known.insert(row);
                }
                (Put::Other, is_newer)
            }
        }
    }
}

/// Gives every line with its end, and where it begins.
pub(super) fn each_line(
    mut input: impl BufRead,
    mut visit: impl FnMut(&[u8], u64) -> io::Result<()>,
) -> io::Result<()> {
    let (mut line, mut at) = (Vec::new(), 0);
    loop {
        line.clear();
        let count = input.read_until(b'\n', &mut line)?;
        if count == 0 {
            return Ok(());
        }
        visit(&line, at)?;
        at += count as u64;
    }
}

pub(super) fn digest_of(id: &Key) -> u128 {
    xxh3_128(id.as_str().as_bytes())
}

pub(super) fn failed(resource: Resource, error: &io::Error) -> SourceError {
    SourceError::io(resource.name(), error)
}
