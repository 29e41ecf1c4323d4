//! Rows of separated text, read strictly: what is not certain is an error with its place.
//!
//! A reader of our own, because the usual lenient ones take a stray quote for text and let an unclosed one
//! swallow the rest of a file, which would read as everybody having left. A row is split where it lies in the
//! buffer; fields are slices of it. Columns that hold passwords are wiped before anything else sees them.

use super::doubled::Doubled;
use super::lines::{self, field};
use super::text::{BOM, Charset, is_unseen};
use super::{ErrorCode, Part, SourceError};
use crate::roster::Mark;
use std::io::{BufRead, Read};
use std::rc::Rc;

/// How the text is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dialect {
    pub(crate) separator: u8,
    pub(crate) charset: Charset,
    pub(crate) manner: Manner,
}

/// Who wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// A program that keeps to a format: no line breaks inside fields, no blank lines.
    Strict,
    /// A spreadsheet: quoted fields may hold line breaks, blank lines mean nothing.
    Spreadsheet,
}

/// A row longer than this is no row; an unclosed quote must not fill the memory.
const ROW_BYTES_MAX: usize = 1024 * 1024;

/// Wider than anybody's file.
const COLUMNS_MAX: usize = 1000;

/// Reads row after row.
pub(crate) struct Rows<R> {
    input: R,
    file: String,
    dialect: Dialect,
    raw: Vec<u8>,
    decoded: String,
    fields: Vec<(u32, u32)>,
    wiped: Vec<bool>,
    width: Option<usize>,
    lines: u64,
    row_line: u64,
    unended: bool,
    only: Option<Only>,
    doubled: Doubled,
}

/// Lines to be split: those that are some person's.
struct Only {
    column: usize,
    part: Rc<Part>,
}

impl Only {
    /// Is this line one of them? One whose owner cannot be told is, so that the fault is.
    fn has(&self, line: &[u8], separator: u8) -> bool {
        field(line, separator, self.column).is_none_or(|id| self.part.wanted.has(Mark::of(&id)))
    }
}

/// One row. Fields count from 0.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    text: &'a str,
    fields: &'a [(u32, u32)],
    pub(crate) line: u64,
}

impl<'a> Row<'a> {
    pub(crate) fn len(&self) -> usize {
        self.fields.len()
    }

    /// The field, or nothing when there are fewer.
    pub(crate) fn get(&self, field: usize) -> &'a str {
        let Some((from, to)) = self.fields.get(field) else { return "" };
        &self.text[*from as usize..*to as usize]
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = &'a str> {
        (0..self.len()).map(move |field| self.get(field))
    }
}

impl<R: BufRead> Rows<R> {
    pub(crate) fn new(input: R, file: &str, dialect: Dialect) -> Self {
        Self {
            input,
            file: file.to_owned(),
            dialect,
            raw: Vec::new(),
            decoded: String::new(),
            fields: Vec::new(),
            wiped: Vec::new(),
            width: None,
            lines: 0,
            row_line: 0,
            unended: false,
            only: None,
            doubled: Doubled::default(),
        }
    }

    /// From now on every row has as many fields as `header`, and fields under a password's name are wiped.
    pub(crate) fn keep_to(&mut self, header: &[String]) {
        self.width = Some(header.len());
        self.wiped = header.iter().map(|name| is_password(name)).collect();
    }

    /// From now on only the rows of some persons are given, by the number of the field that says whose they are. For
    /// programs' files, where a line is a row.
    pub(crate) fn keep_only(&mut self, column: usize, part: Rc<Part>) {
        self.only = Some(Only { column, part });
    }

    /// The next line as it stands, without its end.
    pub(crate) fn line(&mut self) -> Result<Option<&[u8]>, SourceError> {
        self.raw.clear();
        Ok(self.read_line()?.then(|| lines::content(&self.raw)))
    }

    /// How many lines have come, the first one too.
    pub(crate) fn lines(&self) -> u64 {
        self.lines
    }

    /// Has nothing come after the first line?
    pub(crate) fn is_empty(&self) -> bool {
        self.lines <= 1
    }

    /// Did the last row end without a line end? That is allowed, and it is also what a cut file looks like.
    pub(crate) fn is_unended(&self) -> bool {
        self.unended
    }

    /// The next row, or nothing at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Row<'_>>, SourceError> {
        if self.advance()? { self.row().map(Some) } else { Ok(None) }
    }

    /// The row that [`advance`](Self::advance) came to.
    pub(crate) fn row(&self) -> Result<Row<'_>, SourceError> {
        if let Some(width) = self.width.filter(|width| *width != self.fields.len()) {
            let about = format!("{width} / {}", self.fields.len());
            let field = width.min(self.fields.len()).saturating_sub(1);
            return Err(self.error(ErrorCode::FieldCount).in_field(field).about(about));
        }
        let text = match self.dialect.charset {
            Charset::Utf8 => match std::str::from_utf8(&self.raw) {
                Ok(text) => text,
                Err(e) => return Err(self.at(ErrorCode::EncodingInvalid, e.valid_up_to(), 0).about("utf-8")),
            },
            Charset::Windows1252 => &self.decoded,
        };
        Ok(Row { text, fields: &self.fields, line: self.row_line })
    }

    /// Goes on to the next row, if there is one.
    pub(crate) fn advance(&mut self) -> Result<bool, SourceError> {
        let content = loop {
            self.raw.clear();
            if !self.read_line()? {
                self.doubled.check(self.dialect.charset).map_err(|error| error.in_file(&self.file))?;
                return Ok(false);
            }
            self.row_line = self.lines;
            if self.lines == 1 && self.raw.starts_with(BOM) {
                self.raw.drain(..BOM.len());
            }
            let separator = self.dialect.separator;
            if self.only.as_ref().is_some_and(|only| !only.has(lines::content(&self.raw), separator)) {
                continue;
            }
            let content = lines::content(&self.raw).len();
            if content > 0 || self.dialect.manner == Manner::Strict {
                break content;
            }
        };
        self.fields.clear();
        if self.raw.contains(&b'"') {
            let content = self.gather(content)?;
            self.check_characters(content)?;
            self.split_quoted(content)?;
        } else {
            self.check_characters(content)?;
            self.split_plain(content)?;
        }
        if self.fields.len() > COLUMNS_MAX {
            return Err(self.error(ErrorCode::ColumnsTooMany).about(COLUMNS_MAX.to_string()));
        }
        if self.dialect.charset == Charset::Windows1252 {
            self.decode();
        }
        Ok(true)
    }

    fn read_line(&mut self) -> Result<bool, SourceError> {
        let room = (ROW_BYTES_MAX - self.raw.len()) as u64;
        let mut limited = Read::take(&mut self.input, room);
        let count = limited.read_until(b'\n', &mut self.raw).map_err(|e| SourceError::io(&self.file, &e))?;
        if count == 0 {
            return Ok(false);
        }
        self.lines += 1;
        self.unended = self.raw.last() != Some(&b'\n');
        if self.raw.len() >= ROW_BYTES_MAX {
            let about = format!("{ROW_BYTES_MAX}");
            return Err(SourceError::new(ErrorCode::RowTooLong, about).in_file(&self.file).on_line(self.lines));
        }
        Ok(true)
    }

    /// Adds lines until the quotes are even, where a field may go over several lines.
    fn gather(&mut self, content: usize) -> Result<usize, SourceError> {
        let mut content = content;
        let mut is_open = is_odd_quotes(&self.raw);
        while is_open && self.dialect.manner == Manner::Spreadsheet {
            let before = self.raw.len();
            if !self.read_line()? {
                break;
            }
            is_open ^= is_odd_quotes(&self.raw[before..]);
            content = lines::content(&self.raw).len();
        }
        Ok(content)
    }

    fn check_characters(&mut self, content: usize) -> Result<(), SourceError> {
        let content = &self.raw[..content];
        let utf8 = self.dialect.charset == Charset::Utf8;
        let plain = |b: u8| (b >= 0x20 && b != 0x7F) || matches!(b, b'\t' | b'\r' | b'\n');
        let bad = if content.iter().all(|b| plain(*b)) { None } else { content.iter().position(|b| !plain(*b)) };
        let is_ascii = content.is_ascii();
        if !is_ascii {
            self.doubled.take(content, self.dialect.charset, self.row_line);
        }
        let bad = bad.or_else(|| match utf8 {
            _ if is_ascii => None,
            true => (0..content.len()).find(|at| is_unseen(&content[*at..])),
            false => content.iter().position(|b| matches!(b, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D)),
        });
        match bad {
            Some(at) => {
                let field = content[..at].iter().filter(|b| **b == self.dialect.separator).count();
                Err(self.at(ErrorCode::ControlCharacter, at, 0).in_field(field))
            }
            None => Ok(()),
        }
    }

    /// No quotes: the fields lie between the separators.
    fn split_plain(&mut self, content: usize) -> Result<(), SourceError> {
        let mut from = 0;
        self.raw.truncate(content);
        for (at, byte) in self.raw.iter().enumerate() {
            if *byte == self.dialect.separator {
                self.fields.push((from, at as u32));
                from = at as u32 + 1;
            } else if *byte == b'\r' {
                return Err(self.at(ErrorCode::CarriageReturnBare, at, 0).in_field(self.fields.len()));
            }
        }
        self.fields.push((from, content as u32));
        for (field, wiped) in self.fields.iter_mut().zip(&self.wiped) {
            if *wiped {
                self.raw[field.0 as usize..field.1 as usize].fill(b' ');
                field.1 = field.0;
            }
        }
        Ok(())
    }

    /// Moves the fields together, without their quotes. What separates them stays, so that half a letter at the end of one
    /// and half at the beginning of the next are never one.
    fn split_quoted(&mut self, content: usize) -> Result<(), SourceError> {
        let (mut read, mut write) = (0, 0);
        loop {
            let start = write;
            if read < content && self.raw[read] == b'"' {
                read += 1;
                self.quoted_field(content, &mut read, &mut write)?;
            } else {
                self.plain_field(content, &mut read, &mut write)?;
            }
            if self.wiped.get(self.fields.len()) == Some(&true) {
                write = start;
            }
            self.fields.push((start as u32, write as u32));
            if read >= content {
                break;
            }
            self.raw[write] = self.dialect.separator;
            read += 1;
            write += 1;
        }
        self.raw.truncate(write);
        Ok(())
    }

    fn quoted_field(&mut self, content: usize, read: &mut usize, write: &mut usize) -> Result<(), SourceError> {
        let field = self.fields.len();
        loop {
            if *read >= content {
                let open = self.raw.len() > content && self.dialect.manner == Manner::Strict;
                let code = if open { ErrorCode::LineBreakInField } else { ErrorCode::QuoteUnclosed };
                return Err(self.at(code, *write, *read - *write).in_field(field));
            }
            let byte = self.raw[*read];
            *read += 1;
            if byte == b'"' {
                match self.raw.get(*read).filter(|_| *read < content) {
                    Some(b'"') => *read += 1,
                    Some(next) if *next != self.dialect.separator => {
                        return Err(self.at(ErrorCode::QuoteFollowed, *write, *read - *write).in_field(field));
                    }
                    _ => return Ok(()),
                }
            } else if byte == b'\r' && self.dialect.manner == Manner::Strict {
                let at = *read - 1 - *write;
                return Err(self.at(ErrorCode::LineBreakInField, *write, at).in_field(field));
            }
            self.raw[*write] = byte;
            *write += 1;
        }
    }

    fn plain_field(&mut self, content: usize, read: &mut usize, write: &mut usize) -> Result<(), SourceError> {
        while *read < content && self.raw[*read] != self.dialect.separator {
            let byte = self.raw[*read];
            let code = match byte {
                b'"' => Some(ErrorCode::QuoteUnescaped),
                b'\r' | b'\n' => Some(ErrorCode::CarriageReturnBare),
                _ => None,
            };
            if let Some(code) = code {
                return Err(self.at(code, *write, *read - *write).in_field(self.fields.len()));
            }
            self.raw[*write] = byte;
            *write += 1;
            *read += 1;
        }
        Ok(())
    }

    fn decode(&mut self) {
        self.decoded.clear();
        for (from, to) in &mut self.fields {
            let bytes = &self.raw[*from as usize..*to as usize];
            *from = self.decoded.len() as u32;
            let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes);
            self.decoded.push_str(&text);
            *to = self.decoded.len() as u32;
        }
    }

    fn error(&self, code: ErrorCode) -> SourceError {
        SourceError::new(code, "").in_file(&self.file).on_line(self.row_line)
    }

    /// An error at the character after `bytes` bytes of the row and `removed` quotes that stood before it.
    fn at(&self, code: ErrorCode, bytes: usize, removed: usize) -> SourceError {
        let before = &self.raw[..bytes];
        let characters = match self.dialect.charset {
            Charset::Utf8 => before.iter().filter(|b| (**b & 0xC0) != 0x80).count(),
            Charset::Windows1252 => before.len(),
        };
        let mut error = self.error(code);
        error.character = Some((characters + removed) as u64 + 1);
        error
    }
}

impl SourceError {
    fn about(mut self, about: impl Into<String>) -> Self {
        self.about = about.into();
        self
    }
}

fn is_odd_quotes(bytes: &[u8]) -> bool {
    bytes.iter().filter(|b| **b == b'"').count() % 2 == 1
}

/// Does this column hold passwords, going by its name?
pub(crate) fn is_password(name: &str) -> bool {
    let name = name.to_lowercase();
    ["password", "passwd", "passphrase", "lösenord", "losenord"].iter().any(|word| name.contains(word)) || name == "pwd"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8], manner: Manner, charset: Charset) -> Result<Vec<Vec<String>>, SourceError> {
        let mut rows = Rows::new(text, "f", Dialect { separator: b',', charset, manner });
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(row.iter().map(str::to_owned).collect());
        }
        Ok(all)
    }

    fn strict(text: &str) -> Result<Vec<Vec<String>>, (ErrorCode, u64, u64)> {
        read(text.as_bytes(), Manner::Strict, Charset::Utf8)
            .map_err(|e| (e.code, e.line.unwrap_or(0), e.character.unwrap_or(0)))
    }

    #[test]
    fn quotes_hold_separators_and_quotes() {
        assert_eq!(strict("a,\"b, \"\"c\"\"\",\n").unwrap(), [["a", "b, \"c\"", ""]]);
        assert_eq!(strict("\"\",å\r\n,").unwrap(), [["", "å"], ["", ""]]);
    }

    #[test]
    fn halves_of_a_letter_in_two_fields_are_no_letter() {
        for row in [&b"a,\"b\xC3\",\"\x85c\"\n"[..], b"\"\xC3\",\x85\n", b"\xC3,\"\x85\"\n", b"\xC3,\x85\n"] {
            let refused = read(row, Manner::Strict, Charset::Utf8).map_err(|error| error.code);
            assert_eq!(refused, Err(ErrorCode::EncodingInvalid), "{row:?}");
        }
    }

    #[test]
    fn what_is_not_certain_is_refused_with_its_place() {
        assert_eq!(strict("a\nå,b\"c"), Err((ErrorCode::QuoteUnescaped, 2, 4)));
        assert_eq!(strict("a,\"b\"c"), Err((ErrorCode::QuoteFollowed, 1, 6)));
        assert_eq!(strict("a,\"b"), Err((ErrorCode::QuoteUnclosed, 1, 5)));
        assert_eq!(strict("a,\"b\nc\""), Err((ErrorCode::LineBreakInField, 1, 5)));
        assert_eq!(strict("a\rb"), Err((ErrorCode::CarriageReturnBare, 1, 2)));
        assert_eq!(strict("a\nb\0"), Err((ErrorCode::ControlCharacter, 2, 2)));
        assert_eq!(strict("a\u{85}"), Err((ErrorCode::ControlCharacter, 1, 2)));
    }

    #[test]
    fn characters_that_nobody_sees_are_refused_in_any_field() {
        for c in "\u{80}\u{9f}\u{200b}\u{2028}\u{2029}\u{202a}\u{202e}\u{2066}\u{2069}\u{feff}".chars() {
            for (text, at) in [(format!("a\n\u{e5},b{c}c"), 4), (format!("a\n\u{e5},\"b{c}\""), 5)] {
                assert_eq!(strict(&text), Err((ErrorCode::ControlCharacter, 2, at)), "{}", c.escape_unicode());
            }
        }
        let seen = "\u{a0}\u{200c}\u{200d}\u{2019}\u{2027}\u{202f}\u{2065}\u{20ac}\u{fb01}";
        assert_eq!(strict(&format!("\u{feff}{seen}")).unwrap(), [[seen]], "a mark before the first line is none");
    }

    #[test]
    fn a_spreadsheet_may_break_lines_inside_quotes_and_leave_lines_blank() {
        let rows = read(b"a,\"b\nc\"\r\n\r\nd,\"\"\"\"\n", Manner::Spreadsheet, Charset::Utf8).unwrap();
        assert_eq!(rows, [["a", "b\nc"], ["d", "\""]]);
        let open = read(b"a,b\nd,\"e\nf,g\n", Manner::Spreadsheet, Charset::Utf8).unwrap_err();
        assert_eq!((open.code, open.line), (ErrorCode::QuoteUnclosed, Some(2)));
    }

    #[test]
    fn windows_1252_is_decoded_and_its_holes_are_refused() {
        let rows = read(b"\xC5sa,\"\xD6\x80\"\n", Manner::Strict, Charset::Windows1252).unwrap();
        assert_eq!(rows, [["Åsa", "Ö€"]]);
        let hole = read(b"a\x8F", Manner::Strict, Charset::Windows1252).unwrap_err();
        assert_eq!(hole.code, ErrorCode::ControlCharacter);
    }

    #[test]
    fn a_row_of_another_length_is_refused_and_passwords_are_wiped() {
        let text = b"id,Password,name\n1,SECRET,a\n2,\"SEC\"\"RET\",b\n3,c\n";
        let dialect = Dialect { separator: b',', charset: Charset::Utf8, manner: Manner::Strict };
        let mut rows = Rows::new(&text[..], "f", dialect);
        let header: Vec<String> = rows.next().unwrap().unwrap().iter().map(str::to_owned).collect();
        rows.keep_to(&header);
        for name in ["a", "b"] {
            let row = rows.next().unwrap().unwrap();
            assert_eq!((row.get(1), row.get(2)), ("", name));
            assert!(!row.text.contains("SEC"));
        }
        let error = rows.next().err().unwrap();
        assert_eq!((error.code, error.line), (ErrorCode::FieldCount, Some(4)));
    }

    #[test]
    fn a_row_beyond_all_reason_is_refused_before_it_fills_the_memory() {
        let endless = "x".repeat(ROW_BYTES_MAX + 1);
        assert_eq!(strict(&endless).unwrap_err().0, ErrorCode::RowTooLong);
        let open = format!("a\n\"{}", "x\n".repeat(ROW_BYTES_MAX));
        let error = read(open.as_bytes(), Manner::Spreadsheet, Charset::Utf8).unwrap_err();
        assert_eq!(error.code, ErrorCode::RowTooLong);
    }

    /// Error code, line and character; or rows.
    type Expected = Result<Vec<Vec<String>>, (String, u64, u64)>;

    fn expected(case: &serde_json::Value) -> Expected {
        let result = &case["result"];
        match result["err"].as_str() {
            Some(code) => Err((code.to_owned(), result["row"].as_u64().unwrap(), result["column"].as_u64().unwrap())),
            None => Ok(serde_json::from_value(result["ok"].clone()).unwrap()),
        }
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "where the shared samples lie")]
    fn the_shared_lexical_cases_read_as_expected() {
        let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared");
        let shared = std::env::var("UPPROP_SHARED").unwrap_or_else(|_| beside.to_owned());
        let dir = std::path::Path::new(&shared).join("data/longsight-csv-lexical");
        let Ok(cases) = std::fs::read(dir.join("expected.json")) else {
            println!("skipped: ../shared is not there");
            return;
        };
        let cases: Vec<serde_json::Value> = serde_json::from_slice(&cases).unwrap();
        assert_eq!(cases.len(), 12);
        for case in &cases {
            let file = case["file"].as_str().unwrap();
            let text = std::fs::read(dir.join(file)).unwrap();
            let found = read(&text, Manner::Strict, Charset::Utf8).map_err(|e| {
                let code = match e.code {
                    ErrorCode::EncodingInvalid => "csv.invalid_utf8",
                    ErrorCode::QuoteUnescaped => "csv.unescaped_quote",
                    ErrorCode::QuoteFollowed => "csv.unexpected_character_after_quote",
                    ErrorCode::QuoteUnclosed => "csv.unclosed_quote",
                    ErrorCode::CarriageReturnBare => "csv.bare_carriage_return",
                    ErrorCode::LineBreakInField => "csv.line_break_in_quoted_field",
                    _ => "other",
                };
                (code.to_owned(), e.line.unwrap(), e.character.unwrap())
            });
            assert_eq!(found, expected(case), "{file}");
        }
    }
}
