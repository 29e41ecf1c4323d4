//! What is kept of a server between one run and the next: the rows as they are used, packed, and what each of them
//! digested to as the server wrote it, so that a record that comes again letter by letter is not read again.

use super::resource::Resource;
use super::settings::Settings;
use crate::roster::Kept;
use crate::source::SourceError;
use crate::source::digested::Digested;
use crate::source::imprinter::with_key;
use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasherDefault;
use std::io::{self, BufReader, Read, Write};
use std::sync::{Arc, OnceLock};
use xxhash_rust::xxh3::xxh3_128;

/// What is used of a record; another number makes everything be read anew.
const SHAPE: u32 = 3;
const MARKS: &str = "marks.json";
const SUM_BYTES: usize = 3 * size_of::<u128>() + 2 * size_of::<i64>();

/// What is known of a server since it was last read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Marks {
    shape: u32,
    /// Which server it is, and where its resources lie.
    server: u128,
    /// When the last sweep began, by the server's clock.
    pub(super) swept: Option<Timestamp>,
    /// What time it was there when it was last asked.
    pub(super) seen: Option<Timestamp>,
    /// Up to when its changes were read, by its clock or by what its records say.
    pub(super) until: Option<Timestamp>,
    /// Were changes read since the last sweep?
    pub(super) has_deltas: bool,
    /// It cannot say what has changed, or what was deleted.
    pub(super) is_mute: bool,
    /// What the packed rows digest to: what was damaged is nothing.
    packed: BTreeMap<Resource, u128>,
    /// Ids of records that could not be read.
    pub(super) unread: BTreeMap<Resource, BTreeSet<String>>,
}

impl Marks {
    /// The same, about these rows.
    pub(super) fn about(mut self, kept: &Kept) -> Self {
        for resource in Resource::ALL {
            let [rows, sums, _] = names(resource).map(|name| kept.files.get(&name));
            if let (Some(rows), Some(sums)) = (rows, sums) {
                self.packed.insert(resource, digest_of(rows, sums));
            }
        }
        self
    }

    /// The same, about the rows that those are about.
    pub(super) fn about_rows_of(self, other: &Self) -> Self {
        Self { packed: other.packed.clone(), ..self }
    }

    pub(super) fn of(settings: &Settings) -> Self {
        // Another key may see another school.
        let server = format!("{}\n{:?}\n{}", settings.url, settings.paths, settings.access.identity());
        // What was kept has the imprints of one key.
        let server = xxh3_128(&with_key(server.as_bytes(), settings.imprinter.as_ref()));
        Self { shape: SHAPE, server, ..Self::default() }
    }
}

/// All that was kept of a server.
pub(super) struct Held {
    pub(super) delivery: u128,
    pub(super) marks: Marks,
    pub(super) stock: BTreeMap<Resource, Arc<Stock>>,
}

/// The rows of one resource.
pub(super) struct Stock {
    packed: Vec<u8>,
    sums: Vec<Sum>,
    #[expect(clippy::disallowed_types, reason = "looked up, never walked")]
    by_raw: std::collections::HashMap<u128, u32, BuildHasherDefault<Digested>>,
    /// Made when it is asked for.
    by_id: OnceLock<BTreeMap<u128, u32>>,
    /// By what they digest to.
    pages: BTreeMap<u128, PageKept>,
}

/// A page as it came.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct PageKept {
    /// What its body digests to.
    digest: u128,
    /// What the next one is asked for with.
    pub(super) next: Option<String>,
    /// The rows that stood on it, by number.
    pub(super) rows: Vec<u32>,
}

/// What a row is, in digests.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sum {
    /// As the server wrote it.
    pub(super) raw: u128,
    pub(super) id: u128,
    /// As it is used.
    pub(super) row: u128,
    /// When it was last changed, in microseconds; the least number where nobody says.
    pub(super) modified: i64,
    pub(super) flags: Flags,
}

/// What matters of a row without its being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Flags {
    /// It has the lists without which nothing can be said of it.
    pub(super) is_whole: bool,
    /// It says how protected somebody is.
    pub(super) is_marked: bool,
    /// It was deleted.
    pub(super) is_deleted: bool,
    /// There is something in its list: of a person, where somebody is a pupil, or was.
    pub(super) has_entries: bool,
}

impl Held {
    /// What was kept, if it is of this server and can be read.
    pub(super) fn of(kept: &Kept, settings: &Settings) -> Option<Self> {
        let marks: Marks = serde_json::from_slice(kept.files.get(MARKS)?).ok()?;
        let here = Marks::of(settings);
        if (marks.shape, marks.server) != (here.shape, here.server) {
            return None;
        }
        let mut stock = BTreeMap::new();
        for resource in Resource::ALL {
            let [rows, sums, pages] = names(resource).map(|name| kept.files.get(&name));
            if let (Some(rows), Some(sums)) = (rows, sums) {
                if marks.packed.get(&resource) != Some(&digest_of(rows, sums)) {
                    return None;
                }
                let pages = pages.and_then(|pages| serde_json::from_slice(pages).ok());
                stock.insert(resource, Arc::new(Stock::of(rows.clone(), sums, pages.unwrap_or_default())?));
            }
        }
        Some(Self { delivery: kept.delivery, marks, stock })
    }
}

impl Stock {
    /// The row that was kept of an id, with its number.
    pub(super) fn of_id(&self, id: u128) -> Option<(u32, Sum)> {
        let number = |(number, sum): (u32, &Sum)| (sum.id, number);
        let number = *self.by_id.get_or_init(|| (0..).zip(&self.sums).map(number).collect()).get(&id)?;
        Some((number, self.sums[number as usize]))
    }

    fn of(packed: Vec<u8>, sums: &[u8], pages: Vec<PageKept>) -> Option<Self> {
        let (sums, rest) = sums.as_chunks::<SUM_BYTES>();
        let sums: Vec<Sum> = sums.iter().map(Sum::read).collect();
        let by_raw = (0_u32..).zip(&sums).map(|(number, sum)| (sum.raw, number)).collect();
        let is_of_rows = |page: &PageKept| page.rows.iter().all(|row| (*row as usize) < sums.len());
        let pages = pages.into_iter().filter(is_of_rows).map(|page| (page.digest, page)).collect();
        rest.is_empty().then_some(Self { packed, sums, by_raw, by_id: OnceLock::new(), pages })
    }

    /// The page that came so.
    pub(super) fn page(&self, digest: u128) -> Option<&PageKept> {
        self.pages.get(&digest)
    }

    /// The number of the row that the server wrote so.
    pub(super) fn number(&self, raw: u128) -> Option<u32> {
        self.by_raw.get(&raw).copied()
    }

    /// What its rows are, in their order.
    pub(super) fn sums(&self) -> &[Sum] {
        &self.sums
    }

    /// The rows, a line each.
    pub(super) fn lines(&self) -> BufReader<impl Read> {
        BufReader::new(GzDecoder::new(self.packed.as_slice()))
    }
}

impl Sum {
    fn read(bytes: &[u8; SUM_BYTES]) -> Self {
        let wide = |from: usize| u128::from_le_bytes(bytes[from..from + 16].try_into().unwrap_or_default());
        let modified = i64::from_le_bytes(bytes[48..56].try_into().unwrap_or_default());
        let flag = |number: usize| bytes[56 + number] != 0;
        let flags = Flags { is_whole: flag(0), is_marked: flag(1), is_deleted: flag(2), has_entries: flag(3) };
        Self { raw: wide(0), id: wide(16), row: wide(32), modified, flags }
    }

    fn write(&self, to: &mut Vec<u8>) {
        [self.raw, self.id, self.row].iter().for_each(|wide| to.extend(wide.to_le_bytes()));
        to.extend(self.modified.to_le_bytes());
        let Flags { is_whole, is_marked, is_deleted, has_entries } = self.flags;
        to.extend([is_whole, is_marked, is_deleted, has_entries, false, false, false, false].map(u8::from));
    }
}

/// A page that was read.
pub(super) struct PageSeen {
    pub(super) digest: u128,
    pub(super) next: Option<String>,
    /// What its records digest to, as the server wrote them.
    pub(super) raws: Vec<u128>,
}

/// Packs the rows of one resource.
pub(super) struct Packer {
    rows: GzEncoder<Vec<u8>>,
    sums: Vec<u8>,
}

impl Packer {
    pub(super) fn new() -> Self {
        Self { rows: GzEncoder::new(Vec::new(), Compression::fast()), sums: Vec::new() }
    }

    /// A line, with its end.
    pub(super) fn add(&mut self, line: &[u8], sum: Sum) -> io::Result<()> {
        sum.write(&mut self.sums);
        self.rows.write_all(line)
    }

    /// Packs them, and the pages on which they came: those of which every row is still what it was there.
    pub(super) fn finish(self, resource: Resource, pages: &[PageSeen], kept: &mut Kept) -> Result<(), SourceError> {
        let failed = |e: io::Error| SourceError::io(resource.name(), &e);
        let (sums, _) = self.sums.as_chunks::<SUM_BYTES>();
        let numbers: BTreeMap<u128, u32> = sums.iter().map(|sum| Sum::read(sum).raw).zip(0..).collect();
        let page = |seen: &PageSeen| {
            let rows = seen.raws.iter().map(|raw| numbers.get(raw).copied()).collect::<Option<Vec<u32>>>()?;
            Some(PageKept { digest: seen.digest, next: seen.next.clone(), rows })
        };
        let pages: Vec<PageKept> = pages.iter().filter_map(page).collect();
        let pages = serde_json::to_vec(&pages).map_err(|e| failed(e.into()))?;
        let rows = self.rows.finish().map_err(failed)?;
        kept.files.extend(names(resource).into_iter().zip([rows, self.sums, pages]));
        Ok(())
    }
}

/// What is kept of the server beside its rows.
pub(super) fn marks_file(marks: &Marks) -> Result<(String, Vec<u8>), SourceError> {
    let text = serde_json::to_vec(marks).map_err(|e| SourceError::io(MARKS, &e.into()))?;
    Ok((MARKS.to_owned(), text))
}

/// What the packed rows of a resource digest to.
fn digest_of(rows: &[u8], sums: &[u8]) -> u128 {
    xxh3_128(rows).wrapping_add(xxh3_128(sums))
}

fn names(resource: Resource) -> [String; 3] {
    ["jsonl.gz", "sums", "pages"].map(|end| format!("{}.{end}", resource.name()))
}
