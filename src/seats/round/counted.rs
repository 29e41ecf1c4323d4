//! Groups of alike people by counting: what somebody is has a number, as long as there are no more of those than people.

use super::alike::{Seen, ranks};
use super::board::{Group, Role};
use super::{Candidate, Instance, NOWHERE, each, in_parts_beside, number};

/// The groups by what they are; notes for each of the people which is theirs. None when sorts of people are too many.
pub(super) fn groups(instance: &Instance, of: &mut [u32]) -> Option<(Vec<Group>, Vec<Seen>)> {
    let sorts = Sorts::of(instance)?;
    let parts = in_parts_beside(&instance.people, of, |from, people, of| sorts.count(from, people, of));
    let (parts, seen): (Vec<Vec<u32>>, Vec<Seen>) = parts.into_iter().collect::<Option<Vec<_>>>()?.into_iter().unzip();
    let mut counts = parts.into_iter().reduce(sum)?;
    let groups = sorts.groups(&ranks(&instance.kinds), &mut counts);
    each(of, |sort| *sort = counts[*sort as usize]);
    Some((groups, seen))
}

/// Sums up counts, of which the longer ones are of more sorts.
fn sum(some: Vec<u32>, others: Vec<u32>) -> Vec<u32> {
    let (mut all, few) = if some.len() < others.len() { (others, some) } else { (some, others) };
    all.iter_mut().zip(few).for_each(|(sum, count)| *sum += count);
    all
}

/// What somebody may be. Holders and leavers are numbered by kind and place, then those who wait by class, school, kind.
struct Sorts {
    kinds: usize,
    /// Pools, and no pool.
    places: usize,
    schools: usize,
    has_schools: bool,
    /// There may be so many.
    most: usize,
}

impl Sorts {
    /// So many are counted for however few people.
    const FEW: usize = 1 << 10;

    /// None when they are too many already where those who wait are of one class.
    fn of(instance: &Instance) -> Option<Self> {
        let (kinds, places, schools) = (instance.kinds.len(), instance.seats.len() + 1, instance.schools.len());
        let most = instance.people.len().max(Self::FEW);
        let sorts = Self { kinds, places, schools: schools.max(1), has_schools: schools > 0, most };
        (kinds > 0 && sorts.waiting(1, 0) <= most).then_some(sorts)
    }

    /// Where holders or leavers of a kind begin.
    fn seated(&self, role: Role, kind: usize) -> usize {
        let before = if role == Role::Leaver { self.kinds } else { 0 };
        (before + kind) * self.places
    }

    /// Where those begin who wait, of a class and school.
    fn waiting(&self, class: usize, school: usize) -> usize {
        (2 * self.places + class * self.schools + school) * self.kinds
    }

    /// What somebody is; none when that has no number.
    fn number(&self, one: &Candidate) -> Option<usize> {
        let kind = Some(one.kind as usize).filter(|kind| *kind < self.kinds)?;
        let Some(hold) = one.hold else {
            let school = if self.has_schools { one.school as usize } else { 0 };
            return (school < self.schools).then(|| self.waiting(usize::from(one.class), school) + kind);
        };
        let nowhere = self.places - 1;
        let place = if hold == NOWHERE { nowhere } else { usize::from(hold) };
        let role = if one.leaving { Role::Leaver } else { Role::Holder };
        (place < nowhere || hold == NOWHERE).then(|| self.seated(role, kind) + place)
    }

    /// How many of some people there are of each sort; notes for everybody which that is.
    fn count(&self, from: usize, people: &[Candidate], of: &mut [u32]) -> Option<(Vec<u32>, Seen)> {
        let (mut counts, mut seen) = (vec![0; self.waiting(0, 0)], Seen::default());
        for ((who, one), of) in (number(from)..).zip(people).zip(of) {
            let sort = self.number(one)?;
            if sort >= counts.len() {
                let up_to = self.waiting(usize::from(one.class) + 1, 0);
                counts.resize(Some(up_to).filter(|count| *count <= self.most)?, 0);
            }
            counts[sort] += 1;
            *of = number(sort);
            seen.see(who, one);
        }
        Some((counts, seen))
    }

    /// The groups of all sorts that somebody is of, in their order; a group's number takes the place of its count.
    fn groups(&self, ranks: &[u32], counts: &mut [u32]) -> Vec<Group> {
        let mut by_rank = vec![0; self.kinds];
        (0..).zip(ranks).for_each(|(kind, rank)| by_rank[*rank as usize] = kind);
        let classes = (0..=u8::MAX).take_while(|class| self.waiting(usize::from(*class), 0) < counts.len()).count();
        let mut groups: Vec<Group> = Vec::with_capacity(counts.iter().filter(|count| **count > 0).count());
        let mut add = |sort: usize, mut group: Group| {
            if counts[sort] > 0 {
                group.members = std::mem::replace(&mut counts[sort], number(groups.len()));
                groups.push(group);
            }
        };
        self.every_seated(Role::Holder, &by_rank, &mut add);
        for school in 0..self.schools {
            for class in (0..=u8::MAX).take(classes) {
                let from = self.waiting(usize::from(class), school);
                for kind in &by_rank {
                    add(from + *kind as usize, Group::new(Role::Waiter, *kind, number(school), class, NOWHERE));
                }
            }
        }
        self.every_seated(Role::Leaver, &by_rank, &mut add);
        groups
    }

    /// Goes through the sorts of holders or leavers in order.
    fn every_seated(&self, role: Role, kinds: &[u32], add: &mut impl FnMut(usize, Group)) {
        for kind in kinds {
            let from = self.seated(role, *kind as usize);
            for (place, pool) in (0..self.places - 1).zip(0..).chain([(self.places - 1, NOWHERE)]) {
                add(from + place, Group::new(role, *kind, 0, 0, pool));
            }
        }
    }
}
