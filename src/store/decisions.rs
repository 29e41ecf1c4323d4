//! What was decided for persons whose identity is protected, tool by tool (DOMAIN 0.10, SECURITY 4).
//!
//! Why stands in a row that goes with the person's. The ledger has who decided what and when, under the person's pseudonym.

use super::meta::{self, Meta};
use super::value::Row;
use super::words::Word;
use super::{Look, Stamp, Store, StoreError};
use crate::licence::{Choice, Override, OverrideKind, ToolKey};
use crate::plan::Event;
use crate::roster::{Period, PersonId};
use std::sync::Arc;

/// A decision about one person and one tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Who.
    pub person: PersonId,
    /// Which tool.
    pub tool: ToolKey,
    /// What.
    pub choice: Choice,
    /// Why.
    pub reason: String,
}

impl Look {
    /// What was decided for those who are in the roster.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn decisions(&mut self) -> Result<Vec<Override>, StoreError> {
        const SQL: &str = "SELECT p.id AS person, d.tool, d.choice, d.reason FROM decision d \
            JOIN person p ON p.no = d.person_no WHERE p.gone_on IS NULL ORDER BY d.person_no, d.tool";
        let read = |row: &Row<'_>| {
            Ok(Override {
                person: Arc::from(row.text("person")?),
                kind: OverrideKind::Decision(row.word("choice")?),
                tool: Some(row.text("tool")?.into()),
                period: Period::default(),
                reason: Arc::from(row.text("reason")?),
            })
        };
        self.link.all("decision", SQL, [], read).await
    }
}

impl Store {
    /// Notes what was decided, in the place of what was decided before; the next run does it.
    ///
    /// # Errors
    /// The driver; [`StoreError::NoRow`] where nobody of that id is in the roster.
    pub async fn decide(&self, decision: &Decision, stamp: Stamp<'_>) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO decision (person_no, tool, choice, reason, decided_at) \
            SELECT p.no, $2, $3, $4, $5 FROM person p WHERE p.id = $1 AND p.gone_on IS NULL \
            ON CONFLICT (person_no, tool) DO UPDATE SET choice = excluded.choice, reason = excluded.reason, \
            decided_at = excluded.decided_at";
        let Decision { person, tool, choice, reason } = decision;
        let mut writing = self.write().await?;
        let values = [
            person.as_str().into(),
            tool.as_str().into(),
            Word::word(*choice).into(),
            reason.as_str().into(),
            stamp.at.as_microsecond().into(),
        ];
        if writing.link.run("decision", SQL, values).await? != 1 {
            return Err(StoreError::NoRow { table: "person", key: "person".to_owned() });
        }
        let event = Event::Decided { person: person.clone(), tool: tool.clone(), choice: *choice };
        writing.append([event], stamp).await?;
        // The next run must look even though no delivery changed, and at everybody: whoever waits may wait no more.
        meta::unset(&mut writing.link, Meta::QuietUntil).await?;
        meta::unset(&mut writing.link, Meta::Spread).await?;
        writing.commit().await.map(drop)
    }
}
