//! Mapped files: which fields there are, which must be there, and what their words may mean.

use super::Review;
use crate::config::model::{Column, MappedEntity, MappedFile};
use crate::config::problem::{Delivery, Slot};
use crate::config::suggest::nearest;

const UNIT: &[&str] = &["id", "alias", "name", "parent", "parent_alias", "kind", "code", "code_status", "school_types"];
const GROUP: &[&str] = &["id", "alias", "name", "unit", "unit_alias", "kind", "from", "to"];
const PERSON: &[&str] = &[
    "id",
    "alias",
    "given_name",
    "family_name",
    "email",
    "eppn",
    "status",
    "protection",
    "role",
    "duty",
    "unit",
    "unit_alias",
    "school_year",
    "school_type",
    "programme",
    "from",
    "to",
    "group",
    "group_alias",
];
const MEMBERSHIP: &[&str] = &["person", "person_alias", "group", "group_alias", "role", "from", "to"];

fn fields(entity: MappedEntity) -> &'static [&'static str] {
    match entity {
        MappedEntity::Unit => UNIT,
        MappedEntity::Group => GROUP,
        MappedEntity::Person => PERSON,
        MappedEntity::Membership => MEMBERSHIP,
    }
}

/// Fields that must be mapped: of each group, any one.
fn required(entity: MappedEntity) -> &'static [&'static [&'static str]] {
    match entity {
        MappedEntity::Unit => &[&["id"], &["name"]],
        MappedEntity::Group => &[&["id"], &["name"], &["unit", "unit_alias"]],
        MappedEntity::Person => &[&["id"]],
        MappedEntity::Membership => &[&["person", "person_alias"], &["group", "group_alias"]],
    }
}

/// What a field may mean, where that is a closed list.
fn meanings(entity: MappedEntity, field: &str) -> Option<&'static [&'static str]> {
    match (entity, field) {
        (_, "role") => Some(&["pupil", "staff"]),
        (MappedEntity::Unit, "kind") => Some(&["organiser", "school", "other"]),
        (MappedEntity::Group, "kind") => {
            Some(&["class", "teaching", "mentor", "department", "exam", "timetable", "staff", "other"])
        }
        (_, "code_status") => Some(&["official", "fictitious", "missing"]),
        (_, "status") => Some(&["active", "emigrated", "deceased"]),
        (_, "protection") => Some(&["none", "confidential", "protected", "unknown"]),
        _ => None,
    }
}

fn word(entity: MappedEntity) -> String {
    let word = match entity {
        MappedEntity::Unit => "unit",
        MappedEntity::Group => "group",
        MappedEntity::Person => "person",
        MappedEntity::Membership => "membership",
    };
    word.to_owned()
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

pub(super) fn check(review: &mut Review<'_>, path: &str, file: &MappedFile) {
    review.filled(path, "path", &file.path);
    let inner = |slot: Slot, field: &str| crate::config::place::join(&format!("{path}.{}", slot.key()), field);
    for (field, column) in &file.columns {
        let at = inner(Slot::Columns, field);
        if !known(review, &at, file.entity, Slot::Columns, field) {
            continue;
        }
        match column {
            Column::Number(0) => review.error(&at, Delivery::ColumnZero { field: field.clone() }),
            Column::Name(name) if name.trim().is_empty() => {
                review.error(&at, Delivery::EmptyColumn { field: field.clone() });
            }
            Column::Name(_) if !file.header => review.error(&at, Delivery::NameWithoutHeader { field: field.clone() }),
            Column::Name(_) | Column::Number(_) => {}
        }
    }
    for (field, value) in &file.constants {
        let at = inner(Slot::Constants, field);
        if !known(review, &at, file.entity, Slot::Constants, field) {
            continue;
        }
        if file.columns.contains_key(field) {
            review.error(&at, Delivery::FieldTwice { field: field.clone() });
        }
        legal(review, &at, file.entity, field, value);
    }
    for (field, table) in &file.values {
        let at = inner(Slot::Values, field);
        if !known(review, &at, file.entity, Slot::Values, field) {
            continue;
        }
        if !file.columns.contains_key(field) {
            review.error(&at, Delivery::ValuesUnused { field: field.clone() });
        }
        for (said, meant) in table {
            legal(review, &crate::config::place::join(&at, said), file.entity, field, meant);
        }
    }
    for group in required(file.entity) {
        if !group.iter().any(|field| file.columns.contains_key(*field) || file.constants.contains_key(*field)) {
            review.error(path, Delivery::FieldMissing { entity: word(file.entity), fields: owned(group) });
        }
    }
}

fn known(review: &mut Review<'_>, path: &str, entity: MappedEntity, slot: Slot, field: &str) -> bool {
    let allowed = fields(entity);
    if allowed.contains(&field) {
        return true;
    }
    let suggestion = nearest(field, allowed.iter().copied());
    let (field, allowed) = (field.to_owned(), owned(allowed));
    review.error(path, Delivery::UnknownField { entity: word(entity), slot, field, suggestion, allowed });
    false
}

fn legal(review: &mut Review<'_>, path: &str, entity: MappedEntity, field: &str, word: &str) {
    let Some(allowed) = meanings(entity, field) else { return };
    if !allowed.contains(&word) {
        let suggestion = nearest(word, allowed.iter().copied());
        let (field, word, allowed) = (field.to_owned(), word.to_owned(), owned(allowed));
        review.error(path, Delivery::IllegalValue { field, word, suggestion, allowed });
    }
}
