//! From the sources to a checked plan; writes nothing and sends nothing.

use super::bought::catalogue;
use super::codes::{self, Agreed};
use super::drift;
use super::extent::{self, Extent};
use super::gather::{Gathered, gather};
use super::kept::Keepers;
use super::whole::Files;
use super::{Errand, SyncError};
use crate::config::catalogue::{confirm_after, limits};
use crate::licence::Catalogue;
use crate::plan::{Base, Input, Plan, check, make};
use crate::roster::{Built, Finding, Memory, PersonId, SourceName, Torn, build};
use crate::store::{Delivery, Standing};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A plan with what it was made from.
pub struct Prepared {
    /// The plan; none when nothing can have changed.
    pub plan: Option<Plan>,
    /// What is, out of the database.
    pub standing: Standing,
    /// What is bought and bound.
    pub catalogue: Catalogue,
    /// What was odd about the deliveries.
    pub findings: Vec<Finding>,
    /// The deliveries' fingerprints.
    pub deliveries: Vec<Delivery>,
    /// Rows that are kept of deliveries.
    pub(super) keepers: Keepers,
    /// Were all sources asked?
    pub whole: bool,
    /// Do they say the same as before in another order?
    pub is_other_order: bool,
    /// The day.
    pub day: Date,
    /// What each source says of every person.
    pub memories: Vec<Memory>,
    /// Persons who are to be looked at again whatever their source says.
    pub unsettled: BTreeSet<PersonId>,
}

/// Reads the sources and makes the plan; writes nothing and sends nothing.
///
/// # Errors
/// When a source cannot be read, a delivery is torn, or the plan is unsound.
pub async fn prepare(errand: &Errand<'_>) -> Result<Prepared, SyncError> {
    let day = errand.at.unwrap_or_else(|| errand.clock.today(errand.zone));
    let mut look = errand.store.look().await?;
    let (catalogue, agreed) = (catalogue(&errand.config.file, &mut look).await?, look.unit_codes().await?);
    drop(look);
    let gathered = gather(errand, &catalogue, day).await?;
    if gathered.is_quiet {
        return Ok(Prepared::quiet(catalogue, gathered, day));
    }
    clock(errand, day, gathered.applied_on)?;
    let surveyed = extent::survey(errand, &gathered, day).await?;
    if gathered.is_calm && surveyed.is_same() {
        return Ok(Prepared::quiet(catalogue, gathered, day));
    }
    if let Some(mut part) = extent::part(errand, day, &catalogue, &gathered, &surveyed).await? {
        let built = build_from(&mut part, &agreed)?;
        if extent::is_sound(errand, part.standing.roster(), &built.roster).await? {
            let draft = draft(errand, day, &catalogue, &gathered, part, built);
            if !draft.plan.is_strained {
                return draft.prepared(catalogue, gathered, surveyed.memories);
            }
        }
        tracing::debug!("a part is not enough");
    }
    let mut whole = extent::whole(errand, &gathered).await?;
    let built = build_from(&mut whole, &agreed)?;
    draft(errand, day, &catalogue, &gathered, whole, built).prepared(catalogue, gathered, surveyed.memories)
}

/// The roster at hand, with the codes that were agreed on; refused when the delivery is torn.
fn build_from(extent: &mut Extent, agreed: &Agreed) -> Result<Built, SyncError> {
    let parts = std::mem::take(&mut extent.parts);
    extent.files = parts.iter().map(|parts| (parts.source.clone(), drift::files(parts))).collect();
    let counted = parts.iter().map(|parts| (parts.source.clone(), parts.persons.len() + parts.members.len()));
    let delivered: BTreeMap<SourceName, usize> = counted.collect();
    let mut built = build(extent.standing.roster(), parts);
    codes::put(&mut built.roster, agreed);
    let tally = &extent.standing.rest.tally;
    let rows = |source: &SourceName| {
        let others = tally.persons(|of, _| of == source) + tally.memberships(|of, _| of == source);
        delivered.get(source).copied().unwrap_or_default() + usize::try_from(others).unwrap_or(usize::MAX)
    };
    if let Some(Torn { source, errors, rows }) = built.broken.torn(rows) {
        return Err(SyncError::Torn { name: source.to_string(), errors, rows, findings: built.findings });
    }
    tracing::debug!(findings = built.findings.len(), "built the roster");
    Ok(built)
}

/// A plan that was not checked yet, with what it was made from.
struct Draft {
    plan: Plan,
    standing: Standing,
    findings: Vec<Finding>,
    unsettled: BTreeSet<PersonId>,
    files: BTreeMap<SourceName, Files>,
}

/// Makes the plan.
fn draft(
    errand: &Errand<'_>,
    day: Date,
    catalogue: &Catalogue,
    gathered: &Gathered,
    extent: Extent,
    built: Built,
) -> Draft {
    let standing = extent.standing;
    let valid = i64::from(errand.config.file.guard.release_valid.0) * 24;
    let is_old = |hash: &String| errand.clock.now().duration_since(standing.released[hash]).as_hours() >= valid;
    let (expired, released) = standing.released.keys().cloned().partition(is_old);
    let plan = make(Input {
        base: Base { ledger: standing.head.seal.clone(), config: errand.config.digest.clone() },
        before: standing.roster(),
        rest: &standing.rest,
        applied_on: standing.applied_on,
        after: built.roster,
        unread: &built.unread,
        struck: &built.struck,
        catalogue,
        seats: &standing.seats,
        uses: &standing.uses,
        alerts: &standing.alerts,
        joined: &standing.joins,
        holds: &standing.holds,
        released: &released,
        expired: &expired,
        dropped: &standing.dropped,
        bought_before: standing.bought.as_deref(),
        accepted: errand.accept_losses.as_deref(),
        allow_first_import: errand.first_import,
        all_sources: gathered.whole,
        confirm_after: confirm_after(&errand.config.file),
        delivered: gathered.delivered.clone(),
        limits: limits(&errand.config.file.guard, day),
        day,
    });
    tracing::debug!(steps = plan.steps.len(), "planned");
    Draft { plan, standing, findings: built.findings, unsettled: built.unsettled, files: extent.files }
}

impl Draft {
    /// The plan, once it was found sound.
    fn prepared(
        self,
        catalogue: Catalogue,
        mut gathered: Gathered,
        memories: Vec<Memory>,
    ) -> Result<Prepared, SyncError> {
        let Self { plan, standing, findings, unsettled, mut files } = self;
        for delivery in &mut gathered.deliveries {
            delivery.files = files.remove(&delivery.source).filter(|files| !files.is_empty());
        }
        check(&plan, &standing.seats, &catalogue).map_err(SyncError::Unsound)?;
        tracing::debug!("checked");
        let mut told = gathered.findings;
        told.extend(findings);
        Ok(Prepared {
            day: plan.day,
            plan: Some(plan),
            standing,
            catalogue,
            findings: told,
            deliveries: gathered.deliveries,
            keepers: gathered.keepers,
            whole: gathered.whole,
            is_other_order: false,
            memories,
            unsettled,
        })
    }
}

impl Prepared {
    /// Nothing can have changed.
    fn quiet(catalogue: Catalogue, gathered: Gathered, day: Date) -> Self {
        Self {
            plan: None,
            standing: Standing::default(),
            catalogue,
            is_other_order: !gathered.changed.is_empty(),
            findings: gathered.findings,
            deliveries: gathered.deliveries,
            keepers: gathered.keepers,
            whole: gathered.whole,
            day,
            memories: Vec::new(),
            unsettled: BTreeSet::new(),
        }
    }
}

/// A clock that is more than this ahead of the last run is wrong, or somebody says that it is right.
const PAUSE_DAYS_MAX: i32 = 366;

/// Refuses a clock that went back, and one that leapt ahead.
pub(super) fn clock(errand: &Errand<'_>, day: Date, applied_on: Option<Date>) -> Result<(), SyncError> {
    let Some(applied_on) = applied_on else { return Ok(()) };
    if day < applied_on {
        return Err(SyncError::ClockBack { day, applied_on });
    }
    let pause = (day - applied_on).get_days();
    let looking = errand.at.is_some();
    if pause > PAUSE_DAYS_MAX && !errand.long_pause && !looking {
        return Err(SyncError::ClockAhead { day, applied_on });
    }
    Ok(())
}
