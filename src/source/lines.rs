//! Whose row a line is, found without reading the rest of it.

use super::digested::Digested;
use crate::roster::{Mark, Sum, Survey};
use std::borrow::Cow;
use std::hash::BuildHasherDefault;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// The field with this number, counted from 0, of a line without its end; nothing when there are fewer.
pub(crate) fn field(line: &[u8], separator: u8, number: usize) -> Option<Cow<'_, [u8]>> {
    let mut rest = line;
    for _ in 0..number {
        rest = after(rest, separator)?;
    }
    if let Some(quoted) = rest.strip_prefix(b"\"") {
        let end = end_of_quoted(quoted)?;
        let inner = &quoted[..end];
        let plain = !inner.contains(&b'"');
        return Some(if plain { Cow::Borrowed(inner) } else { Cow::Owned(unescaped(inner)) });
    }
    let end = memchr::memchr(separator, rest).unwrap_or(rest.len());
    Some(Cow::Borrowed(&rest[..end]))
}

/// What comes after the next separator.
fn after(text: &[u8], separator: u8) -> Option<&[u8]> {
    let from = match text.strip_prefix(b"\"") {
        Some(quoted) => end_of_quoted(quoted)? + 2,
        None => 0,
    };
    let at = memchr::memchr(separator, text.get(from..)?)?;
    text.get(from + at + 1..)
}

/// Where the quote is that ends a quoted field, of which the first quote is gone.
fn end_of_quoted(text: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + memchr::memchr(b'"', text.get(from..)?)?;
        if text.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        from = at + 2;
    }
}

fn unescaped(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        plain.push(*first);
        rest = if *first == b'"' { after.strip_prefix(b"\"").unwrap_or(after) } else { after };
    }
    plain
}

/// A line without its end.
pub(crate) fn content(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Sums up rows by person.
#[derive(Default)]
pub(crate) struct Sums(ByMark);

#[expect(clippy::disallowed_types, reason = "drained into an ordered list, never walked before")]
type ByMark = std::collections::HashMap<Mark, u64, BuildHasherDefault<Digested>>;

impl Sums {
    /// Adds a row of a person; `seed` tells files and their first lines apart.
    pub(crate) fn add(&mut self, mark: Mark, row: &[u8], seed: u64) {
        let sum = self.0.entry(mark).or_default();
        *sum = sum.wrapping_add(xxh3_64_with_seed(row, seed));
    }

    /// Every person's sum, by mark. None of them is 0, which is kept for those to be looked at anyhow.
    pub(crate) fn finish(self) -> Survey {
        let mut survey: Survey = self.0.into_iter().map(|(mark, sum)| Sum { mark, sum: sum.max(1) }).collect();
        survey.sort_unstable_by_key(|sum| sum.mark);
        survey
    }
}

/// Persons to be read.
#[derive(Default)]
pub(crate) struct Wanted(Marks);

#[expect(clippy::disallowed_types, reason = "looked up, never walked")]
type Marks = std::collections::HashSet<Mark, BuildHasherDefault<Digested>>;

impl Wanted {
    pub(crate) fn new(marks: &[Mark]) -> Self {
        Self(marks.iter().copied().collect())
    }

    pub(crate) fn has(&self, mark: Mark) -> bool {
        self.0.contains(&mark)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found_whether_quoted_or_not() {
        let line = b"a,\"b,\"\"c\"\",\",,\"\",e";
        let fields: Vec<_> = (0..6).map(|n| field(line, b',', n).map(Cow::into_owned)).collect();
        let text = |text: &str| Some(text.as_bytes().to_vec());
        assert_eq!(fields, [text("a"), text("b,\"c\","), text(""), text(""), text("e"), None]);
        assert_eq!(field(b"\"a", b',', 0), None);
        assert_eq!(field(b"\"a", b',', 1), None);
    }

    #[test]
    fn sums_do_not_depend_on_the_order_and_tell_a_row_that_stands_twice() {
        let sum = |rows: &[&str]| {
            let mut sums = Sums::default();
            rows.iter().for_each(|row| sums.add(Mark::of(b"p"), row.as_bytes(), 7));
            sums.finish()
        };
        assert_eq!(sum(&["a", "b", "c"]), sum(&["c", "a", "b"]));
        assert_ne!(sum(&["a", "b"]), sum(&["a", "b", "b"]));
        assert_ne!(sum(&["a"]), sum(&["b"]));
    }
}
