//! Advice in words, one line each.

use super::Words;
use super::alert::{Names, people};
use super::forecast::Key;
use crate::plan::Advice;

/// The lines.
#[must_use]
pub fn lines(words: &Words, names: &Names<'_>, advice: &[Advice], key: Key<'_>) -> Vec<String> {
    if advice.is_empty() {
        return vec![words.text("advice-none")];
    }
    advice.iter().map(|one| line(words, names, one, key)).collect()
}

fn line(words: &Words, names: &Names<'_>, advice: &Advice, key: Key<'_>) -> String {
    match advice {
        Advice::Idle { pool, seats, total, cost } => {
            let pool = names.pool(pool);
            let fills = [("pool", (&pool).into()), ("seats", (*seats).into()), ("total", (*total).into())];
            let told = words.say("advice-idle", &fills);
            match cost {
                Some(cost) => format!("{told} {}", words.say("advice-cost", &[("cost", (*cost).into())])),
                None => told,
            }
        }
        Advice::Stranded { pool, seats, total } => {
            let pool = names.pool(pool);
            let fills = [("pool", (&pool).into()), ("seats", (*seats).into()), ("total", (*total).into())];
            words.say("advice-stranded", &fills)
        }
        Advice::Movable { from, to, seats } => {
            let (from, to) = (names.pool(from), names.pool(to));
            let fills = [("from", (&from).into()), ("to", (&to).into()), ("seats", (*seats).into())];
            words.say("advice-movable", &fills)
        }
        Advice::Sibling { tool, waiting, sibling, seats } => {
            let vendor = names.catalogue.tools.get(tool).map(|tool| tool.vendor.to_string()).unwrap_or_default();
            let (tool, sibling) = (names.tool(tool), names.tool(sibling));
            let fills = [
                ("tool", (&tool).into()),
                ("sibling", (&sibling).into()),
                ("vendor", (&vendor).into()),
                ("count", (*waiting).into()),
                ("seats", (*seats).into()),
            ];
            words.say("advice-sibling", &fills)
        }
        Advice::Unused { pool, days, count, people: who, unknown } => {
            let pool = names.pool(pool);
            let fills = [
                ("pool", (&pool).into()),
                ("days", u32::from(*days).into()),
                ("count", (*count).into()),
                ("unknown", (*unknown).into()),
            ];
            let told = words.say("advice-unused", &fills);
            match key {
                Some(key) => format!("{told}: {}", people(words, who.iter().map(key).collect())),
                None => told,
            }
        }
    }
}
