//! Levels COST and MOVES: who is served stays served; seats are taken in the order of the pools, with few moves.
//!
//! Circles of moves that lower the cost are taken until there is none left (Klein). A circle may go through free
//! seats: somebody leaves one pool, and another one gets somebody more.

use super::board::{Board, Group, Role};

/// What a circle saves: spare seats, the order of pools, moves.
type Cost = [i64; 3];
/// What a step costs, and whose it is.
type Way = (Cost, Option<u32>);

/// Rearranges who sits where.
pub(super) fn rearrange(board: &mut Board<'_>) {
    if is_as_good_as_can_be(board) {
        return;
    }
    let mut legs = Legs::of(board);
    while let Some(circle) = legs.circle() {
        take(board, &circle);
        legs.changed(board, &circle);
    }
}

/// Do all sit where they sat, and does no pool cost less than another?
fn is_as_good_as_can_be(board: &Board<'_>) -> bool {
    let mut orders = board.every_pool().map(|pool| board.instance.rank(pool));
    let first = orders.next();
    let alike = orders.all(|order| Some(order) == first) && !board.instance.spare.contains(&true);
    let moved = |group: u32| {
        let of = board.groups[group as usize];
        of.role != Role::Waiter && board.sitting(group).any(|(pool, count)| count > 0 && pool != of.hold)
    };
    alike && !(0..).take(board.groups.len()).any(moved)
}

/// A step of a circle: somebody of a group moves from one pool to another, or a seat is left and one taken.
#[derive(Debug, Clone, Copy)]
struct Leg {
    from: usize,
    to: usize,
    group: Option<u32>,
}

/// The cheapest way of moving somebody from each pool to each other one. The last place stands for free seats.
struct Legs {
    count: usize,
    ways: Vec<Option<Way>>,
    /// For each pool, groups of which somebody sat there; some may have left.
    sitting: Vec<Vec<u32>>,
}

impl Legs {
    fn of(board: &Board<'_>) -> Self {
        let count = board.count() + 1;
        let sitting = vec![Vec::new(); board.count()];
        let mut legs = Self { count, ways: vec![None; count * count], sitting };
        (0..board.count()).for_each(|pool| legs.look_at_seats(board, pool));
        for group in (0..).take(board.groups.len()) {
            for (pool, _) in board.sitting(group).filter(|(_, count)| *count > 0) {
                legs.sitting[usize::from(pool)].push(group);
                legs.look_at_group(board, group, pool);
            }
        }
        legs
    }

    /// Looks anew at who could leave a pool.
    fn look(&mut self, board: &Board<'_>, from: usize) {
        let pool = number(from);
        self.look_at_seats(board, from);
        let mut sitting = std::mem::take(&mut self.sitting[from]);
        sitting.retain(|group| board.sitting(*group).any(|(of, count)| of == pool && count > 0));
        sitting.iter().for_each(|group| self.look_at_group(board, *group, pool));
        self.sitting[from] = sitting;
    }

    /// Forgets who could leave a pool; has it a free seat, or one that is taken?
    fn look_at_seats(&mut self, board: &Board<'_>, from: usize) {
        let (row, free, pool) = (from * self.count, self.count - 1, number(from));
        self.ways[row..row + self.count].fill(None);
        self.ways[row + free] = (board.room(pool) > 0).then_some(([0; 3], None));
        self.ways[free * self.count + from] = (board.load(pool) > 0).then_some(([0; 3], None));
    }

    /// Somebody of a group could leave a pool.
    fn look_at_group(&mut self, board: &Board<'_>, group: u32, pool: u16) {
        let of = board.groups[group as usize];
        let (row, here) = (usize::from(pool) * self.count, cost(board, pool, &of));
        // A spare seat is worth more than all others: no more of them are used than must be.
        let may_enter = |to: &&u16| **to != pool && (board.is_open(**to) || of.role == Role::Holder);
        for to in board.pools_of(group).iter().filter(may_enter) {
            let cost = minus(cost(board, *to, &of), here);
            let way = &mut self.ways[row + usize::from(*to)];
            if way.is_none_or(|(old, _)| cost < old) {
                *way = Some((cost, Some(group)));
            }
        }
    }

    /// Looks anew at the pools of a circle that was taken.
    fn changed(&mut self, board: &Board<'_>, circle: &[Leg]) {
        for leg in circle {
            if let Some(group) = leg.group.filter(|group| !self.sitting[leg.to].contains(group)) {
                self.sitting[leg.to].push(group);
            }
        }
        let pools = circle.iter().map(|leg| leg.from).filter(|from| *from < board.count());
        pools.collect::<Vec<_>>().into_iter().for_each(|pool| self.look(board, pool));
    }

    /// A circle that saves something (Bellman and Ford).
    fn circle(&self) -> Option<Vec<Leg>> {
        let mut cost: Vec<Cost> = vec![[0; 3]; self.count];
        let mut came: Vec<Option<usize>> = vec![None; self.count];
        loop {
            let mut changed = false;
            for from in 0..self.count {
                let row = &self.ways[from * self.count..(from + 1) * self.count];
                for (to, way) in row.iter().enumerate() {
                    let Some((leg, _)) = way else { continue };
                    let new = plus(cost[from], *leg);
                    if new < cost[to] {
                        (cost[to], came[to], changed) = (new, Some(from), true);
                    }
                }
            }
            if !changed {
                return None;
            }
            if let Some(circle) = self.closed(&came) {
                return Some(circle);
            }
        }
    }

    /// A circle among the ways by which places were reached; it saves something.
    fn closed(&self, came: &[Option<usize>]) -> Option<Vec<Leg>> {
        let mut walk = vec![0; came.len()];
        for start in 0..came.len() {
            let mut at = start;
            while walk[at] == 0 {
                walk[at] = start + 1;
                match came[at] {
                    Some(from) => at = from,
                    None => break,
                }
            }
            if walk[at] != start + 1 || came[at].is_none() {
                continue;
            }
            let (last, mut circle) = (at, Vec::new());
            while let Some(from) = came[at] {
                let group = self.ways[from * self.count + at].and_then(|(_, group)| group);
                circle.push(Leg { from, to: at, group });
                at = from;
                if at == last {
                    return Some(circle);
                }
            }
        }
        None
    }
}

fn cost(board: &Board<'_>, pool: u16, of: &Group) -> Cost {
    let (spare, order) = board.instance.rank(pool);
    [i64::from(spare), i64::from(order), i64::from(of.role != Role::Waiter && pool != of.hold)]
}

fn number(pool: usize) -> u16 {
    u16::try_from(pool).unwrap_or(super::NOWHERE)
}

fn plus(a: Cost, b: Cost) -> Cost {
    std::array::from_fn(|at| a[at] + b[at])
}

fn minus(a: Cost, b: Cost) -> Cost {
    std::array::from_fn(|at| a[at] - b[at])
}

/// Takes a circle, as often as there are people for it.
fn take(board: &mut Board<'_>, circle: &[Leg]) {
    let most = circle.iter().map(|leg| match leg.group {
        Some(group) => board.sitting(group).filter(|(of, _)| *of == number(leg.from)).map(|(_, count)| count).sum(),
        None if leg.to == board.count() => board.room(number(leg.from)),
        None => board.load(number(leg.to)),
    });
    let most = most.min().unwrap_or(0).max(1);
    for leg in circle {
        if let Some(group) = leg.group {
            board.shift(group, number(leg.from), number(leg.to), most);
        }
    }
}
