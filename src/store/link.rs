//! The seam to the database drivers: a transaction that runs SQL text.

use super::StoreError;
use super::batch::{self, Batches};
use super::tables::Table;
use super::value::{Row, Value};
use sqlx::{AssertSqlSafe, Postgres, Sqlite, Transaction};
use std::future::Future;

/// Takes rows as they come. Text, not a function: the stream's trait belongs to a crate that is not ours.
macro_rules! drain {
    ($table:expr, $rows:expr, $visit:expr) => {
        let mut rows = $rows;
        while let Some(row) = std::future::poll_fn(|context| rows.as_mut().poll_next(context)).await {
            let row = row.map_err(StoreError::database($table))?;
            $visit(Row { table: $table, cells: (&row).into() })?;
        }
    };
}

/// Takes rows as they come and hands them on in parcels.
macro_rules! pack {
    ($table:expr, $rows:expr, $take:expr) => {
        let (mut rows, mut parcel) = ($rows, Parcel::default());
        while let Some(row) = std::future::poll_fn(|context| rows.as_mut().poll_next(context)).await {
            let row = row.map_err(StoreError::database($table.name))?;
            parcel.put(Row { table: $table.name, cells: (&row).into() }.values($table)?);
            if parcel.is_full() {
                $take(std::mem::take(&mut parcel).rows).await?;
            }
        }
        if !parcel.rows.is_empty() {
            $take(parcel.rows).await?;
        }
    };
}

/// Runs the statements of some batches. Text, since the drivers' types have no common trait that says enough.
macro_rules! run_batches {
    ($table:expr, $transaction:expr, $next:expr) => {{
        let (mut given, mut written) = (0, 0);
        let mut next = $next;
        while let Some(batch) = next.map_err(StoreError::database($table))? {
            let query = sqlx::query_with(AssertSqlSafe(batch.text), batch.arguments).persistent(batch.again);
            // The next batch is made while the database works on this one.
            let (done, after) = tokio::join!(query.execute(&mut **$transaction), async { $next });
            given += batch.rows as u64;
            written += done.map_err(StoreError::database($table))?.rows_affected();
            next = after;
        }
        Ok((given, written))
    }};
}

/// Rows of a parcel, at most.
const PARCEL_ROWS: usize = 5_000;
/// Bytes of text in a parcel; the row that goes beyond is its last.
const PARCEL_BYTES: usize = 4 << 20;

/// Rows on their way from one database to another.
#[derive(Default)]
struct Parcel {
    rows: Vec<Vec<Value>>,
    bytes: usize,
}

impl Parcel {
    fn put(&mut self, row: Vec<Value>) {
        self.bytes += row.iter().map(Value::len).sum::<usize>();
        self.rows.push(row);
    }

    fn is_full(&self) -> bool {
        self.rows.len() >= PARCEL_ROWS || self.bytes >= PARCEL_BYTES
    }
}

/// A transaction on either database. Dropped without [`commit`](Self::commit) it leaves nothing behind.
pub(super) enum Link {
    /// SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

/// Does something to its end, also when nobody waits for it any more: sqlx 0.9.0 leaves a connection in an
/// open transaction when the beginning of one is given up, and nobody could say whether a commit that was
/// given up has happened (docs/decisions/0009).
#[expect(clippy::disallowed_methods, reason = "awaited at once, and must outlive whoever gives up waiting")]
pub(super) async fn to_its_end<T: Send + 'static>(
    work: impl Future<Output = Result<T, sqlx::Error>> + Send + 'static,
) -> Result<T, sqlx::Error> {
    tokio::spawn(work).await.unwrap_or(Err(sqlx::Error::WorkerCrashed))
}

impl Link {
    /// Makes everything written durable.
    pub(super) async fn commit(self) -> Result<(), StoreError> {
        let done = match self {
            Self::Sqlite(transaction) => to_its_end(transaction.commit()).await,
            Self::Postgres(transaction) => to_its_end(transaction.commit()).await,
        };
        done.map_err(StoreError::database("meta"))
    }

    /// Runs one statement; gives the number of rows it wrote.
    pub(super) async fn run<const N: usize>(
        &mut self,
        table: &'static str,
        sql: &'static str,
        values: [Value; N],
    ) -> Result<u64, StoreError> {
        let fault = StoreError::database(table);
        match self {
            Self::Sqlite(transaction) => {
                let values = batch::sqlite(values).map_err(StoreError::database(table))?;
                let done = sqlx::query_with(sql, values).execute(&mut **transaction).await;
                Ok(done.map_err(fault)?.rows_affected())
            }
            Self::Postgres(transaction) => {
                let values = batch::postgres(values).map_err(StoreError::database(table))?;
                let done = sqlx::query_with(sql, values).execute(&mut **transaction).await;
                Ok(done.map_err(fault)?.rows_affected())
            }
        }
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
        let script = sqlx::raw_sql(AssertSqlSafe(sql));
        let done = match self {
            Self::Sqlite(transaction) => script.execute(&mut **transaction).await.map(drop),
            Self::Postgres(transaction) => script.execute(&mut **transaction).await.map(drop),
        };
        done.map_err(StoreError::database(table))
    }

    /// Runs a statement for many rows, whose place in the text is `VALUES {rows}`; each must write exactly one row.
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
        self.run_batches(table, Batches::new(sql, N, rows)).await
    }

    async fn run_batches<R: AsRef<[Value]> + IntoIterator<Item = Value>>(
        &mut self,
        table: &'static str,
        mut batches: Batches<impl Iterator<Item = R>>,
    ) -> Result<(u64, u64), StoreError> {
        match self {
            Self::Sqlite(transaction) => run_batches!(table, transaction, batches.sqlite()),
            Self::Postgres(transaction) => run_batches!(table, transaction, batches.postgres()),
        }
    }

    /// Visits every row of a query, one at a time.
    pub(super) async fn each<const N: usize>(
        &mut self,
        table: &'static str,
        sql: &'static str,
        values: [Value; N],
        mut visit: impl FnMut(Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(transaction) => {
                let values = batch::sqlite(values).map_err(StoreError::database(table))?;
                drain!(table, sqlx::query_with(sql, values).fetch(&mut **transaction), visit);
            }
            Self::Postgres(transaction) => {
                let values = batch::postgres(values).map_err(StoreError::database(table))?;
                drain!(table, sqlx::query_with(sql, values).fetch(&mut **transaction), visit);
            }
        }
        Ok(())
    }

    /// Visits every row of a query that asks about many rows at once, whose place in the text is `VALUES {rows}`.
    pub(super) async fn each_of<const N: usize>(
        &mut self,
        table: &'static str,
        sql: &'static str,
        wanted: impl IntoIterator<Item = [Value; N]>,
        mut visit: impl FnMut(Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut batches = Batches::new(sql, N, wanted);
        match self {
            Self::Sqlite(transaction) => {
                while let Some(batch) = batches.sqlite().map_err(StoreError::database(table))? {
                    let query = sqlx::query_with(AssertSqlSafe(batch.text), batch.arguments).persistent(batch.again);
                    drain!(table, query.fetch(&mut **transaction), visit);
                }
            }
            Self::Postgres(transaction) => {
                while let Some(batch) = batches.postgres().map_err(StoreError::database(table))? {
                    let query = sqlx::query_with(AssertSqlSafe(batch.text), batch.arguments).persistent(batch.again);
                    drain!(table, query.fetch(&mut **transaction), visit);
                }
            }
        }
        Ok(())
    }

    /// Gives every row of a table in parcels, the next one when the last was taken: however large the table is, no
    /// more of it is in memory.
    pub(super) async fn parcels(
        &mut self,
        table: &'static Table,
        mut take: impl AsyncFnMut(Vec<Vec<Value>>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(transaction) => {
                pack!(table, sqlx::query(table.select).fetch(&mut **transaction), take);
            }
            Self::Postgres(transaction) => {
                pack!(table, sqlx::query(table.select).fetch(&mut **transaction), take);
            }
        }
        Ok(())
    }

    /// Puts a parcel into a table.
    pub(super) async fn put(&mut self, table: &'static Table, rows: Vec<Vec<Value>>) -> Result<(), StoreError> {
        let batches = Batches::new(table.insert, table.columns.len(), rows);
        let (given, written) = self.run_batches(table.name, batches).await?;
        exactly(table.name, given, written)
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
