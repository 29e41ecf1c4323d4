//! How much a run looks at: everybody, or on most days only those about whom something may differ.
//!
//! Looking at a part gives the same plan as looking at the whole; where that is not certain, the whole is looked at.

use super::gather::{Changed, Gathered};
use super::whole::{self, Files};
use super::{Errand, SyncError};
use crate::licence::Catalogue;
use crate::roster::{
    Group, Known, Mark, Memory, Parts, PartsBuilder, Person, Snapshot, SourceName, Sum, Touched, next_seen, touched,
};
use crate::source::{Part, Reading, SourceError};
use crate::store::{PartOf, Standing};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a run is made from.
pub(super) struct Extent {
    /// What is.
    pub(super) standing: Standing,
    /// What the changed sources deliver.
    pub(super) parts: Vec<Parts>,
    /// The files of those that were read.
    pub(super) files: BTreeMap<SourceName, Files>,
}

/// Above this share of all persons, looking at a part would save nothing.
const SHARE_MAX_PERCENT: usize = 30;

/// What the sources say of every person, and whom it touches.
pub(super) struct Surveyed {
    /// By source.
    pub(super) memories: Vec<Memory>,
    /// By source.
    touched: Vec<Touched>,
    /// Is there a sum of everybody, then and now?
    is_whole: bool,
}

impl Surveyed {
    /// Do all sources say of everybody what they said, in whatever order?
    pub(super) fn is_same(&self) -> bool {
        self.is_whole && self.touched.iter().all(|touched| touched.marks.is_empty())
    }
}

/// Asks every source what it says of every person.
pub(super) async fn survey(errand: &Errand<'_>, gathered: &Gathered, day: Date) -> Result<Surveyed, SyncError> {
    let mut memories = Vec::new();
    let mut look = errand.store.look().await?;
    for entry in &errand.config.file.source {
        let source = SourceName::from(entry.name.as_str());
        let known = look.known(&source).await?;
        let survey = match gathered.changed.iter().find(|changed| changed.name == source) {
            Some(Changed { name, source, print, .. }) => {
                source.survey(print).map_err(SyncError::of(name.as_str()))?.unwrap_or_default()
            }
            None => known.iter().map(|one| Sum { mark: one.mark, sum: one.sum }).collect(),
        };
        memories.push(Memory { source, survey: Arc::new(survey), known });
    }
    let touched: Vec<Touched> = memories.iter().map(|memory| touched(&memory.known, &memory.survey, day)).collect();
    let is_whole = !memories.iter().any(|memory| memory.known.is_empty() || memory.survey.is_empty());
    tracing::debug!(touched = touched.iter().map(|touched| touched.marks.len()).sum::<usize>(), "surveyed");
    Ok(Surveyed { memories, touched, is_whole })
}

/// Everybody.
pub(super) async fn whole(errand: &Errand<'_>, gathered: &Gathered) -> Result<Extent, SyncError> {
    let mut parts = Vec::new();
    for changed in &gathered.changed {
        parts.extend(delivered(changed, changed.source.read())?);
    }
    let nothing = |source: &SourceName| PartsBuilder::new(source.clone()).finish(0);
    parts.extend(gathered.removed.iter().map(nothing));
    tracing::debug!(sources = parts.len(), "read");
    let standing = errand.store.look().await?.standing().await?;
    tracing::debug!(persons = standing.roster().persons.len(), grants = standing.seats.grants.len(), "loaded what is");
    Ok(Extent { standing, parts, files: BTreeMap::new() })
}

/// Those about whom something may differ; nothing when that is not known of everybody, or when it may be most.
pub(super) async fn part(
    errand: &Errand<'_>,
    day: Date,
    catalogue: &Catalogue,
    gathered: &Gathered,
    surveyed: &Surveyed,
) -> Result<Option<Extent>, SyncError> {
    let Surveyed { memories, touched, is_whole } = surveyed;
    if !is_whole || !gathered.whole || !is_ordinary(errand, day, catalogue, gathered).await? {
        return Ok(None);
    }
    let numbers: Vec<u32> = touched.iter().flat_map(|touched| touched.numbers.iter().copied()).collect();
    let all: usize = memories.iter().map(|memory| memory.known.len()).sum();
    let marks: usize = touched.iter().map(|touched| touched.marks.len()).sum();
    if marks * 100 > all * SHARE_MAX_PERCENT {
        return Ok(None);
    }
    let mut look = errand.store.look().await?;
    let Some(mut standing) =
        look.standing_of(PartOf { touched: &numbers, persons: all as u64, catalogue, day }).await?
    else {
        return Ok(None);
    };
    drop(look);
    tracing::debug!(persons = standing.roster().persons.len(), grants = standing.seats.grants.len(), "loaded a part");
    let here: BTreeSet<Mark> = standing.roster().persons.iter().map(|person| Mark::from(&person.id)).collect();
    let mut parts = Vec::new();
    for changed in &gathered.changed {
        let at = memories.iter().position(|memory| memory.source == changed.name).unwrap_or(0);
        let wanted: BTreeSet<Mark> = here.iter().chain(&touched[at].marks).copied().collect();
        // What is odd about so few rows may be nothing among all of them, and is told of all.
        let Ok(reading) = read_part(changed, &memories[at], &wanted) else {
            tracing::debug!("a part is not enough");
            return Ok(None);
        };
        parts.extend(delivered(changed, Ok(reading))?);
    }
    tracing::debug!(sources = parts.len(), "read a part");
    let turns = memories.iter().flat_map(|memory| &memory.known).filter(|known| !here.contains(&known.mark));
    let turns = turns.map(|known| known.turns).min().and_then(|turn| turn.day());
    standing.rest.turns = standing.rest.turns.into_iter().chain(turns).min();
    Ok(Some(Extent { standing, parts, files: BTreeMap::new() }))
}

/// Is it the day after a run with the same configuration, on which no licence or binding begins or ends, and
/// nothing is held?
async fn is_ordinary(
    errand: &Errand<'_>,
    day: Date,
    catalogue: &Catalogue,
    gathered: &Gathered,
) -> Result<bool, SyncError> {
    let next_turn = |day| catalogue.next_turn(day);
    let turn = gathered.applied_on.and_then(|applied_on| next_seen(applied_on, &catalogue.leads(), next_turn));
    Ok(gathered.is_next && turn.is_none_or(|turn| turn > day) && !errand.store.has_holds().await?)
}

fn read_part(changed: &Changed, memory: &Memory, wanted: &BTreeSet<Mark>) -> Result<Reading, SourceError> {
    let is_somebody = |known: &&Known| known.mark != Mark::NOBODY;
    let left_out = |known: &&Known| is_somebody(known) && known.no == 0 && !wanted.contains(&known.mark);
    let left_out = memory.known.iter().filter(left_out).count() as u64;
    let wanted: Vec<Mark> = wanted.iter().copied().collect();
    changed.source.read_part(Part::new(&wanted, Arc::clone(&memory.survey), left_out))
}

/// Is what was built from a part sound? Units and groups that change touch persons who were not looked at, and so does
/// an address that two of them share.
pub(super) async fn is_sound(errand: &Errand<'_>, before: &Snapshot, after: &Snapshot) -> Result<bool, SyncError> {
    if before.units != after.units {
        return Ok(false);
    }
    let stays = |group: &Group| {
        let now = after.find_group(&group.id).map(|at| after.group(at));
        now.is_some_and(|now| now.period == group.period && now.unit == group.unit && now.source == group.source)
    };
    if !before.groups.iter().all(stays) {
        return Ok(false);
    }
    let is_new = |person: &&Person| {
        let old = before.find_person(&person.id).map(|at| before.person(at));
        old.is_none_or(|old| old.eppn != person.eppn)
    };
    let new: Vec<&str> = after.persons.iter().filter(is_new).filter_map(|person| person.eppn.as_deref()).collect();
    if new.is_empty() {
        return Ok(true);
    }
    Ok(!errand.store.look().await?.has_other_with_eppn(&new, after).await?)
}

/// What was read, provided that it is the delivery whose fingerprint was taken.
fn delivered(changed: &Changed, reading: Result<Reading, SourceError>) -> Result<Option<Parts>, SyncError> {
    match reading.map_err(SyncError::of(changed.name.as_str()))? {
        Reading::Delivery(parts) if parts.digest != changed.print.digest => {
            Err(SyncError::of(changed.name.as_str())(SourceError::changed()))
        }
        Reading::Delivery(mut parts) => {
            whole::compare(changed, &mut parts).map_err(SyncError::of(changed.name.as_str()))?;
            Ok(Some(parts))
        }
        Reading::NoUpdates => Ok(None),
    }
}
