//! Writes the steps of a plan into the tables of grants and wishes, many at a time.

use super::bare;
use super::link::Link;
use super::numbers::{Numbered, newest};
use super::seats::reasons_text;
use super::value::{Row, Value};
use super::words::Word;
use super::{RowNumbers, StoreError, Writing};
use crate::licence::ToolKey;
use crate::roster::{PersonId, Snapshot};
use crate::seats::{Grant, Leaving, SeatStep, Wish};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Steps sorted by what they write. Each list is one kind of statement; they are written in this order.
#[derive(Default)]
struct Sorted<'a> {
    free: Vec<[Value; 5]>,
    back: Vec<[Value; 3]>,
    moved: Vec<[Value; 4]>,
    leave: Vec<[Value; 10]>,
    lend: Vec<[Value; 4]>,
    grant: Vec<(i64, &'a ToolKey, &'a Grant)>,
    unwish: Vec<[Value; 2]>,
    wish: Vec<(i64, &'a ToolKey, &'a Wish)>,
}

/// So many grants into an empty table are a load: indexes are quicker made after it than kept along.
const LOAD_MIN: usize = 10_000;

/// The roster of a plan, with the numbers of its persons' rows.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// The roster.
    pub roster: &'a Snapshot,
    /// The numbers.
    pub numbers: &'a RowNumbers,
}

/// Numbers of the rows of the persons whom steps are about, step by step.
struct Numbers(Vec<i64>);

impl Numbers {
    /// For each step the number of the row of its person.
    async fn find(link: &mut Link, steps: &[SeatStep], rows: Rows<'_>) -> Result<Self, StoreError> {
        const SQL: &str = "WITH wanted (id) AS (VALUES {rows}) SELECT p.no, p.id FROM wanted \
            JOIN person p ON p.id = wanted.id";
        let mut finder = rows.roster.finder();
        let mut number = |step: &SeatStep| finder.find(step.key().1).map(|at| rows.numbers.persons[at.0 as usize]);
        let mut numbers: Vec<Option<i64>> = steps.iter().map(&mut number).collect();
        let others: BTreeSet<&PersonId> =
            steps.iter().zip(&numbers).filter(|(_, number)| number.is_none()).map(|(step, _)| step.key().1).collect();
        let mut found = BTreeMap::new();
        let take = |row: Row<'_>| {
            found.insert(PersonId::from(row.text("id")?), row.int("no")?);
            Ok(())
        };
        link.each_of("person", SQL, others.iter().map(|id| [id.as_str().into()]), take).await?;
        for (step, number) in steps.iter().zip(&mut numbers).filter(|(_, number)| number.is_none()) {
            *number = found.get(step.key().1).copied();
        }
        let no_row = |step: &SeatStep| StoreError::NoRow { table: "person", key: step.key().1.to_string() };
        let numbers = steps.iter().zip(numbers).map(|(step, number)| number.ok_or_else(|| no_row(step)));
        Ok(Self(numbers.collect::<Result<_, _>>()?))
    }
}

/// When a step is written: of the grants' steps and of the wishes' steps, the lower number first.
fn turn(step: &SeatStep) -> (bool, u8) {
    match step {
        SeatStep::Free { .. } => (true, 0),
        SeatStep::Return { .. } => (true, 1),
        SeatStep::Move { .. } => (true, 2),
        SeatStep::Leave { .. } => (true, 3),
        SeatStep::Lend { .. } => (true, 4),
        SeatStep::Grant { .. } => (true, 5),
        SeatStep::Unwish { .. } => (false, 0),
        SeatStep::Wish { .. } => (false, 1),
    }
}

/// Are two steps about one seat written in the order in which they stand?
fn follows(first: &SeatStep, next: &SeatStep) -> bool {
    let ((grant_first, first), (grant_next, next)) = (turn(first), turn(next));
    grant_first != grant_next || first < next
}

/// Sorts steps, and refuses when two about the same seat would be written in another order than they stand.
fn sort<'a>(steps: &'a [SeatStep], numbers: &Numbers, at: Timestamp) -> Result<Sorted<'a>, StoreError> {
    let mut sorted = Sorted::default();
    if !steps.is_sorted_by(|a, b| a.key() < b.key() || a.key() == b.key() && follows(a, b)) {
        let tool = steps.first().map(|step| step.key().0.to_string()).unwrap_or_default();
        return Err(StoreError::Disorder { tool });
    }
    for (step, no) in steps.iter().zip(numbers.0.iter().copied()) {
        let tool = step.key().0;
        let (who, what) = (|| Value::from(no), || tool.as_str().into());
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
                let [ended, kept, until, cause, as_staff, by, from] = leaving_values(Some(leaving));
                sorted.leave.push([who(), what(), pool.as_str().into(), ended, kept, until, cause, as_staff, by, from]);
            }
            SeatStep::Lend { pool, until, .. } => {
                sorted.lend.push([who(), what(), pool.as_str().into(), (*until).into()]);
            }
            SeatStep::Grant { grant, .. } => sorted.grant.push((no, tool, grant)),
            SeatStep::Unwish { .. } => sorted.unwish.push([who(), what()]),
            SeatStep::Wish { wish, .. } => sorted.wish.push((no, tool, wish)),
        }
    }
    // New grants in the order of their numbers, which is the order of the table.
    sorted.grant.sort_by_key(|(_, _, grant)| grant.seq);
    Ok(sorted)
}

fn leaving_values(leaving: Option<&Leaving>) -> [Value; 7] {
    let (text, day) = (|| None::<&str>.into(), || None::<Date>.into());
    let Some(Leaving { ended_on, kept_until, until, cause, as_staff, confirm }) = leaving else {
        return [day(), day(), day(), text(), None::<bool>.into(), text(), day()];
    };
    let (by, from) = (confirm.as_ref().map(|one| one.source.as_str()), confirm.as_ref().map(|one| one.from));
    let (cause, as_staff) = (Word::word(*cause).into(), (*as_staff).into());
    [(*ended_on).into(), (*kept_until).into(), (*until).into(), cause, as_staff, by.into(), from.into()]
}

impl Writing {
    /// Takes the steps of a plan.
    ///
    /// # Errors
    /// The driver; a second grant for a person and tool; a step about a grant or wish that is not there.
    pub async fn steps(&mut self, steps: &[SeatStep], rows: Rows<'_>, at: Timestamp) -> Result<(), StoreError> {
        let numbers = Numbers::find(&mut self.link, steps, rows).await?;
        let sorted = sort(steps, &numbers, at)?;
        self.change_grants(&sorted).await?;
        let is_load = sorted.grant.len() >= LOAD_MIN && newest(&mut self.link, Numbered::Grants).await? == 0;
        let stripped = if is_load { Some(bare::strip(&mut self.link).await?) } else { None };
        self.new_grants(&sorted).await?;
        if let Some(stripped) = stripped {
            stripped.dress(&mut self.link).await?;
        }
        self.wishes(sorted).await
    }

    async fn change_grants(&mut self, sorted: &Sorted<'_>) -> Result<(), StoreError> {
        const FREE: &str = "WITH v (person_no, tool, pool, freed_at, cause) AS (VALUES {rows}) \
            UPDATE seat_grant SET freed_at = v.freed_at, freed_cause = v.cause FROM v \
            WHERE seat_grant.person_no = v.person_no AND seat_grant.tool = v.tool AND seat_grant.pool = v.pool \
            AND seat_grant.freed_at IS NULL";
        const RETURN: &str = "WITH v (person_no, tool, pool) AS (VALUES {rows}) \
            UPDATE seat_grant SET leaving_ended_on = NULL, leaving_kept_until = NULL, leaving_until = NULL, \
            leaving_cause = NULL, leaving_as_staff = NULL, leaving_confirm_by = NULL, \
            leaving_confirm_from = NULL FROM v \
            WHERE seat_grant.person_no = v.person_no AND seat_grant.tool = v.tool AND seat_grant.pool = v.pool \
            AND seat_grant.freed_at IS NULL AND seat_grant.leaving_until IS NOT NULL";
        const MOVE: &str = "WITH v (person_no, tool, pool, other) AS (VALUES {rows}) \
            UPDATE seat_grant SET pool = v.other FROM v \
            WHERE seat_grant.person_no = v.person_no AND seat_grant.tool = v.tool AND seat_grant.pool = v.pool \
            AND seat_grant.freed_at IS NULL";
        const LEAVE: &str = "WITH v (person_no, tool, pool, ended_on, kept_until, until, cause, as_staff, confirm_by, \
            confirm_from) AS (VALUES {rows}) \
            UPDATE seat_grant SET leaving_ended_on = v.ended_on, leaving_kept_until = v.kept_until, \
            leaving_until = v.until, leaving_cause = v.cause, leaving_as_staff = v.as_staff, \
            leaving_confirm_by = v.confirm_by, leaving_confirm_from = v.confirm_from FROM v \
            WHERE seat_grant.person_no = v.person_no AND seat_grant.tool = v.tool AND seat_grant.pool = v.pool \
            AND seat_grant.freed_at IS NULL";
        const LEND: &str = "WITH v (person_no, tool, pool, until) AS (VALUES {rows}) \
            UPDATE seat_grant SET lent_until = v.until FROM v \
            WHERE seat_grant.person_no = v.person_no AND seat_grant.tool = v.tool AND seat_grant.pool = v.pool \
            AND seat_grant.freed_at IS NULL";
        self.link.bulk("seat_grant", FREE, sorted.free.iter().cloned()).await?;
        self.link.bulk("seat_grant", RETURN, sorted.back.iter().cloned()).await?;
        self.link.bulk("seat_grant", MOVE, sorted.moved.iter().cloned()).await?;
        self.link.bulk("seat_grant", LEAVE, sorted.leave.iter().cloned()).await?;
        self.link.bulk("seat_grant", LEND, sorted.lend.iter().cloned()).await.map(drop)
    }

    async fn new_grants(&mut self, sorted: &Sorted<'_>) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO seat_grant (seq, person_no, tool, pool, granted_on, since_on, \
            leaving_ended_on, leaving_kept_until, leaving_until, leaving_cause, leaving_as_staff, leaving_confirm_by, \
            leaving_confirm_from, lent_until) \
            VALUES {rows}";
        let row = |(no, tool, grant): &(i64, &ToolKey, &Grant)| {
            let [ended, kept, until, cause, as_staff, by, from] = leaving_values(grant.leaving.as_ref());
            let (person, tool, pool) = ((*no).into(), tool.as_str().into(), grant.pool.as_str().into());
            let (granted_on, since, lent) = (grant.granted_on.into(), grant.since.into(), grant.lent_until.into());
            [
                grant.seq.into(),
                person,
                tool,
                pool,
                granted_on,
                since,
                ended,
                kept,
                until,
                cause,
                as_staff,
                by,
                from,
                lent,
            ]
        };
        self.link.bulk("seat_grant", SQL, sorted.grant.iter().map(row)).await.map(drop)
    }

    async fn wishes(&mut self, sorted: Sorted<'_>) -> Result<(), StoreError> {
        const UNWISH: &str = "WITH v (person_no, tool) AS (VALUES {rows}) \
            DELETE FROM wish WHERE (person_no, tool) IN (SELECT person_no, tool FROM v)";
        const WISH: &str = "INSERT INTO wish (person_no, tool, pool, state, reasons, since_on, starts_on, class) \
            VALUES {rows} ON CONFLICT (person_no, tool) DO UPDATE SET pool = excluded.pool, state = excluded.state, \
            reasons = excluded.reasons, since_on = excluded.since_on, starts_on = excluded.starts_on, \
            class = excluded.class";
        self.link.bulk("wish", UNWISH, sorted.unwish).await?;
        let mut wishes = sorted.wish;
        wishes.sort_by_key(|(no, tool, _)| (*no, *tool));
        let row = |(no, tool, wish): (i64, &ToolKey, &Wish)| -> [Value; 8] {
            let (person, tool, pool) = (no.into(), tool.as_str().into(), wish.pool.as_str().into());
            let (state, reasons) = (Word::word(wish.state).into(), reasons_text(&wish.reasons).into());
            let class = i64::from(wish.class).into();
            [person, tool, pool, state, reasons, wish.since.into(), wish.starts_on.into(), class]
        };
        self.link.bulk("wish", WISH, wishes.into_iter().map(row)).await.map(drop)
    }
}
