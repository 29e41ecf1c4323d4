//! The order of ids and the place in the queue.

use super::{Seats, Wish, WishState};
use crate::licence::PoolKey;
use crate::roster::PersonId;

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
    line.sort_by_cached_key(|(person, wish)| {
        let name = key(person);
        let (text, number, _) = natural(&name);
        (wish.class, wish.since, wish.starts_on, text, number, name)
    });
    line
}
