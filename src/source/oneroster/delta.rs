//! Deltas: rows that say what becomes of a record, laid on those that are kept of what went before (CSV section 1.4).
//!
//! What comes of it is a table as a bulk file would have it, read as any other. A record that the delta deletes stays in
//! it as one that is no more, since others may still refer to it.

use super::layout::{self, Version};
use super::manifest::{self, Declared, Manifest};
use super::reader::ORDER;
use super::record::{MISSING, Status, Taken};
use super::table::Table;
use crate::roster::Kept;
use crate::source::files::Watch;
use crate::source::package::Package;
use crate::source::{ErrorCode, SourceError};
use std::collections::BTreeMap;
use std::io::BufRead;
use std::ops::Range;

/// A table of everything, made from kept rows and a delivered file.
pub(super) struct Laid {
    /// A line of names, then a line for each record.
    pub(super) text: Vec<u8>,
    /// Lines that were delivered: which they are here, and in the delivered file.
    lines: Vec<(u64, u64)>,
    /// Records that were added or changed.
    pub(super) changed: u64,
    /// Records that are no more.
    pub(super) deleted: u64,
}

impl Laid {
    /// The lines here that were delivered, in their order.
    pub(super) fn delivered(&self) -> Vec<u64> {
        self.lines.iter().map(|(here, _)| *here).collect()
    }

    /// The error, where the delivered file has it. In a row that was kept it has no line.
    pub(super) fn place(&self, mut error: SourceError) -> SourceError {
        let delivered = |line: u64| self.lines.binary_search_by_key(&line, |(here, _)| *here).ok();
        error.line = error.line.and_then(delivered).map(|at| self.lines[at].1);
        error
    }
}

/// Takes the manifest's word for what its delta files are only where their rows agree: one whose rows all say nothing of
/// status is a bulk file.
pub(super) fn heed_rows(package: &mut Package, manifest: &mut Manifest, watch: &mut Watch) -> Result<(), SourceError> {
    for name in manifest.deltas() {
        let file = format!("{name}.csv");
        let layouts = layout::of(name, manifest.version);
        let mut table = Table::open(package.file(&file, watch)?, &file, manifest.version, layouts)?;
        let mut says = false;
        while let Some((_, record)) = table.next()? {
            says |= !record.text(1).trim().is_empty() || !record.text(2).trim().is_empty();
        }
        if !says {
            manifest.is_bulk_after_all(name);
        }
    }
    Ok(())
}

/// Every table that makes up a roster, as it is with the delivery.
pub(super) fn lay(
    package: &mut Package,
    manifest: &Manifest,
    kept: Option<&Kept>,
    watch: &mut Watch,
) -> Result<BTreeMap<&'static str, Laid>, SourceError> {
    let lost = || SourceError::new(ErrorCode::DeltaWithoutBase, "").in_file(manifest::NAME);
    let kept = kept.ok_or_else(lost)?;
    let before = kept.files.get(manifest::NAME).ok_or_else(lost)?;
    let before = manifest::read(before.as_slice()).map_err(|_| lost())?;
    if before.version != manifest.version {
        return Err(lost());
    }
    let mut laid = BTreeMap::new();
    for name in ORDER.iter().copied() {
        let file = format!("{name}.csv");
        let rows = kept.files.get(&file).map(Vec::as_slice);
        let taken = match manifest.declared(name) {
            Declared::Bulk => Taken::Bulk,
            Declared::Delta => Taken::Delta,
            Declared::Absent => {
                if let Some(rows) = rows {
                    laid.insert(name, Laid { text: rows.to_vec(), lines: Vec::new(), changed: 0, deleted: 0 });
                }
                continue;
            }
        };
        let input = package.file(&file, watch)?;
        let delivered = Delivered::read(input, name, &file, manifest.version, taken, rows)?;
        let table = delivered.laid_on(rows.unwrap_or_default(), taken);
        // A delta may delete what is not kept, and then there is nothing to read.
        if rows.is_some() || !table.lines.is_empty() {
            laid.insert(name, table);
        }
    }
    Ok(laid)
}

/// The rows of a delivered file, as lines with the columns of those that are kept.
struct Delivered {
    header: Vec<u8>,
    text: Vec<u8>,
    rows: Vec<Row>,
    by_id: ById,
}

#[expect(clippy::disallowed_types, reason = "looked up, never walked")]
type ById = std::collections::HashMap<Box<str>, usize>;

struct Row {
    text: Range<usize>,
    line: u64,
    is_deleted: bool,
    is_known: bool,
}

impl Delivered {
    fn read(
        input: impl BufRead,
        name: &str,
        file: &str,
        version: Version,
        taken: Taken,
        kept: Option<&[u8]>,
    ) -> Result<Self, SourceError> {
        let mut table = Table::open(input, file, version, layout::of(name, version))?.taken(taken);
        let columns: Vec<String> = match kept.and_then(|kept| kept.lines().next()?.ok()) {
            Some(line) => line.split(',').map(str::to_owned).collect(),
            None => table.layout().iter().map(|column| (*column).to_owned()).collect(),
        };
        let header = table.header().to_vec();
        let places: Vec<usize> = columns.iter().map(|column| at(&header, column)).collect();
        let mut delivered = Self { header: Vec::new(), text: Vec::new(), rows: Vec::new(), by_id: ById::default() };
        write_row(&mut delivered.header, columns.iter());
        while let Some((number, record)) = table.next()? {
            let id = record.id(0)?;
            let from = delivered.text.len();
            let rest = places.iter().skip(1).map(|place| record.text(*place));
            write_row(&mut delivered.text, std::iter::once(id).chain(rest));
            let is_deleted = record.is_gone();
            delivered.by_id.insert(id.into(), number);
            let text = from..delivered.text.len();
            delivered.rows.push(Row { text, line: record.row.line, is_deleted, is_known: false });
        }
        Ok(delivered)
    }

    /// The kept rows with the delivered ones in their places, and after them those that are new. What a delta does not
    /// name stays; what a bulk file does not have is missing.
    fn laid_on(mut self, kept: &[u8], taken: Taken) -> Laid {
        let mut laid = Laid { text: self.header, lines: Vec::new(), changed: 0, deleted: 0 };
        laid.text.reserve(kept.len() + self.text.len());
        let mut line = 1;
        let mut rows = kept.split_inclusive(|byte| *byte == b'\n');
        rows.next();
        for row in rows {
            line += 1;
            let id =
                std::str::from_utf8(row.split(|byte| *byte == b',').next().unwrap_or_default()).unwrap_or_default();
            match self.by_id.get(id).map(|number| &mut self.rows[*number]) {
                None if taken == Taken::Delta => laid.text.extend(row),
                None => write_gone(&mut laid.text, row, Status::Missing),
                Some(new) => {
                    new.is_known = true;
                    laid.lines.push((line, new.line));
                    if new.is_deleted && taken == Taken::Delta {
                        laid.deleted += 1;
                        write_gone(&mut laid.text, row, Status::Deleted);
                    } else {
                        laid.changed += 1;
                        laid.text.extend(&self.text[new.text.clone()]);
                    }
                }
            }
        }
        // Of what nobody knew nothing has to be deleted.
        for new in self.rows.iter().filter(|new| !new.is_known && (!new.is_deleted || taken == Taken::Bulk)) {
            line += 1;
            laid.changed += 1;
            laid.lines.push((line, new.line));
            laid.text.extend(&self.text[new.text.clone()]);
        }
        laid
    }
}

/// Where a column is; beyond every row when it is not there.
fn at(header: &[String], column: &str) -> usize {
    header.iter().position(|name| name == column).unwrap_or(usize::MAX)
}

/// The kept row, with another status. Its first two fields are never quoted.
fn write_gone(text: &mut Vec<u8>, row: &[u8], status: Status) {
    let mut fields = row.splitn(3, |byte| *byte == b',');
    let (id, _, rest) = (fields.next(), fields.next(), fields.next());
    let word = if status == Status::Missing { MISSING } else { "tobedeleted" };
    for part in [id.unwrap_or_default(), b",", word.as_bytes(), b",", rest.unwrap_or_default()] {
        text.extend(part);
    }
}

/// A line of fields, quoted where that is needed.
pub(super) fn write_row(text: &mut Vec<u8>, fields: impl Iterator<Item = impl AsRef<str>>) {
    for (number, field) in fields.enumerate() {
        let field = field.as_ref();
        if number > 0 {
            text.push(b',');
        }
        if field.contains([',', '"']) {
            text.extend(b"\"");
            text.extend(field.replace('"', "\"\"").as_bytes());
            text.extend(b"\"");
        } else {
            text.extend(field.as_bytes());
        }
    }
    text.push(b'\n');
}
