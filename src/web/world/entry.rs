//! Everyone's seat and wish, in a few bytes each, by pool.

use super::{Gone, PoolFacts, number};
use crate::licence::{PoolKey, ToolKey};
use crate::report::State;
use crate::roster::PersonId;
use crate::seats::{Grant, Reason, Wish, WishState, natural};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Somebody's seat or wish in a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Whose.
    pub who: Who,
    /// What it is.
    pub being: Being,
    /// Since when.
    pub since: Date,
    /// Until when, where that is known.
    pub until: Option<Date>,
    /// Why there is no seat.
    pub reason: Option<Reason>,
    /// The place in the queue, from 1, of those who wait and are not protected.
    pub place: u32,
}

/// Somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// Of the roster, by place in it.
    Here(u32),
    /// In the roster no more.
    Gone(u32),
}

/// What a seat or wish is (UX 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Being {
    /// Waits.
    Waiting,
    /// May not have one yet.
    Blocked,
    /// Needs a decision.
    Held,
    /// Starts later.
    Starting,
    /// On leave.
    Dormant,
    /// Sits, and left.
    Grace,
    /// Sits.
    Assigned,
}

impl Being {
    /// Its word in addresses and texts.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Blocked => "blocked",
            Self::Held => "held",
            Self::Starting => "starting",
            Self::Dormant => "dormant",
            Self::Grace => "grace",
            Self::Assigned => "assigned",
        }
    }

    pub(super) fn of(state: WishState) -> Self {
        match state {
            WishState::Waiting => Self::Waiting,
            WishState::Blocked => Self::Blocked,
            WishState::Held => Self::Held,
            WishState::Dormant => Self::Dormant,
            WishState::Starting => Self::Starting,
        }
    }
}

/// How many of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Sit.
    pub assigned: u32,
    /// Sit, and left.
    pub grace: u32,
    /// Wait.
    pub waiting: u32,
    /// May not have one yet.
    pub blocked: u32,
    /// Need a decision.
    pub held: u32,
    /// Start later, or are on leave.
    pub others: u32,
}

impl Counts {
    /// One more.
    pub fn add(&mut self, being: Being) {
        let place = match being {
            Being::Waiting => &mut self.waiting,
            Being::Blocked => &mut self.blocked,
            Being::Held => &mut self.held,
            Being::Starting | Being::Dormant => &mut self.others,
            Being::Grace => &mut self.grace,
            Being::Assigned => &mut self.assigned,
        };
        *place += 1;
    }

    /// Is there anybody?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Everybody's place while lists are made.
struct Maker<'a> {
    state: &'a State,
    pools: Vec<PoolFacts>,
    by_key: BTreeMap<PoolKey, usize>,
    gone: Vec<Gone>,
    gone_at: BTreeMap<PersonId, u32>,
    protected_gone: &'a BTreeSet<PersonId>,
}

/// The pools with everybody in them, and who of these is in the roster no more.
pub(super) fn lists(
    state: &State,
    pools: Vec<PoolFacts>,
    (rank, is_protected): (&[u32], &[bool]),
    protected_gone: &BTreeSet<PersonId>,
) -> (Vec<PoolFacts>, Vec<Gone>) {
    let by_key = pools.iter().enumerate().map(|(at, pool)| (pool.key.clone(), at)).collect();
    let (gone, gone_at) = (Vec::new(), BTreeMap::new());
    let mut maker = Maker { state, pools, by_key, gone, gone_at, protected_gone };
    for ((tool, person), grant) in &state.seats().grants {
        let who = maker.who(person);
        maker.push((tool, &grant.pool), of_grant(who, grant));
    }
    let mut lines: BTreeMap<&PoolKey, Vec<(&Wish, Who, String)>> = BTreeMap::new();
    for ((tool, person), wish) in &state.seats().wishes {
        let who = maker.who(person);
        maker.push((tool, &wish.pool), of_wish(who, wish));
        let is_open = !matches!(who, Who::Here(at) if is_protected[at as usize]);
        if wish.state == WishState::Waiting && is_open {
            lines.entry(&wish.pool).or_default().push((wish, who, state.key(person)));
        }
    }
    let mut places: BTreeMap<(usize, Who), u32> = BTreeMap::new();
    for (pool, mut line) in lines {
        let order = |(wish, _, key): &(&Wish, Who, String)| {
            (wish.class, wish.since, wish.starts_on, natural(key).0, natural(key).1, key.clone())
        };
        line.sort_by_cached_key(order);
        let pool = maker.by_key[pool];
        places.extend((1_u32..).zip(line).map(|(place, (_, who, _))| ((pool, who), place)));
    }
    let by_rank = |who: Who| match who {
        Who::Here(at) => (0, rank[at as usize]),
        Who::Gone(at) => (1, at),
    };
    for (at, pool) in maker.pools.iter_mut().enumerate() {
        for entry in pool.entries.iter_mut().filter(|entry| entry.being == Being::Waiting) {
            entry.place = places.get(&(at, entry.who)).copied().unwrap_or(0);
        }
        pool.entries.sort_unstable_by_key(|entry| (entry.being, entry.place, by_rank(entry.who)));
        pool.entries.shrink_to_fit();
    }
    (maker.pools, maker.gone)
}

impl Maker<'_> {
    fn who(&mut self, person: &PersonId) -> Who {
        if let Some(at) = self.state.roster().find_person(person) {
            return Who::Here(at.0);
        }
        let next = number(self.gone.len());
        let at = *self.gone_at.entry(person.clone()).or_insert(next);
        if at == next {
            let is_protected = self.protected_gone.contains(person);
            self.gone.push(Gone { key: self.state.key(person), is_protected });
        }
        Who::Gone(at)
    }

    fn push(&mut self, (tool, pool): (&ToolKey, &PoolKey), entry: Entry) {
        let next = self.pools.len();
        let at = *self.by_key.entry(pool.clone()).or_insert(next);
        if at == next {
            self.pools.push(PoolFacts {
                key: pool.clone(),
                tool: tool.clone(),
                name: pool.to_string(),
                total: Some(0),
                reserve: 0,
                grace_to: None,
                is_configured: false,
                entries: Vec::new(),
            });
        }
        self.pools[at].entries.push(entry);
    }
}

fn of_grant(who: Who, grant: &Grant) -> Entry {
    let until = [grant.leaving.as_ref().map(|leaving| leaving.until), grant.lent_until].into_iter().flatten().min();
    let being = if grant.leaving.is_some() { Being::Grace } else { Being::Assigned };
    Entry { who, being, since: grant.granted_on, until, reason: None, place: 0 }
}

fn of_wish(who: Who, wish: &Wish) -> Entry {
    let reason = Some(wish.reason());
    Entry { who, being: Being::of(wish.state), since: wish.since, until: None, reason, place: 0 }
}
