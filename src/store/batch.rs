//! Many rows in one statement, whose place in its text is `{rows}` after the word VALUES.

use super::value::Value;
use sqlx::Arguments as _;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use std::fmt::Write as _;

/// Binds that one statement may carry: SQLite's limit.
const BINDS_MAX: usize = 32_766;
/// Rows in one statement of SQLite: more gain nothing (docs/decisions/0003).
const ROWS_MAX: usize = 2_000;
/// Rows in one statement of PostgreSQL, where each column is one array.
const ARRAY_MAX: usize = 2_500;

/// The arguments of a statement for SQLite.
pub(super) fn sqlite(values: impl IntoIterator<Item = Value>) -> Result<SqliteArguments, sqlx::Error> {
    let mut arguments = SqliteArguments::default();
    for value in values {
        match value {
            Value::Int(number) => arguments.add(number),
            Value::Flag(flag) => arguments.add(flag),
            Value::Text(text) => arguments.add(text),
            Value::Bytes(bytes) => arguments.add(bytes),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

/// The arguments of a statement for PostgreSQL.
pub(super) fn postgres(values: impl IntoIterator<Item = Value>) -> Result<PgArguments, sqlx::Error> {
    let mut arguments = PgArguments::default();
    for value in values {
        match value {
            Value::Int(number) => arguments.add(number),
            Value::Flag(flag) => arguments.add(flag),
            Value::Text(text) => arguments.add(text.as_deref()),
            Value::Bytes(bytes) => arguments.add(bytes),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

/// A statement for as many rows as one may carry.
pub(super) struct Batch<A> {
    /// Its text.
    pub(super) text: String,
    /// How many rows it is for.
    pub(super) rows: usize,
    /// Does its text come again, so that it is worth keeping prepared?
    pub(super) again: bool,
    /// Their values.
    pub(super) arguments: A,
}

/// Cuts rows into statements.
pub(super) struct Batches<I> {
    before: &'static str,
    after: &'static str,
    /// How many values a row has.
    width: usize,
    rows: I,
    full: String,
}

impl<R: AsRef<[Value]> + IntoIterator<Item = Value>, I: Iterator<Item = R>> Batches<I> {
    /// Statements of this text, for these rows of `width` values each.
    pub(super) fn new(sql: &'static str, width: usize, rows: impl IntoIterator<IntoIter = I>) -> Self {
        let (before, after) = sql.split_once("VALUES {rows}").unwrap_or((sql, ""));
        Self { before, after, width, rows: rows.into_iter(), full: String::new() }
    }

    fn take(&mut self, most: usize) -> Vec<R> {
        self.rows.by_ref().take(most).collect()
    }

    /// The next statement for SQLite.
    pub(super) fn sqlite(&mut self) -> Result<Option<Batch<SqliteArguments>>, sqlx::Error> {
        let size = (BINDS_MAX / self.width.max(1)).min(ROWS_MAX);
        let rows = self.take(size);
        let count = rows.len();
        if count == 0 {
            return Ok(None);
        }
        if self.full.is_empty() && count == size {
            self.full = self.listed(size);
        }
        let text = if count == size { self.full.clone() } else { self.listed(count) };
        Ok(Some(Batch { text, rows: count, again: count == size, arguments: sqlite(rows.into_iter().flatten())? }))
    }

    /// SQLite's plain `?`, not `$1`: it looks named parameters up one by one, which for thousands takes
    /// longer than the statement.
    fn listed(&self, rows: usize) -> String {
        let row = format!("({})", vec!["?"; self.width].join(","));
        let mut text = String::with_capacity(self.before.len() + self.after.len() + rows * (row.len() + 1) + 6);
        text.push_str(self.before);
        text.push_str("VALUES");
        for at in 0..rows {
            // Writing into a string cannot fail.
            let _ = write!(text, "{}{row}", if at == 0 { ' ' } else { ',' });
        }
        text.push_str(self.after);
        text
    }

    /// The next statement for PostgreSQL: one array a column, so that one text serves any number of rows.
    pub(super) fn postgres(&mut self) -> Result<Option<Batch<PgArguments>>, sqlx::Error> {
        let rows = self.take(ARRAY_MAX);
        if rows.is_empty() {
            return Ok(None);
        }
        let mut arguments = PgArguments::default();
        for column in 0..self.width {
            array(&mut arguments, rows.iter().map(|row| &row.as_ref()[column]))?;
        }
        let arrays = (1..=self.width).map(|number| format!("${number}")).collect::<Vec<_>>().join(",");
        let text = format!("{}SELECT * FROM UNNEST({arrays}){}", self.before, self.after);
        Ok(Some(Batch { text, rows: rows.len(), again: true, arguments }))
    }
}

/// Adds one column; its first value says of which type all are.
fn array<'v>(arguments: &mut PgArguments, column: impl Iterator<Item = &'v Value> + Clone) -> Result<(), sqlx::Error> {
    macro_rules! of {
        ($kind:ident, $value:ident => $inner:expr) => {{
            let of = |value: &'v Value| match value {
                Value::$kind($value) => $inner,
                _ => None,
            };
            arguments.add(column.map(of).collect::<Vec<_>>())
        }};
    }
    match column.clone().next() {
        Some(Value::Int(_)) => of!(Int, number => *number),
        Some(Value::Flag(_)) => of!(Flag, flag => *flag),
        Some(Value::Bytes(_)) => of!(Bytes, bytes => bytes.as_deref()),
        Some(Value::Text(_)) | None => of!(Text, text => text.as_deref()),
    }
    .map_err(sqlx::Error::Encode)
}
