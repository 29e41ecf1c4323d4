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
pub fn in_line(class: u8, since: Date, starts_on: Option<Date>, key: &str) -> impl Ord + use<> {
    let (text, number, key) = natural(key);
    (class, since, starts_on, text, number, key.to_owned())
}

/// Who waits in a pool's queue, first in line first. `key` gives the name by which ids are ordered.
pub(super) fn queue<'a>(
    seats: &'a Seats,
    pool: &PoolKey,
    key: impl Fn(&PersonId) -> String,
) -> Vec<(&'a PersonId, &'a Wish)> {
    let mut line: Vec<_> = seats
        .wishes
        .iter()
        .filter(|(_, wish)| wish.pool == *pool && wish.state == WishState::Waiting)
        .map(|((_, person), wish)| (person, wish))
        .collect();
    line.sort_by_cached_key(|(person, wish)| in_line(wish.class, wish.since, wish.starts_on, &key(person)));
    line
}
