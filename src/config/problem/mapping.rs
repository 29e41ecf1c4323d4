//! Mapped files of a source.

use super::{Wording, listed, meant, say, shown};

/// Which table of a mapped file names a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// `columns`
    Columns,
    /// `constants`
    Constants,
    /// `values`
    Values,
}

impl Slot {
    /// The key of the table.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Columns => "columns",
            Self::Constants => "constants",
            Self::Values => "values",
        }
    }
}

/// What is wrong with the mapping of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mapping {
    /// No such field.
    UnknownField {
        /// What a row is.
        entity: String,
        /// Where it is named.
        slot: Slot,
        /// The field.
        field: String,
        /// What was most likely meant.
        suggestion: Option<String>,
        /// The fields there are.
        allowed: Vec<String>,
    },
    /// A field that must be mapped is not.
    FieldMissing {
        /// What a row is.
        entity: String,
        /// Any one of these.
        fields: Vec<String>,
    },
    /// A field has both a column and a constant.
    FieldTwice {
        /// The field.
        field: String,
    },
    /// Columns count from 1.
    ColumnZero {
        /// The field.
        field: String,
    },
    /// A column's name, in a file with no names.
    NameWithoutHeader {
        /// The field.
        field: String,
    },
    /// A column with an empty name.
    EmptyColumn {
        /// The field.
        field: String,
    },
    /// A field that is read only where there is a key for it.
    NoIdentityKey {
        /// The field.
        field: String,
    },
    /// What values mean, for a field with no column.
    ValuesUnused {
        /// The field.
        field: String,
    },
    /// A meaning that the field does not have.
    IllegalValue {
        /// The field.
        field: String,
        /// The meaning.
        word: String,
        /// What was most likely meant.
        suggestion: Option<String>,
        /// The meanings there are.
        allowed: Vec<String>,
    },
}

impl Mapping {
    pub(super) fn wording(&self) -> Wording {
        match self {
            Self::UnknownField { entity, slot, field, suggestion, allowed } => {
                let (field, slot, [sv, en]) = (shown(field), slot.key(), meant(suggestion.as_ref(), allowed));
                say!(
                    "okänt fält {field} i `{slot}` för `{entity}`",
                    "{sv}",
                    "unknown field {field} in `{slot}` of `{entity}`",
                    "{en}",
                )
            }
            Self::FieldMissing { entity, fields } if fields.len() > 1 => {
                let list = listed(fields);
                say!(
                    "`{entity}` måste ha ett av fälten {list}",
                    "Lägg till ett av dem i `columns` eller `constants`.",
                    "`{entity}` must have one of the fields {list}",
                    "Add one of them to `columns` or `constants`.",
                )
            }
            Self::FieldMissing { entity, fields } => {
                let list = listed(fields);
                say!(
                    "`{entity}` måste ha fältet {list}",
                    "Lägg till {list} i `columns` eller `constants`.",
                    "`{entity}` must have the field {list}",
                    "Add {list} to `columns` or `constants`.",
                )
            }
            Self::FieldTwice { field } => say!(
                "`{field}` har både en kolumn och ett fast värde",
                "Behåll det ena.",
                "`{field}` has both a column and a fixed value",
                "Keep one of them.",
            ),
            Self::ColumnZero { field } => say!(
                "kolumnen för `{field}` har nummer 0",
                "Räkna kolumnerna från 1.",
                "the column of `{field}` has number 0",
                "Count columns from 1.",
            ),
            Self::NameWithoutHeader { field } => say!(
                "kolumnen för `{field}` anges med namn, men filen har ingen namnrad (`header = false`)",
                "Ange kolumnens nummer, eller sätt `header = true`.",
                "the column of `{field}` is given by name, but the file has no line of names (`header = false`)",
                "Give the number of the column, or set `header = true`.",
            ),
            Self::EmptyColumn { field } => say!(
                "kolumnen för `{field}` har inget namn",
                "Skriv kolumnens namn, eller dess nummer från 1.",
                "the column of `{field}` has no name",
                "Write the name of the column, or its number from 1.",
            ),
            Self::NoIdentityKey { field } => no_identity_key(field),
            Self::ValuesUnused { field } => say!(
                "`values.{field}` används aldrig: `{field}` har ingen kolumn",
                "Lägg till `{field}` i `columns`, eller ta bort `values.{field}`.",
                "`values.{field}` is never used: `{field}` has no column",
                "Add `{field}` to `columns`, or remove `values.{field}`.",
            ),
            Self::IllegalValue { field, word, suggestion, allowed } => {
                let (word, [sv, en]) = (shown(word), meant(suggestion.as_ref(), allowed));
                say!("`{field}` kan inte betyda {word}", "{sv}", "`{field}` cannot mean {word}", "{en}")
            }
        }
    }
}

fn no_identity_key(field: &str) -> Wording {
    say!(
        "`{field}` läses bara när `[guard] identity_key` är satt, och det är den inte",
        "Sätt `identity_key` under `[guard]`, eller ta bort `{field}`.",
        "`{field}` is only read with a `[guard] identity_key`, and there is none",
        "Set `identity_key` under `[guard]`, or remove `{field}`.",
    )
}
