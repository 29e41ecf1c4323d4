//! A school's claim to one seat more (ALLOCATION 3): odd numbers by Sainte-Laguë, in whole numbers.

pub use crate::licence::Fairness;
use std::cmp::Ordering;
use std::ops::Range;

/// What a school has and may claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct School {
    /// So many seats are given to its people before anything else is shared.
    pub guarantee: u32,
    /// Its share against those of other schools; at least 1.
    pub weight: u64,
    /// Seats that its people have beside those of the instance: nobody moves them, and they count.
    pub held: u32,
}

/// What giving a school one seat more costs fairness: (2x + 1) / w, where it has x.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marginal {
    odd: u64,
    weight: u64,
}

impl Marginal {
    /// Of seat number `seat`, from 1.
    pub(super) fn of(seat: u32, school: School, fairness: Fairness) -> Self {
        match fairness {
            Fairness::SainteLague => Self { odd: 2 * u64::from(seat) - 1, weight: school.weight.max(1) },
            Fairness::Queue => Self { odd: 1, weight: 1 },
        }
    }
}

/// What seats cost FAIR, as numbers in the same order, of which every one is below 2^48.
pub(super) enum Prices {
    /// Odd number by weight, in units that are small enough to tell any two apart.
    Units { shift: u32 },
    /// As many as cost less.
    Ranks(Vec<Marginal>),
}

impl Prices {
    /// So that a price can stand in one number with other things.
    const BITS: u32 = 48;

    /// Prices for these seats of each of some schools.
    pub(super) fn of(shares: &Shares, seats: impl Iterator<Item = (u32, Range<u32>)> + Clone) -> Self {
        let last = seats.clone().map(|(school, seats)| shares.of_seat(school, seats.end));
        let (odd, weight) = last.fold((0, 0), |(odd, weight), of| (of.odd.max(odd), of.weight.max(weight)));
        let bits = |number: u64| u64::BITS - number.leading_zeros();
        // Two that differ do so by one in the product of their weights or more.
        let shift = 2 * bits(weight);
        if bits(odd) + shift <= Self::BITS {
            return Self::Units { shift };
        }
        let every = |(school, seats): (u32, Range<u32>)| seats.map(move |seat| shares.of_seat(school, seat));
        let mut ranks: Vec<Marginal> = seats.flat_map(every).collect();
        ranks.sort_unstable();
        ranks.dedup();
        Self::Ranks(ranks)
    }

    /// The price of a seat.
    pub(super) fn price(&self, marginal: Marginal) -> u64 {
        match self {
            Self::Units { shift } => (marginal.odd << shift) / marginal.weight,
            Self::Ranks(ranks) => ranks.partition_point(|less| *less < marginal) as u64,
        }
    }
}

impl PartialEq for Marginal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Marginal {}

impl PartialOrd for Marginal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Marginal {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.weight == other.weight {
            return self.odd.cmp(&other.odd);
        }
        let cross = |a: u64, b: u64| u128::from(a) * u128::from(b);
        cross(self.odd, other.weight).cmp(&cross(other.odd, self.weight))
    }
}

/// How many seats of each school are counted, against what it is owed.
#[derive(Debug, Clone)]
pub(super) struct Shares {
    schools: Vec<School>,
    fairness: Fairness,
    seats: Vec<u32>,
}

impl Shares {
    /// Nobody of the instance has a seat yet.
    pub(super) fn new(schools: &[School], fairness: Fairness) -> Self {
        let one = vec![School { guarantee: 0, weight: 1, held: 0 }];
        let schools = if schools.is_empty() { one } else { schools.to_vec() };
        Self { seats: schools.iter().map(|school| school.held).collect(), schools, fairness }
    }

    /// How many schools there are.
    pub(super) fn count(&self) -> usize {
        self.schools.len()
    }

    /// Counts seats of a school.
    pub(super) fn add(&mut self, school: u32, seats: u32) {
        self.seats[school as usize] += seats;
    }

    /// Counts one seat less.
    pub(super) fn remove(&mut self, school: u32) {
        self.seats[school as usize] -= 1;
    }

    /// Is the next seat of a school one that it was promised?
    pub(super) fn is_owed(&self, school: u32) -> bool {
        self.seats[school as usize] < self.schools[school as usize].guarantee
    }

    /// How many of the next seats of a school cost GUARANTEE what the next one does; none when there is no end.
    pub(super) fn owed(&self, school: u32) -> Option<usize> {
        let (seats, guarantee) = (self.seats[school as usize], self.schools[school as usize].guarantee);
        guarantee.checked_sub(seats).filter(|owed| *owed > 0).map(|owed| owed as usize)
    }

    /// How many seats of a school are counted.
    pub(super) fn seats(&self, school: u32) -> u32 {
        self.seats[school as usize]
    }

    /// What seat number `seat` of a school, from 1, costs FAIR.
    pub(super) fn of_seat(&self, school: u32, seat: u32) -> Marginal {
        Marginal::of(seat, self.schools[school as usize], self.fairness)
    }

    /// What the next seat of a school costs.
    pub(super) fn next(&self, school: u32) -> (bool, Marginal) {
        let of = self.schools[school as usize];
        (!self.is_owed(school), Marginal::of(self.seats[school as usize] + 1, of, self.fairness))
    }

    /// What the last seat of a school cost; it has one.
    pub(super) fn last(&self, school: u32) -> (bool, Marginal) {
        let (of, seats) = (self.schools[school as usize], self.seats[school as usize].max(1));
        (seats > of.guarantee, Marginal::of(seats, of, self.fairness))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seats_go_round_by_odd_numbers() {
        let schools = [53, 24, 23].map(|weight| School { guarantee: 0, weight, held: 0 });
        let mut shares = Shares::new(&schools, Fairness::SainteLague);
        for _ in 0..7 {
            let next = (0..3).min_by_key(|school| (shares.next(*school), *school)).unwrap();
            shares.add(next, 1);
        }
        assert_eq!(shares.seats, [3, 2, 2]);
    }

    #[test]
    fn a_promise_comes_first_and_is_kept_once() {
        let schools = [School { guarantee: 1, weight: 1, held: 0 }, School { guarantee: 0, weight: 100, held: 0 }];
        let mut shares = Shares::new(&schools, Fairness::SainteLague);
        assert!(shares.next(0) < shares.next(1));
        shares.add(0, 1);
        assert!(shares.next(0) > shares.next(1));
        assert_eq!(shares.last(0), (false, Marginal { odd: 1, weight: 1 }));
    }
}
