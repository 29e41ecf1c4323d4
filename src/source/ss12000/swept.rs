//! What came of asking a server: everything that it has, as far as that can be known.

use super::resource::Resource;
use super::spool::Spool;
use super::stock::Marks;
use crate::roster::{Code, Finding, Place, Severity};
use crate::source::SourceError;

/// A server's records, and what is to be remembered of reading them.
pub(super) struct Swept {
    pub(super) spool: Spool,
    pub(super) marks: Marks,
    pub(super) doubts: Doubts,
}

/// What nobody can be sure of.
#[derive(Debug, Default)]
pub(super) struct Doubts {
    /// The server went on changing while it was read, and was not waited for any longer.
    pub(super) is_unquiet: bool,
    /// Nothing was kept of a server that was read before.
    pub(super) is_forgotten: bool,
    /// Records that were other than the deltas before had made them.
    pub(super) missed: u64,
    /// Records that were on no page and are there when they are asked for.
    pub(super) moved: u64,
    /// Records that were on no page, and of which the server does not say whether they are there.
    pub(super) unsure: u64,
}

impl Doubts {
    /// As they are told.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let Self { is_unquiet, is_forgotten, missed, moved, unsure } = *self;
        let counted = [
            (Severity::Warning, Code::ServerUnquiet, u64::from(is_unquiet)),
            (Severity::Info, Code::ReadTwice, u64::from(is_forgotten)),
            (Severity::Warning, Code::ChangesMissed, missed),
            (Severity::Info, Code::RecordsMoved, moved),
            (Severity::Warning, Code::RecordsUnsure, unsure),
        ];
        let finding = |(severity, code, count): (Severity, Code, u64)| Finding {
            severity,
            code,
            place: Place::default(),
            about: count.to_string(),
        };
        counted.into_iter().filter(|(_, _, count)| *count > 0).map(finding).collect()
    }
}

impl Swept {
    pub(super) fn new(mut spool: Spool, mut marks: Marks, doubts: Doubts) -> Result<Self, SourceError> {
        spool.leave_out()?;
        spool.shield()?;
        let unread = Resource::ALL.into_iter().map(|resource| (resource, spool.all_unread(resource)));
        marks.unread = unread.filter(|(_, ids)| !ids.is_empty()).collect();
        Ok(Self { spool, marks, doubts })
    }
}
