//! The allocation round: one tool's seats among those who are entitled (ALLOCATION 4).
//!
//! A pure function from an instance to an assignment that minimises, level by level: KEEP (who has a seat keeps it),
//! GUARANTEE (schools get what they were promised), CLASS by class (how many are served), FAIR (shares between schools,
//! Sainte-Laguë), QUEUE (who is first in line), LEAVING (whoever is on the way out keeps what nobody wants), COST
//! (pools in their order) and MOVES (as few as can be). Without level 3 of the definition: seats are never
//! reclaimed. Sets of people who can be served together are a matroid (ALLOCATION T1), and a seat book entry may move
//! between pools, so none of the levels costs another one a seat.
//!
//! `keep` seats the holders, `demand` sets aside who finds a seat in any case, `days` puts the others in line, `contest`
//! shares the rest out as `turns` come, `queue` says who gets it, `cheap` rearranges, `line` tells people apart again.
//! Where nobody competes all of it is linear.

mod alike;
mod board;
mod cells;
mod cheap;
mod contest;
mod counted;
mod days;
mod demand;
mod hashed;
mod keep;
mod labels;
mod line;
mod queue;
mod search;
mod share;
mod turns;
mod ways;

use board::Board;
use contest::Contest;
use days::InLine;
use demand::{Demand, seat_sure};
use line::Groups;
use rayon::prelude::*;
use share::Shares;
pub use share::{Fairness, School};

/// A hold that is no pool of the instance.
pub const NOWHERE: u16 = u16::MAX;

/// One tool on one day.
#[derive(Debug, Default, Clone)]
pub struct Instance {
    /// Seats of each pool.
    pub seats: Vec<u32>,
    /// Pools only for holders who find no seat elsewhere; none are when the list is shorter.
    pub spare: Vec<bool>,
    /// Which pool to fill first: what a seat of it costs against one of another. Equal numbers go by place.
    pub order: Vec<u32>,
    /// Distinct sets of pools that somebody may use, each in rising order.
    pub kinds: Vec<Box<[u16]>>,
    /// Home schools; with none there is one for all.
    pub schools: Vec<School>,
    /// How their shares are weighed.
    pub fairness: Fairness,
    /// Those who have a seat or want one.
    pub people: Vec<Candidate>,
}

/// Somebody who has a seat or wants one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Which set of pools.
    pub kind: u32,
    /// Home school.
    pub school: u32,
    /// Priority class, 0 first.
    pub class: u8,
    /// Start of the unserved demand, smaller first.
    pub since: i64,
    /// Order of ids, unique.
    pub id: u32,
    /// The seat held now.
    pub hold: Option<u16>,
    /// Number of the grant held now.
    pub seq: i64,
    /// Must stay in `hold`.
    pub locked: bool,
    /// Entitlement and grace are over: keeps the seat only while nobody wants it.
    pub leaving: bool,
}

impl Instance {
    fn is_spare(&self, pool: usize) -> bool {
        self.spare.get(pool).copied().unwrap_or(false)
    }
}

impl Candidate {
    /// Somebody without a seat; the place in line is class, start of the demand and id.
    #[must_use]
    pub fn waiting(kind: u32, school: u32, (class, since, id): (u8, i64, u32)) -> Self {
        Self { kind, school, class, since, id, hold: None, seq: 0, locked: false, leaving: false }
    }

    /// Who keeps before whom.
    fn keep_order(&self) -> (bool, u8, i64, u32) {
        (!self.locked, self.class, self.seq, self.id)
    }

    /// Who is served before whom.
    fn queue_order(&self) -> (u8, i64, u32) {
        (self.class, self.since, self.id)
    }
}

/// Counts are far below four thousand million.
pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// So many are worth a thread of their own.
const MANY: usize = 1 << 15;

/// Looks at each of some, beside each other when there are many.
fn mapped<T: Sync, R: Send>(all: &[T], what: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    if all.len() < MANY { all.iter().map(what).collect() } else { all.par_iter().map(what).collect() }
}

/// Looks at parts of a list beside each other, when it is long; each is told where it begins.
fn in_parts<T: Sync, R: Send>(all: &[T], what: impl Fn(usize, &[T]) -> R + Sync + Send) -> Vec<R> {
    if all.len() < MANY {
        return vec![what(0, all)];
    }
    let share = all.len().div_ceil(rayon::current_num_threads()).max(MANY);
    all.par_chunks(share).enumerate().map(|(at, part)| what(at * share, part)).collect()
}

/// The same, with what is noted beside each.
fn in_parts_beside<T: Sync, N: Send, R: Send>(
    all: &[T],
    notes: &mut [N],
    what: impl Fn(usize, &[T], &mut [N]) -> R + Sync + Send,
) -> Vec<R> {
    if all.len() < MANY {
        return vec![what(0, all, notes)];
    }
    let share = all.len().div_ceil(rayon::current_num_threads()).max(MANY);
    let parts = all.par_chunks(share).zip(notes.par_chunks_mut(share)).enumerate();
    parts.map(|(at, (part, notes))| what(at * share, part, notes)).collect()
}

/// Changes each of some, beside each other when there are many.
fn each<T: Send>(all: &mut [T], what: impl Fn(&mut T) + Sync + Send) {
    if all.len() < MANY { all.iter_mut().for_each(what) } else { all.par_iter_mut().for_each(what) }
}

/// For each of `people`, the pool, or none.
pub type Assignment = Vec<Option<u16>>;

/// Shares the seats out. The answer does not depend on the order of `people`.
#[must_use]
pub fn solve(instance: &Instance) -> Assignment {
    // On a thread of the pool nothing waits for another thread to wake up, however often work is shared out.
    if instance.people.len() < MANY { share_out(instance) } else { rayon::scope(|_| share_out(instance)) }
}

fn share_out(instance: &Instance) -> Assignment {
    let mut groups = Groups::of(instance);
    let mut board = Board::new(instance, groups.take_list());
    groups.lock(&mut board);
    keep::keep(&mut board, &groups.of);
    let demand = Demand::of(&board);
    let line = if demand.competing.is_empty() { Vec::new() } else { compete(instance, &mut board, &groups, &demand) };
    seat_sure(&mut board, &demand.sure);
    for group in groups.leaving() {
        keep::stay(&mut board, group);
    }
    cheap::rearrange(&mut board);
    groups.assign(&board, &line)
}

/// Shares out among those who compete; tells who they are, first in line first.
fn compete(instance: &Instance, board: &mut Board<'_>, groups: &Groups<'_>, demand: &Demand) -> Vec<InLine> {
    let mut shares = Shares::new(&instance.schools, instance.fairness);
    (0..).zip(groups.served(board, shares.count())).for_each(|(school, seats)| shares.add(school, seats));
    for group in &demand.sure {
        let of = board.groups[*group as usize];
        shares.add(of.school, of.members);
    }
    let line = groups.line(board, &demand.competing);
    board.enter(&demand.competing, &line, shares.count());
    let mut contest = Contest::new(board, &mut shares, &line);
    contest.share_out();
    contest.settle();
    line
}
