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
    while let Some(circle) = circle(board) {
        take(board, &circle);
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
fn legs(board: &Board<'_>) -> Vec<Vec<Option<Way>>> {
    let free = board.count();
    let mut legs = vec![vec![None; free + 1]; free + 1];
    let cost = |pool: u16, of: &Group| {
        let (spare, order) = board.instance.rank(pool);
        [i64::from(spare), i64::from(order), i64::from(of.role != Role::Waiter && pool != of.hold)]
    };
    for group in (0..).take(board.groups.len()) {
        let of = board.groups[group as usize];
        // A spare seat is worth more than all others: no more of them are used than must be.
        let may_enter = |to: &&u16| board.is_open(**to) || of.role == Role::Holder;
        for (from, _) in board.sitting(group).filter(|(_, count)| *count > 0) {
            for to in board.pools_of(of.kind).iter().filter(may_enter) {
                let cost = minus(cost(*to, &of), cost(from, &of));
                let leg: &mut Option<Way> = &mut legs[usize::from(from)][usize::from(*to)];
                if *to != from && leg.is_none_or(|(old, _)| cost < old) {
                    *leg = Some((cost, Some(group)));
                }
            }
        }
    }
    for pool in (0..free).filter_map(|pool| u16::try_from(pool).ok()) {
        if board.room(pool) > 0 {
            legs[usize::from(pool)][free] = Some(([0; 3], None));
        }
        if board.load(pool) > 0 {
            legs[free][usize::from(pool)] = Some(([0; 3], None));
        }
    }
    legs
}

/// A circle that saves something (Bellman and Ford).
fn circle(board: &Board<'_>) -> Option<Vec<Leg>> {
    let legs = legs(board);
    let count = legs.len();
    let mut cost: Vec<Cost> = vec![[0; 3]; count];
    let mut came: Vec<Option<usize>> = vec![None; count];
    let mut last = None;
    for _ in 0..count {
        last = None;
        for from in 0..count {
            for to in 0..count {
                let Some((leg, _)) = legs[from][to] else { continue };
                let new = plus(cost[from], leg);
                if new < cost[to] {
                    (cost[to], came[to], last) = (new, Some(from), Some(to));
                }
            }
        }
        last?;
    }
    let mut at = last?;
    for _ in 0..count {
        at = came[at]?;
    }
    let (start, mut circle) = (at, Vec::new());
    loop {
        let from = came[at]?;
        circle.push(Leg { from, to: at, group: legs[from][at].and_then(|(_, group)| group) });
        at = from;
        if at == start {
            return Some(circle);
        }
    }
}

fn plus(a: Cost, b: Cost) -> Cost {
    std::array::from_fn(|at| a[at] + b[at])
}

fn minus(a: Cost, b: Cost) -> Cost {
    std::array::from_fn(|at| a[at] - b[at])
}

/// Takes a circle, as often as there are people for it.
fn take(board: &mut Board<'_>, circle: &[Leg]) {
    let pool = |at: usize| u16::try_from(at).unwrap_or(super::NOWHERE);
    let most = circle.iter().map(|leg| match leg.group {
        Some(group) => board.sitting(group).filter(|(of, _)| *of == pool(leg.from)).map(|(_, count)| count).sum(),
        None if leg.to == board.count() => board.room(pool(leg.from)),
        None => board.load(pool(leg.to)),
    });
    let most = most.min().unwrap_or(0).max(1);
    for leg in circle {
        if let Some(group) = leg.group {
            board.shift(group, pool(leg.from), pool(leg.to), most);
        }
    }
}
