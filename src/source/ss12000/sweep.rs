//! A full sweep: every page of every resource, once.
//!
//! A sweep counts only when every page of it was read and every chain of pages has ended. A token that has run out on
//! the way begins the resource anew. What was there before and did not come is asked for by its id, and what has changed
//! on the way is read again.

use super::chain::{self, End, Seen, Turn};
use super::changes;
use super::client::Client;
use super::missing;
use super::page::{Page, Read, record};
use super::records::{Activity, Duty, Group, Organisation, Person, Placement, Programme, Record};
use super::resource::Resource;
use super::spool::{Meeting, Put, Spool};
use super::stock::{Held, Marks, PageSeen};
use super::swept::{Doubts, Swept};
use crate::source::{ErrorCode, SourceError};
use xxhash_rust::xxh3::xxh3_128;

/// So often a resource is begun anew.
const BEGINNINGS_MAX: u32 = 4;
/// Above this share of its records, in percent, a resource is broken rather than some of them.
const UNREADABLE_PERCENT_MAX: u64 = 1;
/// So many records that cannot be read are never too many.
const UNREADABLE_FLOOR: u64 = 20;

/// What events of progress are told under.
const PROGRESS: &str = "upprop::progress";

/// What is known of a server from before.
#[derive(Clone, Copy)]
pub(super) enum Past<'a> {
    /// It was never read.
    None,
    /// What was kept of it.
    Held(&'a Held),
    /// It was read, and nothing was kept, or what was kept is of no use.
    Forgotten,
}

impl<'a> Past<'a> {
    fn held(self) -> Option<&'a Held> {
        match self {
            Self::Held(held) => Some(held),
            Self::None | Self::Forgotten => None,
        }
    }
}

/// Reads every resource that there is.
pub(super) async fn sweep(client: &mut Client<'_>, past: Past<'_>) -> Result<Swept, SourceError> {
    let held = past.held();
    let (mut spool, mut doubts) = (Spool::new(held, client.settings), Doubts::default());
    client.begin();
    for resource in Resource::ALL {
        let begun = tokio::time::Instant::now();
        whole(client, &mut spool, resource, held).await?;
        match past {
            Past::None => {}
            Past::Held(_) => missing::ask(client, &mut spool, resource, &mut doubts).await?,
            Past::Forgotten => twice(client, &mut spool, resource, &mut doubts).await?,
        }
        let (records, milliseconds) = (spool.count(resource), begun.elapsed().as_millis() as u64);
        tracing::info!(resource = resource.name(), records, milliseconds, "swept");
    }
    if spool.count(Resource::Persons) > 0 && !spool.enrols() {
        return Err(SourceError::new(ErrorCode::AttributesMissing, "enrolments").in_file(Resource::Persons.name()));
    }
    let mut marks = Marks::of(client.settings);
    marks.swept = client.began();
    marks.seen = marks.swept;
    (marks.until, marks.is_mute) = match marks.swept {
        Some(began) => changes::until_still(client, &mut spool, began, &mut doubts).await?,
        None => (None, true),
    };
    if let Some(held) = held.filter(|held| held.marks.has_deltas) {
        let until = held.marks.until.map_or(i64::MIN, |until| until.as_microsecond());
        doubts.missed = Resource::ALL.into_iter().map(|resource| spool.missed(resource, until)).sum();
    }
    Swept::new(spool, marks, doubts)
}

/// Reads one resource to its end.
async fn whole(
    client: &mut Client<'_>,
    spool: &mut Spool,
    resource: Resource,
    held: Option<&Held>,
) -> Result<(), SourceError> {
    // What was there and is there no longer is no empty list of it.
    let was_there = held.is_some_and(|held| held.stock.get(&resource).is_some_and(|stock| !stock.sums().is_empty()));
    let was_left_out = held.is_some_and(|held| !held.stock.contains_key(&resource));
    let refuse = |code, about: &str| SourceError::new(code, about).in_file(resource.name());
    let withheld =
        |status: &str| refuse(ErrorCode::ResourceWithheld, &format!("{status} / {}", client.settings.source));
    let is_accepted = spool.is_accepted;
    for _ in 0..BEGINNINGS_MAX {
        spool.begin(resource)?;
        match through(client, spool, resource).await {
            Ok(End::Over) => {}
            Ok(End::Refused) => return Err(refuse(ErrorCode::ServerOdd, "400")),
            Ok(End::Nowhere) if resource.is_needed() => return Err(refuse(ErrorCode::ServerLacks, "404")),
            Ok(End::Nowhere) if was_there && !is_accepted => return Err(withheld("404")),
            Ok(End::Nowhere) => return spool.without(resource),
            Ok(End::Last | End::Enough) => return Ok(()),
            Err(error) if error.code != ErrorCode::ServerForbids || resource.is_needed() => return Err(error),
            Err(_) if is_accepted || was_left_out => return spool.without(resource),
            Err(error) => return Err(withheld(&error.about)),
        }
    }
    Err(refuse(ErrorCode::PagesOver, &BEGINNINGS_MAX.to_string()))
}

/// Reads a resource of more than one page a second time. Where nothing was kept nobody can be asked for by id, and a row
/// that slipped from one page to another would read as gone.
async fn twice(
    client: &mut Client<'_>,
    spool: &mut Spool,
    resource: Resource,
    doubts: &mut Doubts,
) -> Result<(), SourceError> {
    if spool.page_count(resource) < 2 {
        return Ok(());
    }
    doubts.is_forgotten = true;
    let before = spool.count(resource);
    for _ in 0..BEGINNINGS_MAX {
        if again(client, spool, resource).await? == End::Last {
            doubts.moved += spool.count(resource) - before;
            return Ok(());
        }
    }
    Err(SourceError::new(ErrorCode::PagesOver, BEGINNINGS_MAX.to_string()).in_file(resource.name()))
}

/// Puts every page of a resource that was read into the spool once more: that records come again is nothing to tell.
pub(super) async fn again(client: &mut Client<'_>, spool: &mut Spool, resource: Resource) -> Result<End, SourceError> {
    let twice = spool.twice(resource);
    let end = through(client, spool, resource).await;
    spool.set_twice(resource, twice);
    end
}

/// Puts every page of a resource into the spool.
pub(super) async fn through(
    client: &mut Client<'_>,
    spool: &mut Spool,
    resource: Resource,
) -> Result<End, SourceError> {
    let mut seen = Seen::default();
    chain::walk(client, resource.name(), &[], |body| {
        let digest = xxh3_128(body);
        let turn = match spool.know_page(resource, digest, &mut seen) {
            Some(turn) => turn,
            None => {
                let page = Page::of(body, resource)?;
                let raws = page.digests();
                take(spool, resource, &page, &raws)?;
                let (is_new, next) = (seen.is_new(&raws), page.token().map(str::to_owned));
                spool.saw(resource, PageSeen { digest, next: next.clone(), raws });
                Turn { is_new, next, is_enough: false }
            }
        };
        let (page, records) = (spool.page_count(resource), spool.count(resource));
        tracing::trace!(target: PROGRESS, what = resource.name(), page, records, last = turn.next.is_none());
        Ok(turn)
    })
    .await
}

/// Puts a page's records into the spool.
fn take(spool: &mut Spool, resource: Resource, page: &Page<'_>, digests: &[u128]) -> Result<(), SourceError> {
    for (raw, digest) in page.data.iter().zip(digests) {
        let put = put(spool, resource, raw.get(), *digest, Meeting::Page)?;
        if let Some(Put::Same | Put::Other) = put {
            spool.came_twice(resource, put == Some(Put::Same));
        }
    }
    is_readable(spool, resource)
}

/// Refuses a resource of which too many records cannot be read.
pub(super) fn is_readable(spool: &Spool, resource: Resource) -> Result<(), SourceError> {
    let (unread, all) = (spool.unread_count(resource), spool.count(resource));
    if unread > UNREADABLE_FLOOR && unread * 100 > all * UNREADABLE_PERCENT_MAX {
        let about = format!("{unread} / {all} / {}", spool.source);
        return Err(SourceError::new(ErrorCode::RecordsUnreadable, about).in_file(resource.name()));
    }
    Ok(())
}

/// Puts a record into the spool; nothing comes of one that cannot be read.
pub(super) fn put(
    spool: &mut Spool,
    resource: Resource,
    raw: &str,
    digest: u128,
    meeting: Meeting,
) -> Result<Option<Put>, SourceError> {
    if let Some(put) = spool.know(resource, digest, meeting) {
        return Ok(Some(put));
    }
    match resource {
        Resource::Organisations => put_as::<Organisation>(spool, resource, (raw, digest), meeting),
        Resource::Persons => put_as::<Person>(spool, resource, (raw, digest), meeting),
        Resource::Groups => put_as::<Group>(spool, resource, (raw, digest), meeting),
        Resource::Duties => put_as::<Duty>(spool, resource, (raw, digest), meeting),
        Resource::Activities => put_as::<Activity>(spool, resource, (raw, digest), meeting),
        Resource::Placements => put_as::<Placement>(spool, resource, (raw, digest), meeting),
        Resource::Programmes => put_as::<Programme>(spool, resource, (raw, digest), meeting),
    }
}

/// Does a record have the lists that it has on a page? One that cannot be read is for [`put`] to tell.
pub(super) fn is_whole(resource: Resource, raw: &str) -> bool {
    fn of<T: Record>(raw: &str) -> bool {
        match record::<T>(raw) {
            Read::Record(one) => one.flags().is_whole,
            Read::Unreadable(_) => true,
        }
    }
    match resource {
        Resource::Persons => of::<Person>(raw),
        Resource::Groups => of::<Group>(raw),
        _ => true,
    }
}

fn put_as<T: Record>(
    spool: &mut Spool,
    resource: Resource,
    (raw, digest): (&str, u128),
    meeting: Meeting,
) -> Result<Option<Put>, SourceError> {
    match record::<T>(raw) {
        Read::Record(mut one) => {
            one.prune();
            if let Some(imprinter) = &spool.imprinter {
                one.imprint(imprinter, raw);
            }
            spool.put(resource, &one, digest, meeting).map(Some)
        }
        Read::Unreadable(Some(id)) => {
            spool.unread(resource, &id);
            Ok(None)
        }
        Read::Unreadable(None) => Err(SourceError::new(ErrorCode::AnswerDamaged, "id").in_file(resource.name())),
    }
}
