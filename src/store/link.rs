//! The seam to the database driver: a transaction that runs SQL text. PostgreSQL gets its arm here.

use super::StoreError;
use super::value::{Row, Value, arguments};
use sqlx::sqlite::SqliteArguments;
use sqlx::{AssertSqlSafe, Sqlite, SqlitePool, Transaction};
use std::fmt::Write as _;

/// Binds that one statement may carry: SQLite's limit.
const BINDS_MAX: usize = 32_766;
/// Rows in one statement: more gain nothing (docs/decisions/0003).
const ROWS_MAX: usize = 2_000;

/// Takes rows as they come. Text, not a function: the stream's trait belongs to a crate that is not ours.
macro_rules! drain {
    ($table:expr, $rows:expr, $visit:expr) => {
        let mut rows = $rows;
        while let Some(row) = std::future::poll_fn(|context| rows.as_mut().poll_next(context)).await {
            let row = row.map_err(StoreError::database($table))?;
            $visit(Row { table: $table, row: &row })?;
        }
    };
}

/// A transaction on either database. Dropped without [`commit`](Self::commit) it leaves nothing behind.
pub(super) enum Link {
    /// SQLite.
    Sqlite(Transaction<'static, Sqlite>),
}

impl Link {
    /// A transaction that sees one state and writes nothing.
    pub(super) async fn look(pool: &SqlitePool) -> Result<Self, StoreError> {
        Ok(Self::Sqlite(pool.begin().await.map_err(StoreError::database("meta"))?))
    }

    /// A transaction that may write. It takes the write lock at once: one that reads first and writes later
    /// is refused without waiting when another wrote in between.
    pub(super) async fn write(pool: &SqlitePool) -> Result<Self, StoreError> {
        Ok(Self::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await.map_err(StoreError::database("meta"))?))
    }

    /// Makes everything written durable.
    pub(super) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await.map_err(StoreError::database("meta")),
        }
    }

    /// Runs one statement; gives the number of rows it wrote.
    pub(super) async fn run<const N: usize>(
        &mut self,
        table: &'static str,
        sql: &'static str,
        values: [Value; N],
    ) -> Result<u64, StoreError> {
        let arguments = arguments(values).map_err(StoreError::database(table))?;
        let Self::Sqlite(transaction) = self;
        let done = sqlx::query_with(sql, arguments).execute(&mut **transaction).await;
        Ok(done.map_err(StoreError::database(table))?.rows_affected())
    }

    /// Runs one statement that must write exactly one row.
    pub(super) async fn run_one<const N: usize>(
        &mut self,
        table: &'static str,
        sql: &'static str,
        values: [Value; N],
    ) -> Result<(), StoreError> {
        exactly(table, 1, self.run(table, sql, values).await?)
    }

    /// Runs a script of several statements.
    pub(super) async fn script(&mut self, table: &'static str, sql: String) -> Result<(), StoreError> {
        let Self::Sqlite(transaction) = self;
        let done = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut **transaction).await;
        done.map(drop).map_err(StoreError::database(table))
    }

    /// Runs a statement for many rows, whose place in the text is `{rows}`; each must write exactly one row.
    pub(super) async fn bulk<const N: usize>(
        &mut self,
        table: &'static str,
        sql: &'static str,
        rows: impl IntoIterator<Item = [Value; N]>,
    ) -> Result<u64, StoreError> {
        let (given, written) = self.bulk_loose(table, sql, rows).await?;
        exactly(table, given, written)?;
        Ok(written)
    }

    /// The same where a row may write none, or several. Gives the rows given and written.
    pub(super) async fn bulk_loose<const N: usize>(
        &mut self,
        table: &'static str,
        sql: &'static str,
        rows: impl IntoIterator<Item = [Value; N]>,
    ) -> Result<(u64, u64), StoreError> {
        let (mut given, mut written) = (0, 0);
        let mut batches = Batches::new(sql, rows.into_iter());
        let mut next = batches.next();
        while let Some((text, rows, arguments)) = next.map_err(StoreError::database(table))? {
            let Self::Sqlite(transaction) = self;
            // Full statements come again and are worth keeping; a last, shorter one is not.
            let query = sqlx::query_with(AssertSqlSafe(text), arguments).persistent(rows == batches.size);
            // The next batch is made while the database's own thread works on this one.
            let (done, after) = tokio::join!(query.execute(&mut **transaction), async { batches.next() });
            given += rows as u64;
            written += done.map_err(StoreError::database(table))?.rows_affected();
            next = after;
        }
        Ok((given, written))
    }

    /// Visits every row of a query, one at a time.
    pub(super) async fn each<const N: usize>(
        &mut self,
        table: &'static str,
        sql: &'static str,
        values: [Value; N],
        visit: impl FnMut(Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let arguments = arguments(values).map_err(StoreError::database(table))?;
        let Self::Sqlite(transaction) = self;
        let mut visit = visit;
        drain!(table, sqlx::query_with(sql, arguments).fetch(&mut **transaction), visit);
        Ok(())
    }

    /// Visits every row of a query that asks about many rows at once, whose place in the text is `{rows}`.
    pub(super) async fn each_of<const N: usize>(
        &mut self,
        table: &'static str,
        sql: &'static str,
        wanted: impl IntoIterator<Item = [Value; N]>,
        mut visit: impl FnMut(Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut batches = Batches::new(sql, wanted.into_iter());
        while let Some((text, rows, arguments)) = batches.next().map_err(StoreError::database(table))? {
            let Self::Sqlite(transaction) = self;
            let query = sqlx::query_with(AssertSqlSafe(text), arguments).persistent(rows == batches.size);
            drain!(table, query.fetch(&mut **transaction), visit);
        }
        Ok(())
    }

    /// The one row of a query, or none.
    pub(super) async fn one<T, const N: usize>(
        &mut self,
        table: &'static str,
        sql: &'static str,
        values: [Value; N],
        read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let mut found = None;
        let take = |row: Row<'_>| {
            found = Some(read(&row)?);
            Ok(())
        };
        self.each(table, sql, values, take).await?;
        Ok(found)
    }

    /// All rows of a query.
    pub(super) async fn all<T, const N: usize>(
        &mut self,
        table: &'static str,
        sql: &'static str,
        values: [Value; N],
        read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut found = Vec::new();
        let take = |row: Row<'_>| {
            found.push(read(&row)?);
            Ok(())
        };
        self.each(table, sql, values, take).await?;
        Ok(found)
    }
}

/// Fails unless a statement wrote as many rows as it must.
pub(super) fn exactly(table: &'static str, expected: u64, found: u64) -> Result<(), StoreError> {
    if found == expected { Ok(()) } else { Err(StoreError::RowCount { table, expected, found }) }
}

/// Cuts rows into statements.
struct Batches<I> {
    before: &'static str,
    after: &'static str,
    rows: I,
    size: usize,
    full: String,
}

impl<const N: usize, I: Iterator<Item = [Value; N]>> Batches<I> {
    fn new(sql: &'static str, rows: I) -> Self {
        let (before, after) = sql.split_once("{rows}").unwrap_or((sql, ""));
        Self { before, after, rows, size: (BINDS_MAX / N.max(1)).min(ROWS_MAX), full: String::new() }
    }

    /// The next statement: its text, how many rows it is for, and their values.
    fn next(&mut self) -> Result<Option<(String, usize, SqliteArguments)>, sqlx::Error> {
        let rows: Vec<[Value; N]> = self.rows.by_ref().take(self.size).collect();
        let count = rows.len();
        if count == 0 {
            return Ok(None);
        }
        let text = if count == self.size {
            if self.full.is_empty() {
                self.full = self.text(count);
            }
            self.full.clone()
        } else {
            self.text(count)
        };
        Ok(Some((text, count, arguments(rows.into_iter().flatten())?)))
    }

    /// SQLite's plain `?`, not `$1`: it looks named parameters up one by one, which for thousands takes
    /// longer than the statement. PostgreSQL has only `$1`.
    fn text(&self, rows: usize) -> String {
        let row = format!("({})", vec!["?"; N].join(","));
        let mut text = String::with_capacity(self.before.len() + self.after.len() + rows * (row.len() + 1));
        text.push_str(self.before);
        for at in 0..rows {
            // Writing into a string cannot fail.
            let _ = write!(text, "{}{row}", if at == 0 { "" } else { "," });
        }
        text.push_str(self.after);
        text
    }
}
