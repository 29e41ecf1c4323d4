//! What of the queue is still news.

use super::{Open, Queued};
use crate::plan::{Alert, Notice};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The queue, sifted.
#[derive(Debug, Default)]
pub(super) struct News<'a> {
    /// What is to be told, in the order in which it came.
    pub(super) told: Vec<Item<'a>>,
    /// What nobody needs to hear any more: it is over before it was told.
    pub(super) idle: Vec<i64>,
}

/// The last word about a matter.
#[derive(Debug, Clone)]
pub(super) struct Item<'a> {
    /// What is said.
    pub(super) last: &'a Queued,
    /// Everything in the queue about it: told with the last word, and not before, since what was not told cannot be over.
    pub(super) all: Vec<i64>,
    /// Has nobody been told so far that it began?
    pub(super) is_unheard: bool,
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
            None => news.told.push(Item { last: queued, all: vec![queued.id], is_unheard: true }),
        }
    }
    for (key, line) in lines {
        let all = line.iter().map(|queued| queued.id).collect();
        let is_unheard = line.iter().any(|queued| matches!(queued.notice, Notice::Opened { .. }));
        let is_open = open.contains_key(&key);
        let says = |queued: &&&Queued| match queued.notice {
            Notice::Resolved { ref alert } => !is_unheard && !is_open && !has_run_out(alert, queued.on),
            _ => is_open,
        };
        match line.iter().rev().find(says).copied() {
            Some(last) => news.told.push(Item { last, all, is_unheard }),
            None => news.idle.extend(all),
        }
    }
    news.told.sort_by_key(|item| item.last.id);
    news
}

/// Did a grace end by its own date, and not since somebody renewed? Of that the seats that were taken back tell.
fn has_run_out(alert: &Alert, on: Date) -> bool {
    matches!(alert, Alert::InGrace { until, .. } if on > *until)
}
