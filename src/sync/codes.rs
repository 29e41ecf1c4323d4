//! School unit codes that were agreed on, for units whose source gives none: the roster has them as what they are, and an
//! official one takes their place (REQUIREMENTS B14).

use super::{Errand, SyncError};
use crate::roster::{CodeStatus, Snapshot, UnitId};
use crate::store::Stamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Codes that were agreed on, by unit.
pub(super) type Agreed = BTreeMap<UnitId, String>;

/// Gives units without an official code the one that was agreed on.
pub(super) fn put(roster: &mut Snapshot, agreed: &Agreed) {
    for unit in roster.units.iter_mut().filter(|unit| unit.code_status != CodeStatus::Official || !unit.has_code()) {
        if let Some(code) = agreed.get(&unit.id) {
            unit.code = Some(Arc::from(code.as_str()));
            unit.code_status = CodeStatus::Fictitious;
        }
    }
}

/// Forgets those in whose place there is an official one; the ledger notes it.
pub(super) async fn settle(errand: &Errand<'_>) -> Result<(), SyncError> {
    let mut look = errand.store.look().await?;
    let agreed = look.unit_codes().await?;
    if agreed.is_empty() {
        return Ok(());
    }
    let places = look.places().await?;
    drop(look);
    let is_official = |id: &UnitId| {
        places.find_unit(id).is_some_and(|unit| unit.has_code() && unit.code_status == CodeStatus::Official)
    };
    let over: Vec<(UnitId, Option<String>)> = agreed.into_keys().filter(is_official).map(|unit| (unit, None)).collect();
    if over.is_empty() {
        return Ok(());
    }
    let stamp = Stamp { run: None, actor: None, at: errand.clock.now(), key: errand.ledger_key.as_deref() };
    Ok(errand.store.set_unit_codes(&over, stamp).await?)
}
