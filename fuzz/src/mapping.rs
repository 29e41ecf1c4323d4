//! How flat files are read by the targets: a mapping of four files with names in their first lines, and one of a single
//! file without.

use std::collections::BTreeMap;
use std::path::Path;
use upprop::roster::{Entity, SourceName};
use upprop::source::Encoding;
use upprop::source::csv::{Column, Header, Mapping, Separator, Settings};

/// The file that tells which of the two mappings is meant.
const FLAT: &str = "flat.csv";

const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// The mapping of what lies in the folder.
#[must_use]
pub fn settings(folder: &Path) -> Settings {
    if folder.join(FLAT).exists() { flat(folder) } else { sheets(folder) }
}

/// Four files; encoding and separator are found out.
fn sheets(folder: &Path) -> Settings {
    let columns =
        |words: &[&str]| words.iter().map(|word| ((*word).to_owned(), Column::Name((*word).to_owned()))).collect();
    let mapping = |entity, path: &str, words: &[&str]| Mapping {
        entity,
        path: path.to_owned(),
        header: Header::Names,
        columns: columns(words),
        constants: BTreeMap::new(),
        values: BTreeMap::new(),
    };
    let mut persons = mapping(
        Entity::Person,
        "persons.csv",
        &[
            "id",
            "given_name",
            "family_name",
            "email",
            "status",
            "protection",
            "role",
            "duty",
            "unit_alias",
            "school_year",
            "from",
            "to",
            "group_alias",
        ],
    );
    let means =
        |words: &[(&str, &str)]| words.iter().map(|(said, meant)| ((*said).to_owned(), (*meant).to_owned())).collect();
    persons.values.insert("role".to_owned(), means(&[("Elev", "pupil"), ("Lärare", "staff")]));
    persons.values.insert("protection".to_owned(), means(&[("J", "protected"), ("N", "none")]));
    Settings {
        source: SourceName::from("s"),
        root: folder.to_owned(),
        encoding: Encoding::Auto,
        separator: Separator::Auto,
        date_format: "%Y-%m-%d".to_owned(),
        file_bytes_max: FILE_BYTES_MAX,
        files: vec![
            mapping(
                Entity::Unit,
                "units.csv",
                &["id", "alias", "name", "parent_alias", "kind", "code", "code_status", "school_types"],
            ),
            mapping(Entity::Group, "groups.csv", &["id", "alias", "name", "unit_alias", "kind", "from", "to"]),
            persons,
            mapping(Entity::Membership, "members.csv", &["group_alias", "person", "role", "from", "to"]),
        ],
    }
}

/// One file that is told four times, in windows-1252.
fn flat(folder: &Path) -> Settings {
    let mapping = |entity, columns: &[(&str, u16)], constants: &[(&str, &str)]| Mapping {
        entity,
        path: FLAT.to_owned(),
        header: Header::None,
        columns: columns.iter().map(|(word, number)| ((*word).to_owned(), Column::Number(*number))).collect(),
        constants: constants.iter().map(|(word, value)| ((*word).to_owned(), (*value).to_owned())).collect(),
        values: BTreeMap::new(),
    };
    Settings {
        source: SourceName::from("s"),
        root: folder.to_owned(),
        encoding: Encoding::Windows1252,
        separator: Separator::Byte(b';'),
        date_format: "%d.%m.%Y".to_owned(),
        file_bytes_max: FILE_BYTES_MAX,
        files: vec![
            mapping(Entity::Unit, &[("id", 1), ("name", 2)], &[("kind", "school")]),
            mapping(Entity::Group, &[("id", 3), ("name", 4), ("unit", 1)], &[("kind", "class")]),
            mapping(
                Entity::Person,
                &[("id", 5), ("given_name", 6), ("family_name", 7), ("role", 8), ("unit", 1), ("from", 9), ("to", 10)],
                &[("duty", "teacher")],
            ),
            mapping(Entity::Membership, &[("person", 5), ("group", 3)], &[]),
        ],
    }
}
