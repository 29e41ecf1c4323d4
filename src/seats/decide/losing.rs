//! In which order holders keep their seats when there are fewer, by the rules of their pools.

use super::{Desk, Seeker};
use crate::licence::LossRule;
use crate::seats::round::{Candidate, School};
use std::collections::BTreeMap;

/// One who has a seat and could lose it.
struct Holder {
    /// Which of the people in the instance.
    who: usize,
    rule: LossRule,
    school: u32,
    class: u8,
    seq: i64,
}

impl Desk<'_> {
    /// Numbers holders by the order in which they keep, where a pool has another rule than the usual one. Holders of
    /// pools with different rules stand between each other by how far down their own rule's order they come.
    pub(super) fn order_of_keeping(&mut self) {
        let rule_of = |seeker: &Seeker<'_>| {
            let pool = self.builder.pool(&seeker.grant?.pool)?;
            Some(self.offers[usize::from(pool)].pool.loss_rule)
        };
        let rules: Vec<Option<LossRule>> = self.seekers.iter().map(rule_of).collect();
        if rules.iter().flatten().all(|rule| *rule == LossRule::PriorityLifo) {
            return;
        }
        let schools = self.schools.claims();
        let mut by_rule: BTreeMap<LossRule, Vec<Holder>> = BTreeMap::new();
        for ((who, one), rule) in self.builder.people.iter().enumerate().zip(rules) {
            if let Some(rule) = rule.filter(|_| one.seq != i64::MAX) {
                let Candidate { school, class, seq, .. } = *one;
                by_rule.entry(rule).or_default().push(Holder { who, rule, school, class, seq });
            }
        }
        let mut places = Vec::new();
        for mut holders in by_rule.into_values() {
            if holders.first().is_some_and(|holder| holder.rule == LossRule::LeastUsed) {
                self.by_use(&mut holders);
            } else {
                sort(&mut holders, &schools);
            }
            let count = holders.len() as u128;
            let place = |(rank, holder): (u128, Holder)| (((rank << 64) / count, holder.rule, holder.seq), holder.who);
            places.extend((0..).zip(holders).map(place));
        }
        places.sort_unstable();
        for (place, (_, who)) in (0..).zip(places) {
            let one = &mut self.builder.people[who];
            (one.class, one.seq) = (0, place);
        }
    }
}

impl Desk<'_> {
    /// Those who used the tool last come first, and those of whom nobody knows before them; in the usual order where
    /// nobody was told about lately.
    fn by_use(&self, holders: &mut Vec<Holder>) {
        sort(holders, &[]);
        if !self.s.uses.are_fresh(&self.tool.key, self.s.lookup.day) {
            return;
        }
        let last = |holder: &Holder| self.s.uses.last(&self.tool.key, &self.seekers[holder.who].person);
        holders.sort_by_key(|holder| std::cmp::Reverse(last(holder).unwrap_or(jiff::civil::Date::MAX)));
    }
}

/// Those who keep first come first.
fn sort(holders: &mut Vec<Holder>, schools: &[School]) {
    holders.sort_unstable_by_key(|holder| (holder.class, holder.seq));
    match holders.first().map(|holder| holder.rule) {
        Some(LossRule::Lifo) => holders.sort_unstable_by_key(|holder| holder.seq),
        Some(LossRule::Fifo) => holders.sort_unstable_by_key(|holder| std::cmp::Reverse(holder.seq)),
        Some(LossRule::FairBack) => by_share(holders, schools),
        _ => {}
    }
}

/// The first seat of each school before its second, and so on by odd numbers for its weight.
fn by_share(holders: &mut Vec<Holder>, schools: &[School]) {
    let mut seats: BTreeMap<u32, u64> = BTreeMap::new();
    let mut shares: Vec<(u64, u64, Holder)> = Vec::with_capacity(holders.len());
    for holder in holders.drain(..) {
        let seat = seats.entry(holder.school).or_default();
        let weight = schools.get(holder.school as usize).map_or(1, |school| school.weight.max(1));
        shares.push((2 * *seat + 1, weight, holder));
        *seat += 1;
    }
    let product = |a: u64, b: u64| u128::from(a) * u128::from(b);
    // A stable sort: of equal shares the usual order decides.
    shares.sort_by(|(odd, weight, _), (other, of_other, _)| product(*odd, *of_other).cmp(&product(*other, *weight)));
    holders.extend(shares.into_iter().map(|(_, _, holder)| holder));
}
