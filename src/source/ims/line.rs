//! The lines of what is kept: one for each person, group and member, and one at either end of a membership.
//!
//! They are elements of the format itself, so that the reader of documents reads them. Only this room writes them: what
//! an id is stands where it is looked for here.

use super::Limits;
use super::document::{Document, Step};
use super::element::Element;
use super::record::Sort;
use crate::source::{ErrorCode, SourceError};
use std::borrow::Cow;
use std::ops::Range;

/// The first line. Its number tells this form of lines from a later one.
pub(super) const HEAD: &[u8] = b"<enterprise kept=\"1\">\n";
/// The last line.
pub(super) const TAIL: &[u8] = b"</enterprise>\n";
/// The last line of a membership.
pub(super) const MEMBERS_END: &[u8] = b"</membership>\n";

/// What was read within its limits is read again without any.
pub(super) const LIMITS: Limits =
    Limits { bytes_max: u64::MAX, text_bytes_max: usize::MAX, depth_max: 64, elements_max: usize::MAX };

/// What a line is of, by its id.
pub(super) enum Line<'a> {
    Person(Cow<'a, str>),
    Group(Cow<'a, str>),
    /// The group whose members are in the lines that follow.
    Membership(Cow<'a, str>),
    Member(Cow<'a, str>),
    Other,
}

/// What this line is.
pub(super) fn of(line: &[u8]) -> Line<'_> {
    let id = || id(line);
    match line {
        [b'<', b'p', b'e', ..] => Line::Person(id()),
        [b'<', b'g', b'r', ..] => Line::Group(id()),
        [b'<', b'm', b'e', b'm', b'b', b'e', b'r', b's', ..] => Line::Membership(id()),
        [b'<', b'm', b'e', ..] => Line::Member(id()),
        _ => Line::Other,
    }
}

/// What a member is said to be on its line.
pub(super) fn member_sort(line: &[u8]) -> Option<Sort> {
    let is = |sort: &[u8]| memchr::memmem::find(line, sort).is_some();
    match (is(b"<idtype>1</idtype>"), is(b"<idtype>2</idtype>")) {
        (true, _) => Some(Sort::Person),
        (_, true) => Some(Sort::Group),
        _ => None,
    }
}

/// The id of a line, the one that is in use.
pub(super) fn id(line: &[u8]) -> Cow<'_, str> {
    const OPEN: &[u8] = b"<id>";
    memchr::memmem::find(line, OPEN).map(|at| id_from(line, at + OPEN.len())).unwrap_or_default()
}

/// The ids that it had before.
pub(super) fn old_ids(line: &[u8]) -> impl Iterator<Item = Cow<'_, str>> {
    const OPEN: &[u8] = b"<sourcedid sourcedidtype=\"Old\"><id>";
    memchr::memmem::find_iter(line, OPEN).map(|at| id_from(line, at + OPEN.len()))
}

fn id_from(line: &[u8], from: usize) -> Cow<'_, str> {
    let end = memchr::memchr(b'<', &line[from..]).map_or(line.len(), |length| from + length);
    unescaped(std::str::from_utf8(&line[from..end]).unwrap_or_default())
}

/// Where each line is.
pub(super) fn lines(text: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    memchr::memchr_iter(b'\n', text).map(move |end| {
        let line = from..end + 1;
        from = end + 1;
        line
    })
}

/// What a line says.
pub(super) fn element(line: &[u8]) -> Result<Element, SourceError> {
    let mut document = Document::of_kept(line, "")?;
    loop {
        match document.step(false)? {
            Step::Open(opened) => return document.record(opened),
            Step::End => return Err(SourceError::new(ErrorCode::DeltaWithoutBase, "")),
            _ => {}
        }
    }
}

/// An element with a text, where there is one.
pub(super) fn leaf(out: &mut Vec<u8>, name: &str, text: Option<&str>) {
    let Some(text) = text else { return };
    open(out, name);
    escape(out, text);
    close(out, name);
}

pub(super) fn open(out: &mut Vec<u8>, name: &str) {
    out.push(b'<');
    out.extend(name.as_bytes());
    out.push(b'>');
}

pub(super) fn close(out: &mut Vec<u8>, name: &str) {
    out.extend(b"</");
    out.extend(name.as_bytes());
    out.push(b'>');
}

/// A tag with an attribute, where there is one; without its end.
pub(super) fn tag(out: &mut Vec<u8>, name: &str, attributes: &[(&str, Option<&str>)]) {
    out.push(b'<');
    out.extend(name.as_bytes());
    for (attribute, value) in attributes {
        let Some(value) = value else { continue };
        out.push(b' ');
        out.extend(attribute.as_bytes());
        out.extend(b"=\"");
        escape(out, value);
        out.push(b'"');
    }
}

/// The line that begins the members of a group.
pub(super) fn membership(out: &mut Vec<u8>, group: &str) {
    out.extend(b"<membership>");
    sourcedid(out, group, None);
    out.push(b'\n');
}

pub(super) fn sourcedid(out: &mut Vec<u8>, id: &str, sort: Option<&str>) {
    tag(out, "sourcedid", &[("sourcedidtype", sort)]);
    out.push(b'>');
    leaf(out, "id", Some(id));
    close(out, "sourcedid");
}

pub(super) fn escape(out: &mut Vec<u8>, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'&' => out.extend(b"&amp;"),
            b'<' => out.extend(b"&lt;"),
            b'>' => out.extend(b"&gt;"),
            b'"' => out.extend(b"&quot;"),
            // Attributes may have them, and a line has one end.
            control @ 0..=0x1F => out.extend(format!("&#{control};").bytes()),
            other => out.push(other),
        }
    }
}

/// An id again. It has no line ends.
fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return text.into();
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_any_letters_is_found_in_its_line() {
        for id in ["a", "<id>&amp;", "\"Å\" & >", "&lt;"] {
            let mut line = b"<person>".to_vec();
            sourcedid(&mut line, id, None);
            sourcedid(&mut line, "old", Some("Old"));
            sourcedid(&mut line, "of something else", None);
            line.extend(b"</person>\n");
            assert!(matches!(of(&line), Line::Person(found) if found == id), "{id}");
            assert_eq!(old_ids(&line).collect::<Vec<_>>(), ["old"]);
            let person = element(&line).unwrap();
            assert_eq!(person.say(&["sourcedid", "id"]), Some(id));
        }
    }
}
