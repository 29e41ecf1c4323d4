//! What is, in memory, of one organiser: what pages are made from.
//!
//! A world is made once and looked at often: persons in the order of their keys, everyone's seat and wish as a few bytes in
//! the list of the pool, so that no question walks past everybody. Nothing of it is shown but through a [`View`].

mod entry;
mod forecast;
mod keep;
mod lines;
mod recent;
mod requests;
mod seen;
mod told;
mod view;

pub use entry::{Being, Counts, Entry, Who as Whose};
pub use forecast::{Ahead, Coming, Curve};
pub(super) use keep::apart;
pub use keep::{Source, Worlds};
pub use lines::{Lines, PersonLine, PoolLine, UnitLine};
pub use recent::Recent;
pub use requests::RequestSeen;
pub use told::Wanted;
pub use view::View;

use crate::licence::{Catalogue, LicenceKey, Override, PoolKey, ToolKey, capacity};
use crate::plan::{Limits, Present, asking};
use crate::report::State;
use crate::request::Batch;
use crate::roster::{PersonId, PersonIx, Scope, Snapshot, SourceName, UnitId};
use crate::seats::{Crowd, WhatIf, natural};
use crate::store::{Look, StoreError};
use crate::wording::collate::{collate, folded};
use crate::wording::letter::office::Office;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rayon::prelude::*;
use seen::Seen;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, OnceLock};

/// What a world is made from besides the database; another one means another world.
#[derive(Debug, Clone)]
pub struct Setting {
    /// What the organiser is called.
    pub organiser: String,
    /// What is bought and bound.
    pub catalogue: Catalogue,
    /// How much a run may change.
    pub limits: Limits,
    /// After how many days somebody's absence counts, by source.
    pub confirm_after: BTreeMap<SourceName, u16>,
    /// What letters about licence requests are written from, and by what their days are reckoned.
    pub office: Office,
    /// The organiser's time zone.
    pub zone: TimeZone,
    /// Digest of the configuration that all this comes from.
    pub digest: String,
}

/// What is, on a day.
pub struct World {
    /// What it was made from.
    setting: Arc<Setting>,
    day: Date,
    state: State,
    /// For each person: by key, by name, where, and what a search looks into.
    rank: Vec<u32>,
    name_rank: Vec<u32>,
    search: Vec<Box<str>>,
    is_protected: Vec<bool>,
    units_of: Vec<Box<[u32]>>,
    by_unit: Vec<Vec<u32>>,
    by_number: Vec<(u32, u32)>,
    /// What was decided for protected persons, outside the configuration.
    decisions: Vec<Override>,
    /// Who has a seat and is in the roster no more.
    gone: Vec<Gone>,
    /// Of these, who was protected.
    protected_gone: BTreeSet<PersonId>,
    pools: Vec<PoolFacts>,
    crowd: Crowd,
    rounds: BTreeMap<ToolKey, Arc<WhatIf>>,
    whole: Arc<Seen>,
    kept: Mutex<Vec<(Scope, Arc<Seen>)>>,
    ahead: OnceLock<Ahead>,
    looks_ahead: AtomicBool,
}

/// What was loaded of a world.
pub struct Parts {
    state: State,
    protected_gone: BTreeSet<PersonId>,
    batches: Vec<Batch>,
    decisions: Vec<Override>,
}

/// Somebody who is in the roster no more.
struct Gone {
    key: String,
    is_protected: bool,
}

/// A pool, whoever sits in it.
pub(super) struct PoolFacts {
    key: PoolKey,
    tool: ToolKey,
    name: String,
    /// Seats valid today; none without limit.
    total: Option<u32>,
    reserve: u32,
    grace_to: Option<Date>,
    is_configured: bool,
    entries: Vec<Entry>,
}

/// So many scopes at most are kept beside the whole.
const SCOPES_MAX: usize = 64;

impl World {
    /// What it is made from, out of one state of the database.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn parts(look: &mut Look) -> Result<Parts, StoreError> {
        let (batches, decisions) = (look.batches().await?, look.decisions().await?);
        let protected_gone = look.protected_gone().await?;
        Ok(Parts { state: State::load(look).await?, protected_gone, batches, decisions })
    }

    /// The world of what was loaded. Takes a while where there are many people.
    #[must_use]
    pub fn of(parts: Parts, setting: Arc<Setting>, day: Date) -> Self {
        let Parts { state, protected_gone, batches, decisions } = parts;
        let setting = with((&batches, &decisions), setting);
        let roster = state.roster();
        let protected = setting.catalogue.protected();
        let is_protected = |person: &crate::roster::Person| {
            person.protection.is_protected()
                || protected.contains(person.id.as_str())
                || protected.contains(person.key())
        };
        let is_protected: Vec<bool> = roster.persons.iter().map(is_protected).collect();
        let rank = ranks(roster, |person| owned(natural(person.key())));
        let name_rank = ranks(roster, |p| collate(&format!("{}\0{}", p.family_name, p.given_name)));
        let text = |p: &crate::roster::Person| folded(&format!("{} {} {}", p.key(), p.given_name, p.family_name));
        let search = roster.persons.par_iter().map(|person| text(person).into_boxed_str()).collect();
        let units_of: Vec<Box<[u32]>> = roster.persons.par_iter().map(|person| places(roster, person, day)).collect();
        let mut by_unit = vec![Vec::new(); roster.units.len()];
        for (person, units) in (0_u32..).zip(&units_of) {
            units.iter().for_each(|unit| by_unit[*unit as usize].push(person));
        }
        by_unit.iter_mut().for_each(|list: &mut Vec<u32>| list.sort_unstable_by_key(|person| rank[*person as usize]));
        let mut by_number: Vec<(u32, u32)> =
            (0..units_of.len()).map(|at| (state.standing.stored.person(ix(at)), number(at))).collect();
        by_number.sort_unstable();
        let (pools, gone) =
            entry::lists(&state, pool_facts(&setting.catalogue, day), (&rank, &is_protected), &protected_gone);
        let is_open = |person: &PersonId| roster.find_person(person).is_none_or(|at| !is_protected[at.0 as usize]);
        let crowd = Crowd::of(state.seats(), |person| state.key(person), is_open);
        let rounds = rounds(&state, &setting, day);
        let whole = Arc::new(Seen::default());
        let (kept, ahead) = (Mutex::default(), OnceLock::new());
        let mut world = Self {
            setting,
            day,
            state,
            rank,
            name_rank,
            search,
            is_protected,
            units_of,
            by_unit,
            by_number,
            decisions,
            gone,
            protected_gone,
            pools,
            crowd,
            rounds,
            whole,
            kept,
            ahead,
            looks_ahead: AtomicBool::new(false),
        };
        world.whole = Arc::new(Seen::of(&world, &Scope::whole()));
        world
    }

    fn roster(&self) -> &Snapshot {
        self.state.roster()
    }

    /// What a scope sees: computed once, and kept for a while.
    pub(super) fn seen(&self, scope: &Scope) -> Arc<Seen> {
        if *scope == Scope::whole() {
            return Arc::clone(&self.whole);
        }
        let kept = || self.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((_, seen)) = kept().iter().find(|(of, _)| of == scope) {
            return Arc::clone(seen);
        }
        let seen = Arc::new(Seen::of(self, scope));
        let mut kept = kept();
        if kept.len() >= SCOPES_MAX {
            kept.remove(0);
        }
        kept.push((scope.clone(), Arc::clone(&seen)));
        seen
    }

    /// What somebody is in a pool.
    fn being(&self, key: &crate::seats::Key, pool: &PoolKey) -> Option<Being> {
        let seats = self.state.seats();
        if let Some(grant) = seats.grants.get(key).filter(|grant| grant.pool == *pool) {
            return Some(if grant.leaving.is_some() { Being::Grace } else { Being::Assigned });
        }
        seats.wishes.get(key).filter(|wish| wish.pool == *pool).map(|wish| Being::of(wish.state))
    }

    /// As rules see it.
    fn present(&self) -> Present<'_> {
        present(&self.state, &self.setting, self.day)
    }
}

/// The same with what vendors delivered upon requests, and what was decided.
fn with((batches, decisions): (&[Batch], &[Override]), setting: Arc<Setting>) -> Arc<Setting> {
    if batches.is_empty() && decisions.is_empty() {
        return setting;
    }
    let mut setting = Setting::clone(&setting);
    Batch::join(batches, &mut setting.catalogue);
    setting.catalogue.decided(decisions.to_vec());
    Arc::new(setting)
}

fn present<'a>(state: &'a State, setting: &'a Setting, day: Date) -> Present<'a> {
    Present {
        roster: state.roster(),
        applied_on: state.standing.applied_on,
        catalogue: &setting.catalogue,
        seats: state.seats(),
        uses: &state.standing.uses,
        limits: &setting.limits,
        confirm_after: &setting.confirm_after,
        day,
    }
}

/// The rounds of all tools for which a seat is all that lacks: asked again when somebody asks why.
fn rounds(state: &State, setting: &Setting, day: Date) -> BTreeMap<ToolKey, Arc<WhatIf>> {
    let lacking = state.seats().wishes.iter().filter(|(_, wish)| wish.lacks_a_seat());
    let lacking: BTreeSet<&ToolKey> = lacking.map(|((tool, _), _)| tool).collect();
    let tools: Vec<_> = lacking.into_iter().filter_map(|key| setting.catalogue.tools.get(key)).collect();
    asking(&present(state, setting, day), |ask| {
        tools.iter().map(|tool| (tool.key.clone(), Arc::new(ask(tool)))).collect()
    })
}

/// For each person his place when all are ordered by something.
fn ranks<K: Ord + Send>(roster: &Snapshot, by: impl Fn(&crate::roster::Person) -> K + Sync) -> Vec<u32> {
    let mut order: Vec<(K, u32)> =
        roster.persons.par_iter().enumerate().map(|(at, person)| (by(person), number(at))).collect();
    order.par_sort_unstable();
    let mut ranks = vec![0; order.len()];
    for (rank, (_, at)) in (0_u32..).zip(order) {
        ranks[at as usize] = rank;
    }
    ranks
}

fn owned((text, number, key): (bool, u64, &str)) -> (bool, u64, String) {
    (text, number, key.to_owned())
}

/// The units where somebody is on the day; of one who is nowhere then, those where he was or will be.
fn places(roster: &Snapshot, person: &crate::roster::Person, day: Date) -> Box<[u32]> {
    let enrolments = person.enrolments.iter().map(|e| (&e.unit, e.period));
    let all: Vec<_> =
        enrolments.chain(person.duties.iter().filter_map(|d| Some((d.unit.as_ref()?, d.period)))).collect();
    let of = |units: Vec<&UnitId>| {
        let mut here: Vec<u32> = Vec::new();
        for unit in units {
            if let Ok(at) = roster.units.binary_search_by(|one| one.id.cmp(unit))
                && !here.contains(&number(at))
            {
                here.push(number(at));
            }
        }
        here
    };
    let now = of(all.iter().filter(|(_, period)| period.covers(day)).map(|(unit, _)| *unit).collect());
    if now.is_empty() { of(all.iter().map(|(unit, _)| *unit).collect()) } else { now }.into_boxed_slice()
}

/// The pools of the configuration, with nobody in them yet.
fn pool_facts(catalogue: &Catalogue, day: Date) -> Vec<PoolFacts> {
    let homes: BTreeMap<&LicenceKey, &PoolKey> = catalogue.homes();
    let facts = |pool: &crate::licence::Pool| {
        let licences = catalogue.licences.values().filter(|l| homes.get(&l.key) == Some(&&pool.key));
        let licences: Vec<_> = licences.collect();
        let seats = capacity(catalogue, pool, &licences, day);
        let in_grace = !seats.any_running && seats.any_grace;
        let ends = licences.iter().filter(|l| catalogue.phase(l, day) == crate::licence::Phase::Grace);
        PoolFacts {
            key: pool.key.clone(),
            tool: pool.tool.clone(),
            name: pool.name.to_string(),
            total: seats.total(),
            reserve: pool.reserve,
            grace_to: ends.filter_map(|l| l.grace_to()).max().filter(|_| in_grace),
            is_configured: true,
            entries: Vec::new(),
        }
    };
    catalogue.pools.iter().map(facts).collect()
}

fn ix(at: usize) -> PersonIx {
    PersonIx(number(at))
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
