//! What reports are made from: everything that was last applied, and the keys of those who are gone.

use crate::roster::{PersonId, Snapshot};
use crate::seats::Seats;
use crate::store::{Look, Standing, StoreError};
use std::collections::BTreeMap;

/// Keys of persons who are gone, by id.
pub type Gone = BTreeMap<PersonId, String>;

/// What is.
pub struct State {
    /// Everything that was last applied.
    pub standing: Standing,
    gone: Gone,
}

/// The keys of those who are gone.
///
/// # Errors
/// The driver, or a row that cannot be read.
pub async fn gone(look: &mut Look) -> Result<Gone, StoreError> {
    Ok(look.gone().await?.into_iter().filter_map(|(id, name)| Some((id, name.alias?.to_string()))).collect())
}

impl State {
    /// All of it, out of one state of the database.
    ///
    /// # Errors
    /// As [`gone`].
    pub async fn load(look: &mut Look) -> Result<Self, StoreError> {
        Ok(Self { standing: look.standing().await?, gone: gone(look).await? })
    }

    /// The roster.
    #[must_use]
    pub fn roster(&self) -> &Snapshot {
        self.standing.roster()
    }

    /// Who holds and who wishes.
    #[must_use]
    pub fn seats(&self) -> &Seats {
        &self.standing.seats
    }

    /// The key under which a person is shown.
    #[must_use]
    pub fn key(&self, person: &PersonId) -> String {
        key([self.roster()], &self.gone, person)
    }

    /// The same where a roster that is not in force yet comes first.
    #[must_use]
    pub fn key_in(&self, roster: &Snapshot, person: &PersonId) -> String {
        key([roster, self.roster()], &self.gone, person)
    }

    /// The persons that a name on the command line may mean, also among those who are gone.
    #[must_use]
    pub fn persons_named(&self, name: &str) -> Vec<PersonId> {
        let here = self.roster().persons_named(name).into_iter().map(|at| self.roster().person(at).id.clone());
        let gone =
            || self.gone.iter().filter(|(id, key)| id.as_str() == name || *key == name).map(|(id, _)| id.clone());
        let here: Vec<PersonId> = here.collect();
        if here.is_empty() { gone().collect() } else { here }
    }
}

/// The key under which a person is shown: as the first roster that has him tells it, or as it was when he was gone.
pub fn key<'a>(rosters: impl IntoIterator<Item = &'a Snapshot>, gone: &Gone, person: &PersonId) -> String {
    let mut rosters = rosters.into_iter();
    let here = rosters.find_map(|roster| Some(roster.person(roster.find_person(person)?).key().to_owned()));
    here.or_else(|| gone.get(person).cloned()).unwrap_or_else(|| person.to_string())
}
