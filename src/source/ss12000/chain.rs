//! A chain of pages, from the first to the one that has no next.

use super::client::{Answer, Client};
use crate::source::{ErrorCode, SourceError};
use std::collections::BTreeSet;
use xxhash_rust::xxh3::xxh3_128;

/// No resource has more pages.
const PAGES_MAX: u64 = 200_000;
/// Pages in a row that bring nothing new: a circle, whatever their tokens say.
const STALE_PAGES_MAX: u32 = 3;

/// How a chain of pages ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Last,
    /// There is no such thing.
    Nowhere,
    /// The server does not want to be asked so.
    Refused,
    /// It cannot be gone on with.
    Over,
    /// Whoever looked has seen enough.
    Enough,
}

/// The first and the last records of the pages that were seen.
#[derive(Default)]
pub(super) struct Seen(BTreeSet<u128>);

impl Seen {
    /// Does the page begin or end with a record that none before did, by what they digest to? One that is empty has
    /// nothing to repeat.
    pub(super) fn is_new(&mut self, records: &[u128]) -> bool {
        let ends = [records.first(), records.last()].into_iter().flatten();
        ends.fold(records.is_empty(), |is_new, record| self.0.insert(*record) | is_new)
    }
}

/// What a page was.
pub(super) struct Turn {
    /// Is there anything on it that was on none before?
    pub(super) is_new: bool,
    /// What the next page is asked for with.
    pub(super) next: Option<String>,
    /// Is this enough?
    pub(super) is_enough: bool,
}

/// Walks through the pages of a collection. The first is asked for with the query; the others, as the standard says, with
/// nothing but the token of the one before and how many records they should have.
pub(super) async fn walk(
    client: &mut Client<'_>,
    name: &str,
    query: &[(&str, &str)],
    mut look: impl FnMut(&[u8]) -> Result<Turn, SourceError>,
) -> Result<End, SourceError> {
    let refuse = |code, about: &str| SourceError::new(code, about).in_file(name);
    let address = client.address(name)?;
    let limit = client.settings.page.to_string();
    let (mut token, mut seen, mut stale): (Option<String>, BTreeSet<u128>, u32) = (None, BTreeSet::new(), 0);
    for page_number in 1..=PAGES_MAX {
        let mut url = address.clone();
        match &token {
            Some(token) => url.query_pairs_mut().append_pair("limit", &limit).append_pair("pageToken", token),
            None => url.query_pairs_mut().append_pair("limit", &limit).extend_pairs(query),
        };
        let body = match client.get(url, name).await? {
            Answer::Body(body) => body,
            Answer::Nowhere if page_number == 1 => return Ok(End::Nowhere),
            Answer::Gone | Answer::Over if page_number == 1 => return Ok(End::Refused),
            Answer::Nowhere | Answer::Gone | Answer::Over => return Ok(End::Over),
        };
        let turn = look(&body)?;
        if turn.is_enough {
            return Ok(End::Enough);
        }
        stale = if turn.is_new { 0 } else { stale + 1 };
        let Some(next) = turn.next else { return Ok(End::Last) };
        if !seen.insert(xxh3_128(next.as_bytes())) || stale >= STALE_PAGES_MAX {
            return Err(refuse(ErrorCode::PagesCircle, &page_number.to_string()));
        }
        token = Some(next);
    }
    Err(refuse(ErrorCode::PagesCircle, &PAGES_MAX.to_string()))
}
