//! Each way of writing, read back by somebody else's reader.

use super::every_kind;
use serde_json::{Value, json};
use std::io::Read as _;
use upprop::report::{Format, Sheet, Writing, write};
use upprop::wording::{Lang, Words};

fn written(sheet: &Sheet, format: Format, lang: Lang) -> Vec<u8> {
    let writing = Writing { words: &Words::new(lang), day: jiff::civil::date(2026, 11, 23) };
    write(sheet, format, &writing).expect("a sheet that can be written")
}

fn text(sheet: &Sheet, format: Format, lang: Lang) -> String {
    String::from_utf8(written(sheet, format, lang)).expect("UTF-8")
}

fn rows_of(text: &str, separator: u8) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}

#[test]
fn excel_in_swedish_gets_semicolons_a_mark_line_ends_and_decimal_commas_in_either_language() {
    let file = text(&every_kind(), Format::Csv, Lang::Sv);
    assert!(file.starts_with('\u{feff}') && file.matches('\u{feff}').count() == 1);
    assert_eq!((file.matches('\n').count(), file.matches("\r\n").count()), (4, 4));
    let rows = rows_of(file.trim_start_matches('\u{feff}'), b';');
    assert_eq!(rows[0], ["Pool", "Namn & mer", "Totalt", "Nyttjande, %", "Kostnad, kr", "Till"]);
    assert_eq!(rows[1], ["P1", "Å; \"sju\", <b>&amp;</b>", "-12", "83,3", "1234,50", "2026-11-23"]);
    assert_eq!(rows[2], ["P2", "'=1+1", "obegränsat", "uppgift saknas", "", "uppgift saknas"]);
    assert_eq!(rows[3], ["''=P3", "'-2 x", "0", "100,0", "-0,05", "1899-01-01"]);
    let english = text(&every_kind(), Format::Csv, Lang::En);
    assert!(english.contains("83,3;1234,50") && english.contains("\"unlimited\";\"not known\""), "{english}");
}

#[test]
fn machines_get_what_rfc_4180_says_under_english_keys() {
    let file = text(&every_kind(), Format::CsvRfc, Lang::Sv);
    assert!(!file.starts_with('\u{feff}') && file.ends_with("\r\n"));
    let rows = rows_of(&file, b',');
    assert_eq!(rows[0], ["pool", "name", "total", "usage_percent", "cost", "until"]);
    assert_eq!(rows[1], ["P1", "Å; \"sju\", <b>&amp;</b>", "-12", "83.3", "1234.50", "2026-11-23"]);
    assert_eq!(rows[2], ["P2", "'=1+1", "unlimited", "unknown", "", "unknown"]);
    assert_eq!(file, text(&every_kind(), Format::CsvRfc, Lang::En), "the same in every language");
}

#[test]
fn json_has_numbers_as_numbers_words_as_they_are_and_null_for_what_nobody_knows() {
    let rows: Value = serde_json::from_slice(&written(&every_kind(), Format::Json, Lang::Sv)).unwrap();
    let first = json!({"pool": "P1", "name": "Å; \"sju\", <b>&amp;</b>", "total": -12, "usage_percent": 83.3, "cost": 1234.5,
        "until": "2026-11-23"});
    let second = json!({"pool": "P2", "name": "=1+1", "total": "unlimited", "usage_percent": null, "until": null});
    assert_eq!(rows[0], first);
    assert_eq!(rows[1], second);
    assert_eq!(rows[2]["cost"], json!(-0.05));
}

#[test]
fn a_terminal_gets_aligned_columns_and_no_control_characters() {
    let table = text(&every_kind(), Format::Table, Lang::Sv);
    assert!(table.contains(" P2 ") && table.contains("obegränsat") && table.contains("1234,50"), "{table}");
    assert!(table.chars().all(|c| c == '\n' || !c.is_control() && c != '\u{202e}'));
    let empty = Sheet { rows: Vec::new(), ..every_kind() };
    assert!(text(&empty, Format::Table, Lang::Sv).ends_with("Inget att visa.\n"));
}

#[test]
fn a_page_needs_nothing_else_and_says_words_as_words() {
    let page = text(&every_kind(), Format::Html, Lang::Sv);
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"sv\">") && page.ends_with("</html>\n"));
    assert!(page.contains("<td>Å; &quot;sju&quot;, &lt;b&gt;&amp;amp;&lt;/b&gt;</td>"), "{page}");
    assert!(page.contains("<th scope=\"col\">Namn &amp; mer</th>"));
    for foreign in ["<script", "http:", "https:", "src=", "@import", "url(", "<b>", "<i>"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    // Whatever is open is closed, in order.
    let mut reader = quick_xml::Reader::from_str(&page);
    reader.config_mut().check_end_names = false;
    let (mut open, mut cells) = (Vec::new(), 0);
    loop {
        match reader.read_event().expect("tags") {
            quick_xml::events::Event::Start(tag) if tag.name().as_ref() != "meta" => {
                cells += usize::from(tag.name().as_ref() == "td");
                open.push(tag.name().as_ref().to_owned());
            }
            quick_xml::events::Event::End(tag) => assert_eq!(open.pop().as_deref(), Some(tag.name().as_ref())),
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty() && cells == 18);
}

/// The parts of a workbook, by name.
pub(super) fn parts(workbook: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(workbook)).expect("a package");
    let mut parts = Vec::new();
    for number in 0..archive.len() {
        let mut file = archive.by_index(number).expect("a part");
        let (name, mut text) = (file.name().expect("a name").into_owned(), String::new());
        file.read_to_string(&mut text).expect("XML");
        parts.push((name, text));
    }
    parts
}

#[test]
fn a_workbook_has_typed_cells_and_no_formula_and_is_the_same_each_time() {
    let workbook = written(&every_kind(), Format::Xlsx, Lang::Sv);
    let parts = parts(&workbook);
    let part = |wanted: &str| &parts.iter().find(|(name, _)| name == wanted).expect("a part").1;
    let page = part("xl/worksheets/sheet1.xml");
    let cell = |at: &str| {
        let from = page.find(&format!("<c r=\"{at}\"")).unwrap_or_else(|| panic!("no cell {at}"));
        page[from..].split_once("</c>").unwrap().0.to_owned()
    };
    assert!(cell("A2").contains("t=\"s\"") && cell("B3").contains("t=\"s\"") && cell("C3").contains("t=\"s\""));
    for (at, value) in [("C2", "-12"), ("D2", "0.833"), ("E2", "1234.5"), ("F2", "46349"), ("E4", "-0.05")] {
        let cell = cell(at);
        assert!(!cell.contains("t=") && cell.ends_with(&format!("<v>{value}</v>")), "{at}: {cell}");
    }
    assert!(cell("F4").contains("t=\"s\""), "Excel has no day before 1900");
    assert!(
        part("xl/sharedStrings.xml").contains("<t>=1+1</t>") && part("xl/styles.xml").contains("quotePrefix=\"1\"")
    );
    assert!(parts.iter().all(|(_, text)| !text.contains("<f>") && !text.contains("<f ")));
    assert_eq!(workbook, written(&every_kind(), Format::Xlsx, Lang::Sv));
}

#[test]
fn what_our_own_reader_takes_in_is_what_was_written() {
    use upprop::source::usage::read_usage;
    for formula in ["=1+1", "-1", "＠x", "'=1", "a;\"b\"", "'s-Hertogenbosch"] {
        let mut sheet = every_kind();
        for (at, key) in ["person", "tool", "last_used"].into_iter().enumerate() {
            sheet.columns[at].key = key;
            key.clone_into(&mut sheet.columns[at].title);
        }
        sheet.columns.truncate(3);
        let text = |text: &str| upprop::report::Cell::Text(text.to_owned());
        let day = upprop::report::Cell::Day(jiff::civil::date(2026, 11, 1));
        sheet.rows = vec![vec![text(formula), text("verktyg"), day]];
        for format in [Format::Csv, Format::CsvRfc] {
            let file = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(file.path(), written(&sheet, format, Lang::Sv)).unwrap();
            let rows = read_usage(file.path()).expect("rows");
            assert_eq!(rows[0].person, formula, "{}", format.word());
        }
    }
}
