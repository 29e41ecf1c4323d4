//! Sums up the rows of each person, without reading what they say.

use super::manifest::Declared;
use super::table::Table;
use super::{Settings, layout, reader};
use crate::roster::{Mark, Survey};
use crate::source::files::Watch;
use crate::source::imprinter::with_key;
use crate::source::lines::{Sums, field};
use crate::source::{Fingerprint, Imprinter, SourceError};
use std::io::BufRead;
use xxhash_rust::xxh3::xxh3_64;

/// Every person's sum; nothing when a row does not say whose it is or has another's id, which reading will tell.
pub(super) fn survey(
    settings: &Settings,
    imprinter: Option<&Imprinter>,
    of: &Fingerprint,
) -> Result<Option<Survey>, SourceError> {
    let mut watch = Watch::without_digest();
    let (mut package, manifest) = reader::open(settings, &mut watch)?;
    if manifest.mode() != Declared::Bulk {
        return Ok(None);
    }
    let mut sums = Sums::default();
    for name in layout::FILES.iter().map(|kind| kind.name).filter(|name| manifest.declared(name) == Declared::Bulk) {
        let file = format!("{name}.csv");
        let input = package.file(&file, &mut watch)?;
        let mut table = Table::open(input, &file, manifest.version, layout::of(name, manifest.version))?;
        // With another key every row comes to mean something else.
        let seed = xxh3_64(&with_key(format!("{name} {:?}", table.header()).as_bytes(), imprinter));
        let is_certain = match layout::owner(name) {
            Some(owner) => {
                let [owner] = table.columns([owner]);
                add(&mut sums, &mut table, owner, seed)?
            }
            None => {
                add_nobodys(&mut sums, &mut table, seed)?;
                true
            }
        };
        if !is_certain {
            return Ok(None);
        }
    }
    of.still(watch.stamps()?)?;
    Ok(Some(sums.finish()))
}

/// Adds the rows of a table that are no person's, as one.
fn add_nobodys<R: BufRead>(sums: &mut Sums, table: &mut Table<R>, seed: u64) -> Result<(), SourceError> {
    while let Some(line) = table.line()? {
        sums.add(Mark::NOBODY, line, seed);
    }
    Ok(())
}

/// Adds the rows of a table. Is it certain whose each is?
fn add<R: BufRead>(sums: &mut Sums, table: &mut Table<R>, owner: usize, seed: u64) -> Result<bool, SourceError> {
    // A person's own rows with one id show in the sum; rows of two persons with one id would not.
    let mut ids = Vec::new();
    while let Some(line) = table.line()? {
        let Some(person) = field(line, b',', owner).filter(|id| is_tight(id)) else { return Ok(false) };
        sums.add(Mark::of(&person), line, seed);
        if owner != 0 {
            let Some(id) = field(line, b',', 0).filter(|id| is_tight(id)) else { return Ok(false) };
            ids.push(Mark::of(&id));
        }
    }
    ids.sort_unstable();
    Ok(ids.windows(2).all(|pair| pair[0] != pair[1]))
}

/// Has an id no blanks around it? Whose row it is, is seen by its letters alone.
fn is_tight(id: &[u8]) -> bool {
    !id.starts_with(b" ") && !id.ends_with(b" ")
}
