//! Reads what vendors delivered upon licence requests: a flat file with the columns `request`, `unit` and `seats`, and
//! perhaps `from`, `to` and `delivered_on`.

use super::csv::guess_separator;
use super::rows::{Dialect, Manner, Rows};
use super::text::{Encoding, survey};
use super::{ErrorCode, SourceError};
use jiff::civil::Date;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// What a row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveredRow {
    /// Number of the request.
    pub request: String,
    /// Units by id or alias, with blanks between them; none for all that wait.
    pub units: Vec<String>,
    /// How many seats; none where there is no limit.
    pub seats: Option<u32>,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
    /// The day of delivery.
    pub delivered_on: Option<Date>,
    /// The line in the file; 0 for what stands in none.
    pub line: u64,
}

const NEEDED: [&str; 3] = ["request", "unit", "seats"];
const DAYS: [&str; 3] = ["from", "to", "delivered_on"];

/// Every row, or why not even one counts.
///
/// # Errors
/// When the file cannot be read for sure, lacks a column, or has a number or a day that is none.
pub fn read_delivered(path: &Path) -> Result<Vec<DeliveredRow>, SourceError> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let open = || File::open(path).map(BufReader::new).map_err(|error| SourceError::io(&name, &error));
    let first = survey(&mut open()?, Encoding::Auto, &name)?;
    let dialect =
        Dialect { separator: guess_separator(&first.first_line), charset: first.charset, manner: Manner::Spreadsheet };
    let mut rows = Rows::new(open()?, &name, dialect);
    let empty = || SourceError::new(ErrorCode::FileEmpty, "0").in_file(&name);
    let header: Vec<String> = rows.next()?.ok_or_else(empty)?.iter().map(|word| word.trim().to_lowercase()).collect();
    let place = |wanted: &str| header.iter().position(|word| word == wanted);
    let column = |wanted: &str| {
        let missing = || SourceError::new(ErrorCode::ColumnMissing, wanted).in_file(&name).on_line(1);
        place(wanted).ok_or_else(missing)
    };
    let [request, unit, seats] = [column(NEEDED[0])?, column(NEEDED[1])?, column(NEEDED[2])?];
    let days = DAYS.map(place);
    rows.keep_to(&header);
    let mut delivered = Vec::new();
    while let Some(row) = rows.next()? {
        let text = |column: usize| row.get(column).trim();
        let bad = |code, column: usize, word: &str| {
            SourceError::new(code, word).in_file(&name).on_line(row.line).in_field(column)
        };
        if text(request).is_empty() {
            return Err(bad(ErrorCode::ValueMissing, request, NEEDED[0]));
        }
        let day = |at: usize| match days[at].map(|column| (column, text(column))) {
            Some((column, word)) if !word.is_empty() => {
                word.parse::<Date>().map(Some).map_err(|_| bad(ErrorCode::DateInvalid, column, DAYS[at]))
            }
            _ => Ok(None),
        };
        let count = match text(seats) {
            "" => None,
            word => Some(word.parse().map_err(|_| bad(ErrorCode::ValueInvalid, seats, NEEDED[2]))?),
        };
        delivered.push(DeliveredRow {
            request: text(request).to_owned(),
            units: text(unit).split_whitespace().map(str::to_owned).collect(),
            seats: count,
            from: day(0)?,
            to: day(1)?,
            delivered_on: day(2)?,
            line: row.line,
        });
    }
    Ok(delivered)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<DeliveredRow>, String> {
        let folder = tempfile::tempdir().expect("a file of the test");
        let path = folder.path().join("leverans.csv");
        std::fs::write(&path, text).expect("a file of the test");
        read_delivered(&path).map_err(|error| error.to_string())
    }

    #[test]
    fn rows_are_read_in_any_order_of_columns_and_days_may_be_missing() {
        let rows = read("Seats;Request;Unit;To\n12;REQ-2026-001;BJO ALM;2027-06-30\n;REQ-2026-002;;\n").expect("rows");
        let day = "2027-06-30".parse().ok();
        let units = vec!["BJO".to_owned(), "ALM".to_owned()];
        let first = DeliveredRow {
            request: "REQ-2026-001".to_owned(),
            units,
            seats: Some(12),
            from: None,
            to: day,
            delivered_on: None,
            line: 2,
        };
        assert_eq!(rows[0], first);
        assert_eq!((rows[1].seats, rows[1].units.len(), rows[1].to), (None, 0, None));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        assert!(read("request,seats\nR,1\n").is_err_and(|told| told.contains("unit")));
        for (row, place) in
            [("R,,x,", "leverans.csv:2:3: "), ("R,,1,x", "leverans.csv:2:4: "), (",,1,", "leverans.csv:2:1: ")]
        {
            let told = read(&format!("request,unit,seats,to\n{row}\n"));
            assert!(told.as_ref().is_err_and(|told| told.starts_with(place)), "{told:?}");
        }
    }
}
