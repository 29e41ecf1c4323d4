//! The measure of all else: reading every record of a delivery and forgetting it.

use std::fs;
use std::path::{Path, PathBuf};

/// Reads all CSV files of a folder and counts their records.
pub(crate) fn parse(folder: &Path) -> anyhow::Result<u64> {
    let mut records = 0;
    for file in files(folder)? {
        let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 20).from_path(file)?;
        let mut record = csv::ByteRecord::new();
        while reader.read_byte_record(&mut record)? {
            records += 1;
        }
    }
    Ok(records)
}

/// The CSV files of a folder.
pub(crate) fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "csv") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
