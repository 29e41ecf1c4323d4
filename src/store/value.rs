//! Values on their way into the database, and rows on their way out.

use super::StoreError;
use super::words::Word;
use jiff::civil::Date;
use sqlx::Row as _;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use std::sync::Arc;

/// A value to bind.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// Nothing.
    Null,
    /// BIGINT.
    Int(i64),
    /// BOOLEAN.
    Flag(bool),
    /// TEXT.
    Text(String),
    /// TEXT that others hold too.
    Shared(Arc<str>),
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}
impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<&Arc<str>> for Value {
    fn from(text: &Arc<str>) -> Self {
        Self::Shared(text.clone())
    }
}
impl From<Date> for Value {
    fn from(day: Date) -> Self {
        Self::Text(day.to_string())
    }
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The arguments of a statement.
pub(super) fn arguments(values: impl IntoIterator<Item = Value>) -> Result<SqliteArguments, sqlx::Error> {
    let mut arguments = SqliteArguments::default();
    for value in values {
        use sqlx::Arguments as _;
        match value {
            Value::Null => arguments.add(None::<i64>),
            Value::Int(number) => arguments.add(number),
            Value::Flag(flag) => arguments.add(flag),
            Value::Text(text) => arguments.add(text),
            Value::Shared(text) => arguments.add(text),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

/// A row read from a table. Its first column is its key, as faults tell it.
pub(super) struct Row<'r> {
    pub(super) table: &'static str,
    pub(super) row: &'r SqliteRow,
}

impl Row<'_> {
    /// A fault about one column.
    pub(super) fn bad(&self, column: &'static str) -> StoreError {
        let number = || self.row.try_get::<i64, _>(0).map(|number| number.to_string());
        let key = self.row.try_get::<String, _>(0).or_else(|_| number()).unwrap_or_default();
        StoreError::BadRow { table: self.table, column, key }
    }

    pub(super) fn int(&self, column: &'static str) -> Result<i64, StoreError> {
        self.row.try_get(column).map_err(|_| self.bad(column))
    }

    pub(super) fn flag(&self, column: &'static str) -> Result<bool, StoreError> {
        self.row.try_get(column).map_err(|_| self.bad(column))
    }

    pub(super) fn maybe_int(&self, column: &'static str) -> Result<Option<i64>, StoreError> {
        self.row.try_get(column).map_err(|_| self.bad(column))
    }

    pub(super) fn text(&self, column: &'static str) -> Result<&str, StoreError> {
        self.row.try_get(column).map_err(|_| self.bad(column))
    }

    pub(super) fn maybe_text(&self, column: &'static str) -> Result<Option<&str>, StoreError> {
        self.row.try_get(column).map_err(|_| self.bad(column))
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
