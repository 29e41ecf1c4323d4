//! What has changed since an instant by the server's clock: records that were modified, and records that were deleted.
//!
//! A server may pass over what it is asked and give everything, so what it gives is held against what was asked. What it
//! calls deleted is asked for by its id, since a record may have come back. Of what was read the sum tells whether it says
//! anything new: a record that was only touched does not.

use super::chain::{self, End, Seen, Turn};
use super::client::Client;
use super::missing::{self, Told};
use super::page::{Deletions, Page};
use super::records::{Duty, Gone, Key, Person, Placement, Touched};
use super::resource::Resource;
use super::spool::{Meeting, Spool};
use super::stock::{Held, Marks};
use super::sweep;
use super::swept::{Doubts, Swept};
use crate::source::{ErrorCode, SourceError};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// So much of what was read before is read again: a record may show later than it says that it was changed.
const OVERLAP: SignedDuration = SignedDuration::from_mins(5);
/// A clock that says nothing of its zone may be so much behind.
const NAIVE: SignedDuration = SignedDuration::from_hours(3);
/// So often what has changed meanwhile is read again.
const ROUNDS_MAX: usize = 3;
/// Of more deletions than this a full sweep tells more.
const DELETIONS_MAX: usize = 500;
/// The list of what was deleted, and what messages call it.
pub(super) const DELETED: &str = "deletedEntities";

/// What changed since the server was last read; nothing when only a full sweep can tell.
pub(super) async fn delta(client: &mut Client<'_>, held: &Held) -> Result<Option<Swept>, SourceError> {
    let (Some(swept), Some(until), false) = (held.marks.swept, held.marks.until, held.marks.is_mute) else {
        return Ok(None);
    };
    let Some(now) = client.clock(Resource::Organisations.name()).await? else { return Ok(None) };
    // A clock that stands still is none, and of one that went back nobody knows since when it was wrong.
    let has_gone_on = held.marks.seen.is_none_or(|seen| seen < now) && swept <= now;
    if now < until || !has_gone_on || now.duration_since(swept) >= client.settings.full_after {
        return Ok(None);
    }
    let (mut spool, mut doubts) = (Spool::of(held, client.settings)?, Doubts::default());
    let (until, is_mute) = until_still(client, &mut spool, until, &mut doubts).await?;
    if is_mute {
        tracing::info!("the server does not say what has changed");
        return Ok(None);
    }
    if !missing::who_is_named(client, &mut spool).await? {
        tracing::info!("changes name persons who are not there");
        return Ok(None);
    }
    let mut marks = Marks::of(client.settings);
    (marks.swept, marks.until, marks.seen, marks.has_deltas) = (Some(swept), until, Some(now), true);
    Swept::new(spool, marks, doubts).map(Some)
}

/// Reads what has changed until nothing does. Gives up to when that is, and whether the server cannot say all of it.
pub(super) async fn until_still(
    client: &mut Client<'_>,
    spool: &mut Spool,
    from: Timestamp,
    doubts: &mut Doubts,
) -> Result<(Option<Timestamp>, bool), SourceError> {
    let mut after = from;
    let mut digest = spool.digest();
    for round in 1..=ROUNDS_MAX {
        client.begin();
        let since = after - OVERLAP;
        let knows_changed = modified_in_all(client, spool, since).await?;
        let knows_deleted = knows_changed && deleted(client, spool, since).await?;
        let now = spool.digest();
        tracing::info!(round, changed = now != digest, knows_changed, knows_deleted, "read what has changed");
        // What the records say themselves may be behind the clock that answers carry; what is read twice costs little.
        let newest = newest(spool).and_then(|newest| Timestamp::from_microsecond(newest).ok());
        let began = client.began().map(|began| newest.map_or(began, |newest| newest.min(began)));
        let Some(began) = began.filter(|_| knows_changed) else { return Ok((Some(after), true)) };
        after = began;
        if now == digest {
            return Ok((Some(after), !knows_deleted));
        }
        digest = now;
        if round == ROUNDS_MAX {
            doubts.is_unquiet = true;
            return Ok((Some(after), !knows_deleted));
        }
    }
    Ok((Some(after), false))
}

/// Does any record say when it was changed? Of those that never do nobody hears (SS12000 section 5: of persons 2.0 does not
/// ask for it).
fn is_dated(spool: &Spool, resource: Resource) -> bool {
    let Some(pile) = spool.piles.get(&resource) else { return true };
    pile.rows.is_empty() || pile.rows.values().any(|row| row.modified > i64::MIN)
}

/// When the record that was changed last was changed, in microseconds; none where nobody says.
fn newest(spool: &Spool) -> Option<i64> {
    let all = spool.piles.values().flat_map(|pile| pile.rows.values());
    all.map(|row| row.modified).filter(|modified| *modified > i64::MIN).max()
}

/// Reads the records of every resource that were modified; says whether the server can tell.
async fn modified_in_all(client: &mut Client<'_>, spool: &mut Spool, since: Timestamp) -> Result<bool, SourceError> {
    for resource in spool.resources() {
        if !is_dated(spool, resource) {
            return Ok(false);
        }
        if !can_tell(modified(client, spool, resource, since).await)? {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn modified(
    client: &mut Client<'_>,
    spool: &mut Spool,
    resource: Resource,
    since: Timestamp,
) -> Result<bool, SourceError> {
    let (text, mut seen) = (instant(since), Seen::default());
    let query = [("meta.modified.after", text.as_str())];
    let end = chain::walk(client, resource.name(), &query, |body| {
        let page = Page::of(body, resource)?;
        let digests = page.digests();
        let turn = Turn { is_new: seen.is_new(&digests), next: page.token().map(str::to_owned), is_enough: false };
        for (raw, digest) in page.data.iter().zip(digests) {
            let touched: Option<Touched> = serde_json::from_str(raw.get()).ok();
            if !touched.is_some_and(|touched| is_after(&touched, since)) {
                return Ok(Turn { is_enough: true, ..turn });
            }
            sweep::put(spool, resource, raw.get(), digest, Meeting::News)?;
        }
        sweep::is_readable(spool, resource)?;
        Ok(turn)
    });
    Ok(end.await? == End::Last)
}

/// Was the record modified since, by its own word?
fn is_after(touched: &Touched, since: Timestamp) -> bool {
    let slack = |is_naive: bool| if is_naive { NAIVE } else { SignedDuration::from_secs(1) };
    touched.modified().is_some_and(|moment| moment.at + slack(moment.is_naive) > since)
}

/// Takes away what was deleted; says whether the server can tell.
async fn deleted(client: &mut Client<'_>, spool: &mut Spool, since: Timestamp) -> Result<bool, SourceError> {
    let mut listed = BTreeMap::new();
    let told = deletions(client, since).await.map(|(end, all)| {
        listed = all;
        end == End::Last
    });
    if !can_tell(told)? {
        return Ok(false);
    }
    for (resource, ids) in &mut listed {
        ids.retain(|id| spool.has(*resource, id));
    }
    if listed.values().map(BTreeSet::len).sum::<usize>() > DELETIONS_MAX {
        return Ok(false);
    }
    for (resource, ids) in listed.into_iter().filter(|(_, ids)| !ids.is_empty()) {
        if !take_away(client, spool, resource, ids).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The ids of what is said to be deleted since, by resource.
pub(super) async fn deletions(
    client: &mut Client<'_>,
    since: Timestamp,
) -> Result<(End, BTreeMap<Resource, BTreeSet<Key>>), SourceError> {
    let (text, mut listed) = (instant(since), BTreeMap::<Resource, BTreeSet<Key>>::new());
    let query = [("after", text.as_str())];
    let end = chain::walk(client, DELETED, &query, |body| {
        let page = Deletions::of(body, DELETED)?;
        let mut is_new = page.ids.is_empty();
        for (resource, id) in page.ids {
            is_new |= listed.entry(resource).or_default().insert(id);
        }
        Ok(Turn { is_new, next: page.next, is_enough: false })
    });
    let end = end.await?;
    Ok((end, listed))
}

/// Takes away those of a resource that are gone; says whether the server can tell.
async fn take_away(
    client: &mut Client<'_>,
    spool: &mut Spool,
    resource: Resource,
    mut ids: BTreeSet<Key>,
) -> Result<bool, SourceError> {
    let Some(spelling) = missing::by_id(client, spool, resource, &ids).await? else { return Ok(false) };
    for id in ids.clone() {
        match missing::one(client, spool, resource, (&id, spelling)).await? {
            Told::Gone => {}
            Told::There => drop(ids.remove(&id)),
            Told::Nothing | Told::Failed => return Ok(false),
        }
    }
    note_gone(spool, resource, &ids)?;
    if resource != Resource::Persons {
        ids.iter().for_each(|id| spool.remove(resource, id));
        return Ok(true);
    }
    // A person who was deleted is told of as such, which being missing is not.
    let mut persons = Vec::new();
    spool.each(resource, |mut person: Person| {
        if ids.contains(&person.id) {
            person.upprop_deleted = Some(true);
            persons.push(person);
        }
    })?;
    for person in persons {
        spool.remove(resource, &person.id);
        spool.put(resource, &person, 0, Meeting::News)?;
    }
    Ok(true)
}

/// Notes what goes with records that are gone: of whom something is said, nobody waits for what is silent.
fn note_gone(spool: &mut Spool, resource: Resource, ids: &BTreeSet<Key>) -> Result<(), SourceError> {
    let mut gone = Vec::new();
    match resource {
        Resource::Groups => gone.extend(ids.iter().cloned().map(Gone::Group)),
        Resource::Duties => spool.each(resource, |one: Duty| {
            if let (true, Some(person), Some(at)) = (ids.contains(&one.id), one.person, one.duty_at) {
                gone.push(Gone::Place(person.id, at.id));
            }
        })?,
        Resource::Placements => spool.each(resource, |one: Placement| {
            if let (true, Some(child)) = (ids.contains(&one.id), one.child) {
                let places = [one.placed_at, one.group].into_iter().flatten();
                gone.extend(places.map(|at| Gone::Place(child.id.clone(), at.id)));
            }
        })?,
        _ => {}
    }
    spool.gone.append(&mut gone);
    Ok(())
}

/// A server that forbids a question, does not understand it or fails at it, cannot tell: what nobody needs for a roster must
/// not cost every run. One that is not there at all is another matter.
fn can_tell(told: Result<bool, SourceError>) -> Result<bool, SourceError> {
    use ErrorCode as E;
    let is_about_this = |code: ErrorCode| {
        code.is_of_one_question() || matches!(code, E::ServerForbids | E::ServerOdd | E::AnswerDamaged | E::PagesCircle)
    };
    match told {
        Err(error) if is_about_this(error.code) => Ok(false),
        told => told,
    }
}

/// In whole seconds and UTC, which every server understands.
pub(super) fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
