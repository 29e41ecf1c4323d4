//! Walks through a document, strictly: what is not well-formed, too deep, too long, cut or followed by more is refused.

use super::Limits;
use super::element::{Element, Heeds, known, known_attribute};
use super::intake::{Intake, Spot};
use super::line;
use crate::source::doubled::Doubled;
use crate::source::text::Charset;
use crate::source::text::is_unseen;
use crate::source::{ErrorCode, SourceError};
use quick_xml::encoding::EncodingError;
use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use quick_xml::escape::EscapeError;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::io::BufRead;

const ATTRIBUTES_MAX: usize = 64;
/// All texts of one record together.
const RECORD_BYTES_MAX: usize = 1024 * 1024;

/// What comes next in a document.
pub(super) enum Step {
    /// An element begins; its children are yet to come.
    Open(Element),
    /// The element that began last ends.
    Close,
    /// Text, of an element whose text is asked for.
    Text(String),
    /// Nothing that matters.
    Pass,
    /// The document has ended as it should.
    End,
}

/// Where in the document we are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Begin,
    Before,
    Inside,
    After,
}

/// A document that is being read.
pub(super) struct Document<R> {
    reader: Reader<Intake<R>>,
    buffer: Vec<u8>,
    file: String,
    limits: Limits,
    heeds: Heeds,
    stage: Stage,
    depth: usize,
    /// Counts letters that were encoded twice; nothing where that was done when they came.
    doubled: Option<Doubled>,
}

impl<R: BufRead> Document<R> {
    pub(super) fn open(input: R, file: &str, limits: Limits) -> Result<Self, SourceError> {
        let mut reader = Reader::from_reader(Intake::open(input, file, limits)?);
        reader.config_mut().expand_empty_elements = true;
        reader.config_mut().enable_all_checks(true);
        let (buffer, doubled) = (Vec::new(), Some(Doubled::default()));
        let (file, heeds, stage) = (file.to_owned(), Heeds::Roster, Stage::Begin);
        Ok(Self { reader, buffer, file, limits, heeds, stage, depth: 0, doubled })
    }

    /// From now on these elements are copied.
    pub(super) fn heed(&mut self, heeds: Heeds) {
        self.heeds = heeds;
    }

    /// A document that we wrote ourselves, of what was read and counted before.
    pub(super) fn of_kept(input: R, file: &str) -> Result<Self, SourceError> {
        Ok(Self { doubled: None, ..Self::open(input, file, line::LIMITS)? })
    }

    pub(super) fn charset(&self) -> Charset {
        self.reader.get_ref().charset()
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// The next step; texts come only when they are kept.
    pub(super) fn step(&mut self, is_kept: bool) -> Result<Step, SourceError> {
        self.reader.get_mut().begin_piece();
        let spot = self.reader.get_ref().spot();
        self.buffer.clear();
        let refuse = |code, about: &str| Err(error(&self.file, code, about, spot));
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(fault) => {
                let is_cut = is_half_a_letter(&fault) && self.reader.get_mut().fill_buf().is_ok_and(<[u8]>::is_empty);
                let told = refusal(&self.file, &fault, spot);
                return if is_cut { refuse(ErrorCode::DocumentUnended, "") } else { Err(told) };
            }
        };
        let stage = self.stage;
        self.stage = if stage == Stage::Begin { Stage::Before } else { stage };
        let is_blank = matches!(&event, Event::Text(text) if text.trim_matches([' ', '\t', '\r', '\n']).is_empty());
        match event {
            Event::Eof if stage == Stage::After => {
                if let Some(doubled) = &self.doubled {
                    doubled.check(Charset::Utf8).map_err(|fault| fault.in_file(&self.file))?;
                }
                return Ok(Step::End);
            }
            Event::Eof if stage == Stage::Begin => return refuse(ErrorCode::FileEmpty, ""),
            // Before the first element too: that is how an upload begins.
            Event::Eof => return refuse(ErrorCode::DocumentUnended, ""),
            _ if stage == Stage::After && !is_blank => return refuse(ErrorCode::XmlTrailing, ""),
            Event::DocType(_) => return refuse(ErrorCode::XmlDtd, ""),
            Event::Decl(_) if stage != Stage::Begin => return refuse(ErrorCode::XmlDamaged, ""),
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
            Event::Start(start) | Event::Empty(start) => {
                if self.depth >= self.limits.depth_max {
                    return refuse(ErrorCode::XmlDepth, &self.limits.depth_max.to_string());
                }
                self.depth += 1;
                self.stage = Stage::Inside;
                return element(&start, spot, self.heeds)
                    .map(Step::Open)
                    .map_err(|(code, about)| error(&self.file, code, &about, spot));
            }
            Event::End(_) => {
                self.depth -= 1;
                self.stage = if self.depth == 0 { Stage::After } else { Stage::Inside };
                return Ok(Step::Close);
            }
            Event::Text(_) if is_blank && stage != Stage::Inside => {}
            _ if stage != Stage::Inside => return refuse(ErrorCode::XmlRoot, ""),
            // Where two documents were put together; texts that are kept are looked at as a whole.
            Event::Text(text) if !is_kept && text.contains('\u{feff}') => {
                return refuse(ErrorCode::ControlCharacter, "");
            }
            Event::Text(text) if text.contains("]]>") => return refuse(ErrorCode::XmlDamaged, ""),
            Event::Text(text) if is_kept => return Ok(Step::Text(text.xml10_content().into_owned())),
            Event::CData(text) if is_kept => return Ok(Step::Text(text.xml10_content().into_owned())),
            Event::GeneralRef(name) => {
                let letter = letter(&name).map_err(|code| error(&self.file, code, "", spot))?;
                return Ok(if is_kept { Step::Text(letter.to_string()) } else { Step::Pass });
            }
            Event::Text(_) | Event::CData(_) => {}
        }
        Ok(Step::Pass)
    }

    /// The element that has just begun, with all that is in it.
    pub(super) fn record(&mut self, opened: Element) -> Result<Element, SourceError> {
        let mut open = vec![opened];
        let (mut elements, mut bytes) = (1, 0);
        loop {
            let spot = self.reader.get_ref().spot();
            match self.step(open.last().is_some_and(|element| !element.name.is_empty()))? {
                Step::Open(element) => {
                    elements += 1;
                    if elements > self.limits.elements_max {
                        let about = format!("element / {}", self.limits.elements_max);
                        return Err(error(&self.file, ErrorCode::XmlLimit, &about, spot));
                    }
                    open.push(element);
                }
                Step::Text(text) => {
                    bytes += text.len();
                    let Some(element) = open.last_mut() else { continue };
                    element.text.push_str(&text);
                    let is_too_long = element.text.len() > self.limits.text_bytes_max;
                    if is_too_long || bytes > RECORD_BYTES_MAX {
                        let most = if is_too_long { self.limits.text_bytes_max } else { RECORD_BYTES_MAX };
                        return Err(error(&self.file, ErrorCode::XmlLimit, &format!("text / {most}"), spot));
                    }
                }
                Step::Close => {
                    let Some(mut done) = open.pop() else { continue };
                    done.text = self.tidied(&done)?;
                    match open.last_mut() {
                        Some(above) => above.children.push(done),
                        None => return Ok(done),
                    }
                }
                Step::Pass | Step::End => {}
            }
        }
    }

    /// Passes over the element that has just begun.
    pub(super) fn skip(&mut self) -> Result<(), SourceError> {
        let outside = self.depth - 1;
        while self.depth > outside {
            self.step(false)?;
        }
        Ok(())
    }

    /// A text on one line, without blanks around it.
    fn tidied(&mut self, element: &Element) -> Result<String, SourceError> {
        let text = element.text.trim();
        if (0..text.len()).any(|at| is_odd(&text.as_bytes()[at..])) {
            return Err(self.error(ErrorCode::ControlCharacter, element.name, element.spot));
        }
        // Whatever it was written in, it is UTF-8 by now.
        if let Some(doubled) = &mut self.doubled {
            doubled.take(text.as_bytes(), Charset::Utf8, element.spot.line);
        }
        let is_broken = text.bytes().any(|b| matches!(b, b'\n' | b'\r' | b'\t'));
        Ok(if is_broken { text.split_whitespace().collect::<Vec<_>>().join(" ") } else { text.to_owned() })
    }

    pub(super) fn error(&self, code: ErrorCode, about: &str, spot: Spot) -> SourceError {
        error(&self.file, code, about, spot)
    }
}

fn error(file: &str, code: ErrorCode, about: &str, spot: Spot) -> SourceError {
    let error = SourceError::new(code, about).in_file(file).on_line(spot.line);
    SourceError { column: Some(spot.column), ..error }
}

/// Does this begin with a character that nobody sees?
fn is_odd(text: &[u8]) -> bool {
    text.first() == Some(&0x7F) || is_unseen(text)
}

/// Does a piece end inside a letter?
fn is_half_a_letter(fault: &Error) -> bool {
    matches!(fault, Error::Encoding(EncodingError::Utf8(fault)) if fault.error_len().is_none())
}

/// Why the parser stopped, in our words: its own may hold what stands in the document.
fn refusal(file: &str, fault: &Error, spot: Spot) -> SourceError {
    let code = match fault {
        Error::Io(fault) => return SourceError::io(file, fault),
        Error::Encoding(_) => return error(file, ErrorCode::EncodingInvalid, "utf-8", spot),
        Error::Syntax(SyntaxError::InvalidBangMarkup) => ErrorCode::XmlDamaged,
        Error::Syntax(_) => ErrorCode::DocumentUnended,
        Error::IllFormed(IllFormedError::MissingDoctypeName) => ErrorCode::XmlDtd,
        _ => ErrorCode::XmlDamaged,
    };
    error(file, code, "", spot)
}

/// The letter that a reference stands for: one of the five that XML has, or a number.
fn letter(name: &BytesRef<'_>) -> Result<char, ErrorCode> {
    let letter = match &**name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => match name.resolve_char_ref() {
            Ok(Some(letter)) => letter,
            Ok(None) => return Err(ErrorCode::XmlEntity),
            Err(_) => return Err(ErrorCode::XmlDamaged),
        },
    };
    let is_xml = matches!(letter, '\t' | '\r' | '\n' | ' '..='\u{FFFD}' | '\u{10000}'..);
    if is_xml { Ok(letter) } else { Err(ErrorCode::ControlCharacter) }
}

/// An element's name and those of its attributes that we use.
fn element(start: &BytesStart<'_>, spot: Spot, heeds: Heeds) -> Result<Element, (ErrorCode, String)> {
    let mut attributes = Vec::new();
    let damaged = || (ErrorCode::XmlDamaged, String::new());
    for (at, attribute) in start.attributes().enumerate() {
        if at >= ATTRIBUTES_MAX {
            return Err((ErrorCode::XmlLimit, format!("attribute / {ATTRIBUTES_MAX}")));
        }
        let attribute = attribute.map_err(|_| damaged())?;
        if attribute.value.contains('<') {
            return Err(damaged());
        }
        let name = known_attribute(attribute.key.as_ref(), heeds);
        if name.is_none() && !attribute.value.contains('&') {
            continue;
        }
        let value = value(&attribute)?;
        if (0..value.len()).any(|at| is_odd(&value.as_bytes()[at..])) {
            return Err((ErrorCode::ControlCharacter, name.unwrap_or_default().to_owned()));
        }
        attributes.extend(name.map(|name| (name, value)));
    }
    let name = known(start.local_name().as_ref(), heeds);
    Ok(Element { name, spot, attributes, text: String::new(), children: Vec::new() })
}

fn value(attribute: &Attribute<'_>) -> Result<String, (ErrorCode, String)> {
    match attribute.normalized_value(XmlVersion::Implicit1_0) {
        Ok(value) => Ok(value.into_owned()),
        Err(Error::Escape(EscapeError::UnrecognizedEntity(..))) => Err((ErrorCode::XmlEntity, String::new())),
        Err(_) => Err((ErrorCode::XmlDamaged, String::new())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(text: &str) -> Result<usize, (ErrorCode, u64, u64)> {
        let place = |e: SourceError| (e.code, e.line.unwrap_or(0), e.column.unwrap_or(0));
        let mut document = Document::open(text.as_bytes(), "f.xml", Limits::default()).map_err(place)?;
        let mut elements = 0;
        loop {
            match document.step(true).map_err(place)? {
                Step::Open(_) => elements += 1,
                Step::End => return Ok(elements),
                _ => {}
            }
        }
    }

    #[test]
    fn a_whole_document_is_walked_through() {
        let text =
            "\u{feff}<?xml version=\"1.0\"?>\n<!-- x --><a xmlns:b=\"u\"><b:c d='&lt;'/><?p i?>\n&#229;&amp;</a>\n";
        assert_eq!(walk(text), Ok(2));
    }

    #[test]
    fn what_is_not_whole_is_refused_where_it_stands() {
        use ErrorCode as E;
        for (text, code, line, column) in [
            ("", E::FileEmpty, 1, 1),
            (" \n", E::DocumentUnended, 2, 1),
            ("<?xml version='1.0'?>\n", E::DocumentUnended, 2, 1),
            ("x", E::XmlRoot, 1, 1),
            ("&amp;<a/>", E::XmlRoot, 1, 1),
            ("<a>", E::DocumentUnended, 1, 4),
            ("<a>\n<b", E::DocumentUnended, 2, 1),
            ("<a><!-- ", E::DocumentUnended, 1, 4),
            ("<a><![CDATA[ ", E::DocumentUnended, 1, 4),
            ("<a>\n</b>", E::XmlDamaged, 2, 1),
            ("<a></a></a>", E::XmlDamaged, 1, 8),
            ("<a/><a/>", E::XmlTrailing, 1, 5),
            ("<a/>\nx", E::XmlTrailing, 1, 5),
            ("<a/>\n<!-- x -->", E::XmlTrailing, 2, 1),
            ("<a/>&amp;", E::XmlTrailing, 1, 5),
            ("<a/><?xml version='1.0'?>", E::XmlTrailing, 1, 5),
            ("<a><?xml version='1.0'?></a>", E::XmlDamaged, 1, 4),
            ("<a b=1/>", E::XmlDamaged, 1, 1),
            ("<a b='1' b='2'/>", E::XmlDamaged, 1, 1),
            ("<a b='<'/>", E::XmlDamaged, 1, 1),
            ("<a>& </a>", E::XmlDamaged, 1, 4),
            ("<a>x]]></a>", E::XmlDamaged, 1, 4),
            ("<a recstatus='1\u{200b}'/>", E::ControlCharacter, 1, 1),
            ("<a recstatus='1\u{7f}'/>", E::ControlCharacter, 1, 1),
            ("<a>\n&eacute;</a>", E::XmlEntity, 2, 1),
            ("<a b='&x;'/>", E::XmlEntity, 1, 1),
            ("<a>&#0;</a>", E::XmlDamaged, 1, 4),
            ("<a>&#1;</a>", E::ControlCharacter, 1, 4),
            ("<!DOCTYPE a>\n<a/>", E::XmlDtd, 1, 1),
            ("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", E::XmlDtd, 1, 1),
            ("<!doctype a><a/>", E::XmlDtd, 1, 1),
        ] {
            assert_eq!(walk(text), Err((code, line, column)), "{text}");
        }
    }

    #[test]
    fn depth_and_length_are_bounded() {
        let nested = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
        assert_eq!(walk(&nested(64)), Ok(64));
        assert_eq!(walk(&nested(65)), Err((ErrorCode::XmlDepth, 1, 193)));
        let long = format!("<a>{}</a>", "x".repeat(200_000));
        assert_eq!(walk(&long).unwrap_err().0, ErrorCode::XmlLimit);
        let long = format!("<a b='{}'/>", "x".repeat(200_000));
        assert_eq!(walk(&long).unwrap_err().0, ErrorCode::XmlLimit);
        let many: String = (0..65).map(|n| format!(" b{n}=''")).collect();
        assert_eq!(walk(&format!("<a{many}/>")).unwrap_err().0, ErrorCode::XmlLimit);
    }

    fn record(text: &str) -> Result<Element, ErrorCode> {
        let mut document = Document::open(text.as_bytes(), "f.xml", Limits::default()).map_err(|e| e.code)?;
        loop {
            if let Step::Open(element) = document.step(false).map_err(|e| e.code)? {
                return document.record(element).map_err(|e| e.code);
            }
        }
    }

    #[test]
    fn a_record_holds_whole_texts_and_nothing_that_is_not_used() {
        let text = "<person recstatus='1' x:password='MARKER'><userid password='MARKER'>MARKER</userid>\
            <x:name><fn>  &#197;sa <![CDATA[& ]]>B<!-- x -->o&amp;\n Co </fn></x:name><email/></person>";
        let person = record(text).unwrap();
        assert_eq!(person.say(&["name", "fn"]), Some("Åsa & Bo& Co"));
        assert_eq!((person.say(&["email"]), person.attribute("recstatus")), (None, Some("1")));
        assert!(!format!("{person:?}").contains("MARKER"));
    }

    #[test]
    fn a_record_is_bounded_and_shows_what_nobody_sees() {
        assert_eq!(record(&format!("<a>{}</a>", "<b/>".repeat(5000))).unwrap_err(), ErrorCode::XmlLimit);
        assert_eq!(record(&format!("<id>{}</id>", "&amp;".repeat(70_000))).unwrap_err(), ErrorCode::XmlLimit);
        assert_eq!(record("<id>a\u{202e}b</id>").unwrap_err(), ErrorCode::ControlCharacter);
        assert_eq!(record("<id>a&#x200B;b</id>").unwrap_err(), ErrorCode::ControlCharacter);
    }

    /// Counts what is taken from it.
    struct Counted<R>(R, std::rc::Rc<std::cell::Cell<u64>>);

    impl<R: std::io::Read> std::io::Read for Counted<R> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let count = self.0.read(buffer)?;
            self.1.set(self.1.get() + count as u64);
            Ok(count)
        }
    }

    #[test]
    fn a_text_of_a_hundred_megabytes_is_refused_before_it_is_held() {
        use std::io::Read as _;
        for (begin, what) in
            [("<enterprise><x>", "a"), ("<enterprise><x y='", "a"), ("<enterprise><!-- ", "a"), ("<!DOCTYPE ", "a")]
        {
            let taken = std::rc::Rc::default();
            let endless = std::io::repeat(what.as_bytes()[0]).take(100 * 1024 * 1024);
            let input = Counted(begin.as_bytes().chain(endless), std::rc::Rc::clone(&taken));
            let mut document = Document::open(std::io::BufReader::new(input), "f.xml", Limits::default()).unwrap();
            let error = loop {
                if let Err(error) = document.step(true) {
                    break error;
                }
            };
            assert_eq!(error.code, ErrorCode::XmlLimit, "{begin}");
            assert!(document.buffer.capacity() <= 512 * 1024, "{}", document.buffer.capacity());
            assert!(taken.get() <= 512 * 1024, "{}", taken.get());
        }
    }
}
