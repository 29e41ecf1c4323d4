//! What each source said of each person, as pages of fixed rows: mark, sum, number, turn, in little-endian bytes.

use super::value::Row;
use super::{Look, StoreError, Writing};
use crate::roster::{Known, Mark, SourceName, Turn};

/// Bytes of one person.
const ROW: usize = 24;
/// Persons in one page: some 64 KiB.
const PAGE: usize = 2_730;

fn bytes(known: &Known) -> [u8; ROW] {
    let mut row = [0; ROW];
    row[..8].copy_from_slice(&known.mark.0.to_le_bytes());
    row[8..16].copy_from_slice(&known.sum.to_le_bytes());
    row[16..20].copy_from_slice(&known.no.to_le_bytes());
    row[20..].copy_from_slice(&known.turns.0.to_le_bytes());
    row
}

fn known(row: &[u8; ROW]) -> Known {
    let part = |from: usize| row.iter().skip(from).take(8).rev().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    let (no, turns) = ((part(16) & 0xffff_ffff) as u32, (part(16) >> 32) as u32);
    Known { mark: Mark(part(0)), sum: part(8), no, turns: Turn(turns.cast_signed()) }
}

impl Look {
    /// What is known of each person of a source, by mark; nothing when everybody is to be looked at.
    ///
    /// # Errors
    /// The driver, or a page that cannot be read.
    pub async fn known(&mut self, source: &SourceName) -> Result<Vec<Known>, StoreError> {
        const SQL: &str = "SELECT page, body FROM known WHERE source = $1 ORDER BY page";
        let mut all = Vec::new();
        let take = |row: Row<'_>| {
            let (rows, rest) = row.bytes("body")?.as_chunks::<ROW>();
            all.extend(rows.iter().map(known));
            if rest.is_empty() { Ok(()) } else { Err(row.bad("body")) }
        };
        self.link.each("known", SQL, [source.as_str().into()], take).await?;
        Ok(all)
    }
}

impl Writing {
    /// Notes what is known of each person of a source; nothing, so that everybody is looked at.
    ///
    /// # Errors
    /// The driver.
    pub async fn known(&mut self, source: &SourceName, known: &[Known]) -> Result<(), StoreError> {
        const OLD: &str = "DELETE FROM known WHERE source = $1";
        const SQL: &str = "INSERT INTO known (source, page, body) VALUES {rows}";
        let page = |(page, rows): (i64, &[Known])| {
            let body: Vec<u8> = rows.iter().flat_map(bytes).collect();
            [source.as_str().into(), page.into(), body.into()]
        };
        self.link.run("known", OLD, [source.as_str().into()]).await?;
        self.link.bulk("known", SQL, (0..).zip(known.chunks(PAGE)).map(page)).await.map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for one in [
            Known { mark: Mark(u64::MAX - 7), sum: 3 << 60, no: 4_000_000_000, turns: Turn(i32::MAX) },
            Known { mark: Mark(1), sum: 0, no: 0, turns: Turn(-5) },
        ] {
            assert_eq!(known(&bytes(&one)), one);
        }
    }
}
