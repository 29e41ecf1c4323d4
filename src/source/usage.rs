//! Reads when people last used their tools: a flat file with the columns `person`, `tool` and `last_used`.

use super::csv::guess_separator;
use super::rows::{Dialect, Manner, Rows};
use super::shielded::unshielded;
use super::text::{Encoding, survey};
use super::{ErrorCode, SourceError};
use crate::roster::UsageRow;
use jiff::civil::Date;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

const COLUMNS: [&str; 3] = ["person", "tool", "last_used"];

/// Every row, or why not even one counts. Rows without a date say nothing and are left out: not known is not unused.
///
/// # Errors
/// When the file cannot be read for sure, lacks a column, or has a day that is none.
pub fn read_usage(path: &Path) -> Result<Vec<UsageRow>, SourceError> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let open = || File::open(path).map(BufReader::new).map_err(|error| SourceError::io(&name, &error));
    rows_of(&name, open)
}

/// The same out of memory.
///
/// # Errors
/// As [`read_usage`].
pub fn usage_of(name: &str, bytes: &[u8]) -> Result<Vec<UsageRow>, SourceError> {
    rows_of(name, || Ok(bytes))
}

/// The same out of whatever can be opened twice.
fn rows_of<R: BufRead>(name: &str, open: impl Fn() -> Result<R, SourceError>) -> Result<Vec<UsageRow>, SourceError> {
    let first = survey(&mut open()?, Encoding::Auto, name)?;
    let dialect =
        Dialect { separator: guess_separator(&first.first_line), charset: first.charset, manner: Manner::Spreadsheet };
    let mut rows = Rows::new(open()?, name, dialect);
    let empty = || SourceError::new(ErrorCode::FileEmpty, "0").in_file(name);
    let header: Vec<String> = rows.next()?.ok_or_else(empty)?.iter().map(|word| word.trim().to_lowercase()).collect();
    let column = |wanted: &str| {
        let missing = || SourceError::new(ErrorCode::ColumnMissing, wanted).in_file(name).on_line(1);
        header.iter().position(|word| word == wanted).ok_or_else(missing)
    };
    let [person, tool, last_used] = [column(COLUMNS[0])?, column(COLUMNS[1])?, column(COLUMNS[2])?];
    rows.keep_to(&header);
    let mut usage = Vec::new();
    while let Some(row) = rows.next()? {
        let text = |column: usize| unshielded(row.get(column).trim());
        let bad = |code, column: usize, word: &str| {
            SourceError::new(code, word).in_file(name).on_line(row.line).in_field(column)
        };
        for (column, word) in [(person, COLUMNS[0]), (tool, COLUMNS[1])] {
            if text(column).is_empty() {
                return Err(bad(ErrorCode::ValueMissing, column, word));
            }
        }
        if text(last_used).is_empty() {
            continue;
        }
        let day = text(last_used).parse::<Date>().map_err(|_| bad(ErrorCode::DateInvalid, last_used, COLUMNS[2]))?;
        let (person, tool) = (text(person).to_owned(), text(tool).to_owned());
        usage.push(UsageRow { person, tool, last_used: day, line: row.line });
    }
    Ok(usage)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<UsageRow>, String> {
        let folder = tempfile::tempdir().expect("a file of the test");
        let path = folder.path().join("usage.csv");
        std::fs::write(&path, text).expect("a file of the test");
        read_usage(&path).map_err(|error| error.to_string())
    }

    #[test]
    fn rows_are_read_in_any_order_of_columns_and_a_blank_day_is_not_known() {
        let rows = read("Tool;Person;Last_used\nt;E1;2026-11-01\nt;E2;\n").expect("rows");
        let day = "2026-11-01".parse().expect("a day");
        assert_eq!(rows, [UsageRow { person: "E1".into(), tool: "t".into(), last_used: day, line: 2 }]);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place_and_without_the_person() {
        assert!(
            read("person,tool\nE1,t\n")
                .is_err_and(|told| told.starts_with("usage.csv:1: ") && told.contains("last_used"))
        );
        let told = read("person,tool,last_used\nE1,t,1 nov\n");
        assert!(
            told.as_ref().is_err_and(|told| told.starts_with("usage.csv:2:3: ") && !told.contains("E1")),
            "{told:?}"
        );
        assert!(read("person,tool,last_used\n,t,2026-11-01\n").is_err_and(|told| told.starts_with("usage.csv:2:1: ")));
        assert!(read("").is_err());
    }
}
