//! Licences of one tool that end on one day, in one letter.

use super::{Desk, Draft};
use crate::licence::LicenceKey;
use crate::plan::{Alert, Notice};
use crate::wording::{alert, one_line};
use std::collections::{BTreeMap, BTreeSet};

/// What is said of several licences at once.
pub(super) struct Twins {
    /// As the subject says it.
    pub(super) line: String,
    /// As the letter says it, with what to do.
    pub(super) body: String,
    kind: &'static str,
}

impl Desk<'_> {
    /// A letter of their own about several licences.
    pub(super) fn direct_twins(&self, notices: &[Notice]) -> Option<Draft> {
        let alerts: Vec<&Alert> = notices.iter().filter_map(alert_of).collect();
        let Twins { line, body, kind } = self.twins(&alerts)?;
        Some(Draft { kind, thread: alerts.first()?.key(), line, body })
    }

    /// What is said of them; nothing for one alone.
    pub(super) fn twins(&self, alerts: &[&Alert]) -> Option<Twins> {
        let (&first, [_, ..]) = alerts.split_first()? else { return None };
        let licences: Vec<&LicenceKey> = alerts.iter().filter_map(|alert| licence(alert)).collect();
        let names: Vec<String> = licences.iter().map(|licence| one_line(licence.as_str())).collect();
        let mut whole = first.clone();
        let (kind, key, tool, on) = match &mut whole {
            Alert::Expiring { tool, to, holders, .. } => {
                *holders = self.holders(alerts);
                ("expiring", "letter-expiring-twins", tool.clone(), *to)
            }
            Alert::InGrace { tool, until, holders, .. } => {
                *holders = self.holders(alerts);
                ("in_grace", "letter-in_grace-twins", tool.clone(), *until)
            }
            _ => return None,
        };
        let (names, tool, on) = (names.join(", "), self.names.tool(&tool), on.to_string());
        let fills = [
            ("licences", (&names).into()),
            ("tool", (&tool).into()),
            ("on", (&on).into()),
            ("holders", self.holders(alerts).into()),
        ];
        let body = self.told(key, &fills, &["letter-expiring-do"]);
        Some(Twins { line: alert::line(self.words, &self.names, &whole), body, kind })
    }

    /// Holders of all of them; licences of one pool have the same.
    fn holders(&self, alerts: &[&Alert]) -> u32 {
        let homes = self.names.catalogue.homes();
        let mut counted: BTreeMap<_, u32> = BTreeMap::new();
        let mut homeless: BTreeSet<&LicenceKey> = BTreeSet::new();
        let mut total: u32 = 0;
        for alert in alerts {
            let (Alert::Expiring { licence, holders, .. } | Alert::InGrace { licence, holders, .. }) = alert else {
                continue;
            };
            match homes.get(licence) {
                Some(pool) => drop(counted.insert(*pool, *holders)),
                None if homeless.insert(licence) => total = total.saturating_add(*holders),
                None => {}
            }
        }
        counted.values().fold(total, |sum, holders| sum.saturating_add(*holders))
    }
}

fn alert_of(notice: &Notice) -> Option<&Alert> {
    match notice {
        Notice::Opened { alert } | Notice::Worse { alert } => Some(alert),
        Notice::Resolved { .. } | Notice::Happened { .. } => None,
    }
}

fn licence(alert: &Alert) -> Option<&LicenceKey> {
    match alert {
        Alert::Expiring { licence, .. } | Alert::InGrace { licence, .. } => Some(licence),
        _ => None,
    }
}
