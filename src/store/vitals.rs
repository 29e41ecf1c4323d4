//! What the database says of upprop's own work, for whoever watches it.

use super::link::Link;
use super::words::Word;
use super::{HoldState, Look, StoreError};
use crate::alert::{LETTERS_BACK, PATIENCE, Vitals};
use crate::seats::WishState;
use jiff::Timestamp;

impl Look {
    /// What the database says of upprop's own work at this instant.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn vitals(&mut self, now: Timestamp) -> Result<Vitals, StoreError> {
        let failing = self.failing_since().await?;
        let holds = self.all_holds().await?;
        Ok(Vitals {
            last_good_at: last_good(&mut self.link, failing).await?,
            alerts: self.alerts().await?.0.into_values().collect(),
            holds: holds.iter().filter(|row| row.state == HoldState::Open).count() as u64,
            waiting: waiting(&mut self.link).await?,
            letters_waiting: letters(&mut self.link, now).await?,
            letters_late: letters(&mut self.link, now - PATIENCE).await?,
            letters_lost: self.undelivered(now - LETTERS_BACK).await?,
        })
    }
}

/// When the last run ended that went well, of those that ended before runs began to fail that ask sources.
async fn last_good(link: &mut Link, failing: Option<Timestamp>) -> Result<Option<Timestamp>, StoreError> {
    const SQL: &str = "SELECT MAX(ended_at) AS ended_at FROM run \
        WHERE outcome IN ('applied', 'unchanged', 'held') AND ended_at <= $1";
    let until = failing.unwrap_or(Timestamp::MAX).as_microsecond();
    Ok(link.one("run", SQL, [until.into()], |row| row.maybe_at("ended_at")).await?.flatten())
}

/// How many wishes wait for a seat.
async fn waiting(link: &mut Link) -> Result<u64, StoreError> {
    const SQL: &str = "SELECT COUNT(*) AS number FROM wish WHERE state = $1";
    let number = link.one("wish", SQL, [Word::word(WishState::Waiting).into()], |row| row.int("number")).await?;
    Ok(count(number))
}

/// How many letters are to be sent that were written by then.
async fn letters(link: &mut Link, written_by: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "SELECT COUNT(*) AS number FROM outbox WHERE state IN ('ready', 'at_dot') AND created_at <= $1";
    Ok(count(link.one("outbox", SQL, [written_by.as_microsecond().into()], |row| row.int("number")).await?))
}

fn count(number: Option<i64>) -> u64 {
    number.and_then(|number| u64::try_from(number).ok()).unwrap_or(0)
}
