//! The one query layer: a world as one scope sees it. Pages get nothing of a world in any other way (SECURITY 3.4).

use super::forecast::Coming;
use super::seen::Seen;
use super::{Ahead, Counts, Curve, Entry, PoolFacts, Recent, Setting, Whose, World};
use super::{Lines, PersonLine, PoolLine, UnitLine};
use crate::licence::{Bind, Catalogue, Choice, Override, PoolKey, Tool, ToolKey};
use crate::plan::{Alert, Event};
use crate::report::Target;
use crate::roster::{Person, PersonId, PersonIx, Scope, Shown, UnitId, Units};
use crate::seats::claims::Lookup;
use crate::seats::explain::{Explanation, Freed, Question, explain};
use crate::seats::{Crowd, Seats, WishState};
use crate::store::{FreedRow, HoldRow, LedgerRow, OpenAlert, RunRow};
use crate::wording::alert::Names;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// A world as one scope sees it.
#[derive(Clone)]
pub struct View {
    pub(super) world: Arc<World>,
    pub(super) recent: Arc<Recent>,
    pub(super) seen: Arc<Seen>,
    pub(super) scope: Scope,
}

impl View {
    pub(super) fn new(world: Arc<World>, recent: Arc<Recent>, scope: &Scope) -> Self {
        let seen = world.seen(scope);
        Self { world, recent, seen, scope: scope.clone() }
    }

    /// What the world was made from.
    #[must_use]
    pub fn setting(&self) -> &Setting {
        &self.world.setting
    }

    /// What is bought and bound.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.world.setting.catalogue
    }

    /// The day.
    #[must_use]
    pub fn day(&self) -> Date {
        self.world.day
    }

    /// Does the scope see the whole organiser?
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.scope.units == Units::All
    }

    /// Are persons with a protected identity shown?
    #[must_use]
    pub fn shows_protected(&self) -> bool {
        self.scope.protected == Shown::Yes
    }

    /// What lines of words need to name things. Names of units that the scope does not see are in it: for lines that were
    /// narrowed to the scope only.
    pub(in crate::web) fn names(&self) -> Names<'_> {
        Names { catalogue: self.catalogue(), roster: self.world.roster(), day: self.day() }
    }

    /// Every pool in which the scope sees somebody, or all of them where it sees everything.
    #[must_use]
    pub fn pools(&self) -> Vec<PoolLine> {
        let lines = (0..self.world.pools.len()).map(|at| self.pool_at(at));
        lines.filter(|line| self.is_whole() || !line.own.is_empty()).collect()
    }

    /// One of them.
    #[must_use]
    pub fn pool(&self, key: &str) -> Option<PoolLine> {
        let at = self.world.pools.iter().position(|pool| pool.key.as_str() == key)?;
        Some(self.pool_at(at)).filter(|line| self.is_whole() || !line.own.is_empty())
    }

    fn pool_at(&self, at: usize) -> PoolLine {
        let PoolFacts { key, tool, name, total, reserve, grace_to, is_configured, .. } = &self.world.pools[at];
        let own = self.seen.pools[at];
        let all = if self.is_whole() { own } else { self.world.whole.pools[at] };
        let (key, tool, name) = (key.clone(), tool.clone(), name.clone());
        let (total, reserve, grace_to, is_configured) = (*total, *reserve, *grace_to, *is_configured);
        PoolLine { key, tool, name, total, reserve, grace_to, is_configured, all, own }
    }

    /// Does the scope see a tool: a pool of it, or everything?
    #[must_use]
    pub fn sees_tool(&self, tool: &ToolKey) -> bool {
        let mut pools = self.world.pools.iter().zip(&self.seen.pools).filter(|(pool, _)| pool.tool == *tool);
        self.is_whole() || pools.any(|(_, counts)| !counts.is_empty())
    }

    /// The tools.
    pub fn tools(&self) -> impl Iterator<Item = &Tool> {
        self.catalogue().tools.values().filter(|tool| self.sees_tool(&tool.key))
    }

    /// Everyone in a pool whom the scope sees: those who wait first, each as the queue or the keys have them.
    #[must_use]
    pub fn entries(&self, pool: &PoolKey) -> Vec<Entry> {
        self.entries_of(pool).collect()
    }

    /// The same, one after the other, for whoever wants the first of them only.
    pub fn entries_of(&self, pool: &PoolKey) -> impl Iterator<Item = Entry> {
        let pool = self.world.pools.iter().find(|one| one.key == *pool);
        let entries = pool.into_iter().flat_map(|pool| &pool.entries);
        entries.filter(|entry| self.seen.sees(entry.who)).copied()
    }

    /// How many a binding of a pool reaches, and what came of it; nothing where the scope does not see whom it names, and no
    /// number where nobody has counted.
    #[must_use]
    pub fn bound(&self, pool: &PoolKey, bind: &Bind) -> Option<(Option<u32>, Option<Counts>)> {
        let (roster, at) = (self.world.roster(), self.world.pools.iter().position(|one| one.key == *pool)?);
        let tool = &self.world.pools[at].tool;
        if let Some(name) = &bind.person {
            // Who is not shown is not counted: with him it would be told that he is there.
            let mut shown = roster.persons_named(name).into_iter().filter(|at| self.seen.sees(Whose::Here(at.0)));
            let Some(at) = shown.next() else { return self.is_whole().then_some((None, None)) };
            let (mut counts, key) = (Counts::default(), (tool.clone(), roster.person(at).id.clone()));
            if let Some(being) = self.world.being(&key, pool) {
                counts.add(being);
            }
            return Some((Some(1), Some(counts)));
        }
        if let Some(name) = &bind.group {
            let groups = roster.groups_named(name);
            let group = *groups.first()?;
            if !self.scope.sees_unit(&roster.group(group).unit) {
                return None;
            }
            let (mut members, mut counts) = (0, Counts::default());
            let here = roster.members(group).iter().filter(|member| member.period.covers(self.day()));
            for member in here.filter(|member| self.seen.sees(Whose::Here(member.person.0))) {
                members += 1;
                let key = (tool.clone(), roster.person(member.person).id.clone());
                if let Some(being) = self.world.being(&key, pool) {
                    counts.add(being);
                }
            }
            return Some((Some(members), Some(counts)));
        }
        let Some(name) = &bind.unit else { return self.is_whole().then_some((None, None)) };
        let units = roster.units_named(name);
        let unit = units.first().filter(|unit| self.scope.sees_unit(&unit.id))?;
        let has_units = roster.units.iter().any(|one| one.parent.as_ref() == Some(&unit.id));
        if has_units || bind.role.is_some() || bind.school_year.is_some() {
            return Some((None, None));
        }
        let place = self.unit_place(unit.id.as_str())?;
        let counts = self.seen.at_units.get(&(super::number(place), super::number(at))).copied();
        Some((Some(self.seen.people_at[place]), Some(counts.unwrap_or_default())))
    }

    /// The units that the scope sees.
    #[must_use]
    pub fn units(&self) -> Vec<UnitLine> {
        let all = 0..self.world.roster().units.len();
        all.filter(|at| self.seen.units[*at]).map(|at| self.unit_at(at)).collect()
    }

    /// One of them.
    #[must_use]
    pub fn unit(&self, id: &str) -> Option<UnitLine> {
        let at = self.unit_place(id)?;
        Some(self.unit_at(at))
    }

    fn unit_place(&self, id: &str) -> Option<usize> {
        let at = self.world.roster().units.binary_search_by(|unit| unit.id.as_str().cmp(id)).ok()?;
        self.seen.units[at].then_some(at)
    }

    fn unit_at(&self, at: usize) -> UnitLine {
        let mut counts = Counts::default();
        let here = (super::number(at), 0)..=(super::number(at), u32::MAX);
        for (_, one) in self.seen.at_units.range(here) {
            counts.assigned += one.assigned;
            counts.grace += one.grace;
            counts.waiting += one.waiting;
            counts.blocked += one.blocked;
            counts.held += one.held;
            counts.others += one.others;
        }
        UnitLine { unit: self.world.roster().units[at].clone(), people: self.seen.people_at[at], counts }
    }

    /// The pools of those who are at a unit, with how many of them.
    #[must_use]
    pub fn pools_at(&self, id: &str) -> Vec<(PoolLine, Counts)> {
        let Some(at) = self.unit_place(id) else { return Vec::new() };
        let here = self.seen.at_units.range((super::number(at), 0)..=(super::number(at), u32::MAX));
        here.map(|((_, pool), counts)| (self.pool_at(*pool as usize), *counts)).collect()
    }

    /// Who is at a unit, in the order of keys.
    #[must_use]
    pub fn people_at(&self, id: &str) -> Vec<Whose> {
        let list = self.unit_place(id).map(|at| &self.world.by_unit[at]);
        list.into_iter().flatten().map(|at| Whose::Here(*at)).filter(|who| self.seen.sees(*who)).collect()
    }

    /// Everyone whom the scope sees, in the order of the roster.
    #[must_use]
    pub fn people(&self) -> Vec<Whose> {
        let all = (0..super::number(self.world.rank.len())).map(Whose::Here);
        all.filter(|who| self.seen.sees(*who)).collect()
    }

    /// Lists of people.
    #[must_use]
    pub fn lines(&self) -> Lines<'_> {
        Lines::of(self)
    }

    /// The person of a number, when the scope sees him.
    #[must_use]
    pub fn person(&self, number: i64) -> Option<&Person> {
        Some(self.world.roster().person(PersonIx(self.person_place(number)?)))
    }

    fn person_place(&self, number: i64) -> Option<u32> {
        let number = u32::try_from(number).ok()?;
        let found = self.world.by_number.binary_search_by_key(&number, |(number, _)| *number).ok()?;
        let at = self.world.by_number[found].1;
        self.seen.sees(Whose::Here(at)).then_some(at)
    }

    /// A person's line.
    #[must_use]
    pub fn person_line(&self, number: i64) -> Option<PersonLine> {
        Some(self.lines().line(Whose::Here(self.person_place(number)?)))
    }

    /// Why the person of a number has a seat of each tool or has none; tools that are not for the person are left out.
    #[must_use]
    pub fn why(&self, number: i64, freed: &BTreeMap<ToolKey, FreedRow>) -> Vec<(&Tool, Explanation)> {
        let Some(at) = self.person_place(number) else { return Vec::new() };
        let world = &*self.world;
        let lookup = Lookup::of_one(world.roster(), self.day(), PersonIx(at));
        let key = |person: &PersonId| world.state.key(person);
        let ask = |tool: &Tool| world.rounds.get(&tool.key).map(Arc::clone);
        let freed = |tool: &Tool| {
            let row = freed.get(&tool.key)?;
            let on = row.at.to_zoned(world.setting.zone.clone()).date();
            Some(Freed { pool: row.pool.clone(), on, cause: row.cause })
        };
        let (seats, crowd): (&Seats, &Crowd) = (world.state.seats(), &world.crowd);
        let catalogue = self.catalogue();
        let q = Question { lookup: &lookup, catalogue, seats, crowd, key: &key, ask: &ask, freed: &freed };
        let person = &world.roster().person(PersonIx(at)).id;
        catalogue.tools.values().map(|tool| (tool, explain(&q, person, tool))).collect()
    }

    /// What may be decided about the person of a number, where he is protected: each tool that waits for a decision, and each
    /// for which something was decided that the configuration does not say, with that.
    #[must_use]
    pub fn decidable(&self, number: i64) -> Vec<(&Tool, Option<Choice>)> {
        let Some(at) = self.person_place(number) else { return Vec::new() };
        let (world, catalogue) = (&*self.world, self.catalogue());
        let person = world.roster().person(PersonIx(at));
        let held = |tool: &Tool| {
            let wish = world.state.seats().wishes.get(&(tool.key.clone(), person.id.clone()));
            wish.is_some_and(|wish| wish.state == WishState::Held)
        };
        let decided = |tool: &Tool| {
            let mut own = world.decisions.iter().filter(|one| *one.person == *person.id.as_str());
            own.find(|one| one.tool.as_ref() == Some(&tool.key)).and_then(Override::choice)
        };
        let all = catalogue.tools.values().map(|tool| (tool, decided(tool)));
        all.filter(|(tool, choice)| world.is_protected[at as usize] && (choice.is_some() || held(tool))).collect()
    }

    /// The newest runs; only for who sees everything.
    #[must_use]
    pub fn runs(&self) -> &[RunRow] {
        if self.is_whole() { &self.recent.runs } else { &[] }
    }

    /// How the newest run went, of those that ended; whoever asks.
    #[must_use]
    pub fn newest_run(&self) -> Option<&RunRow> {
        self.recent.runs.iter().find(|run| run.ended_at.is_some())
    }

    /// What is and was held; only for who sees everything.
    #[must_use]
    pub fn holds(&self) -> &[HoldRow] {
        if self.is_whole() { &self.recent.holds } else { &[] }
    }

    /// The newest events of the ledger, newest first; only for who sees everything, and none about persons who are not
    /// shown.
    pub fn events(&self) -> impl Iterator<Item = &LedgerRow> {
        let all = if self.is_whole() { &self.recent.events[..] } else { &[] };
        all.iter().rev().filter(|row| self.shows_event(&row.event))
    }

    pub(super) fn shows_event(&self, event: &Event) -> bool {
        let shown = |person: &PersonId| match self.world.roster().find_person(person) {
            Some(at) => self.seen.sees(Whose::Here(at.0)),
            None => self.shows_protected() || !self.world.protected_gone.contains(person),
        };
        let decision = matches!(event, Event::Alert { alert: Alert::ProtectedDecision { .. } });
        (self.shows_protected() || !decision) && event.person().is_none_or(shown)
    }

    /// The key and number of somebody whom an event names.
    #[must_use]
    pub fn named(&self, person: &PersonId) -> (String, Option<Target>) {
        let at = self.world.roster().find_person(person);
        let number = at.map(|at| Target::Person(i64::from(self.world.state.standing.stored.person(at))));
        (self.world.state.key(person), number)
    }

    /// What stands, as far as the scope sees it.
    #[must_use]
    pub fn alerts(&self) -> Vec<OpenAlert> {
        self.recent.alerts.iter().filter_map(|open| self.narrowed(open)).collect()
    }

    /// An alert narrowed to the scope; none where it tells of nothing that the scope sees.
    fn narrowed(&self, open: &OpenAlert) -> Option<OpenAlert> {
        if matches!(open.alert, Alert::ProtectedDecision { .. }) && self.shows_protected() {
            // As many as whoever decides can see.
            let count: u32 = self.seen.pools.iter().map(|pool| pool.held).sum();
            return (count > 0).then(|| OpenAlert { alert: Alert::ProtectedDecision { count }, ..open.clone() });
        }
        if self.is_whole() {
            return Some(open.clone());
        }
        let mut own = open.clone();
        let sees = |unit: &UnitId| self.scope.sees_unit(unit);
        let is_own = match &mut own.alert {
            Alert::RequestUnanswered { request, .. } | Alert::RequestOverdue { request, .. } => {
                request.parse().is_ok_and(|number| self.request(number).is_some())
            }
            Alert::LowSeats { pool, units, .. } => {
                units.retain(sees);
                self.pool(pool.as_str()).is_some()
            }
            Alert::StartsItself { tool, units, .. } => {
                units.retain(sees);
                self.sees_tool(tool)
            }
            Alert::Expiring { tool, .. } | Alert::InGrace { tool, .. } => self.sees_tool(tool),
            other => return other.of_units(sees).map(|alert| OpenAlert { alert, ..open.clone() }),
        };
        is_own.then_some(own)
    }

    /// The year ahead, once it was looked at.
    #[must_use]
    pub fn ahead(&self) -> Option<&Ahead> {
        self.world.ahead.get()
    }

    /// Has nobody begun to look ahead yet? Whoever asks first has.
    #[must_use]
    pub fn is_first_to_look_ahead(&self) -> bool {
        !self.world.looks_ahead.swap(true, Ordering::Relaxed)
    }

    /// Looks a year ahead; takes a while where there are many people.
    pub fn look_ahead(&self) {
        self.world.ahead.get_or_init(|| Ahead::of(&self.world));
    }

    /// The year of a pool.
    #[must_use]
    pub fn curve(&self, pool: &PoolKey) -> Option<&Curve> {
        self.ahead()?.curves.get(pool)
    }

    /// What happens in the year ahead to whom the scope sees.
    pub fn coming(&self) -> impl Iterator<Item = &Coming> {
        let all = self.ahead().into_iter().flat_map(|ahead| &ahead.changes);
        all.filter(|one| self.is_whole() || one.unit.as_ref().is_some_and(|unit| self.scope.sees_unit(unit)))
    }
}
