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
    if ids.len() > SINGLY_MAX || !tells_by_id(client, spool, resource, &BTreeSet::new()).await? {
        let before = spool.count(resource);
        let is_whole = sweep::through(client, spool, resource).await? == End::Last;
        doubts.moved += spool.count(resource) - before;
        for id in ids.iter().filter(|_| !is_whole) {
            if !spool.has(resource, id) {
                doubts.unsure += 1;
                spool.stays(resource, id);
            }
        }
        return Ok(());
    }
    for id in ids {
        match one(client, spool, resource, &id).await? {
            Told::There => doubts.moved += 1,
            Told::Gone => {}
            Told::Nothing => {
                doubts.unsure += 1;
                spool.stays(resource, &id);
            }
        }
    }
    Ok(())
}

/// Does the server give a record by its id, any but these? Of one that does not, a 404 says nothing.
pub(super) async fn tells_by_id(
    client: &mut Client<'_>,
    spool: &mut Spool,
    resource: Resource,
    except: &BTreeSet<Key>,
) -> Result<bool, SourceError> {
    let Some(id) = spool.any(resource, except)? else { return Ok(false) };
    Ok(one(client, spool, resource, &id).await? == Told::There)
}

/// Asks for one record.
pub(super) async fn one(
    client: &mut Client<'_>,
    spool: &mut Spool,
    resource: Resource,
    id: &Key,
) -> Result<Told, SourceError> {
    // An id that is a UUID has small letters here; not every server takes the one for the other.
    let capital = id.as_str().to_uppercase();
    for spelling in [id.as_str(), &capital] {
        let mut url = client.address(resource.name())?;
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push(spelling);
        }
        let told = match client.get(url, resource.name()).await {
            Ok(Answer::Body(body)) => return there(spool, resource, id, &body),
            // Not every server takes such an id in an address.
            Ok(Answer::Nowhere) if spelling.contains(['/', '%', '\\', '?', '#']) => Told::Nothing,
            Ok(Answer::Nowhere) => Told::Gone,
            Ok(Answer::Over) => Told::Nothing,
            Err(error) if matches!(error.code, ErrorCode::ServerForbids | ErrorCode::ServerOdd) => Told::Nothing,
            Err(error) => return Err(error),
        };
        if told == Told::Nothing || !id.is_uuid() {
            return Ok(told);
        }
    }
    Ok(Told::Gone)
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
