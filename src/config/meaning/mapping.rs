//! Mapped files: which fields there are, which must be there, and what their words may mean.

use super::Review;
use crate::config::model::{Column, MappedEntity, MappedFile};
use crate::config::problem::{Mapping, Slot};
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
    "personal_number",
    "birth_date",
];

/// Fields of which imprints are made, and nothing else.
const IMPRINTED: &[&str] = &["personal_number", "birth_date"];
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
        (_, "status") => Some(&["active", "emigrated", "deceased", "deleted"]),
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
            Column::Number(0) => review.error(&at, Mapping::ColumnZero { field: field.clone() }),
            Column::Name(name) if name.trim().is_empty() => {
                review.error(&at, Mapping::EmptyColumn { field: field.clone() });
            }
            Column::Name(_) if !file.header => review.error(&at, Mapping::NameWithoutHeader { field: field.clone() }),
            Column::Name(_) | Column::Number(_) => {}
        }
    }
    for (field, value) in &file.constants {
        let at = inner(Slot::Constants, field);
        if !known(review, &at, file.entity, Slot::Constants, field) {
            continue;
        }
        if file.columns.contains_key(field) {
            review.error(&at, Mapping::FieldTwice { field: field.clone() });
        }
        legal(review, &at, file.entity, field, value);
    }
    for (field, table) in &file.values {
        let at = inner(Slot::Values, field);
        if !known(review, &at, file.entity, Slot::Values, field) {
            continue;
        }
        if !file.columns.contains_key(field) {
            review.error(&at, Mapping::ValuesUnused { field: field.clone() });
        }
        for (said, meant) in table {
            legal(review, &crate::config::place::join(&at, said), file.entity, field, meant);
        }
    }
    for group in required(file.entity) {
        if !group.iter().any(|field| file.columns.contains_key(*field) || file.constants.contains_key(*field)) {
            review.error(path, Mapping::FieldMissing { entity: word(file.entity), fields: owned(group) });
        }
    }
}

fn known(review: &mut Review<'_>, path: &str, entity: MappedEntity, slot: Slot, field: &str) -> bool {
    let allowed = fields(entity);
    if allowed.contains(&field) {
        // A key that is not sound is told of where it stands.
        let has_key = review.file.guard.identity_key.is_some() || !review.is_sound("guard.identity_key");
        if IMPRINTED.contains(&field) && !has_key {
            review.error(path, Mapping::NoIdentityKey { field: field.to_owned() });
        }
        return true;
    }
    let suggestion = nearest(field, allowed.iter().copied());
    let (field, allowed) = (field.to_owned(), owned(allowed));
    review.error(path, Mapping::UnknownField { entity: word(entity), slot, field, suggestion, allowed });
    false
}

fn legal(review: &mut Review<'_>, path: &str, entity: MappedEntity, field: &str, word: &str) {
    let Some(allowed) = meanings(entity, field) else { return };
    if !allowed.contains(&word) {
        let suggestion = nearest(word, allowed.iter().copied());
        let (field, word, allowed) = (field.to_owned(), word.to_owned(), owned(allowed));
        review.error(path, Mapping::IllegalValue { field, word, suggestion, allowed });
    }
}

#[cfg(test)]
mod tests {
    use crate::config::trial::{GOOD, Trial};

    const SOURCE: &str = "[[source]]\nname = \"s\"\nkind = \"csv\"\npath = \"in\"\n[[source.file]]\npath = \"f.csv\"\n";

    /// What is told of one mapped file of a source that is there.
    fn told_of(file: &str) -> String {
        Trial::of(&format!("{GOOD}{SOURCE}{file}")).put("in/f.csv", "").told()
    }

    #[test]
    fn an_unknown_field_is_refused_with_a_suggestion_wherever_it_is_named() {
        let told = told_of("entity = \"person\"\ncolumns = { id = 1, schoolyear = 2 }\nheader = false\n");
        assert!(
            told.contains("unknown field `schoolyear` in `columns` of `person`\n    Did you mean `school_year`?"),
            "{told}"
        );
        let told = told_of("entity = \"person\"\ncolumns = { id = \"a\" }\nconstants = { rolle = \"pupil\" }\n");
        assert!(told.contains("unknown field `rolle` in `constants`"), "{told}");
        let told =
            told_of("entity = \"unit\"\ncolumns = { id = \"a\", name = \"b\" }\nvalues = { role = { a = \"b\" } }\n");
        assert!(told.contains("unknown field `role` in `values` of `unit`"), "{told}");
    }

    #[test]
    fn a_personal_number_is_mapped_only_where_there_is_a_key_for_it() {
        let file = "entity = \"person\"\ncolumns = { id = \"a\", personal_number = \"b\", birth_date = \"c\" }\n";
        let told = told_of(file);
        for field in ["personal_number", "birth_date"] {
            assert!(told.contains(&format!("`{field}` is only read with a `[guard] identity_key`")), "{told}");
        }
        let mut trial = Trial::of(&format!("{GOOD}[guard]\nidentity_key = {{ env = \"KEY\" }}\n{SOURCE}{file}"));
        trial.environment.insert("KEY".into(), "k".repeat(32));
        assert_eq!(trial.put("in/f.csv", "").told(), "");
    }

    #[test]
    fn required_fields_may_be_columns_or_constants() {
        assert!(told_of("entity = \"unit\"\ncolumns = { id = \"a\" }\n").contains("`unit` must have the field `name`"));
        assert_eq!(told_of("entity = \"unit\"\ncolumns = { id = \"a\" }\nconstants = { name = \"b\" }\n"), "");
        let told = told_of("entity = \"membership\"\ncolumns = { person = \"a\" }\n");
        assert!(told.contains("must have one of the fields `group`, `group_alias`"), "{told}");
    }

    #[test]
    fn columns_count_from_one_and_names_need_a_header() {
        let told = told_of("entity = \"person\"\ncolumns = { id = 0 }\n");
        assert!(told.contains("the column of `id` has number 0"), "{told}");
        let told = told_of("entity = \"person\"\nheader = false\ncolumns = { id = \"Id\" }\n");
        assert!(told.contains("given by name, but the file has no line of names"), "{told}");
        assert!(told_of("entity = \"person\"\ncolumns = { id = \"\" }\n").contains("has no name"));
        assert!(told_of("entity = \"person\"\ncolumns = { id = -1 }\n").contains("from 0 to 65535"));
        assert!(
            told_of("entity = \"person\"\ncolumns = { id = true }\n")
                .contains("must be text in quotes or a whole number")
        );
    }

    #[test]
    fn a_closed_field_means_only_what_it_can_mean() {
        let told = told_of(
            "entity = \"person\"\ncolumns = { id = \"a\", role = \"b\" }\nvalues = { role = { Elev = \"elev\" } }\n",
        );
        assert!(told.contains("`role` cannot mean `elev`\n    Use one of `pupil`, `staff`."), "{told}");
        let told = told_of("entity = \"person\"\ncolumns = { id = \"a\" }\nconstants = { status = \"activ\" }\n");
        assert!(told.contains("`status` cannot mean `activ`\n    Did you mean `active`?"), "{told}");
    }

    #[test]
    fn a_field_has_one_origin_and_meanings_need_a_column() {
        let told =
            told_of("entity = \"person\"\ncolumns = { id = \"a\", role = \"b\" }\nconstants = { role = \"pupil\" }\n");
        assert!(told.contains("`role` has both a column and a fixed value"), "{told}");
        let told = told_of("entity = \"person\"\ncolumns = { id = \"a\" }\nvalues = { role = { a = \"pupil\" } }\n");
        assert!(told.contains("`values.role` is never used"), "{told}");
    }
}
