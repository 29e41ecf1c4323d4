//! The bytes of a document on their way to the parser: decoded, counted and bounded.
//!
//! The parser gathers a tag or a text whole before it shows it, so the bound on both is held here, where they come in.

use super::Limits;
use crate::source::text::{BOM, Charset};
use crate::source::{ErrorCode, SourceError};
use std::io::{self, BufRead, Chain, Cursor, Read};

/// As much as a declaration may take.
const HEAD_BYTES: u64 = 1024;
/// As much as is decoded at once.
const CHUNK_BYTES: usize = 64 * 1024;

/// A place in a document; lines and characters count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) line: u64,
    pub(super) column: u64,
}

impl Spot {
    pub(super) const START: Self = Self { line: 1, column: 1 };

    fn pass(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        if let Some(last) = memchr::memrchr(b'\n', bytes) {
            self.line += memchr::memchr_iter(b'\n', bytes).count() as u64;
            self.column = 1;
            rest = &bytes[last + 1..];
        }
        self.column += rest.iter().filter(|b| (**b & 0xC0) != 0x80).count() as u64;
    }
}

/// A document as UTF-8, whatever it is written in.
pub(super) struct Intake<R> {
    input: Chain<Cursor<Vec<u8>>, R>,
    charset: Charset,
    limits: Limits,
    ready: Vec<u8>,
    at: usize,
    bytes: u64,
    piece: usize,
    piece_spot: Spot,
    spot: Spot,
}

impl<R: BufRead> Intake<R> {
    /// Looks at the beginning for how the rest is written.
    pub(super) fn open(mut input: R, file: &str, limits: Limits) -> Result<Self, SourceError> {
        let mut head = Vec::new();
        Read::take(&mut input, HEAD_BYTES).read_to_end(&mut head).map_err(|e| SourceError::io(file, &e))?;
        let refuse = |code, about: String| Err(SourceError::new(code, about).in_file(file).on_line(1));
        let is_utf16 = [[0xFF, 0xFE], [0xFE, 0xFF], [0, b'<'], [b'<', 0]].iter().any(|mark| head.starts_with(mark));
        if is_utf16 {
            return refuse(ErrorCode::EncodingUtf16, String::new());
        }
        let is_marked = head.starts_with(BOM);
        if is_marked {
            head.drain(..BOM.len());
        }
        let charset = match declared(&head) {
            None => Charset::Utf8,
            Some(name) => match charset(&name) {
                Some(Charset::Windows1252) if is_marked => return refuse(ErrorCode::EncodingInvalid, name),
                Some(charset) => charset,
                None => return refuse(ErrorCode::EncodingUnsupported, name),
            },
        };
        Ok(Self {
            input: Cursor::new(head).chain(input),
            charset,
            limits,
            ready: Vec::new(),
            at: 0,
            bytes: 0,
            piece: 0,
            piece_spot: Spot::START,
            spot: Spot::START,
        })
    }
}

impl<R> Intake<R> {
    pub(super) fn charset(&self) -> Charset {
        self.charset
    }

    /// Where the next byte stands.
    pub(super) fn spot(&self) -> Spot {
        self.spot
    }

    /// From here on the next tag or text is counted.
    pub(super) fn begin_piece(&mut self) {
        (self.piece, self.piece_spot) = (0, self.spot);
    }
}

impl<R: BufRead> Intake<R> {
    fn refill(&mut self) -> io::Result<()> {
        if self.piece > self.limits.text_bytes_max {
            return Err(Self::limit("text", self.limits.text_bytes_max as u64, self.piece_spot));
        }
        self.at = 0;
        self.ready.clear();
        let chunk = self.input.fill_buf()?;
        let count = chunk.len().min(CHUNK_BYTES);
        let chunk = &chunk[..count];
        let wrong = match self.charset {
            Charset::Utf8 => {
                self.ready.extend_from_slice(chunk);
                None
            }
            Charset::Windows1252 => {
                let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(chunk);
                self.ready.extend_from_slice(text.as_bytes());
                wrong_in_windows(chunk)
            }
        };
        self.bytes += count as u64;
        self.input.consume(count);
        if self.bytes > self.limits.bytes_max {
            return Err(Self::limit("byte", self.limits.bytes_max, self.spot));
        }
        if let Some((code, at)) = wrong {
            // One byte is one letter there.
            let text = std::str::from_utf8(&self.ready).unwrap_or_default();
            let at = text.char_indices().nth(at).map_or(0, |(at, _)| at);
            return Err(self.fault(code, at));
        }
        match self.ready.iter().position(|b| *b < 0x20 && !matches!(b, b'\t' | b'\r' | b'\n')) {
            Some(at) => Err(self.fault(ErrorCode::ControlCharacter, at)),
            None => Ok(()),
        }
    }

    fn limit(what: &str, most: u64, spot: Spot) -> io::Error {
        refusal(ErrorCode::XmlLimit, format!("{what} / {most}"), spot)
    }

    /// A fault in what has just come in, after so many of its bytes.
    fn fault(&self, code: ErrorCode, after: usize) -> io::Error {
        let mut spot = self.spot;
        spot.pass(&self.ready[..after]);
        refusal(code, String::new(), spot)
    }
}

/// A refusal on its way through the parser.
fn refusal(code: ErrorCode, about: String, spot: Spot) -> io::Error {
    io::Error::other(SourceError { column: Some(spot.column), ..SourceError::new(code, about).on_line(spot.line) })
}

impl<R: BufRead> Read for Intake<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Intake<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at >= self.ready.len() {
            self.refill()?;
        }
        Ok(&self.ready[self.at..])
    }

    fn consume(&mut self, count: usize) {
        let to = (self.at + count).min(self.ready.len());
        self.spot.pass(&self.ready[self.at..to]);
        self.piece += to - self.at;
        self.at = to;
    }
}

/// A byte that windows-1252 does not have, or two that are one letter in UTF-8: the declaration is wrong then.
fn wrong_in_windows(bytes: &[u8]) -> Option<(ErrorCode, usize)> {
    if bytes.is_ascii() {
        return None;
    }
    let unknown = bytes.iter().position(|b| matches!(b, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D));
    let double = bytes.windows(2).position(|two| two[0] == 0xC3 && (0x80..=0xBF).contains(&two[1]));
    match (double, unknown) {
        (Some(at), _) => Some((ErrorCode::EncodingMixed, at)),
        (None, unknown) => unknown.map(|at| (ErrorCode::ControlCharacter, at)),
    }
}

/// The encoding that the declaration names, in few and harmless letters.
fn declared(head: &[u8]) -> Option<String> {
    const NAME_LETTERS_MAX: usize = 40;
    let text = head.strip_prefix(b"<?xml")?;
    let text = String::from_utf8_lossy(text);
    let text = text.split("?>").next()?;
    let (_, after) = text.split_once("encoding")?;
    let after = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let name = after[1..].split(quote).next()?;
    let fits = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
    Some(name.trim().chars().filter(fits).take(NAME_LETTERS_MAX).collect())
}

fn charset(name: &str) -> Option<Charset> {
    match name.to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" | "us-ascii" | "ascii" => Some(Charset::Utf8),
        "iso-8859-1" | "iso8859-1" | "iso_8859-1" | "latin1" | "latin-1" | "windows-1252" | "cp1252" => {
            Some(Charset::Windows1252)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8], limits: Limits) -> Result<(String, Charset), SourceError> {
        let mut intake = Intake::open(bytes, "f.xml", limits)?;
        let mut text = String::new();
        let read = intake.read_to_string(&mut text);
        read.map_err(|e| SourceError::io("f.xml", &e))?;
        Ok((text, intake.charset()))
    }

    fn with(declaration: &str, bytes: &[u8]) -> Result<(String, Charset), ErrorCode> {
        let mut document = declaration.as_bytes().to_vec();
        document.extend_from_slice(bytes);
        all(&document, Limits::default()).map_err(|e| e.code)
    }

    #[test]
    fn the_declaration_decides_how_letters_are_read() {
        let aa = |read: Result<(String, Charset), ErrorCode>| read.unwrap().0.chars().last();
        assert_eq!(aa(with("<?xml version='1.0'?>", "å".as_bytes())), Some('å'));
        assert_eq!(aa(with("\u{feff}<?xml version='1.0' encoding='UTF-8'?>", "å".as_bytes())), Some('å'));
        for name in ["ISO-8859-1", "windows-1252", "Windows-1252"] {
            let declaration = format!("<?xml version=\"1.0\" encoding = \"{name}\" ?>");
            assert_eq!(with(&declaration, b"\xE5").unwrap().1, Charset::Windows1252);
            assert_eq!(aa(with(&declaration, b"\xE5")), Some('å'));
        }
    }

    #[test]
    fn other_encodings_and_mixtures_are_refused() {
        let koi = with("<?xml version='1.0' encoding='KOI8-R'?>", b"");
        assert_eq!(koi.unwrap_err(), ErrorCode::EncodingUnsupported);
        assert_eq!(with("", b"\xFF\xFE<\0").unwrap_err(), ErrorCode::EncodingUtf16);
        assert_eq!(with("", b"<\0e\0").unwrap_err(), ErrorCode::EncodingUtf16);
        let marked = with("\u{feff}<?xml version='1.0' encoding='iso-8859-1'?>", b"");
        assert_eq!(marked.unwrap_err(), ErrorCode::EncodingInvalid);
        let latin = "<?xml version='1.0' encoding='iso-8859-1'?>";
        assert_eq!(with(latin, "<a>Åsa</a>".as_bytes()).unwrap_err(), ErrorCode::EncodingMixed);
        assert_eq!(with(latin, b"\x81").unwrap_err(), ErrorCode::ControlCharacter);
    }

    #[test]
    fn a_character_that_xml_does_not_have_is_refused_where_it_stands() {
        let error = all("<a>\n  åäö\u{1}</a>".as_bytes(), Limits::default()).unwrap_err();
        assert_eq!((error.code, error.line, error.column), (ErrorCode::ControlCharacter, Some(2), Some(6)));
        let mut latin = b"<?xml version='1.0' encoding='iso-8859-1'?>\n".to_vec();
        latin.extend_from_slice(b"\xE5\xE4\x90");
        let error = all(&latin, Limits::default()).unwrap_err();
        assert_eq!((error.code, error.line, error.column), (ErrorCode::ControlCharacter, Some(2), Some(3)));
    }

    #[test]
    fn a_document_beyond_its_limit_is_refused() {
        let limits = Limits { bytes_max: 10, ..Limits::default() };
        let error = all(b"12345678901", limits).unwrap_err();
        assert_eq!((error.code, error.about.as_str()), (ErrorCode::XmlLimit, "byte / 10"));
        assert!(all(b"1234567890", limits).is_ok());
    }
}
