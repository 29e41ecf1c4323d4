//! Reports about what a scope sees, and what programs tell of people's use of tools.

use super::{View, World};
use crate::report::{Asked, Happened, Material, People, Report, Sheet, make, of_unit};
use crate::roster::{PersonId, Scope, Shown, Units, UsageRow};
use crate::seats::{Early, Seats, Told, told};
use crate::wording::Words;
use jiff::civil::Date;

/// Which report is wanted, and of what within the scope.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Which.
    pub report: Report,
    /// Of a unit and those below it, by id or alias.
    pub unit: Option<String>,
    /// From which day on; the report's own choice when none.
    pub from: Option<Date>,
    /// Until which day.
    pub to: Option<Date>,
    /// Are people asked for?
    pub people: People,
}

impl Wanted {
    /// The first day of which it tells what happened; none where it needs no events.
    #[must_use]
    pub fn since(&self, today: Date) -> Option<Date> {
        self.clone().of(Scope::whole()).since(today)
    }

    fn of(self, scope: Scope) -> Asked {
        Asked { report: self.report, scope, from: self.from, to: self.to, people: self.people }
    }
}

impl View {
    /// A report of what the scope sees; none where it does not see the unit that is asked for. Whoever is protected is in no
    /// number of it where the scope does not show them.
    #[must_use]
    pub fn report(&self, words: &Words, wanted: &Wanted, events: &[Happened]) -> Option<Sheet> {
        let world = &*self.world;
        let scope = match &wanted.unit {
            None => self.scope.clone(),
            Some(unit) => self.within(unit)?,
        };
        let shown = (scope.protected == Shown::No).then(|| world.shown_seats());
        let mut present = world.present();
        if let Some(seats) = &shown {
            present.seats = seats;
        }
        let events: Vec<Happened> = events.iter().filter(|event| self.shows_event(&event.row.event)).cloned().collect();
        let key = |person: &PersonId| world.state.key(person);
        let requests = (wanted.report == Report::Requests).then(|| self.requested());
        let material = Material { present: &present, events: &events, requests: requests.as_ref(), key: &key, words };
        Some(make(&material, &wanted.clone().of(scope)))
    }

    /// A unit and those below it, as far as the scope sees them.
    fn within(&self, unit: &str) -> Option<Scope> {
        let Scope { units: Units::Only(mut units), .. } = of_unit(self.world.roster(), unit)? else { return None };
        units.retain(|unit| self.scope.sees_unit(unit));
        (!units.is_empty()).then_some(Scope { units: Units::Only(units), protected: Shown::No })
    }

    /// What rows say of persons and tools that are known.
    ///
    /// # Errors
    /// A row tells of a coming day.
    pub fn used(&self, rows: &[UsageRow]) -> Result<Told, Early> {
        told(rows, (self.world.roster(), self.catalogue()), self.day())
    }
}

impl World {
    /// Seats and wishes without those of persons whose identity is protected.
    fn shown_seats(&self) -> Seats {
        let is_open = |person: &PersonId| match self.roster().find_person(person) {
            Some(at) => !self.is_protected[at.0 as usize],
            None => !self.protected_gone.contains(person),
        };
        let seats = self.state.seats();
        let grants = seats.grants.iter().filter(|((_, person), _)| is_open(person));
        let wishes = seats.wishes.iter().filter(|((_, person), _)| is_open(person));
        Seats {
            grants: grants.map(|(key, grant)| (key.clone(), grant.clone())).collect(),
            wishes: wishes.map(|(key, wish)| (key.clone(), wish.clone())).collect(),
            last_seq: seats.last_seq,
        }
    }
}
