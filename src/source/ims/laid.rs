//! A document of kept lines with those of a delta in their places. Lines that stay are not copied.

use super::intake::Spot;
use super::line::{self, HEAD, TAIL};
use crate::roster::Place;
use std::io::{self, BufRead, Read};
use std::ops::Range;

/// Where a line was delivered.
#[derive(Clone)]
pub(super) struct Origin {
    pub(super) file: String,
    pub(super) spot: Spot,
}

/// Lines that a delta brings, and where each was delivered.
#[derive(Default)]
pub(super) struct New {
    text: Vec<u8>,
    origins: Vec<Option<Origin>>,
}

impl New {
    /// One line more.
    pub(super) fn push(&mut self, line: &[u8], origin: Option<Origin>) {
        self.text.extend(line);
        self.origins.push(origin);
    }

    /// Lines of members of a group.
    pub(super) fn members(&mut self, group: &str, members: &[(Vec<u8>, Origin)]) {
        if members.is_empty() {
            return;
        }
        let mut begin = Vec::new();
        line::membership(&mut begin, group);
        self.push(&begin, None);
        members.iter().for_each(|(line, origin)| self.push(line, Some(origin.clone())));
        self.push(line::MEMBERS_END, None);
    }
}

/// A document of kept lines, and what becomes of it.
pub(super) struct Laid<'k> {
    /// What the document was called when it was delivered.
    pub(super) name: &'k str,
    /// All lines that were kept.
    before: &'k [u8],
    /// Those of them that are no more, or are others now.
    gone: Vec<Range<usize>>,
    /// Lines that come for them, and to them.
    pub(super) new: New,
    /// Lines that cannot be read: they are told, and what was before them stays.
    pub(super) told: New,
}

impl<'k> Laid<'k> {
    /// The kept lines as they are.
    pub(super) fn new(name: &'k str, before: &'k [u8]) -> Self {
        Self { name, before, gone: Vec::new(), new: New::default(), told: New::default() }
    }

    /// A line is no more.
    pub(super) fn remove(&mut self, line: Range<usize>) {
        self.gone.push(line);
    }

    pub(super) fn line(&self, line: &Range<usize>) -> &'k [u8] {
        &self.before[line.clone()]
    }

    /// Everything is in its place.
    pub(super) fn settle(&mut self) {
        self.gone.sort_by_key(|line| line.start);
        self.gone.dedup();
    }

    /// The lines that stay, in as few pieces as they are.
    fn staying(&self) -> Vec<&[u8]> {
        let end = self.before.len() - TAIL.len();
        let starts = std::iter::once(0).chain(self.gone.iter().map(|line| line.end));
        let ends = self.gone.iter().map(|line| line.start).chain(std::iter::once(end));
        starts.zip(ends).map(|(start, end)| &self.before[start..end]).filter(|piece| !piece.is_empty()).collect()
    }

    /// What is to be kept of it.
    pub(super) fn kept(&self) -> Pieces<'_> {
        let mut pieces = self.staying();
        pieces.extend([&self.new.text[..], TAIL]);
        Pieces { pieces, at: 0 }
    }

    /// What is to be read of it.
    pub(super) fn text(&self) -> Pieces<'_> {
        let mut pieces = self.staying();
        pieces.extend([&self.new.text[..], &self.told.text[..], TAIL]);
        Pieces { pieces, at: 0 }
    }

    pub(super) fn origins(&self) -> Origins {
        let staying: usize = self.staying().into_iter().map(|piece| memchr::memchr_iter(b'\n', piece).count()).sum();
        let origins = self.new.origins.iter().chain(&self.told.origins).cloned().collect();
        Origins { staying: staying as u64, origins }
    }
}

/// Is this what we keep, in the form that is kept today?
pub(super) fn is_kept(text: &[u8]) -> bool {
    text.starts_with(HEAD) && text.ends_with(TAIL)
}

/// Where the lines of a document were delivered that is no file.
pub(super) struct Origins {
    /// So many lines come first that were kept.
    staying: u64,
    origins: Vec<Option<Origin>>,
}

impl Origins {
    /// Where a line of the document was delivered. One that was kept has only the name of its document.
    pub(super) fn place(&self, document: &str, line: u32) -> Place {
        let number = u64::from(line).checked_sub(self.staying + 1);
        let origin = number.and_then(|number| self.origins.get(usize::try_from(number).ok()?)?.as_ref());
        match origin {
            Some(Origin { file, spot }) => {
                Place { file: Some(file.clone()), line: Some(spot.line), column: Some(spot.column) }
            }
            None => Place { file: Some(document.to_owned()), line: None, column: None },
        }
    }
}

/// Pieces of whole lines, one after the other.
pub(super) struct Pieces<'a> {
    pub(super) pieces: Vec<&'a [u8]>,
    at: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Pieces<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.pieces.get(self.at).is_some_and(|piece| piece.is_empty()) {
            self.at += 1;
        }
        Ok(self.pieces.get(self.at).copied().unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        if let Some(piece) = self.pieces.get_mut(self.at) {
            *piece = &piece[count..];
        }
    }
}
