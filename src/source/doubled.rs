//! Letters that were encoded twice: `Ã¥` where `å` was meant.
//!
//! A file that was UTF-8, read as windows-1252 and written as UTF-8 again is valid UTF-8, and so is every name in it;
//! taken for news it would rename a town. One name that is spoilt at its source is another matter: a delivery is
//! refused for its share of such pairs.
//!
//! The same for a file of another age: DOS (code page 850) and old Macs write å ä ö as bytes that windows-1252 has signs
//! or rare letters for, `„` or `Š` in the middle of a word. All of it reads well, and all of it is wrong.

use super::text::Charset;
use super::{ErrorCode, SourceError};

/// Counts letters beyond ASCII, and those among them that were encoded twice or are of another encoding.
#[derive(Default)]
pub(crate) struct Doubled {
    letters: u64,
    doubled: u64,
    first: Option<u64>,
    /// Signs in the middle of a word.
    signs: u64,
    /// Letters that Swedish has not.
    rare: u64,
    first_odd: Option<u64>,
}

/// One in so many letters beyond ASCII, or more, makes a delivery that was encoded twice.
const SHARE: u64 = 10;

/// Fewer signs inside words than this may be what somebody wrote.
const SIGNS_MIN: u64 = 3;

/// Fewer rare letters than this may be how people are called.
const RARE_MIN: u64 = 10;

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
            } else if charset == Charset::Windows1252 {
                self.odd(row, at, line);
            }
            self.letters += 1;
            at += pair.unwrap_or_else(|| letter(rest, charset));
        }
    }

    /// Counts a byte that is another letter in code page 850 or on an old Mac.
    fn odd(&mut self, row: &[u8], at: usize, line: u64) {
        let is_letter = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphabetic() || *byte >= 0x80);
        let is_in_word = at > 0 && is_letter(row.get(at - 1)) || is_letter(row.get(at + 1));
        match row[at] {
            _ if !is_in_word => return,
            0x83 | 0x8A | 0x8C | 0x8E | 0x9A | 0x9C | 0x9E | 0x9F => self.rare += 1,
            // Apostrophes, dashes, dots and signs of money stand between letters too.
            0x82 | 0x84 | 0x86..=0x88 | 0x8B | 0x94 | 0x98 | 0x9B if is_inside(row, at) => self.signs += 1,
            _ => return,
        }
        self.first_odd.get_or_insert(line);
    }

    /// Refuses what was encoded twice, and what is of another encoding than it was taken for.
    pub(crate) fn check(&self, charset: Charset) -> Result<(), SourceError> {
        let odd = self.signs + self.rare;
        let is_signs = self.signs >= SIGNS_MIN && self.signs * SHARE >= self.letters;
        if is_signs || odd >= RARE_MIN && odd * 2 > self.letters {
            let about = format!("{odd} / {}", self.letters);
            let error = SourceError::new(ErrorCode::EncodingOther, about);
            return Err(self.first_odd.into_iter().fold(error, SourceError::on_line));
        }
        if self.doubled == 0 || self.doubled * SHARE < self.letters {
            return Ok(());
        }
        let about = format!("{} / {}, {}", self.doubled, self.letters, charset.word());
        let error = SourceError::new(ErrorCode::EncodingDoubled, about);
        Err(self.first.into_iter().fold(error, SourceError::on_line))
    }
}

/// Is there a small letter on both sides? A quotation begins or ends at one.
fn is_inside(row: &[u8], at: usize) -> bool {
    let is_letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphabetic);
    at > 0 && is_letter(row.get(at - 1)) && is_letter(row.get(at + 1))
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
    fn letters_of_dos_and_of_old_macs_are_known() {
        for bytes in [
            &b"Bj\x94rk, V\x84stra, Sm\x86land"[..],
            b"Bj\x9Ark, V\x8Astra, Sm\x8Cland, Sj\x9A, H\x9Ag, L\x8Cng, G\x9Akar, F\x8Cr, L\x8Ara, R\x8Cg",
        ] {
            assert_eq!(code(bytes, Charset::Windows1252), Some((ErrorCode::EncodingOther, 1)));
        }
        for bytes in [
            &b"O\x92Connor, \x93Anna\x94, D\x92Arc \x96 Ek"[..],
            b"\x8Aimuni\xE6, K\xF6hler, \xC5sa, \x8Eeljko, Ir\x9Ana, \xD6rjan",
            b"Anna \x84Ann\x93",
            b"Ma\x957A, Sv\x957A, En\x957A, p\x85s, a\x80b",
            b"Eli\x9Aka, Ma\x9Aa, Du\x9Aan, Bo\x9Eo",
        ] {
            assert_eq!(code(bytes, Charset::Windows1252), None);
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
