//! Values on their way into the database, and rows on their way out.

use super::StoreError;
use super::tables::{Column, Kind, Table};
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

impl Value {
    /// Bytes of text, or of bytes.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Text(Some(text)) => text.len(),
            Self::Bytes(Some(bytes)) => bytes.len(),
            _ => 0,
        }
    }

    /// Bytes that no other value has, neither alone nor in front of more: what digests of rows are made from.
    pub(super) fn seal_into(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Int(None) | Self::Flag(None) | Self::Text(None) | Self::Bytes(None) => bytes.push(0),
            Self::Int(Some(number)) => {
                bytes.push(1);
                bytes.extend(number.to_be_bytes());
            }
            Self::Flag(Some(flag)) => bytes.extend([2, u8::from(*flag)]),
            Self::Text(Some(text)) => with_length(bytes, 3, text.as_bytes()),
            Self::Bytes(Some(own)) => with_length(bytes, 4, own),
        }
    }
}

fn with_length(bytes: &mut Vec<u8>, mark: u8, own: &[u8]) {
    bytes.push(mark);
    bytes.extend((own.len() as u64).to_be_bytes());
    bytes.extend(own);
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

    /// All values, in the order of the table's columns.
    pub(super) fn values(&self, table: &Table) -> Result<Vec<Value>, StoreError> {
        table.columns.iter().map(|column| self.value(column)).collect()
    }

    fn value(&self, column: &Column) -> Result<Value, StoreError> {
        Ok(match column.kind {
            Kind::Int => Value::Int(self.maybe_int(column.name)?),
            Kind::Flag => Value::Flag(self.maybe_flag(column.name)?),
            Kind::Text => Value::Text(self.maybe_shared(column.name)?),
            Kind::Bytes => Value::Bytes(self.maybe_bytes(column.name)?),
        })
    }

    pub(super) fn int(&self, column: &'static str) -> Result<i64, StoreError> {
        cell!(self, column).map_err(|_| self.bad(column))
    }

    pub(super) fn flag(&self, column: &'static str) -> Result<bool, StoreError> {
        cell!(self, column).map_err(|_| self.bad(column))
    }

    pub(super) fn maybe_flag(&self, column: &'static str) -> Result<Option<bool>, StoreError> {
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

    pub(super) fn maybe_bytes(&self, column: &'static str) -> Result<Option<Vec<u8>>, StoreError> {
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
