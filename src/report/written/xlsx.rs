//! A sheet as a workbook: words as words, numbers as numbers, days as days, and no formula.

use super::plain::{is_formula, plain};
use super::{Writing, text};
use crate::report::{Cell, Sheet};
use crate::wording::Words;
use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// A cell holds no more characters (Microsoft, "Excel specifications and limits": 32 767 units of UTF-16).
const CELL_UNITS_MAX: usize = 32_767;

/// The name of a worksheet has no more characters, and none of these.
const NAME_CHARS_MAX: usize = 31;
const NOT_IN_NAMES: &[char] = &['[', ']', ':', '*', '?', '/', '\\'];

/// Wider columns are read worse than broken lines.
const WIDTH_MAX: usize = 60;

struct Looks {
    head: Format,
    words: Format,
    /// As Excel keeps words that were typed after a `'`: they stay words when somebody edits the cell.
    kept: Format,
    count: Format,
    share: Format,
    money: Format,
    day: Format,
}

impl Looks {
    fn new() -> Self {
        Self {
            head: Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top),
            words: Format::new().set_num_format("@").set_align(FormatAlign::Top),
            kept: Format::new().set_num_format("@").set_quote_prefix().set_align(FormatAlign::Top),
            count: Format::new().set_num_format("0"),
            share: Format::new().set_num_format("0.0%"),
            money: Format::new().set_num_format("#,##0.00"),
            day: Format::new().set_num_format("yyyy-mm-dd"),
        }
    }
}

pub(super) fn write(sheet: &Sheet, writing: &Writing<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let title = plain(&sheet.title);
    let properties = DocProperties::new().set_title(&*title).set_author("upprop");
    workbook.set_properties(&properties.set_creation_datetime(&moment(writing.day)?));
    let page = workbook.add_worksheet();
    page.set_name(name(&title))?;
    let looks = Looks::new();
    for (at, column) in (0..).zip(&sheet.columns) {
        page.write_string_with_format(0, at, limited(&plain(&column.title)), &looks.head)?;
        page.set_column_width(at, width(sheet, usize::from(at), writing.words))?;
    }
    for (row, cells) in (1..).zip(&sheet.rows) {
        for (at, cell) in (0..).zip(cells) {
            write_cell(page, (row, at), &Content { cell, words: writing.words, looks: &looks })?;
        }
    }
    page.set_freeze_panes(1, 0)?;
    if let (Ok(last), Some(columns)) = (u32::try_from(sheet.rows.len()), sheet.columns.len().checked_sub(1)) {
        page.autofilter(0, 0, last, u16::try_from(columns).unwrap_or(u16::MAX))?;
    }
    page.set_landscape().set_repeat_rows(0, 0)?;
    workbook.save_to_buffer()
}

struct Content<'a> {
    cell: &'a Cell,
    words: &'a Words,
    looks: &'a Looks,
}

#[expect(clippy::cast_precision_loss, reason = "a workbook has no other numbers")]
fn write_cell(page: &mut Worksheet, (row, at): (u32, u16), content: &Content<'_>) -> Result<(), XlsxError> {
    let looks = content.looks;
    match content.cell {
        Cell::Text(text) | Cell::Link { text, .. } => {
            let text = plain(text);
            let look = if is_formula(&text) { &looks.kept } else { &looks.words };
            page.write_string_with_format(row, at, limited(&text), look)?;
        }
        Cell::Count(count) => {
            page.write_number_with_format(row, at, *count as f64, &looks.count)?;
        }
        Cell::Percent(share) => {
            page.write_number_with_format(row, at, share / 100.0, &looks.share)?;
        }
        Cell::Money(ore) => {
            page.write_number_with_format(row, at, *ore as f64 / 100.0, &looks.money)?;
        }
        Cell::Day(day) => match moment(*day) {
            Ok(moment) => {
                page.write_datetime_with_format(row, at, &moment, &looks.day)?;
            }
            // Excel knows no day before 1900.
            Err(_) => {
                page.write_string_with_format(row, at, day.to_string(), &looks.words)?;
            }
        },
        Cell::Unlimited => {
            page.write_string_with_format(row, at, content.words.text("cell-unlimited"), &looks.words)?;
        }
        Cell::Unknown => {
            page.write_string_with_format(row, at, content.words.text("cell-unknown"), &looks.words)?;
        }
        Cell::Empty => {}
    }
    Ok(())
}

fn moment(day: Date) -> Result<ExcelDateTime, XlsxError> {
    let year = u16::try_from(day.year()).unwrap_or_default();
    ExcelDateTime::from_ymd(year, day.month().unsigned_abs(), day.day().unsigned_abs())
}

fn limited(text: &str) -> String {
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= CELL_UNITS_MAX
    };
    text.chars().take_while(fits).collect()
}

fn name(title: &str) -> String {
    let name: String = title.chars().map(|c| if NOT_IN_NAMES.contains(&c) { ' ' } else { c }).collect();
    let name: String = name.trim_matches(['\'', ' ']).chars().take(NAME_CHARS_MAX).collect();
    let name = name.trim_matches(['\'', ' ']);
    if name.is_empty() { "upprop".to_owned() } else { name.to_owned() }
}

#[expect(clippy::cast_precision_loss, reason = "at most some tens")]
fn width(sheet: &Sheet, at: usize, words: &Words) -> f64 {
    let cells = sheet.rows.iter().take(1000).filter_map(|row| row.get(at));
    let longest = cells.map(|cell| text::shown(cell, words).chars().count()).max().unwrap_or(0);
    (longest.max(sheet.columns[at].title.chars().count()) + 3).min(WIDTH_MAX) as f64
}
