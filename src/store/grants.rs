//! Writes the steps of a plan into the tables of grants and wishes, many at a time.

use super::seats::reasons_text;
use super::value::Value;
use super::words::Word;
use super::{StoreError, Writing};
use crate::licence::ToolKey;
use crate::roster::PersonId;
use crate::seats::{Grant, Leaving, SeatStep, Wish};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Steps sorted by what they write. Each list is one kind of statement; they are written in this order.
#[derive(Default)]
struct Sorted<'a> {
    free: Vec<[Value; 5]>,
    back: Vec<[Value; 3]>,
    moved: Vec<[Value; 4]>,
    leave: Vec<[Value; 7]>,
    grant: Vec<(&'a PersonId, &'a ToolKey, &'a Grant)>,
    unwish: Vec<[Value; 2]>,
    wish: Vec<(&'a PersonId, &'a ToolKey, &'a Wish)>,
}

/// When a step is written: of the grants' steps and of the wishes' steps, the lower number first.
fn turn(step: &SeatStep) -> (bool, u8) {
    match step {
        SeatStep::Free { .. } => (true, 0),
        SeatStep::Return { .. } => (true, 1),
        SeatStep::Move { .. } => (true, 2),
        SeatStep::Leave { .. } => (true, 3),
        SeatStep::Grant { .. } => (true, 4),
        SeatStep::Unwish { .. } => (false, 0),
        SeatStep::Wish { .. } => (false, 1),
    }
}

/// Sorts steps, and refuses when two about the same seat would be written in another order than they stand.
fn sort(steps: &[SeatStep], at: Timestamp) -> Result<Sorted<'_>, StoreError> {
    let mut sorted = Sorted::default();
    let mut last: BTreeMap<(&ToolKey, &PersonId, bool), u8> = BTreeMap::new();
    for step in steps {
        let (tool, person) = step.key();
        let (is_grant, turn) = turn(step);
        if last.insert((tool, person, is_grant), turn).is_some_and(|before| before >= turn) {
            return Err(StoreError::Disorder { tool: tool.to_string() });
        }
        let (who, what) = (|| person.as_str().into(), || tool.as_str().into());
        match step {
            SeatStep::Free { pool, cause, .. } => {
                let freed = at.as_microsecond().into();
                sorted.free.push([who(), what(), pool.as_str().into(), freed, Word::word(*cause).into()]);
            }
            SeatStep::Return { pool, .. } => sorted.back.push([who(), what(), pool.as_str().into()]),
            SeatStep::Move { from, to, .. } => {
                sorted.moved.push([who(), what(), from.as_str().into(), to.as_str().into()]);
            }
            SeatStep::Leave { pool, leaving, .. } => {
                let [ended, until, cause, as_staff] = leaving_values(Some(leaving));
                sorted.leave.push([who(), what(), pool.as_str().into(), ended, until, cause, as_staff]);
            }
            SeatStep::Grant { grant, .. } => sorted.grant.push((person, tool, grant)),
            SeatStep::Unwish { .. } => sorted.unwish.push([who(), what()]),
            SeatStep::Wish { wish, .. } => sorted.wish.push((person, tool, wish)),
        }
    }
    // New grants in the order of their numbers, which is the order of the table.
    sorted.grant.sort_by_key(|(_, _, grant)| grant.seq);
    Ok(sorted)
}

fn leaving_values(leaving: Option<&Leaving>) -> [Value; 4] {
    let Some(Leaving { ended_on, until, cause, as_staff }) = leaving else {
        return [None::<Date>.into(), None::<Date>.into(), None::<&str>.into(), None::<bool>.into()];
    };
    [(*ended_on).into(), (*until).into(), Word::word(*cause).into(), (*as_staff).into()]
}

impl Writing {
    /// Takes the steps of a plan.
    ///
    /// # Errors
    /// The driver; a second grant for a person and tool; a step about a grant or wish that is not there.
    pub async fn steps(&mut self, steps: &[SeatStep], at: Timestamp) -> Result<(), StoreError> {
        let sorted = sort(steps, at)?;
        self.change_grants(&sorted).await?;
        self.new_grants(&sorted).await?;
        self.wishes(sorted).await
    }

    async fn change_grants(&mut self, sorted: &Sorted<'_>) -> Result<(), StoreError> {
        const FREE: &str = "WITH v (person, tool, pool, freed_at, cause) AS (VALUES {rows}) \
            UPDATE seat_grant SET freed_at = v.freed_at, freed_cause = v.cause FROM v \
            WHERE seat_grant.person = v.person AND seat_grant.tool = v.tool AND seat_grant.pool = v.pool \
            AND seat_grant.freed_at IS NULL";
        const RETURN: &str = "WITH v (person, tool, pool) AS (VALUES {rows}) \
            UPDATE seat_grant SET leaving_ended_on = NULL, leaving_until = NULL, leaving_cause = NULL, \
            leaving_as_staff = NULL FROM v \
            WHERE seat_grant.person = v.person AND seat_grant.tool = v.tool AND seat_grant.pool = v.pool \
            AND seat_grant.freed_at IS NULL AND seat_grant.leaving_until IS NOT NULL";
        const MOVE: &str = "WITH v (person, tool, pool, other) AS (VALUES {rows}) \
            UPDATE seat_grant SET pool = v.other FROM v \
            WHERE seat_grant.person = v.person AND seat_grant.tool = v.tool AND seat_grant.pool = v.pool \
            AND seat_grant.freed_at IS NULL";
        const LEAVE: &str = "WITH v (person, tool, pool, ended_on, until, cause, as_staff) AS (VALUES {rows}) \
            UPDATE seat_grant SET leaving_ended_on = v.ended_on, leaving_until = v.until, leaving_cause = v.cause, \
            leaving_as_staff = v.as_staff FROM v \
            WHERE seat_grant.person = v.person AND seat_grant.tool = v.tool AND seat_grant.pool = v.pool \
            AND seat_grant.freed_at IS NULL";
        self.link.bulk("seat_grant", FREE, sorted.free.iter().cloned()).await?;
        self.link.bulk("seat_grant", RETURN, sorted.back.iter().cloned()).await?;
        self.link.bulk("seat_grant", MOVE, sorted.moved.iter().cloned()).await?;
        self.link.bulk("seat_grant", LEAVE, sorted.leave.iter().cloned()).await.map(drop)
    }

    async fn new_grants(&mut self, sorted: &Sorted<'_>) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO seat_grant (seq, person, tool, pool, granted_on, since_on, \
            leaving_ended_on, leaving_until, leaving_cause, leaving_as_staff) VALUES {rows}";
        let row = |(person, tool, grant): &(&PersonId, &ToolKey, &Grant)| {
            let [ended, until, cause, as_staff] = leaving_values(grant.leaving.as_ref());
            let (person, tool, pool) = (person.as_str().into(), tool.as_str().into(), grant.pool.as_str().into());
            let (granted_on, since) = (grant.granted_on.into(), grant.since.into());
            [grant.seq.into(), person, tool, pool, granted_on, since, ended, until, cause, as_staff]
        };
        self.link.bulk("seat_grant", SQL, sorted.grant.iter().map(row)).await.map(drop)
    }

    async fn wishes(&mut self, sorted: Sorted<'_>) -> Result<(), StoreError> {
        const UNWISH: &str = "WITH v (person, tool) AS (VALUES {rows}) \
            DELETE FROM wish WHERE (person, tool) IN (SELECT person, tool FROM v)";
        const WISH: &str = "INSERT INTO wish (person, tool, pool, state, reasons, since_on, starts_on, class) \
            VALUES {rows} ON CONFLICT (person, tool) DO UPDATE SET pool = excluded.pool, state = excluded.state, \
            reasons = excluded.reasons, since_on = excluded.since_on, starts_on = excluded.starts_on, \
            class = excluded.class";
        self.link.bulk("wish", UNWISH, sorted.unwish).await?;
        let mut wishes = sorted.wish;
        wishes.sort_by_key(|(person, tool, _)| (*person, *tool));
        let row = |(person, tool, wish): (&PersonId, &ToolKey, &Wish)| -> [Value; 8] {
            let (person, tool, pool) = (person.as_str().into(), tool.as_str().into(), wish.pool.as_str().into());
            let (state, reasons) = (Word::word(wish.state).into(), reasons_text(&wish.reasons).into());
            let class = i64::from(wish.class).into();
            [person, tool, pool, state, reasons, wish.since.into(), wish.starts_on.into(), class]
        };
        self.link.bulk("wish", WISH, wishes.into_iter().map(row)).await.map(drop)
    }
}
