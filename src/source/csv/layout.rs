//! Where each field of a file stands, and what a row says in it.

use super::fields::Field;
use super::{Column, Mapping, near};
use crate::roster::{Code, Entity, Place};
use crate::source::days::iso_date;
use crate::source::rows::Row;
use crate::source::shielded::unshielded;
use crate::source::{ErrorCode, SourceError};
use jiff::civil::Date;
use std::cell::Cell;
use std::collections::BTreeMap;

#[derive(Default, Clone)]
struct Slot<'m> {
    column: Option<usize>,
    constant: Option<&'m str>,
    values: Option<&'m BTreeMap<String, String>>,
}

/// As much as OneRoster lets an id have (CSV section 1.2).
const ID_LETTERS_MAX: usize = 255;

/// The fields of one mapped file.
pub(super) struct Layout<'m> {
    file: &'m str,
    slots: Vec<Slot<'m>>,
    date_format: &'m str,
    /// Columns that hold ids.
    id_columns: Vec<usize>,
    /// Columns that hold ids or aliases.
    naming: Vec<(Field, usize)>,
    trimmed: Cell<u64>,
}

/// A field that does not say what it should, so that its row is not to be relied on.
pub(super) struct Odd {
    pub(super) code: Code,
    pub(super) field: Field,
}

impl<'m> Layout<'m> {
    /// Finds the mapped columns in the first line. `names` is nothing for a file without names.
    pub(super) fn new(
        mapping: &'m Mapping,
        names: Option<&[String]>,
        width: usize,
        date_format: &'m str,
    ) -> Result<Self, SourceError> {
        check(mapping)?;
        let mut slots = vec![Slot::default(); Field::ALL.len()];
        for field in Field::of(mapping.entity) {
            let slot = &mut slots[*field as usize];
            slot.column = match mapping.columns.get(field.word()) {
                Some(column) => Some(find(column, names, width).map_err(|e| e.in_file(&mapping.path).on_line(1))?),
                None => None,
            };
            slot.constant = mapping.constants.get(field.word()).map(String::as_str);
            slot.values = mapping.values.get(field.word());
        }
        let ids = Field::of(mapping.entity).iter().filter(|field| field.is_id());
        let id_columns = ids.filter_map(|field| slots[*field as usize].column).collect();
        let naming = Field::of(mapping.entity).iter().filter(|field| field.is_naming());
        let naming = naming.filter_map(|field| Some((*field, slots[*field as usize].column?))).collect();
        Ok(Self { file: &mapping.path, slots, date_format, id_columns, naming, trimmed: Cell::new(0) })
    }

    /// How many ids had blanks around them.
    pub(super) fn trimmed(&self) -> u64 {
        self.trimmed.get()
    }

    /// The fields (from 1) that name units, persons and groups, by what they say.
    pub(super) fn references(&self, entity: Entity) -> Vec<(&'static str, u64)> {
        let all: &[(&'static str, [Field; 2])] = match entity {
            Entity::Unit => &[],
            Entity::Group => &[("group.unit", [Field::Unit, Field::UnitAlias])],
            Entity::Person => &[
                ("person.unit", [Field::Unit, Field::UnitAlias]),
                ("membership.group", [Field::Group, Field::GroupAlias]),
            ],
            Entity::Membership => &[
                ("membership.person", [Field::Person, Field::PersonAlias]),
                ("membership.group", [Field::Group, Field::GroupAlias]),
            ],
        };
        let column = |field: &Field| self.slots[*field as usize].column;
        all.iter().filter_map(|(about, fields)| Some((*about, fields.iter().find_map(column)? as u64 + 1))).collect()
    }

    /// The next row; ids in it that have blanks around them are counted, and one beyond all reason refuses the file.
    pub(super) fn line<'a>(&'a self, row: Row<'a>) -> Result<Line<'a>, SourceError> {
        let blanks = |column: &&usize| row.get(**column).trim().len() != row.get(**column).len();
        let count = self.id_columns.iter().filter(blanks).count() as u64;
        self.trimmed.set(self.trimmed.get() + count);
        let too_long = |(_, column): &&(Field, usize)| is_too_long(row.get(*column).trim());
        match self.naming.iter().find(too_long) {
            Some((field, column)) => {
                let error = SourceError::new(ErrorCode::IdTooLong, format!("{} / {ID_LETTERS_MAX}", field.word()));
                Err(error.in_file(self.file).on_line(row.line).in_field(*column))
            }
            None => Ok(Line { layout: self, row }),
        }
    }
}

fn is_too_long(id: &str) -> bool {
    id.len() > ID_LETTERS_MAX && id.chars().count() > ID_LETTERS_MAX
}

/// Does the mapping name only fields that there are, and all that it must?
fn check(mapping: &Mapping) -> Result<(), SourceError> {
    let known = |word: &str| Field::of(mapping.entity).iter().any(|field| field.word() == word);
    let named = mapping.columns.keys().chain(mapping.constants.keys()).chain(mapping.values.keys());
    let wrong = |about: String| Err(SourceError::new(ErrorCode::MappingInvalid, about).in_file(&mapping.path));
    for word in named {
        if !known(word) {
            return wrong(format!("{}.{word}", mapping.entity.word()));
        }
    }
    let filled =
        |field: &Field| mapping.columns.contains_key(field.word()) || mapping.constants.contains_key(field.word());
    let mut required = Field::required(mapping.entity).to_vec();
    if mapping.entity == Entity::Person && (filled(&Field::Unit) || filled(&Field::UnitAlias)) {
        required.push(&[Field::Role]);
    }
    for one_of in required {
        if !one_of.iter().any(filled) {
            return wrong(format!("{}.{}", mapping.entity.word(), one_of[0].word()));
        }
    }
    Ok(())
}

fn find(column: &Column, names: Option<&[String]>, width: usize) -> Result<usize, SourceError> {
    match (column, names) {
        (Column::Number(number), _) if (1..=width).contains(&usize::from(*number)) => Ok(usize::from(*number) - 1),
        (Column::Number(number), _) => Err(SourceError::new(ErrorCode::ColumnMissing, format!("{number} / {width}"))),
        (Column::Name(name), None) => Err(SourceError::new(ErrorCode::MappingInvalid, name.clone())),
        (Column::Name(name), Some(names)) => {
            let mut places = names.iter().enumerate().filter(|(_, n)| *n == name.trim()).map(|(at, _)| at);
            match (places.next(), places.next()) {
                (Some(at), None) => Ok(at),
                (Some(_), Some(twice)) => Err(SourceError::new(ErrorCode::ColumnTwice, name.clone()).in_field(twice)),
                (None, _) => {
                    let almost = near::miss(name.trim(), names).map(|found| format!(" (~ {found})"));
                    let about = format!("{name}{} / {width}", almost.unwrap_or_default());
                    Err(SourceError::new(ErrorCode::ColumnMissing, about))
                }
            }
        }
    }
}

/// One row, field by field.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    layout: &'a Layout<'a>,
    row: Row<'a>,
}

impl<'a> Line<'a> {
    /// Its number in the file, from 1.
    pub(super) fn number(&self) -> u64 {
        self.row.line
    }

    /// What the row means in this field: trimmed and translated; blank when it is not filled.
    pub(super) fn text(&self, field: Field) -> &'a str {
        let slot = &self.layout.slots[field as usize];
        if let Some(constant) = slot.constant {
            return constant;
        }
        let Some(column) = slot.column else { return "" };
        let text = unshielded(self.row.get(column).trim());
        match slot.values.and_then(|values| values.get(text)) {
            Some(meaning) => meaning,
            None => text,
        }
    }

    /// The same, or nothing when it is blank.
    pub(super) fn some(&self, field: Field) -> Option<&'a str> {
        Some(self.text(field)).filter(|text| !text.is_empty())
    }

    /// What the file itself says in this field, and the table of what its words mean; nothing when it is not filled
    /// from a column.
    pub(super) fn said(&self, field: Field) -> Option<(&'a str, Option<&'a BTreeMap<String, String>>)> {
        let slot = &self.layout.slots[field as usize];
        let column = slot.column.filter(|_| slot.constant.is_none())?;
        Some((unshielded(self.row.get(column).trim()), slot.values)).filter(|(text, _)| !text.is_empty())
    }

    pub(super) fn date(&self, field: Field) -> Result<Option<Date>, Odd> {
        let Some(text) = self.some(field) else { return Ok(None) };
        let date = match self.layout.date_format {
            "%Y-%m-%d" | "%F" => iso_date(text),
            format => Date::strptime(format, text).ok(),
        };
        date.map(Some).ok_or(Odd { code: Code::RowUnreadable, field })
    }

    /// From and to, both inclusive.
    pub(super) fn period(&self) -> Result<crate::roster::Period, Odd> {
        let period = crate::roster::Period::new(self.date(Field::From)?, self.date(Field::To)?);
        if period.is_reversed() { Err(Odd { code: Code::DatesReversed, field: Field::To }) } else { Ok(period) }
    }

    /// A word of a closed list.
    pub(super) fn word<T>(&self, field: Field, meaning: impl Fn(&str) -> Option<T>) -> Result<T, Odd> {
        meaning(self.text(field)).ok_or(Odd { code: Code::ValueUnknown, field })
    }

    pub(super) fn place(&self, field: Field) -> Place {
        let column = self.layout.slots[field as usize].column.map(|column| column as u64 + 1);
        Place { file: Some(self.layout.file.to_owned()), line: Some(self.row.line), column }
    }

    pub(super) fn blank_id(&self, field: Field) -> SourceError {
        let place = self.place(field);
        let mut error = SourceError::new(ErrorCode::IdBlank, field.word()).in_file(self.layout.file);
        (error.line, error.column) = (place.line, place.column);
        error
    }
}
