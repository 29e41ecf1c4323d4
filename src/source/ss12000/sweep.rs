//! A full sweep: every page of every resource, once.
//!
//! A sweep counts only when every page of it was read and every chain of pages has ended. A token that has run out on
//! the way begins the resource anew.

use super::client::{Answer, Client};
use super::page::{Page, Read, record};
use super::records::{Activity, Duty, Group, Organisation, Person, Placement, Programme, Record};
use super::resource::Resource;
use super::spool::{Put, Spool};
use crate::source::{ErrorCode, SourceError};
use std::collections::BTreeSet;
use xxhash_rust::xxh3::xxh3_128;

/// So often a resource is begun anew.
const BEGINNINGS_MAX: u32 = 4;
/// No resource has more pages.
const PAGES_MAX: u64 = 200_000;
/// Pages in a row that bring nothing new: a circle, whatever their tokens say.
const STALE_PAGES_MAX: u32 = 3;
/// Above this share of its records, in percent, a resource is broken rather than some of them.
const UNREADABLE_PERCENT_MAX: u64 = 1;

/// Reads every resource that there is.
pub(super) async fn sweep(client: &mut Client<'_>) -> Result<Spool, SourceError> {
    let mut spool = Spool::new();
    for resource in Resource::ALL {
        let begun = tokio::time::Instant::now();
        whole(client, &mut spool, resource).await?;
        let (records, milliseconds) = (spool.count(resource), begun.elapsed().as_millis() as u64);
        tracing::info!(resource = resource.name(), records, milliseconds, "swept");
    }
    if spool.count(Resource::Persons) > 0 && !spool.enrols {
        return Err(SourceError::new(ErrorCode::AttributesMissing, "enrolments").in_file(Resource::Persons.name()));
    }
    Ok(spool)
}

/// Reads one resource to its end.
async fn whole(client: &mut Client<'_>, spool: &mut Spool, resource: Resource) -> Result<(), SourceError> {
    let refuse = |code, about: &str| SourceError::new(code, about).in_file(resource.name());
    for _ in 0..BEGINNINGS_MAX {
        spool.begin(resource)?;
        match chain(client, spool, resource).await? {
            End::Last => return Ok(()),
            End::Nowhere if resource.is_needed() => return Err(refuse(ErrorCode::ServerLacks, "404")),
            End::Nowhere => return Ok(()),
            End::Over => {}
        }
    }
    Err(refuse(ErrorCode::PagesOver, &BEGINNINGS_MAX.to_string()))
}

/// How a chain of pages ends.
enum End {
    Last,
    /// The resource is not there.
    Nowhere,
    /// It cannot be gone on with.
    Over,
}

async fn chain(client: &mut Client<'_>, spool: &mut Spool, resource: Resource) -> Result<End, SourceError> {
    let refuse = |code, about: &str| SourceError::new(code, about).in_file(resource.name());
    let address = client.address(resource.name())?;
    let limit = client.settings.page.to_string();
    let (mut token, mut seen, mut stale): (Option<String>, BTreeSet<u128>, u32) = (None, BTreeSet::new(), 0);
    for page_number in 1..=PAGES_MAX {
        let mut url = address.clone();
        url.query_pairs_mut().append_pair("limit", &limit);
        if let Some(token) = &token {
            url.query_pairs_mut().append_pair("pageToken", token);
        }
        let body = match client.get(url, resource.name()).await? {
            Answer::Body(body) => body,
            Answer::Nowhere if page_number == 1 => return Ok(End::Nowhere),
            Answer::Over if page_number == 1 => return Err(refuse(ErrorCode::ServerOdd, "400")),
            Answer::Nowhere | Answer::Over => return Ok(End::Over),
        };
        let page = Page::of(&body, resource)?;
        let new = take(spool, resource, &page)?;
        stale = if new || page.data.is_empty() { 0 } else { stale + 1 };
        let Some(next) = page.token() else { return Ok(End::Last) };
        if !seen.insert(xxh3_128(next.as_bytes())) || stale >= STALE_PAGES_MAX {
            return Err(refuse(ErrorCode::PagesCircle, &page_number.to_string()));
        }
        token = Some(next.to_owned());
    }
    Err(refuse(ErrorCode::PagesCircle, &PAGES_MAX.to_string()))
}

/// Puts a page's records into the spool. Is any of them new?
fn take(spool: &mut Spool, resource: Resource, page: &Page<'_>) -> Result<bool, SourceError> {
    match resource {
        Resource::Organisations => put::<Organisation>(spool, resource, page, |_, _| ()),
        Resource::Persons => put::<Person>(spool, resource, page, |spool, person| {
            spool.marks |= person.security_marking.is_some();
            spool.enrols |= person.enrolments.is_some();
        }),
        Resource::Groups => put::<Group>(spool, resource, page, |_, _| ()),
        Resource::Duties => put::<Duty>(spool, resource, page, |_, _| ()),
        Resource::Activities => put::<Activity>(spool, resource, page, |_, _| ()),
        Resource::Placements => put::<Placement>(spool, resource, page, |_, _| ()),
        Resource::Programmes => put::<Programme>(spool, resource, page, |_, _| ()),
    }
}

fn put<T: Record>(
    spool: &mut Spool,
    resource: Resource,
    page: &Page<'_>,
    mut look: impl FnMut(&mut Spool, &T),
) -> Result<bool, SourceError> {
    let mut is_any_new = false;
    for raw in &page.data {
        match record::<T>(raw) {
            Read::Record(one) => {
                look(spool, &one);
                is_any_new |= spool.put(resource, &one)? == Put::New;
            }
            Read::Unreadable(Some(id)) => spool.unread(resource, id.as_str().to_owned()),
            Read::Unreadable(None) => {
                return Err(SourceError::new(ErrorCode::AnswerDamaged, "id").in_file(resource.name()));
            }
        }
    }
    let (unread, all) = (spool.all_unread(resource).len() as u64, spool.count(resource));
    if unread > 20 && unread * 100 > all * UNREADABLE_PERCENT_MAX {
        let about = format!("{unread} / {all}");
        return Err(SourceError::new(ErrorCode::RecordsUnreadable, about).in_file(resource.name()));
    }
    Ok(is_any_new)
}
