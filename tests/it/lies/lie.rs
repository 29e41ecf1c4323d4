//! One lie: what is done to a clean delivery.

use super::world::{WRITTEN_NEXT, write};
use std::path::Path;

/// What sort of lie it is: what is expected goes by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sort {
    /// Nothing in a file.
    Empty,
    /// Only the first line.
    HeaderOnly,
    /// Cut after a whole line.
    CutAtLine,
    /// Cut inside a line.
    CutInLine,
    /// A file that is not there.
    Removed,
    /// A file with what another should hold.
    Swapped,
    /// UTF-8 where another encoding is told.
    AsUtf8,
    /// UTF-8 with a mark where another encoding is told.
    AsMarkedUtf8,
    /// windows-1252 or one of its kin where another encoding is told.
    AsSingleByte,
    /// UTF-16 with its mark.
    AsUtf16,
    /// UTF-16 without a mark.
    AsBareUtf16,
    /// UTF-8 read as windows-1252 and written as UTF-8.
    AsDoubled,
    /// One row in another encoding than the rest.
    Mixed,
    /// A name in the first line that nobody knows.
    HeaderRenamed,
    /// A name in the first line that stands there twice.
    HeaderTwice,
    /// A name in the first line left out.
    HeaderLost,
    /// No first line.
    HeaderGone,
    /// Another separator.
    Separator,
    /// A character that nobody sees.
    Control,
    /// A row with a field more.
    Longer,
    /// A row with a field fewer.
    Shorter,
    /// A quote in the middle of a field.
    Quote,
    /// A quote that is never closed.
    QuoteOpen,
    /// Text after a quote.
    QuoteFollowed,
    /// A line feed inside a field.
    BrokenLine,
    /// A carriage return on its own.
    Carriage,
    /// A row without an id.
    NoId,
    /// Every row twice, with other content.
    Twice,
    /// A row beyond a limit.
    LongRow,
    /// More columns than the limit.
    Wide,
    /// A file beyond the limit.
    Huge,
    /// A link where a file should be.
    Link,
    /// A pipe, a socket or a folder where a file should be.
    Special,
    /// An encoding declared that is not the one it is written in.
    Misdeclared,
    /// An encoding declared that nobody reads.
    Declared,
    /// Another first element.
    RootRenamed,
    /// No XML at all.
    NoDocument,
    /// A document type definition.
    Dtd,
    /// An entity that XML does not have.
    Entity,
    /// Something after the end.
    Trailing,
    /// A document inside another.
    Glued,
    /// The last end tag gone.
    EndMissing,
    /// Tags that do not fit each other.
    Mismatch,
    /// Elements inside each other without end.
    Deep,
    /// A text, an attribute or a record beyond a limit.
    Long,
    /// Not well-formed.
    Damaged,
    /// A comment or the like that is never closed.
    Unclosed,
    /// A character that nobody sees, in an attribute.
    ControlInAttribute,
    /// A byte order mark between two elements.
    MarkBetween,
    /// An element under another name, everywhere.
    ElementRenamed(&'static str),
    /// An attribute under another name, everywhere.
    AttributeRenamed(&'static str),
    /// Says that it holds changes only.
    Delta,
    /// Says that it is what nobody knows.
    Extent,
    /// Says that nothing has changed.
    NoUpdates,
    /// A record twice, word for word.
    Same,
    /// An id beyond all length.
    LongId,
    /// A record with a mark that nobody knows.
    Odd,
    /// A record gone.
    Lost,
    /// A personal number as an id.
    PersonalId,
    /// Two records in one.
    Merged(&'static str),
    /// The last day before the first.
    DatesReversed,
    /// No day where one should be.
    NoDate,
    /// A member whom nobody knows.
    UnknownPerson,
    /// A group that nobody knows.
    UnknownGroup,
    /// A word of a closed list that is not in it.
    UnknownWord,
}

/// What is done to the folder.
pub(crate) enum Change {
    /// A file has these bytes instead.
    Bytes(Vec<u8>),
    /// A file is not there.
    Gone,
    /// Anything else.
    Done(Box<dyn Fn(&Path)>),
}

/// A lie.
pub(crate) struct Lie {
    pub(crate) sort: Sort,
    pub(crate) file: &'static str,
    /// Which of its sort.
    pub(crate) which: String,
    pub(crate) change: Change,
}

impl Lie {
    pub(crate) fn new(sort: Sort, file: &'static str, which: impl ToString, bytes: impl Into<Vec<u8>>) -> Self {
        Self { sort, file, which: which.to_string(), change: Change::Bytes(bytes.into()) }
    }

    /// Does it to a clean delivery.
    pub(crate) fn tell(&self, roster: &Path) {
        let path = roster.join(self.file);
        match &self.change {
            Change::Bytes(bytes) => write(&path, bytes, WRITTEN_NEXT),
            Change::Gone => std::fs::remove_file(path).expect("a file goes"),
            Change::Done(change) => change(&path),
        }
    }
}
