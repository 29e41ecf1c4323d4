//! Sources and the mapping of their files.

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

/// What is wrong with a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// Flat files, and not one is mapped.
    NoFiles,
    /// Mapped files of a source that needs no mapping.
    FilesUnused,
    /// The path is not there (yet).
    PathMissing {
        /// The path, as it resolves.
        path: String,
    },
    /// A date format that writes no dates.
    DateFormat,
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

impl Delivery {
    pub(super) fn wording(&self) -> Wording {
        match self {
            Self::NoFiles => say!(
                "källan är av slaget `csv` men säger inte vilka filer den har",
                "Lägg till minst en `[[source.file]]` med `entity`, `path` och `columns`.",
                "the source is of the kind `csv` but does not say which files it has",
                "Add at least one `[[source.file]]` with `entity`, `path` and `columns`.",
            ),
            Self::FilesUnused => say!(
                "`[[source.file]]` används bara för slaget `csv`",
                "Ta bort filerna, eller välj `kind = \"csv\"`.",
                "`[[source.file]]` is for the kind `csv` only",
                "Remove the files, or choose `kind = \"csv\"`.",
            ),
            Self::PathMissing { path } => say!(
                "{path} finns inte",
                "Kontrollera sökvägen, eller vänta på den första leveransen.",
                "{path} does not exist",
                "Check the path, or wait for the first delivery.",
            ),
            Self::DateFormat => say!(
                "`date_format` räcker inte för att läsa ett datum",
                "Skriv år, månad och dag som i strftime: \"%Y-%m-%d\" eller \"%d/%m/%Y\".",
                "`date_format` is not enough to read a date",
                "Write year, month and day as strftime does: \"%Y-%m-%d\" or \"%d/%m/%Y\".",
            ),
            Self::UnknownField { .. } | Self::FieldMissing { .. } | Self::IllegalValue { .. } => self.of_fields(),
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
            Self::ValuesUnused { field } => say!(
                "`values.{field}` används aldrig: `{field}` har ingen kolumn",
                "Lägg till `{field}` i `columns`, eller ta bort `values.{field}`.",
                "`values.{field}` is never used: `{field}` has no column",
                "Add `{field}` to `columns`, or remove `values.{field}`.",
            ),
        }
    }

    fn of_fields(&self) -> Wording {
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
            Self::IllegalValue { field, word, suggestion, allowed } => {
                let (word, [sv, en]) = (shown(word), meant(suggestion.as_ref(), allowed));
                say!("`{field}` kan inte betyda {word}", "{sv}", "`{field}` cannot mean {word}", "{en}")
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
            other => {
                let (entity, list) = if let Self::FieldMissing { entity, fields } = other {
                    (entity.as_str(), listed(fields))
                } else {
                    Default::default()
                };
                say!(
                    "`{entity}` måste ha fältet {list}",
                    "Lägg till {list} i `columns` eller `constants`.",
                    "`{entity}` must have the field {list}",
                    "Add {list} to `columns` or `constants`.",
                )
            }
        }
    }
}
