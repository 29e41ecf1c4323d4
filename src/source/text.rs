//! Bytes to letters: which encoding a file has, decided over all of its bytes.
//!
//! Swedish spreadsheets write windows-1252 without saying so (CSV section 7, PITFALLS 20), so `Auto` takes the
//! byte order mark, then strict UTF-8, then windows-1252, and refuses a file that mixes the two.

use super::{ErrorCode, SourceError};
use serde::Serialize;
use std::io::BufRead;

/// Character encoding of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub enum Encoding {
    /// Byte order mark, then strict UTF-8, then windows-1252.
    #[default]
    Auto,
    /// UTF-8, strict.
    Utf8,
    /// windows-1252, which holds ISO 8859-1.
    Windows1252,
}

/// An encoding that has been decided on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Charset {
    Utf8,
    Windows1252,
}

impl Charset {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Windows1252 => "windows-1252",
        }
    }
}

/// What a first pass over a file tells.
pub(crate) struct Survey {
    /// How its bytes are to be read.
    pub(crate) charset: Charset,
    /// Its first line, without byte order mark and line end.
    pub(crate) first_line: Vec<u8>,
}

const FIRST_LINE_BYTES: usize = 64 * 1024;

/// Reads a file to its end and decides on its encoding.
pub(crate) fn survey(input: &mut impl BufRead, asked: Encoding, file: &str) -> Result<Survey, SourceError> {
    let mut scan = Scan::default();
    let mut first_line = Vec::new();
    let mut in_first_line = true;
    let mut at_start = true;
    loop {
        let bytes = input.fill_buf().map_err(|e| SourceError::io(file, &e))?;
        if bytes.is_empty() {
            break;
        }
        if at_start && (bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF])) {
            return Err(SourceError::new(ErrorCode::EncodingUtf16, "").in_file(file).on_line(1));
        }
        scan.marked |= at_start && bytes.starts_with(BOM);
        at_start = false;
        if in_first_line {
            let end = bytes.iter().position(|b| *b == b'\n');
            in_first_line = end.is_none() && first_line.len() < FIRST_LINE_BYTES;
            first_line.extend_from_slice(&bytes[..end.unwrap_or(bytes.len())]);
        }
        scan.take(bytes);
        let count = bytes.len();
        input.consume(count);
    }
    scan.end();
    if first_line.starts_with(BOM) {
        first_line.drain(..BOM.len());
    }
    if first_line.ends_with(b"\r") {
        first_line.pop();
    }
    Ok(Survey { charset: scan.charset(asked).map_err(|e| e.in_file(file))?, first_line })
}

/// Does UTF-8 text begin with a character that nobody sees and that changes what is read: a C1 control, a line or
/// paragraph separator, a turn of the writing direction, or a blank without width?
pub(crate) fn is_unseen(text: &[u8]) -> bool {
    match text {
        [0xC2, 0x80..=0x9F, ..] => true,                                // U+0080..U+009F
        [0xE2, 0x80, 0x8B | 0xA8..=0xAE, ..] => true,                   // U+200B, U+2028..U+202E
        [0xE2, 0x81, 0xA6..=0xA9, ..] | [0xEF, 0xBB, 0xBF, ..] => true, // U+2066..U+2069, U+FEFF
        _ => false,
    }
}

pub(crate) const BOM: &[u8] = &[0xEF, 0xBB, 0xBF];

/// Strict UTF-8, over pieces that may end in the middle of a character.
#[derive(Default)]
struct Scan {
    marked: bool,
    lines: u64,
    invalid_on: Option<u64>,
    swedish_pairs: bool,
    carry: Vec<u8>,
}

impl Scan {
    fn take(&mut self, bytes: &[u8]) {
        let joined;
        let mut rest = bytes;
        if !self.carry.is_empty() {
            let mut all = std::mem::take(&mut self.carry);
            all.extend_from_slice(bytes);
            joined = all;
            rest = &joined;
        }
        loop {
            match std::str::from_utf8(rest) {
                Ok(text) => return self.valid(text.as_bytes()),
                Err(error) => {
                    let (valid, bad) = rest.split_at(error.valid_up_to());
                    self.valid(valid);
                    let Some(skip) = error.error_len() else {
                        self.carry = bad.to_vec();
                        return;
                    };
                    self.invalid_on.get_or_insert(self.lines + 1);
                    rest = &bad[skip..];
                }
            }
        }
    }

    fn end(&mut self) {
        if !self.carry.is_empty() {
            self.invalid_on.get_or_insert(self.lines + 1);
        }
    }

    fn valid(&mut self, bytes: &[u8]) {
        if self.invalid_on.is_none() {
            self.lines += bytes.iter().filter(|b| **b == b'\n').count() as u64;
        }
        // U+00C0..U+00FF written as UTF-8: å ä ö Å Ä Ö é ü. In windows-1252 they would read as "Ã¥".
        if !self.swedish_pairs && !bytes.is_ascii() {
            self.swedish_pairs = bytes.contains(&0xC3);
        }
    }

    fn charset(&self, asked: Encoding) -> Result<Charset, SourceError> {
        match (asked, self.invalid_on) {
            (Encoding::Windows1252, _) if self.marked => {
                Err(SourceError::new(ErrorCode::EncodingInvalid, "windows-1252").on_line(1))
            }
            (Encoding::Windows1252, _) => Ok(Charset::Windows1252),
            (_, None) => Ok(Charset::Utf8),
            (Encoding::Auto, Some(line)) if !self.marked && self.swedish_pairs => {
                Err(SourceError::new(ErrorCode::EncodingMixed, "").on_line(line))
            }
            (Encoding::Auto, Some(_)) if !self.marked => Ok(Charset::Windows1252),
            (_, Some(line)) => Err(SourceError::new(ErrorCode::EncodingInvalid, "utf-8").on_line(line)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    fn charset(bytes: &[u8], asked: Encoding) -> Result<Charset, ErrorCode> {
        let whole = survey(&mut &bytes[..], asked, "f").map(|s| s.charset).map_err(|e| e.code);
        for size in 1..5 {
            let mut pieces = BufReader::with_capacity(size, bytes);
            // A byte order mark comes whole in any buffer that is used in earnest.
            if !bytes.starts_with(BOM) && !bytes.starts_with(&[0xFF, 0xFE]) {
                assert_eq!(survey(&mut pieces, asked, "f").map(|s| s.charset).map_err(|e| e.code), whole);
            }
        }
        whole
    }

    #[test]
    fn utf8_is_known_by_its_bytes_and_windows_1252_by_theirs() {
        assert_eq!(charset("Åsa\nÖrjan".as_bytes(), Encoding::Auto), Ok(Charset::Utf8));
        assert_eq!(charset(b"\xC5sa\n\xD6rjan", Encoding::Auto), Ok(Charset::Windows1252));
        assert_eq!(charset(b"plain", Encoding::Auto), Ok(Charset::Utf8));
        assert_eq!(charset(b"\xC5sa", Encoding::Utf8), Err(ErrorCode::EncodingInvalid));
        assert_eq!(charset("Åsa".as_bytes(), Encoding::Windows1252), Ok(Charset::Windows1252));
    }

    #[test]
    fn a_file_with_two_encodings_is_refused() {
        assert_eq!(
            charset("Åsa\n".bytes().chain(*b"\xD6rjan").collect::<Vec<_>>().as_slice(), Encoding::Auto),
            Err(ErrorCode::EncodingMixed)
        );
    }

    #[test]
    fn a_byte_order_mark_decides() {
        assert_eq!(charset(b"\xEF\xBB\xBFa", Encoding::Auto), Ok(Charset::Utf8));
        assert_eq!(charset(b"\xEF\xBB\xBF\xC5", Encoding::Auto), Err(ErrorCode::EncodingInvalid));
        assert_eq!(charset(b"\xFF\xFEa\0", Encoding::Auto), Err(ErrorCode::EncodingUtf16));
    }

    #[test]
    fn the_first_line_comes_without_mark_and_line_end() {
        let survey = survey(&mut &b"\xEF\xBB\xBFa;b\r\n1;2"[..], Encoding::Auto, "f").unwrap();
        assert_eq!(survey.first_line, b"a;b");
    }
}
