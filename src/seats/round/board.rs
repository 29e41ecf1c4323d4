//! The board of a round: how many of each kind of people sit in each pool, and who could sit elsewhere.
//!
//! People of whom nothing tells them apart but their place in line are one [`Group`]; the board counts them. Moving
//! somebody to another pool of theirs costs nobody a seat, so a seat for one more is found along a path of such moves.

use super::cells::Cells;
use super::days::InLine;
use super::search::Search;
use super::{Instance, NOWHERE, in_parts, number};

/// No number.
pub(super) const NONE: u32 = u32::MAX;

/// What somebody is in the round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// Has a seat and a claim to it.
    Holder,
    /// Has none.
    Waiter,
    /// Has one, and keeps it while nobody else wants it.
    Leaver,
}

/// Alike people.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group {
    pub(super) role: Role,
    /// Which set of pools.
    pub(super) kind: u32,
    /// Of waiters who compete: of which school and class.
    pub(super) cell: u32,
    /// Of those who wait: home school.
    pub(super) school: u32,
    /// Of those who wait: priority class.
    pub(super) class: u8,
    /// The seat held.
    pub(super) hold: u16,
    /// How many there are.
    pub(super) members: u32,
    /// How many of them have a seat.
    pub(super) served: u32,
    /// Where their counts begin.
    at: u32,
    /// How many pools they may use.
    pools: u16,
}

impl Group {
    /// A group that nobody is in yet.
    pub(super) fn new(role: Role, kind: u32, school: u32, class: u8, hold: u16) -> Self {
        Self { role, kind, cell: NONE, school, class, hold, members: 0, served: 0, at: 0, pools: 0 }
    }

    /// Where its pools and counts are.
    fn slots(&self) -> std::ops::Range<usize> {
        self.at as usize..self.at as usize + usize::from(self.pools)
    }

    /// Where its pools are among those of all groups.
    pub(super) fn pools<'p>(&self, of_all: &'p [u16]) -> &'p [u16] {
        &of_all[self.slots()]
    }

    /// How many pools they may use.
    pub(super) fn pools_count(&self) -> usize {
        usize::from(self.pools)
    }

    /// How many have none.
    pub(super) fn unserved(&self) -> u32 {
        self.members - self.served
    }
}

/// The pools of each group, in the order in which they are filled; those of a group stand where its counts do.
fn fill_order(instance: &Instance, groups: &mut [Group]) -> Vec<u16> {
    let mut order: Vec<u16> = (0..instance.seats.len()).map(|pool| u16::try_from(pool).unwrap_or(u16::MAX)).collect();
    order.sort_by_key(|pool| instance.rank(*pool));
    let mut places = vec![0_u32; order.len()];
    (0..).zip(&order).for_each(|(place, pool)| places[usize::from(*pool)] = place);
    let mut next = 0;
    for group in &mut *groups {
        let pools = instance.kinds[group.kind as usize].len();
        (group.at, group.pools) = (next, u16::try_from(pools).unwrap_or(u16::MAX));
        next += number(pools);
    }
    let kinds = in_parts(&instance.kinds, |_, kinds| {
        let mut pools = Vec::new();
        for kind in kinds {
            let from = pools.len();
            pools.extend_from_slice(kind);
            pools[from..].sort_unstable_by_key(|pool| places[usize::from(*pool)]);
        }
        pools
    });
    let (kinds, mut starts) = (kinds.concat(), Vec::with_capacity(instance.kinds.len()));
    instance.kinds.iter().fold(0, |start, kind| {
        starts.push(start);
        start + kind.len()
    });
    let parts = in_parts(groups, |_, groups| {
        let mut pools = Vec::with_capacity(groups.iter().map(Group::pools_count).sum());
        for group in groups {
            let start = starts[group.kind as usize];
            pools.extend_from_slice(&kinds[start..start + group.pools_count()]);
        }
        pools
    });
    parts.concat()
}

/// Who sits where.
pub(super) struct Board<'a> {
    pub(super) instance: &'a Instance,
    /// The pools of each group.
    pools: Vec<u16>,
    load: Vec<u32>,
    /// Pools that nobody may enter.
    pub(super) shut: Vec<bool>,
    /// Pools from which no path leads to a free seat, now or later: a later path cannot open them.
    pub(super) closed: Vec<bool>,
    /// The same, while the spare pools are open.
    shelved: Vec<bool>,
    pub(super) groups: Vec<Group>,
    /// How many of a group sit in each pool of its kind.
    sit: Vec<u32>,
    /// For two pools, groups of which somebody sat in the first and could sit in the second; some may have left.
    movers: Vec<Vec<u32>>,
    pub(super) cells: Cells,
    pub(super) search: Search,
}

impl<'a> Board<'a> {
    /// An empty board for these groups.
    pub(super) fn new(instance: &'a Instance, mut groups: Vec<Group>) -> Self {
        let count = instance.seats.len();
        let pools = fill_order(instance, &mut groups);
        Self {
            instance,
            load: vec![0; count],
            shut: (0..count).map(|pool| instance.is_spare(pool)).collect(),
            closed: vec![false; count],
            shelved: Vec::new(),
            groups,
            sit: vec![0; pools.len()],
            pools,
            movers: vec![Vec::new(); count * count],
            cells: Cells::default(),
            search: Search::over(count),
        }
    }

    /// How many seats of each pool nobody sits on.
    pub(super) fn every_seat(&self) -> impl Iterator<Item = u32> {
        (0..).take(self.count()).map(|pool| self.room(pool))
    }

    /// How many seats of each pool are taken so far.
    pub(super) fn locked(&self) -> Vec<u32> {
        self.load.clone()
    }

    /// Lets people into the spare pools, or nobody new; what was closed is looked at anew, and comes back with them.
    pub(super) fn open_spare(&mut self, open: bool) {
        for pool in 0..self.count() {
            self.shut[pool] = !open && self.instance.is_spare(pool);
        }
        if open {
            self.shelved = std::mem::replace(&mut self.closed, vec![false; self.load.len()]);
        } else {
            self.closed = std::mem::take(&mut self.shelved);
        }
    }

    /// Lets groups compete, those of `line` in that order.
    pub(super) fn enter(&mut self, competing: &[u32], line: &[InLine], schools: usize) {
        self.cells = Cells::of(&mut self.groups, competing, (self.load.len(), schools), &self.pools);
        self.cells.line_up(&self.groups, line);
    }

    /// Takes everybody off the board but those who are locked.
    pub(super) fn clear(&mut self, locked: &[u32]) {
        self.load.copy_from_slice(locked);
        self.sit.fill(0);
        self.closed.fill(false);
        self.movers.iter_mut().for_each(Vec::clear);
        self.groups.iter_mut().for_each(|group| group.served = 0);
    }

    /// The number of pools.
    pub(super) fn count(&self) -> usize {
        self.load.len()
    }

    /// The pools of a group, in the order in which they are filled.
    pub(super) fn pools_of(&self, group: u32) -> &[u16] {
        &self.pools[self.groups[group as usize].slots()]
    }

    /// How many of a group sit in each of its pools.
    pub(super) fn sitting(&self, group: u32) -> impl Iterator<Item = (u16, u32)> {
        let slots = self.groups[group as usize].slots();
        self.pools[slots.clone()].iter().copied().zip(self.sit[slots].iter().copied())
    }

    fn place(&self, group: u32, pool: u16) -> Option<usize> {
        let slots = self.groups[group as usize].slots();
        let from = slots.start;
        self.pools[slots].iter().position(|of| *of == pool).map(|place| from + place)
    }

    /// May a group use a pool?
    pub(super) fn may_use(&self, group: u32, pool: u16) -> bool {
        self.pools_of(group).contains(&pool)
    }

    /// Seats of a pool that nobody sits on.
    pub(super) fn room(&self, pool: u16) -> u32 {
        let at = usize::from(pool);
        self.instance.seats[at].saturating_sub(self.load[at])
    }

    /// May somebody enter a pool who was not there?
    pub(super) fn is_open(&self, pool: u16) -> bool {
        !self.shut[usize::from(pool)]
    }

    /// Every pool that may be entered.
    pub(super) fn every_pool(&self) -> impl Iterator<Item = u16> + use<> {
        let open: Vec<u16> = (0..).zip(&self.shut).filter(|(_, shut)| !**shut).map(|(pool, _)| pool).collect();
        open.into_iter()
    }

    /// Has an open pool room?
    pub(super) fn is_free(&self, pool: u16) -> bool {
        self.room(pool) > 0 && !self.shut[usize::from(pool)]
    }

    /// How many sit in a pool.
    pub(super) fn load(&self, pool: u16) -> u32 {
        self.load[usize::from(pool)]
    }

    /// Takes a seat out of the round for somebody who stays whatever comes.
    pub(super) fn lock(&mut self, pool: u16) -> bool {
        let has_room = self.instance.held(pool).is_some_and(|pool| self.room(pool) > 0);
        if has_room {
            self.load[usize::from(pool)] += 1;
        }
        has_room
    }

    /// Takes free seats for people who are seated later.
    pub(super) fn promise(&mut self, pool: u16, seats: u32) {
        self.load[usize::from(pool)] += seats;
    }

    /// Gives them back, for those to sit down.
    pub(super) fn keep_promise(&mut self, pool: u16, seats: u32) {
        self.load[usize::from(pool)] -= seats;
    }

    /// Seats some more of a group in a pool of theirs.
    pub(super) fn put(&mut self, group: u32, pool: u16, how_many: u32) {
        self.groups[group as usize].served += how_many;
        self.sit_down(group, pool, how_many);
    }

    fn sit_down(&mut self, group: u32, pool: u16, how_many: u32) {
        let Some(place) = self.place(group, pool) else { return };
        if how_many == 0 {
            return;
        }
        self.load[usize::from(pool)] += how_many;
        let was = self.sit[place];
        self.sit[place] += how_many;
        if was > 0 {
            return;
        }
        let of = self.groups[group as usize];
        let row = usize::from(pool) * self.load.len();
        for other in &self.pools[of.slots()] {
            if *other != pool {
                self.movers[row + usize::from(*other)].push(group);
            }
        }
        if of.cell != NONE {
            self.cells.sits_down(of.cell, pool);
        }
    }

    fn get_up(&mut self, group: u32, pool: u16, how_many: u32) {
        let Some(place) = self.place(group, pool) else { return };
        self.load[usize::from(pool)] -= how_many;
        self.sit[place] -= how_many;
        let cell = self.groups[group as usize].cell;
        if cell != NONE && self.sit[place] == 0 {
            self.cells.gets_up(cell, pool);
        }
    }

    /// Moves some of a group from one pool of theirs to another.
    pub(super) fn shift(&mut self, group: u32, from: u16, to: u16, how_many: u32) {
        self.get_up(group, from, how_many);
        self.sit_down(group, to, how_many);
    }

    /// Gives some of a competing group seats.
    pub(super) fn serve(&mut self, group: u32, pool: u16, seats: u32) {
        let of = self.groups[group as usize];
        let cell = of.cell;
        self.groups[group as usize].served += seats;
        self.sit_down(group, pool, seats);
        if cell != NONE && self.groups[group as usize].unserved() == 0 {
            self.pools[of.slots()].iter().for_each(|pool| self.cells.wants_no_more(cell, *pool));
        }
    }

    /// Takes the seat of somebody of a competing group.
    pub(super) fn unserve(&mut self, group: u32, pool: u16) {
        let of = self.groups[group as usize];
        let cell = of.cell;
        if self.groups[group as usize].unserved() == 0 {
            self.pools[of.slots()].iter().for_each(|pool| self.cells.wants(cell, *pool));
        }
        self.get_up(group, pool, 1);
        self.groups[group as usize].served -= 1;
    }

    /// Until when may those of a cell give way, and who is the next of each group to get a seat? Known from the first
    /// time on, and to be told again when seats change hands.
    pub(super) fn reckon(&mut self, cell: u32) {
        self.cells.forget(cell);
        for at in self.cells.group_range(cell) {
            let group = self.cells.group(at);
            let of = self.groups[group as usize];
            if of.served > 0 {
                let last = self.cells.line_of(group, of.served - 1);
                for place in of.slots().filter(|place| self.sit[*place] > 0) {
                    self.cells.gives_way_until(cell, self.pools[place], last);
                }
            }
            if of.unserved() > 0 {
                self.cells.note_next(self.cells.line_of(group, of.served));
            }
        }
    }

    /// May somebody of a competing group give way?
    fn is_loose(&self, group: u32, of: &Group) -> bool {
        of.served > 0 && !self.cells.is_settled(self.cells.line_of(group, of.served - 1))
    }

    /// A group of which somebody sits in `from` and could sit in `to`.
    pub(super) fn mover(&mut self, from: u16, to: u16) -> Option<u32> {
        let at = usize::from(from) * self.load.len() + usize::from(to);
        while let Some(group) = self.movers[at].last().copied() {
            if self.place(group, from).is_some_and(|place| self.sit[place] > 0) {
                return Some(group);
            }
            self.movers[at].pop();
        }
        None
    }

    /// Of those of a cell who sit in a pool and may give way, the group that is last in line.
    pub(super) fn last_at(&self, cell: u32, pool: u16) -> Option<u32> {
        let here = self.cells.groups(cell).iter().copied().filter(|group| {
            let of = self.groups[*group as usize];
            self.is_loose(*group, &of) && self.place(*group, pool).is_some_and(|place| self.sit[place] > 0)
        });
        here.max_by_key(|group| self.cells.line_of(*group, self.groups[*group as usize].served - 1))
    }

    /// Of those of a cell who want a pool and have no seat, the group that is first in line, and its place there.
    pub(super) fn first_wanting(&self, cell: u32, pool: u16) -> Option<(u32, u32)> {
        let wanting = self.cells.groups(cell).iter().copied();
        let wanting = wanting.filter(|group| self.groups[*group as usize].unserved() > 0 && self.may_use(*group, pool));
        wanting.map(|group| (self.cells.line_of(group, self.groups[group as usize].served), group)).min()
    }
}

impl Instance {
    /// In which order pools are used; spare ones last.
    pub(super) fn rank(&self, pool: u16) -> (bool, u32) {
        let at = usize::from(pool);
        (self.is_spare(at), self.order.get(at).copied().unwrap_or(0))
    }

    /// The place held, when it is one.
    pub(super) fn held(&self, pool: u16) -> Option<u16> {
        (pool != NOWHERE && usize::from(pool) < self.seats.len()).then_some(pool)
    }
}
