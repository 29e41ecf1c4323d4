//! Records that were there before and are on no page. Pages are no snapshot: when a row is taken away while they are
//! read, another one may slip from the page that is yet to come to one that was read (SS12000 section 2). So nothing is
//! gone before it was asked for by its id.

use super::chain::End;
use super::client::{Answer, Client};
use super::page::is_of;
use super::records::Key;
use super::resource::Resource;
use super::spool::{Meeting, Spool};
use super::sweep;
use super::swept::Doubts;
use crate::source::{ErrorCode, SourceError};
use std::collections::BTreeSet;
use xxhash_rust::xxh3::xxh3_128;

/// So many are asked for one by one; of more, the resource is read a second time.
pub(super) const SINGLY_MAX: usize = 500;
/// After so many at which a server fails no more are asked for.
const FAILED_MAX: usize = 3;
/// Of a list that has become empty so many are tried.
const EMPTY_TRIES: usize = 3;

/// What a server says of one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// It is there, and in the spool now.
    There,
    /// There is no such record.
    Gone,
    /// It says nothing that can be relied on.
    Nothing,
    /// It fails at this one, again and again.
    Failed,
}

/// Asks for what did not come. Those of whom the server says nothing are looked for on the pages once more, and who is on
/// none a second time is gone, as at a server that gives no record by its id.
pub(super) async fn ask(
    client: &mut Client<'_>,
    spool: &mut Spool,
    resource: Resource,
    doubts: &mut Doubts,
) -> Result<(), SourceError> {
    let ids = spool.missing(resource)?;
    if ids.is_empty() {
        return Ok(());
    }
    let before = spool.count(resource);
    let Untold { mut unsaid, mut failed } = singly(client, spool, resource, ids).await?;
    if spool.is_accepted {
        unsaid.append(&mut failed);
    }
    let is_read = unsaid.is_empty() || sweep::again(client, spool, resource).await? == End::Last;
    doubts.moved += spool.count(resource).saturating_sub(before);
    if !is_read {
        stay(spool, resource, &unsaid, doubts);
    }
    stay(spool, resource, &failed, doubts);
    Ok(())
}

/// Of whom nothing is known after all.
#[derive(Default)]
struct Untold {
    /// They were not asked for, or the server neither gives nor denies them.
    unsaid: Vec<Key>,
    /// The server fails at them, or at so many others: whatever is wrong with it may be wrong with its pages.
    failed: Vec<Key>,
}

/// Asks for them one by one, unless they are too many, or the server does not tell of single records.
async fn singly(
    client: &mut Client<'_>,
    spool: &mut Spool,
    resource: Resource,
    ids: Vec<Key>,
) -> Result<Untold, SourceError> {
    let known = if ids.len() <= SINGLY_MAX { spelling(client, spool, resource, &ids).await? } else { None };
    let Some(spelling) = known else { return Ok(Untold { unsaid: ids, failed: Vec::new() }) };
    let mut untold = Untold::default();
    for id in ids {
        // A server that fails so often is in trouble, and its pages may be cut: nobody goes by them.
        if untold.failed.len() >= FAILED_MAX {
            untold.failed.push(id);
            continue;
        }
        match one(client, spool, resource, (&id, spelling)).await? {
            Told::There | Told::Gone => {}
            Told::Nothing => untold.unsaid.push(id),
            Told::Failed => untold.failed.push(id),
        }
    }
    Ok(untold)
}

/// How the server gives a record by its id: one that it has, or where its pages are empty one of those that are missing.
async fn spelling(
    client: &mut Client<'_>,
    spool: &mut Spool,
    resource: Resource,
    missing: &[Key],
) -> Result<Option<Spelling>, SourceError> {
    if spool.count(resource) > 0 {
        return by_id(client, spool, resource, &BTreeSet::new()).await;
    }
    for id in missing.iter().take(EMPTY_TRIES) {
        if let Some(spelling) = spelling_of(client, spool, resource, id).await? {
            return Ok(Some(spelling));
        }
    }
    Ok(None)
}

/// Lets those that did not come stay as they are.
fn stay(spool: &mut Spool, resource: Resource, ids: &[Key], doubts: &mut Doubts) {
    for id in ids {
        if !spool.has(resource, id) {
            doubts.unsure += 1;
            spool.stays(resource, id);
        }
    }
}

/// How a server wants to be asked for a record whose id is a UUID, of which servers write the same in several ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    Small,
    Capital,
    SmallInBraces,
    CapitalInBraces,
}

impl Spelling {
    const ALL: [Self; 4] = [Self::Small, Self::Capital, Self::SmallInBraces, Self::CapitalInBraces];

    /// The id as it stands in an address. An id that is no UUID is what it is.
    fn of(self, id: &Key) -> String {
        let small = id.as_str();
        match self {
            _ if !id.is_uuid() => small.to_owned(),
            Self::Small => small.to_owned(),
            Self::Capital => small.to_uppercase(),
            Self::SmallInBraces => format!("{{{small}}}"),
            Self::CapitalInBraces => format!("{{{}}}", small.to_uppercase()),
        }
    }
}

/// How the server gives a record by its id, any but these; nothing of one that does not: there a 404 says nothing.
pub(super) async fn by_id(
    client: &mut Client<'_>,
    spool: &mut Spool,
    resource: Resource,
    except: &BTreeSet<Key>,
) -> Result<Option<Spelling>, SourceError> {
    let Some(id) = spool.any(resource, except)? else { return Ok(None) };
    spelling_of(client, spool, resource, &id).await
}

/// How the server gives this one.
async fn spelling_of(
    client: &mut Client<'_>,
    spool: &mut Spool,
    resource: Resource,
    id: &Key,
) -> Result<Option<Spelling>, SourceError> {
    for spelling in Spelling::ALL {
        match one(client, spool, resource, (id, spelling)).await? {
            Told::There => return Ok(Some(spelling)),
            Told::Nothing | Told::Failed => return Ok(None),
            Told::Gone if !id.is_uuid() => return Ok(None),
            Told::Gone => {}
        }
    }
    Ok(None)
}

/// Asks for one record.
pub(super) async fn one(
    client: &mut Client<'_>,
    spool: &mut Spool,
    resource: Resource,
    (id, spelling): (&Key, Spelling),
) -> Result<Told, SourceError> {
    let spelt = spelling.of(id);
    let mut url = client.address(resource.name())?;
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().push(&spelt);
    }
    match client.get(url, resource.name()).await {
        Ok(Answer::Body(body)) => there(spool, resource, id, &body),
        // Not every server takes such an id in an address.
        Ok(Answer::Nowhere) if spelt.contains(['/', '%', '\\', '?', '#']) => Ok(Told::Nothing),
        Ok(Answer::Nowhere | Answer::Gone) => Ok(Told::Gone),
        Ok(Answer::Over) => Ok(Told::Nothing),
        Err(error) => match error.code {
            ErrorCode::ServerForbids | ErrorCode::ServerOdd => Ok(Told::Nothing),
            // One record must not cost every run.
            code if code.is_of_one_question() => Ok(Told::Failed),
            _ => Err(error),
        },
    }
}

/// The record is there. What a server gives by id may lack lists that it has on pages, and then the row stays as it is.
fn there(spool: &mut Spool, resource: Resource, id: &Key, body: &[u8]) -> Result<Told, SourceError> {
    let Ok(text) = std::str::from_utf8(body) else { return Ok(Told::Nothing) };
    if !is_of(text, id) {
        return Ok(Told::Nothing);
    }
    if !sweep::is_whole(resource, text) {
        if !spool.has(resource, id) {
            spool.stays(resource, id);
        }
        spool.undelete(id)?;
        return Ok(Told::There);
    }
    sweep::put(spool, resource, text, xxh3_128(body), Meeting::News)?;
    Ok(Told::There)
}

/// Asks for persons whom changed records name and who are not there: they were nobody's users when all was read, or their
/// own record came later. Says whether all is known of them that the server has.
pub(super) async fn who_is_named(client: &mut Client<'_>, spool: &mut Spool) -> Result<bool, SourceError> {
    let (resource, ids) = (Resource::Persons, spool.named_anew()?);
    if ids.is_empty() {
        return Ok(true);
    }
    let known = if ids.len() <= SINGLY_MAX { by_id(client, spool, resource, &BTreeSet::new()).await? } else { None };
    let Some(spelling) = known else { return Ok(false) };
    for id in ids {
        let told = one(client, spool, resource, (&id, spelling)).await?;
        // By id it may have less than it has on a page.
        if told == Told::Failed || told == Told::There && !spool.has(resource, &id) {
            return Ok(false);
        }
    }
    Ok(true)
}
