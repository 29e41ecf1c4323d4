//! What of the queue is still news.

use super::{Open, Queued};
use crate::plan::{Alert, Notice};
use std::collections::BTreeMap;

/// The queue, sifted.
#[derive(Debug, Default)]
pub(super) struct News<'a> {
    /// What is to be told, in the order in which it came.
    pub(super) told: Vec<&'a Queued>,
    /// What nobody needs to hear any more: it is over before it was told, or was said better since.
    pub(super) idle: Vec<i64>,
}

/// The alert that a notice is about.
pub(super) fn alert(notice: &Notice) -> Option<&Alert> {
    match notice {
        Notice::Opened { alert } | Notice::Worse { alert } | Notice::Resolved { alert } => Some(alert),
        Notice::Happened { .. } => None,
    }
}

/// Sifts the queue: of each alert the last word counts, and what began and ended unheard was not.
pub(super) fn sift<'a>(queue: &'a [Queued], open: &BTreeMap<String, &Open>) -> News<'a> {
    let mut lines: BTreeMap<String, Vec<&Queued>> = BTreeMap::new();
    let mut news = News::default();
    for queued in queue {
        match alert(&queued.notice) {
            Some(alert) => lines.entry(alert.key()).or_default().push(queued),
            None => news.told.push(queued),
        }
    }
    for (key, line) in lines {
        let is_unheard = line.iter().any(|queued| matches!(queued.notice, Notice::Opened { .. }));
        let last = line.iter().rev().find(|queued| match queued.notice {
            Notice::Resolved { .. } => !is_unheard && !open.contains_key(&key),
            _ => open.contains_key(&key),
        });
        news.told.extend(last);
        news.idle.extend(line.iter().map(|queued| queued.id).filter(|id| last.is_none_or(|last| last.id != *id)));
    }
    news.told.sort_by_key(|queued| queued.id);
    news
}
