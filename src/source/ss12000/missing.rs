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
const SINGLY_MAX: usize = 500;

/// What a server says of one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// It is there, and in the spool now.
    There,
    /// There is no such record.
    Gone,
    /// It says nothing that can be relied on.
    Nothing,
}

/// Asks for what did not come.
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
    let singly = ids.len() <= SINGLY_MAX;
    let known = if singly { by_id(client, spool, resource, &BTreeSet::new()).await? } else { None };
    let Some(spelling) = known else {
        let before = spool.count(resource);
        let is_whole = sweep::again(client, spool, resource).await? == End::Last;
        doubts.moved += spool.count(resource) - before;
        if !is_whole {
            stay(spool, resource, &ids, doubts);
        }
        return Ok(());
    };
    for id in ids {
        match one(client, spool, resource, (&id, spelling)).await? {
            Told::There => doubts.moved += 1,
            Told::Gone => {}
            Told::Nothing => stay(spool, resource, &[id], doubts),
        }
    }
    Ok(())
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
    for spelling in Spelling::ALL {
        match one(client, spool, resource, (&id, spelling)).await? {
            Told::There => return Ok(Some(spelling)),
            Told::Nothing => return Ok(None),
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
        Ok(Answer::Nowhere) => Ok(Told::Gone),
        Ok(Answer::Over) => Ok(Told::Nothing),
        Err(error) if matches!(error.code, ErrorCode::ServerForbids | ErrorCode::ServerOdd) => Ok(Told::Nothing),
        Err(error) => Err(error),
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
