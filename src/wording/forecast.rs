//! The forecast in words: day by day what happens, whom it hits and what to buy.

use super::alert::{Names, people};
use super::{Fill, Words};
use crate::licence::{Phase, PoolKey};
use crate::plan::{Change, Foreseen, Happens, Lack, Turn};
use crate::roster::{PersonId, UnitId};
use crate::seats::Reason;
use std::collections::BTreeMap;

/// Who is named: nobody, or everybody by the key that this gives.
pub type Key<'a> = Option<&'a dyn Fn(&PersonId) -> String>;

/// Some lines a day; the first day is today.
#[must_use]
pub fn lines(words: &Words, names: &Names<'_>, foreseen: &[Foreseen], key: Key<'_>) -> Vec<String> {
    let teller = Teller { words, names, key };
    let mut lines = Vec::new();
    for one in foreseen {
        let told = teller.day(one);
        if told.is_empty() && one.day == names.day {
            lines.push(words.text("forecast-nothing-today"));
        } else {
            lines.push(teller.title(one));
        }
        lines.extend(told.into_iter().map(|line| format!("  {line}")));
    }
    if foreseen.len() < 2 {
        lines.push(words.text("forecast-nothing"));
    }
    lines
}

struct Teller<'a> {
    words: &'a Words,
    names: &'a Names<'a>,
    key: Key<'a>,
}

impl Teller<'_> {
    fn title(&self, one: &Foreseen) -> String {
        let days = u64::try_from((one.day - self.names.day).get_days()).unwrap_or(0);
        let date = self.words.short_date(one.day, self.names.day);
        match days {
            0 => self.words.say("forecast-today", &[("date", (&date).into())]),
            _ => self.words.say("forecast-day", &[("date", (&date).into()), ("days", days.into())]),
        }
    }

    fn day(&self, one: &Foreseen) -> Vec<String> {
        let turns = one.turns.iter().map(|turn| self.turn(turn));
        let of_pool = |a: &Change, b: &Change| (&a.tool, &a.pool, a.what) == (&b.tool, &b.pool, b.what);
        let changes = one.changes.chunk_by(of_pool).map(|changes| self.change(changes));
        let held = one.held.iter().map(|hold| super::alert::held(self.words, self.names, hold));
        let lacks = one.lacks.iter().flat_map(|lack| self.lack(lack));
        turns.chain(changes).chain(held).chain(lacks).collect()
    }

    fn turn(&self, turn: &Turn) -> String {
        let begins = |key: &str, begins: &bool| format!("{key}-{}", if *begins { "begins" } else { "ends" });
        match turn {
            Turn::Licence { licence, pool, to, seats, .. } => {
                let pool = pool.as_ref().map_or_else(|| "–".to_owned(), |pool| self.names.pool(pool));
                let seats = match seats {
                    Some(seats) => self.words.say("turn-seats", &[("seats", (*seats).into())]),
                    None => self.words.text("turn-unlimited"),
                };
                let key = match to {
                    Phase::Running => "turn-licence-runs",
                    Phase::Grace => "turn-licence-grace",
                    Phase::Over => "turn-licence-over",
                    Phase::NotStarted | Phase::Ordered => "turn-licence-delivered",
                };
                let fills = [("licence", licence.into()), ("pool", (&pool).into()), ("seats", (&seats).into())];
                self.words.say(key, &fills)
            }
            Turn::Bind { pool, begins: is_new } => {
                let pool = self.names.pool(pool);
                self.words.say(&begins("turn-bind", is_new), &[("pool", (&pool).into())])
            }
            Turn::Freeze { begins: is_new } => self.words.text(&begins("turn-freeze", is_new)),
        }
    }

    fn unit(&self, unit: Option<&UnitId>) -> String {
        unit.map_or_else(|| self.words.text("forecast-no-unit"), |unit| self.names.unit(unit))
    }

    /// What happens to people in one pool, school by school.
    fn change(&self, changes: &[Change]) -> String {
        let first = &changes[0];
        let (key, why) = match first.what {
            Happens::Loses(cause) => ("change-loses", self.words.text(&format!("cause-{}", cause.word()))),
            Happens::Waits(reason) => ("change-waits", self.words.text(&format!("reason-{}", reason.word()))),
            Happens::Leaves(cause) => ("change-leaves", self.words.text(&format!("cause-{}", cause.word()))),
            Happens::Frees(cause) => ("change-frees", self.words.text(&format!("cause-{}", cause.word()))),
            Happens::Gets => ("change-gets", String::new()),
        };
        let pool = self.names.pool(&first.pool);
        let count: usize = changes.iter().map(|change| change.people.len()).sum();
        let units = self.units(changes.iter().map(|change| (change.unit.as_ref(), change.people.len())));
        let fills =
            [("count", count.into()), ("pool", (&pool).into()), ("units", (&units).into()), ("why", (&why).into())];
        let line = self.words.say(key, &fills);
        let everybody = changes.iter().flat_map(|change| &change.people);
        match self.key {
            Some(key) => format!("{line}: {}", people(self.words, everybody.map(key).collect())),
            None => line,
        }
    }

    /// Schools with how many of each.
    fn units<'b>(&self, units: impl Iterator<Item = (Option<&'b UnitId>, usize)>) -> String {
        units.map(|(unit, count)| format!("{} {count}", self.unit(unit))).collect::<Vec<_>>().join(", ")
    }

    /// What a tool lacks, reason by reason, then what to do about it.
    fn lack(&self, lack: &Lack) -> Vec<String> {
        let tool = self.names.tool(&lack.tool);
        let mut by_reason: BTreeMap<Reason, Vec<(Option<&UnitId>, usize)>> = BTreeMap::new();
        for (unit, reason, count) in &lack.waiting {
            by_reason.entry(*reason).or_default().push((unit.as_ref(), *count as usize));
        }
        let line = |(reason, units): (Reason, Vec<(Option<&UnitId>, usize)>)| {
            let why = self.words.text(&format!("reason-{}", reason.word()));
            let count: usize = units.iter().map(|(_, count)| count).sum();
            let units = self.units(units.into_iter());
            let fills =
                [("tool", (&tool).into()), ("count", count.into()), ("units", (&units).into()), ("why", (&why).into())];
            self.words.say("lack-waiting", &fills)
        };
        let mut lines: Vec<String> = by_reason.into_iter().map(line).collect();
        let mut help = self.help(lack);
        if let Some(day) = lack.over_on {
            let date = self.words.short_date(day, self.names.day);
            help.insert(0, self.words.say("help-over", &[("date", (&date).into())]));
        }
        if !help.is_empty() {
            lines.push(format!("  → {}", help.join("; ")));
        }
        lines
    }

    fn help(&self, lack: &Lack) -> Vec<String> {
        let say = |key: &str, pool: &PoolKey, seats: u32| {
            let pool = self.names.pool(pool);
            let fills: [(&str, Fill<'_>); 2] = [("pool", (&pool).into()), ("seats", seats.into())];
            self.words.say(key, &fills)
        };
        let mut help: Vec<String> = lack.renew.iter().map(|(pool, seats)| say("help-renew", pool, *seats)).collect();
        let wanted: u32 = lack.purchase.seats.iter().map(|(_, seats)| seats).sum();
        help.extend(lack.purchase.seats.iter().map(|(pool, seats)| say("help-buy", pool, *seats)));
        if wanted > 0 {
            help.extend(lack.unusable.iter().map(|(pool, free)| say("help-move", pool, wanted.min(*free))));
        }
        if lack.purchase.left > 0 {
            help.push(self.words.say("help-none", &[("count", lack.purchase.left.into())]));
        }
        help
    }
}
