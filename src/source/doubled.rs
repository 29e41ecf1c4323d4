//! Letters that were encoded twice: `Ã¥` where `å` was meant.
//!
//! A file that was UTF-8, read as windows-1252 and written as UTF-8 again is valid UTF-8, and so is every name in it;
//! taken for news it would rename a town. One name that is spoilt at its source is another matter: a delivery is
//! refused for its share of such pairs.

use super::text::Charset;
use super::{ErrorCode, SourceError};

/// Counts letters beyond ASCII, and those among them that were encoded twice.
#[derive(Default)]
pub(crate) struct Doubled {
    letters: u64,
    doubled: u64,
    first: Option<u64>,
}

/// One in so many letters beyond ASCII, or more, makes a delivery that was encoded twice.
const SHARE: u64 = 10;

impl Doubled {
    /// Counts in a row that is not all ASCII.
    pub(crate) fn take(&mut self, row: &[u8], charset: Charset, line: u64) {
        let mut at = 0;
        while let Some(skip) = row.get(at..).and_then(|rest| rest.iter().position(|byte| *byte >= 0x80)) {
            at += skip;
            let rest = &row[at..];
            let pair = match charset {
                Charset::Utf8 => pair_in_utf8(rest),
                Charset::Windows1252 => pair_in_1252(rest),
            };
            if pair.is_some() {
                self.doubled += 1;
                self.first.get_or_insert(line);
            }
            self.letters += 1;
            at += pair.unwrap_or_else(|| letter(rest, charset));
        }
    }

    /// Refuses what was encoded twice.
    pub(crate) fn check(&self, charset: Charset) -> Result<(), SourceError> {
        if self.doubled == 0 || self.doubled * SHARE < self.letters {
            return Ok(());
        }
        let about = format!("{} / {}, {}", self.doubled, self.letters, charset.word());
        let error = SourceError::new(ErrorCode::EncodingDoubled, about);
        Err(self.first.into_iter().fold(error, SourceError::on_line))
    }
}

fn letter(text: &[u8], charset: Charset) -> usize {
    match (charset, text[0]) {
        (Charset::Utf8, 0xF0..) => 4,
        (Charset::Utf8, 0xE0..) => 3,
        (Charset::Utf8, 0xC0..) => 2,
        _ => 1,
    }
}

/// `Ã` or `Â` and what windows-1252 or ISO 8859-1 makes of the second byte of a letter, in UTF-8.
fn pair_in_utf8(text: &[u8]) -> Option<usize> {
    match text {
        [0xC3, 0x83, 0xC2, 0x80..=0xBF, ..] | [0xC3, 0x82, 0xC2, 0x80..=0xBF, ..] => Some(4),
        // The bytes 80..9F of windows-1252 are letters and signs from U+0152 to U+2122.
        [0xC3, 0x83, 0xE2, 0x80 | 0x82 | 0x84, _, ..] => Some(5),
        [0xC3, 0x83, 0xC5 | 0xC6 | 0xCB, _, ..] => Some(4),
        _ => None,
    }
}

/// A letter of UTF-8 in a file that is to be read as windows-1252.
fn pair_in_1252(text: &[u8]) -> Option<usize> {
    matches!(text, [0xC2 | 0xC3, 0x80..=0xBF, ..]).then_some(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &[u8], charset: Charset) -> Option<(ErrorCode, u64)> {
        let mut doubled = Doubled::default();
        for (line, row) in (1..).zip(text.split(|byte| *byte == b'\n')) {
            doubled.take(row, charset, line);
        }
        doubled.check(charset).err().map(|error| (error.code, error.line.unwrap_or(0)))
    }

    /// Encoded twice, as windows-1252 and as its ancestor.
    fn twice(text: &str) -> [String; 2] {
        let (read, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes());
        [read.into_owned(), text.bytes().map(char::from).collect()]
    }

    #[test]
    fn every_swedish_letter_that_was_encoded_twice_is_known() {
        for letter in "åäöÅÄÖéüÉÜáàèøæØÆçñ".chars() {
            for text in twice(&letter.to_string()) {
                assert_eq!(code(format!("x\n{text}").as_bytes(), Charset::Utf8), Some((ErrorCode::EncodingDoubled, 2)));
            }
            let bytes = letter.to_string().into_bytes();
            assert_eq!(code(&bytes, Charset::Windows1252), Some((ErrorCode::EncodingDoubled, 1)), "{letter}");
        }
    }

    #[test]
    fn names_as_people_have_them_are_let_be_and_so_is_one_that_is_spoilt_at_its_source() {
        for text in ["Åsa Öberg", "JOÃO ÂNGELO", "Ærø", "Zoë – Ann’s", "“Łódź” ÇÑ"] {
            assert_eq!(code(text.as_bytes(), Charset::Utf8), None, "{text}");
        }
        let many = "Åsa Öberg, Örjan Ångström, Märta Ekström, Åke Öst, Ärla, Östen ";
        assert_eq!(code(format!("{many}{}", twice("Åsa")[0]).as_bytes(), Charset::Utf8), None);
        assert_eq!(code(b"\xC5sa \xD6berg", Charset::Windows1252), None);
    }
}
