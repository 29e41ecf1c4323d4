//! Values on their way into the database, and rows on their way out.

use super::StoreError;
use super::words::Word;
use jiff::civil::Date;
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use std::sync::Arc;

/// A value to bind. An absent one has a type too: PostgreSQL asks for it.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// BIGINT.
    Int(Option<i64>),
    /// BOOLEAN.
    Flag(Option<bool>),
    /// TEXT.
    Text(Option<Arc<str>>),
    /// BLOB, which PostgreSQL calls BYTEA.
    Bytes(Option<Vec<u8>>),
}

/// What can be bound, and of which type it is when it is absent.
pub(super) trait Bind: Into<Value> {
    /// Nothing of that type.
    const NONE: Value;
}

macro_rules! bind {
    ($($type:ty => $kind:ident, $value:ident: $inner:expr;)+) => {
        $(
            impl From<$type> for Value {
                fn from($value: $type) -> Self {
                    Self::$kind(Some($inner))
                }
            }
            impl Bind for $type {
                const NONE: Value = Value::$kind(None);
            }
        )+
    };
}

bind! {
    i64 => Int, number: number;
    bool => Flag, flag: flag;
    String => Text, text: Arc::from(text);
    &str => Text, text: Arc::from(text);
    &Arc<str> => Text, text: text.clone();
    Date => Text, day: Arc::from(day.to_string());
    Vec<u8> => Bytes, bytes: bytes;
}

impl<T: Bind> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(T::NONE, Into::into)
    }
}

/// A row read from a table. Its first column is its key, as faults tell it.
pub(super) struct Row<'r> {
    pub(super) table: &'static str,
    pub(super) cells: Cells<'r>,
}

/// A row as its driver gives it.
pub(super) enum Cells<'r> {
    Sqlite(&'r SqliteRow),
    Postgres(&'r PgRow),
}

impl<'r> From<&'r SqliteRow> for Cells<'r> {
    fn from(row: &'r SqliteRow) -> Self {
        Self::Sqlite(row)
    }
}

impl<'r> From<&'r PgRow> for Cells<'r> {
    fn from(row: &'r PgRow) -> Self {
        Self::Postgres(row)
    }
}

/// One column of a row of either driver.
macro_rules! cell {
    ($row:expr, $column:expr) => {
        match &$row.cells {
            Cells::Sqlite(row) => row.try_get($column),
            Cells::Postgres(row) => row.try_get($column),
        }
    };
}

impl Row<'_> {
    /// A fault about one column.
    pub(super) fn bad(&self, column: &'static str) -> StoreError {
        let number: Result<i64, sqlx::Error> = cell!(self, 0);
        let text: Result<String, sqlx::Error> = cell!(self, 0);
        let key = text.or_else(|_| number.map(|number| number.to_string())).unwrap_or_default();
        StoreError::BadRow { table: self.table, column, key }
    }

    pub(super) fn int(&self, column: &'static str) -> Result<i64, StoreError> {
        cell!(self, column).map_err(|_| self.bad(column))
    }

    pub(super) fn flag(&self, column: &'static str) -> Result<bool, StoreError> {
        cell!(self, column).map_err(|_| self.bad(column))
    }

    pub(super) fn maybe_int(&self, column: &'static str) -> Result<Option<i64>, StoreError> {
        cell!(self, column).map_err(|_| self.bad(column))
    }

    pub(super) fn text(&self, column: &'static str) -> Result<&str, StoreError> {
        cell!(self, column).map_err(|_| self.bad(column))
    }

    pub(super) fn maybe_text(&self, column: &'static str) -> Result<Option<&str>, StoreError> {
        cell!(self, column).map_err(|_| self.bad(column))
    }

    pub(super) fn bytes(&self, column: &'static str) -> Result<&[u8], StoreError> {
        cell!(self, column).map_err(|_| self.bad(column))
    }

    pub(super) fn maybe_shared(&self, column: &'static str) -> Result<Option<Arc<str>>, StoreError> {
        Ok(self.maybe_text(column)?.map(Arc::from))
    }

    pub(super) fn day(&self, column: &'static str) -> Result<Date, StoreError> {
        self.text(column)?.parse().map_err(|_| self.bad(column))
    }

    pub(super) fn maybe_day(&self, column: &'static str) -> Result<Option<Date>, StoreError> {
        let text = self.maybe_text(column)?;
        text.map(|text| text.parse().map_err(|_| self.bad(column))).transpose()
    }

    pub(super) fn at(&self, column: &'static str) -> Result<jiff::Timestamp, StoreError> {
        jiff::Timestamp::from_microsecond(self.int(column)?).map_err(|_| self.bad(column))
    }

    pub(super) fn maybe_at(&self, column: &'static str) -> Result<Option<jiff::Timestamp>, StoreError> {
        let number = self.maybe_int(column)?;
        number.map(|number| jiff::Timestamp::from_microsecond(number).map_err(|_| self.bad(column))).transpose()
    }

    pub(super) fn word<T: Word>(&self, column: &'static str) -> Result<T, StoreError> {
        T::of(self.text(column)?).ok_or_else(|| self.bad(column))
    }

    pub(super) fn json<T: serde::de::DeserializeOwned>(&self, column: &'static str) -> Result<T, StoreError> {
        serde_json::from_str(self.text(column)?).map_err(|_| self.bad(column))
    }
}
