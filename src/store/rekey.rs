//! Persons get other ids; their seats, wishes and places follow, since these hang on the person's row.

use super::meta::{self, Meta};
use super::{StoreError, Writing};
use crate::roster::PersonId;

impl Writing {
    /// Exchanges ids of persons who are there, old and new. What sources said of each person is forgotten, so that
    /// everybody is looked at in the next run.
    ///
    /// # Errors
    /// The driver; [`StoreError::IdsTaken`] when somebody had one of the new ids before; somebody who is not there.
    pub async fn rekey(&mut self, persons: &[(PersonId, PersonId)]) -> Result<(), StoreError> {
        const TAKEN: &str =
            "WITH v (id) AS (VALUES {rows}) SELECT COUNT(*) AS number FROM person JOIN v ON v.id = person.id";
        const SQL: &str = "WITH v (was, id) AS (VALUES {rows}) \
            UPDATE person SET id = v.id FROM v WHERE person.id = v.was AND person.gone_on IS NULL";
        const FORGET: &str = "DELETE FROM known";
        let mut taken = 0;
        let new = persons.iter().map(|(_, new)| [new.as_str().into()]);
        self.link
            .each_of("person", TAKEN, new, |row| {
                taken += row.int("number")?;
                Ok(())
            })
            .await?;
        if taken > 0 {
            return Err(StoreError::IdsTaken { count: taken });
        }
        let rows = persons.iter().map(|(old, new)| [old.as_str().into(), new.as_str().into()]);
        self.link.bulk("person", SQL, rows).await?;
        self.link.run("known", FORGET, []).await?;
        meta::unset(&mut self.link, Meta::QuietUntil).await
    }
}
