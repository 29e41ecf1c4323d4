//! Whose pools and licences are: the units that hear of them (UX 5.2.8).

use crate::licence::{Licence, Pool};
use crate::roster::{UnitId, UnitKind};
use crate::seats::claims::Lookup;

/// The units that a pool is for, with those below them: as its bindings name them or their groups. None where somebody of any
/// unit may be bound, or the whole organiser is.
pub(super) fn bound(pool: &Pool, lookup: &Lookup<'_>) -> Vec<UnitId> {
    let roster = lookup.snapshot;
    let mut tops: Vec<&UnitId> = Vec::new();
    for bind in pool.binds.iter().filter(|bind| bind.period.covers(lookup.day) && bind.person.is_none()) {
        match (&bind.unit, &bind.group) {
            (_, Some(name)) => tops.extend(roster.groups_named(name).into_iter().map(|at| &roster.group(at).unit)),
            (Some(name), None) => tops.extend(roster.units_named(name).into_iter().map(|unit| &unit.id)),
            (None, None) => return Vec::new(),
        }
    }
    below(&tops, lookup)
}

/// The units that a licence is for: those it is assigned to, else those of its pool.
pub(super) fn meant_for(licence: &Licence, pool: Option<&Pool>, lookup: &Lookup<'_>) -> Vec<UnitId> {
    if licence.units.is_empty() {
        return pool.map(|pool| bound(pool, lookup)).unwrap_or_default();
    }
    let named = licence.units.iter().flat_map(|name| lookup.snapshot.units_named(name));
    below(&named.map(|unit| &unit.id).collect::<Vec<_>>(), lookup)
}

/// These units and those below them; none where one of them is the organiser.
fn below(tops: &[&UnitId], lookup: &Lookup<'_>) -> Vec<UnitId> {
    let is_organiser = |id: &&UnitId| lookup.snapshot.find_unit(id).is_some_and(|u| u.kind == UnitKind::Organiser);
    if tops.iter().any(is_organiser) {
        return Vec::new();
    }
    let ids = lookup.snapshot.units.iter().map(|unit| &unit.id);
    ids.filter(|id| lookup.is_within(id, tops)).cloned().collect()
}
