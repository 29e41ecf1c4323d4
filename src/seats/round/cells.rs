//! Those who compete for seats, by school and class, and where any of them sit or want to.

use super::board::{Group, NONE};
use super::days::InLine;
use super::number;

/// Those of one school and class who compete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) school: u32,
    pub(super) class: u8,
}

/// All cells. A *row* is a cell and a pool that somebody in it may use.
#[derive(Debug, Default)]
pub(super) struct Cells {
    /// By school and class.
    pub(super) all: Vec<Cell>,
    /// Where the rows of each cell begin.
    starts: Vec<u32>,
    /// The pool of each row, in order within a cell.
    pools: Vec<u16>,
    /// In each row, groups with somebody who wants the pool and has no seat.
    wants: Vec<u32>,
    /// In each row, groups with somebody who sits in the pool.
    sits: Vec<u32>,
    /// In each row, the last place in line of a group that sits in the pool: until it is settled somebody may give way.
    until: Vec<u32>,
    /// Everybody before this place in line is settled.
    settled: u32,
    /// Places in line of those of a group who are the next to get a seat, and perhaps of others.
    next: Vec<bool>,
    /// For each pool, cells of which somebody sat there, and their rows; some may have left.
    seated: Vec<Vec<(u32, u32)>>,
    /// Does a row stand in that list?
    listed: Vec<bool>,
    /// Where the groups of each cell begin.
    group_starts: Vec<u32>,
    groups: Vec<u32>,
    /// Where the people of each group begin, for groups that compete.
    line_starts: Vec<u32>,
    /// Places in the line, by group, first in line first.
    line: Vec<u32>,
    /// Where those of each cell begin.
    people_starts: Vec<u32>,
    /// Where the cells of each school begin.
    schools: Vec<u32>,
    /// In which search each school was seen last.
    seen: Vec<u32>,
    search: u32,
}

impl Cells {
    /// The cells of competing groups, for so many pools and schools; notes in each group which is its own.
    pub(super) fn of(
        groups: &mut [Group],
        competing: &[u32],
        (pools, schools): (usize, usize),
        of_all: &[u16],
    ) -> Self {
        let key = |at: &u32| (groups[*at as usize].school, groups[*at as usize].class, *at);
        let mut order: Vec<(u32, u8, u32)> = competing.iter().map(key).collect();
        order.sort_unstable();
        let mut cells = Self { seated: vec![Vec::new(); pools], ..Self::default() };
        let mut wanting = vec![0_u32; pools];
        for of_cell in order.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let (school, class, _) = of_cell[0];
            let cell = number(cells.all.len());
            cells.all.push(Cell { school, class });
            cells.starts.push(number(cells.pools.len()));
            cells.group_starts.push(number(cells.groups.len()));
            for (_, _, at) in of_cell {
                let group = &mut groups[*at as usize];
                group.cell = cell;
                cells.groups.push(*at);
                group.pools(of_all).iter().for_each(|pool| wanting[usize::from(*pool)] += 1);
            }
            for (pool, wanting) in (0..).zip(&mut wanting).filter(|(_, wanting)| **wanting > 0) {
                cells.pools.push(pool);
                cells.wants.push(std::mem::take(wanting));
            }
        }
        cells.starts.push(number(cells.pools.len()));
        cells.group_starts.push(number(cells.groups.len()));
        cells.sits = vec![0; cells.pools.len()];
        cells.until = vec![NONE; cells.pools.len()];
        let before = |school| number(cells.all.partition_point(|cell| (cell.school as usize) < school));
        cells.schools = (0..=schools).map(before).collect();
        cells.seen = vec![0; schools];
        cells.listed = vec![false; cells.pools.len()];
        cells
    }

    /// Notes the places in line of everybody who competes: for each, first in line first, the group.
    pub(super) fn line_up(&mut self, groups: &[Group], line: &[InLine]) {
        let mut next = 0;
        self.line_starts = vec![NONE; groups.len()];
        for cell in self.group_starts.windows(2) {
            self.people_starts.push(next);
            for group in &self.groups[cell[0] as usize..cell[1] as usize] {
                self.line_starts[*group as usize] = next;
                next += groups[*group as usize].members;
            }
        }
        self.people_starts.push(next);
        let mut ends = self.line_starts.clone();
        self.line = vec![0; line.len()];
        self.next = vec![false; line.len()];
        for (at, one) in (0..).zip(line) {
            let end = &mut ends[one.group as usize];
            self.line[*end as usize] = at;
            *end += 1;
        }
    }

    fn row(&self, cell: u32, pool: u16) -> Option<usize> {
        let range = self.rows(cell);
        let from = range.start;
        self.pools[range].binary_search(&pool).ok().map(|at| from + at)
    }

    /// The rows of a cell.
    pub(super) fn rows(&self, cell: u32) -> std::ops::Range<usize> {
        self.starts[cell as usize] as usize..self.starts[cell as usize + 1] as usize
    }

    /// How many rows all cells have.
    pub(super) fn rows_count(&self) -> usize {
        self.pools.len()
    }

    /// The groups of a cell.
    pub(super) fn groups(&self, cell: u32) -> &[u32] {
        &self.groups[self.group_starts[cell as usize] as usize..self.group_starts[cell as usize + 1] as usize]
    }

    /// Where they stand among those of all cells.
    pub(super) fn group_range(&self, cell: u32) -> std::ops::Range<u32> {
        self.group_starts[cell as usize]..self.group_starts[cell as usize + 1]
    }

    /// All groups that compete.
    pub(super) fn every_group(&self) -> impl Iterator<Item = u32> {
        self.groups.iter().copied()
    }

    /// The group that stands there.
    pub(super) fn group(&self, at: u32) -> u32 {
        self.groups[at as usize]
    }

    /// The place in line of one of a group, counted from the first of them.
    pub(super) fn line_of(&self, group: u32, which: u32) -> u32 {
        self.line[(self.line_starts[group as usize] + which) as usize]
    }

    /// The places in line of so many of a group.
    pub(super) fn places(&self, group: u32, members: u32) -> &[u32] {
        &self.line[self.line_starts[group as usize] as usize..][..members as usize]
    }

    /// How many people of a school compete.
    pub(super) fn people_of(&self, school: u32) -> usize {
        let cells = self.of_school(school);
        (self.people_starts[cells.end as usize] - self.people_starts[cells.start as usize]) as usize
    }

    /// One group more of the cell sits in a pool.
    pub(super) fn sits_down(&mut self, cell: u32, pool: u16) {
        let Some(row) = self.row(cell, pool) else { return };
        self.sits[row] += 1;
        if !std::mem::replace(&mut self.listed[row], true) {
            self.seated[usize::from(pool)].push((cell, number(row)));
        }
    }

    /// One group less.
    pub(super) fn gets_up(&mut self, cell: u32, pool: u16) {
        if let Some(row) = self.row(cell, pool) {
            self.sits[row] -= 1;
        }
    }

    /// Settles everybody before a place in line.
    pub(super) fn settle_until(&mut self, place: u32) {
        self.settled = place;
    }

    /// Is somebody at a place in line settled?
    pub(super) fn is_settled(&self, place: u32) -> bool {
        place < self.settled
    }

    /// Forgets until when somebody of a cell may give way.
    pub(super) fn forget(&mut self, cell: u32) {
        let rows = self.rows(cell);
        self.until[rows].fill(0);
    }

    /// Somebody of a cell may give way in a pool until a place in line is settled.
    pub(super) fn gives_way_until(&mut self, cell: u32, pool: u16, place: u32) {
        if let Some(row) = self.row(cell, pool) {
            self.until[row] = self.until[row].max(place);
        }
    }

    /// Notes a place in line: who stands there is the next of a group to get a seat.
    pub(super) fn note_next(&mut self, place: u32) {
        self.next[place as usize] = true;
    }

    /// The first place in line, from one on, of which that was noted.
    pub(super) fn next_from(&self, place: u32) -> Option<u32> {
        (place..).zip(&self.next[place as usize..]).find(|(_, next)| **next).map(|(place, _)| place)
    }

    /// One group more of the cell wants a pool.
    pub(super) fn wants(&mut self, cell: u32, pool: u16) {
        if let Some(row) = self.row(cell, pool) {
            self.wants[row] += 1;
        }
    }

    /// One group less.
    pub(super) fn wants_no_more(&mut self, cell: u32, pool: u16) {
        if let Some(row) = self.row(cell, pool) {
            self.wants[row] -= 1;
        }
    }

    /// Cells of which somebody sits in a pool and may give way.
    pub(super) fn seated(&self, pool: u16) -> impl Iterator<Item = u32> {
        let mut at = 0;
        std::iter::from_fn(move || self.seated_from(pool, &mut at))
    }

    /// The next of them, of a walk that has come to `at`.
    pub(super) fn seated_from(&self, pool: u16, at: &mut usize) -> Option<u32> {
        let rest = self.seated[usize::from(pool)].get(*at..)?;
        let next = rest.iter().position(|(_, row)| self.may_leave(*row as usize))?;
        *at += next + 1;
        Some(rest[next].0)
    }

    /// The pool of a row, when somebody of its cell wants it who has no seat.
    pub(super) fn wanted_in(&self, row: usize) -> Option<u16> {
        (self.wants[row] > 0).then(|| self.pools[row])
    }

    /// Does anybody of a cell sit in a pool who may give way?
    pub(super) fn sits(&self, cell: u32, pool: u16) -> bool {
        self.row(cell, pool).is_some_and(|row| self.may_leave(row))
    }

    fn may_leave(&self, row: usize) -> bool {
        self.sits[row] > 0 && !self.is_settled(self.until[row])
    }

    /// Begins a search in which only this school was seen.
    pub(super) fn begin(&mut self, school: u32) {
        self.search += 1;
        self.see(school);
    }

    /// Sees a school; was it seen before?
    pub(super) fn see(&mut self, school: u32) -> bool {
        let seen = &mut self.seen[school as usize];
        std::mem::replace(seen, self.search) == self.search
    }

    /// The school of a cell.
    pub(super) fn school(&self, cell: u32) -> u32 {
        self.all[cell as usize].school
    }

    /// Pools that somebody of a cell wants who has no seat.
    pub(super) fn wanted(&self, cell: u32) -> impl Iterator<Item = u16> {
        self.rows(cell).filter_map(|row| self.wanted_in(row))
    }

    /// The cells of a school.
    pub(super) fn of_school(&self, school: u32) -> std::ops::Range<u32> {
        self.schools[school as usize]..self.schools[school as usize + 1]
    }
}
