//! A round as `solve` reads and answers it (CONTRACT): one tool, its pools, schools and people by their ids.

use super::natural;
use super::round::{Assignment, Candidate, Fairness, Instance, NOWHERE, School, number};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// An instance of the round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// Pools of the tool.
    pub pools: Vec<WrittenPool>,
    /// Schools; one that is not listed was promised nothing and weighs as many as its people with demand.
    #[serde(default)]
    pub schools: Vec<WrittenSchool>,
    /// Those who have a seat or want one.
    pub people: Vec<WrittenPerson>,
    /// How shares between schools are weighed.
    #[serde(default)]
    pub fair: Fairness,
}

/// A pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenPool {
    /// Its id.
    pub id: String,
    /// How many seats.
    pub seats: u32,
    /// What a seat costs against one of another pool; smaller ones are used first.
    #[serde(default)]
    pub order: u32,
}

/// A school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenSchool {
    /// Its id.
    pub id: String,
    /// Seats promised.
    #[serde(default)]
    pub guarantee: u32,
    /// Its share; without it as many as its people with demand.
    #[serde(default)]
    pub weight: Option<u64>,
}

/// Somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenPerson {
    /// The id.
    pub id: String,
    /// Pools that the person may use.
    pub pools: Vec<String>,
    /// Priority class, 0 first.
    #[serde(default)]
    pub class: u8,
    /// Home school; people without one share one.
    #[serde(default)]
    pub school: String,
    /// Start of the demand, smaller first.
    #[serde(default)]
    pub since: i64,
    /// The pool held.
    #[serde(default)]
    pub hold: Option<String>,
    /// Number of the grant.
    #[serde(default)]
    pub seq: i64,
    /// Must stay where they are.
    #[serde(default)]
    pub locked: bool,
    /// On the way out.
    #[serde(default)]
    pub leaving: bool,
}

/// Who sits where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The pool of each person, or none.
    pub assignment: BTreeMap<String, Option<String>>,
}

/// What is wrong with an instance.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WrittenError {
    /// Two of the same kind have one id.
    #[error("two {what} have the id {id:?}: give each its own")]
    Twice {
        /// `pools`, `schools` or `people`.
        what: &'static str,
        /// The id.
        id: String,
    },
    /// A pool is named that is not listed.
    #[error("person {person:?} names pool {pool:?}, which is not among \"pools\"")]
    NoPool {
        /// Who.
        person: String,
        /// Which.
        pool: String,
    },
    /// A mark on somebody without a seat.
    #[error("person {person:?} is {mark} but holds no seat: leave the mark out, or say which pool \"hold\" is")]
    NoSeat {
        /// Who.
        person: String,
        /// `locked` or `leaving`.
        mark: &'static str,
    },
    /// Both marks.
    #[error("person {person:?} is both locked and leaving: somebody whose seat nobody may take is not on the way out")]
    BothMarks {
        /// Who.
        person: String,
    },
    /// Locked in a pool that may not be used.
    #[error("person {person:?} is locked in pool {pool:?}, which is not among the person's \"pools\"")]
    LockedOut {
        /// Who.
        person: String,
        /// Which.
        pool: String,
    },
    /// A share of nothing.
    #[error("school {school:?} weighs 0: give it at least 1, or leave the weight out")]
    NoWeight {
        /// Which.
        school: String,
    },
    /// More pools than a round may have.
    #[error("there are {count} pools, and a round has at most {most}")]
    TooMany {
        /// How many.
        count: usize,
        /// At most.
        most: u16,
    },
}

impl Written {
    /// The instance by numbers.
    ///
    /// # Errors
    /// When ids repeat, something is named that is not there, or marks contradict each other.
    pub fn instance(&self) -> Result<Instance, WrittenError> {
        if self.pools.len() >= usize::from(NOWHERE) {
            return Err(WrittenError::TooMany { count: self.pools.len(), most: NOWHERE - 1 });
        }
        let pools = numbers("pools", self.pools.iter().map(|pool| pool.id.as_str()))?;
        let mut schools = numbers("schools", self.schools.iter().map(|school| school.id.as_str()))?;
        let others: BTreeSet<&str> = self.people.iter().map(|person| person.school.as_str()).collect();
        for school in others {
            let next = number(schools.len());
            schools.entry(school).or_insert(next);
        }
        numbers("people", self.people.iter().map(|person| person.id.as_str()))?;
        if let Some(school) = self.schools.iter().find(|school| school.weight == Some(0)) {
            return Err(WrittenError::NoWeight { school: school.id.clone() });
        }
        let ranks = self.ranks();
        let mut kinds = BTreeMap::new();
        let mut people = Vec::with_capacity(self.people.len());
        for (person, id) in self.people.iter().zip(ranks) {
            let find = |pool: &String| {
                let found = pools.get(pool.as_str()).and_then(|at| u16::try_from(*at).ok());
                found.ok_or_else(|| WrittenError::NoPool { person: person.id.clone(), pool: pool.clone() })
            };
            let mut may = person.pools.iter().map(find).collect::<Result<Vec<u16>, _>>()?;
            may.sort_unstable();
            may.dedup();
            let next = number(kinds.len());
            let kind = *kinds.entry(may.into_boxed_slice()).or_insert(next);
            let hold = person.hold.as_ref().map(find).transpose()?;
            person.marks()?;
            if let Some(pool) = person.hold.as_ref().filter(|pool| person.locked && !person.pools.contains(*pool)) {
                return Err(WrittenError::LockedOut { person: person.id.clone(), pool: pool.clone() });
            }
            let WrittenPerson { class, since, seq, locked, leaving, .. } = *person;
            let school = schools[person.school.as_str()];
            people.push(Candidate { kind, school, class, since, id, hold, seq, locked, leaving });
        }
        let mut by_number = vec![Box::default(); kinds.len()];
        kinds.into_iter().for_each(|(pools, number)| by_number[number as usize] = pools);
        Ok(Instance {
            seats: self.pools.iter().map(|pool| pool.seats).collect(),
            spare: Vec::new(),
            order: self.pools.iter().map(|pool| pool.order).collect(),
            kinds: by_number,
            schools: self.weighed(schools.len(), &people),
            fairness: self.fair,
            people,
        })
    }

    /// Schools with their weights.
    fn weighed(&self, schools: usize, people: &[Candidate]) -> Vec<School> {
        let mut demand = vec![0_u64; schools];
        people.iter().filter(|one| !one.leaving).for_each(|one| demand[one.school as usize] += 1);
        let school = |(at, demand): (usize, u64)| {
            let written = self.schools.get(at);
            let weight = written.and_then(|school| school.weight).unwrap_or(demand);
            School { guarantee: written.map_or(0, |school| school.guarantee), weight: weight.max(1), held: 0 }
        };
        demand.into_iter().enumerate().map(school).collect()
    }

    /// The order of ids.
    fn ranks(&self) -> Vec<u32> {
        let mut order: Vec<usize> = (0..self.people.len()).collect();
        order.sort_by_key(|at| natural(&self.people[*at].id));
        let mut ranks = vec![0; order.len()];
        (0..).zip(order).for_each(|(rank, at)| ranks[at] = rank);
        ranks
    }

    /// The answer by ids.
    #[must_use]
    pub fn answer(&self, assignment: &Assignment) -> Answer {
        let pool = |pool: u16| self.pools[usize::from(pool)].id.clone();
        let seats = self.people.iter().zip(assignment).map(|(person, seat)| (person.id.clone(), seat.map(pool)));
        Answer { assignment: seats.collect() }
    }
}

impl WrittenPerson {
    fn marks(&self) -> Result<(), WrittenError> {
        let person = || self.id.clone();
        match (self.locked, self.leaving, &self.hold) {
            (true, true, _) => Err(WrittenError::BothMarks { person: person() }),
            (true, _, None) => Err(WrittenError::NoSeat { person: person(), mark: "locked" }),
            (_, true, None) => Err(WrittenError::NoSeat { person: person(), mark: "leaving" }),
            _ => Ok(()),
        }
    }
}

fn numbers<'a>(what: &'static str, ids: impl Iterator<Item = &'a str>) -> Result<BTreeMap<&'a str, u32>, WrittenError> {
    let mut numbers = BTreeMap::new();
    for (number, id) in (0..).zip(ids) {
        if numbers.insert(id, number).is_some() {
            return Err(WrittenError::Twice { what, id: id.to_owned() });
        }
    }
    Ok(numbers)
}
