//! Pools, units and people as pages show them.

use super::{Counts, View, Whose};
use crate::licence::{PoolKey, ToolKey};
use crate::roster::{Person, PersonIx, Unit, UnitId};
use crate::wording::collate::folded;
use jiff::civil::Date;

/// A pool in numbers (UX 2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolLine {
    /// Its key.
    pub key: PoolKey,
    /// Its tool.
    pub tool: ToolKey,
    /// Its name.
    pub name: String,
    /// Seats valid today; none without limit.
    pub total: Option<u32>,
    /// Seats that are not handed out by themselves.
    pub reserve: u32,
    /// Last day of grace, when its licences are in grace.
    pub grace_to: Option<Date>,
    /// Is it in the configuration?
    pub is_configured: bool,
    /// Who is in it, of the whole organiser.
    pub all: Counts,
    /// Of these, whom the scope sees.
    pub own: Counts,
}

impl PoolLine {
    /// Seats that may be handed out.
    #[must_use]
    pub fn available(&self) -> Option<u32> {
        self.total.map(|total| total.saturating_sub(self.occupied()).saturating_sub(self.reserve))
    }

    /// Seats that somebody has.
    #[must_use]
    pub fn occupied(&self) -> u32 {
        self.all.assigned + self.all.grace
    }

    /// Holders beyond the seats.
    #[must_use]
    pub fn over(&self) -> u32 {
        self.total.map_or(0, |total| self.occupied().saturating_sub(total))
    }

    /// The share of the seats that is occupied, in per cent with one decimal; never 100 where one is free (UX 2).
    #[must_use]
    pub fn usage(&self) -> Option<f64> {
        let total = self.total.filter(|total| *total > 0)?;
        let exact = f64::from(self.occupied()) * 100.0 / f64::from(total);
        let rounded = (exact * 10.0).round() / 10.0;
        Some(if self.occupied() < total { rounded.min(99.9) } else { rounded })
    }
}

/// A unit in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitLine {
    /// The unit.
    pub unit: Unit,
    /// How many people are there.
    pub people: u32,
    /// Their seats and wishes.
    pub counts: Counts,
}

/// Somebody as lists show him.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonLine {
    /// Where the person's page is; none for who is gone.
    pub number: Option<i64>,
    /// The key.
    pub key: String,
    /// The name; none for who is gone, and of whom it is protected.
    pub name: Option<String>,
    /// Is the identity protected?
    pub is_protected: bool,
    /// The first unit, with its name.
    pub unit: Option<(UnitId, String)>,
}

/// What one list of people shows.
pub struct Lines<'a> {
    view: &'a View,
}

impl<'a> Lines<'a> {
    pub(super) fn of(view: &'a View) -> Self {
        Self { view }
    }

    /// Somebody's line. Only for who came out of the same view.
    #[must_use]
    pub fn line(&self, who: Whose) -> PersonLine {
        let world = &*self.view.world;
        match who {
            Whose::Here(at) => {
                let person = world.roster().person(PersonIx(at));
                let is_protected = world.is_protected[at as usize];
                let name = format!("{} {}", person.given_name, person.family_name);
                let unit = world.units_of[at as usize].iter().find(|unit| self.view.seen.units[**unit as usize]);
                let unit = unit.map(|unit| &world.roster().units[*unit as usize]);
                PersonLine {
                    number: Some(i64::from(world.state.standing.stored.person(PersonIx(at)))),
                    key: person.key().to_owned(),
                    name: (!is_protected).then_some(name),
                    is_protected,
                    unit: unit.map(|unit| (unit.id.clone(), unit.name.to_string())),
                }
            }
            Whose::Gone(at) => {
                let Some(gone) = world.gone.get(at as usize) else {
                    return PersonLine { number: None, key: String::new(), name: None, is_protected: true, unit: None };
                };
                let (key, is_protected) = (gone.key.clone(), gone.is_protected);
                PersonLine { number: None, key, name: None, is_protected, unit: None }
            }
        }
    }

    /// Somebody of the roster.
    #[must_use]
    pub fn person(&self, who: Whose) -> Option<&Person> {
        match who {
            Whose::Here(at) => Some(self.view.world.roster().person(PersonIx(at))),
            Whose::Gone(_) => None,
        }
    }

    /// Somebody's place when all are ordered by key.
    #[must_use]
    pub fn by_key(&self, who: Whose) -> u32 {
        match who {
            Whose::Here(at) => self.view.world.rank[at as usize],
            Whose::Gone(at) => u32::MAX - at,
        }
    }

    /// And by name.
    #[must_use]
    pub fn by_name(&self, who: Whose) -> u32 {
        match who {
            Whose::Here(at) if !self.view.world.is_protected[at as usize] => self.view.world.name_rank[at as usize],
            _ => u32::MAX,
        }
    }

    /// And by unit.
    #[must_use]
    pub fn by_unit(&self, who: Whose) -> u32 {
        match who {
            Whose::Here(at) => {
                let units = &self.view.world.units_of[at as usize];
                units.iter().copied().find(|unit| self.view.seen.units[*unit as usize]).unwrap_or(u32::MAX)
            }
            Whose::Gone(_) => u32::MAX,
        }
    }

    /// Is somebody found by this? Names that are protected are not looked into.
    #[must_use]
    pub fn matches(&self, who: Whose, sought: &str) -> bool {
        match who {
            Whose::Here(at) if self.view.world.is_protected[at as usize] => {
                folded(&self.line(who).key).contains(sought)
            }
            Whose::Here(at) => self.view.world.search[at as usize].contains(sought),
            Whose::Gone(_) => folded(&self.line(who).key).contains(sought),
        }
    }
}
