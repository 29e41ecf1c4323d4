//! Organisations, which become units, and what is at which.

use super::records::{Key, Organisation};
use super::words::{period, unit_kind, within};
use crate::roster::{CodeStatus, PartsBuilder, Period, Place, Unit, UnitKind};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The organisations of a server, by id.
pub(super) struct Units {
    all: BTreeMap<Key, Organisation>,
    /// Of a school with one unit below it: that unit. Some servers have groups and duties at the one, and enrolments at
    /// the other.
    only_child: BTreeMap<Key, Key>,
}

const SCHOOL: &str = "Skola";
const SCHOOL_UNIT: &str = "Skolenhet";
/// No tree is deeper; a circle is.
const DEPTH_MAX: usize = 64;

impl Units {
    pub(super) fn new(organisations: Vec<Organisation>) -> Self {
        let mut below: BTreeMap<Key, Vec<Key>> = BTreeMap::new();
        for one in organisations.iter().filter(|one| one.organisation_type.as_deref() == Some(SCHOOL_UNIT)) {
            if let Some(parent) = &one.parent_organisation {
                below.entry(parent.id.clone()).or_default().push(one.id.clone());
            }
        }
        let all: BTreeMap<Key, Organisation> = organisations.into_iter().map(|one| (one.id.clone(), one)).collect();
        let is_school = |key: &Key| all.get(key).is_some_and(|one| one.organisation_type.as_deref() == Some(SCHOOL));
        let single = |(parent, units): (Key, Vec<Key>)| match <[Key; 1]>::try_from(units) {
            Ok([unit]) if is_school(&parent) => Some((parent, unit)),
            _ => None,
        };
        let only_child = below.into_iter().filter_map(single).collect();
        Self { all, only_child }
    }

    /// The unit at which something is that hangs on this organisation.
    pub(super) fn at<'a>(&'a self, organisation: &'a Key) -> &'a Key {
        self.only_child.get(organisation).unwrap_or(organisation)
    }

    /// The days of a period on which the organisation and all above it are there.
    pub(super) fn within(&self, organisation: &Key, days: Period) -> Option<Period> {
        let (mut days, mut at) = (days, self.all.get(organisation));
        for _ in 0..DEPTH_MAX {
            let Some(one) = at else { break };
            days = within(days, period(one.start_date, one.end_date)?)?;
            at = one.parent_organisation.as_ref().and_then(|parent| self.all.get(&parent.id));
        }
        Some(days)
    }

    /// Adds every unit.
    pub(super) fn build(&self, builder: &mut PartsBuilder) {
        for one in self.all.values() {
            // Who leaves out what it is has a school's code only at schools.
            let is_school = one.organisation_type.is_none() && one.school_unit_code.is_some();
            let word = one.organisation_type.as_deref().unwrap_or(if is_school { SCHOOL_UNIT } else { "" });
            let kind = match unit_kind(word) {
                UnitKind::School if self.only_child.contains_key(&one.id) => UnitKind::Other,
                kind => kind,
            };
            let code = one.school_unit_code.as_deref().map(str::trim).filter(|code| !code.is_empty());
            let name = one.display_name.as_deref().map(str::trim).filter(|name| !name.is_empty());
            let unit = Unit {
                id: one.id.as_str().into(),
                source: builder.source().clone(),
                alias: None,
                name: Arc::from(name.or(code).unwrap_or(one.id.as_str())),
                parent: one.parent_organisation.as_ref().map(|parent| parent.id.as_str().into()),
                kind,
                code: code.map(Arc::from),
                code_status: if code.is_some() { CodeStatus::Official } else { CodeStatus::Missing },
                school_types: Arc::from(
                    one.school_types.iter().flatten().map(String::as_str).collect::<Vec<_>>().join("+"),
                ),
            };
            builder.unit(unit, Place { file: Some("organisations".to_owned()), line: None, column: None });
        }
    }
}
