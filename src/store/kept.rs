//! Rows kept of what each source last delivered, which a later delta is laid on.

use super::value::Row;
use super::{Look, Store, StoreError, Writing};
use crate::roster::{Kept, SourceName};
use std::collections::BTreeMap;

/// No part of a file is larger, in bytes.
const PART: usize = 256 * 1024;

impl Look {
    /// The rows that are kept of a source; none where none are.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn kept(&mut self, source: &SourceName) -> Result<Option<Kept>, StoreError> {
        const SQL: &str = "SELECT file, delivery, body FROM kept_rows WHERE source = $1 ORDER BY file, part";
        let mut kept: Option<Kept> = None;
        let take = |row: Row<'_>| {
            let kept = kept.get_or_insert_default();
            kept.delivery = digest(&row)?;
            kept.files.entry(row.text("file")?.to_owned()).or_default().extend(row.bytes("body")?);
            Ok(())
        };
        self.link.each("kept_rows", SQL, [source.as_str().into()], take).await?;
        Ok(kept)
    }

    /// The deliveries of which rows are kept, by source.
    ///
    /// # Errors
    /// As [`kept`](Self::kept).
    pub async fn kept_deliveries(&mut self) -> Result<BTreeMap<SourceName, u128>, StoreError> {
        const SQL: &str = "SELECT source, delivery FROM kept_rows WHERE part = 0";
        let mut deliveries = BTreeMap::new();
        let take = |row: Row<'_>| {
            deliveries.insert(SourceName::from(row.text("source")?), digest(&row)?);
            Ok(())
        };
        self.link.each("kept_rows", SQL, [], take).await?;
        Ok(deliveries)
    }
}

impl Store {
    /// Keeps these rows of a source, and none else; without any, none at all.
    ///
    /// # Errors
    /// The driver.
    pub async fn keep(&self, source: &SourceName, kept: Option<&Kept>) -> Result<(), StoreError> {
        const OLD: &str = "DELETE FROM kept_rows WHERE source = $1";
        let mut writing = self.write().await?;
        writing.link.run("kept_rows", OLD, [source.as_str().into()]).await?;
        if let Some(kept) = kept {
            let files = kept.files.iter().map(|(file, text)| (file.as_str(), text.as_slice()));
            writing.put(source, kept.delivery, files).await?;
        }
        writing.link.commit().await
    }

    /// Keeps this file instead of the one of its name, of a delivery of which the others are kept already.
    ///
    /// # Errors
    /// The driver.
    pub async fn keep_file(
        &self,
        source: &SourceName,
        delivery: u128,
        file: &str,
        body: &[u8],
    ) -> Result<(), StoreError> {
        const OLD: &str = "DELETE FROM kept_rows WHERE source = $1 AND file = $2";
        let mut writing = self.write().await?;
        writing.link.run("kept_rows", OLD, [source.as_str().into(), file.into()]).await?;
        writing.put(source, delivery, std::iter::once((file, body))).await?;
        writing.link.commit().await
    }
}

impl Writing {
    async fn put<'f>(
        &mut self,
        source: &SourceName,
        delivery: u128,
        files: impl Iterator<Item = (&'f str, &'f [u8])>,
    ) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO kept_rows (source, file, part, delivery, body) VALUES {rows}";
        let delivery = format!("{delivery:032x}");
        // A file that is empty is there all the same.
        let pieces = |text: &'f [u8]| text.chunks(PART).chain(text.is_empty().then_some(text));
        let parts = files.flat_map(|(file, text)| (0_i64..).zip(pieces(text)).map(move |part| (file, part)));
        let row = |(file, (part, body)): (&str, (i64, &[u8]))| {
            [source.as_str().into(), file.into(), part.into(), delivery.as_str().into(), body.to_vec().into()]
        };
        self.link.bulk("kept_rows", SQL, parts.map(row)).await?;
        Ok(())
    }
}

fn digest(row: &Row<'_>) -> Result<u128, StoreError> {
    u128::from_str_radix(row.text("delivery")?, 16).map_err(|_| row.bad("delivery"))
}
