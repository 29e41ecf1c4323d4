//! The order of ids and the place in the queue.

use super::{Seats, Wish, WishState};
use crate::licence::PoolKey;
use crate::roster::PersonId;
use jiff::civil::Date;

/// Keys sort as people read them: by the number after the first letter where there is one, else as text.
#[must_use]
pub fn natural(key: &str) -> (bool, u64, &str) {
    let mut rest = key.chars();
    rest.next();
    match rest.as_str().parse::<u64>() {
        Ok(number) => (false, number, key),
        Err(_) => (true, 0, key),
    }
}

/// The place in a queue: by class, by the first day of the demand and of the entitlement, then by key.
#[must_use]
pub(super) fn in_line(class: u8, since: Date, starts_on: Option<Date>, key: &str) -> impl Ord + use<'_> {
    (class, since, starts_on, natural(key))
}

/// Who waits in a pool's queue, first in line first. `key` gives the name by which ids are ordered.
pub(super) fn queue<'a>(
    seats: &'a Seats,
    pool: &PoolKey,
    key: impl Fn(&PersonId) -> String,
) -> Vec<(&'a PersonId, &'a Wish)> {
    let waits = |wish: &Wish| wish.pool == *pool && wish.state == WishState::Waiting;
    let waiting = seats.wishes.iter().filter(|(_, wish)| waits(wish));
    let mut line: Vec<_> = waiting.map(|((_, person), wish)| (key(person), (person, wish))).collect();
    line.sort_by(|(a, (_, one)), (b, (_, other))| {
        let order = in_line(one.class, one.since, one.starts_on, a);
        order.cmp(&in_line(other.class, other.since, other.starts_on, b))
    });
    line.into_iter().map(|(_, one)| one).collect()
}
