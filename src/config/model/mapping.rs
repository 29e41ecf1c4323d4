//! Which file of a source is which entity, and which column is which field.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which file is which entity, and which column is which field.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MappedFile {
    /// What a row is.
    pub entity: MappedEntity,
    /// File name inside the source's folder.
    pub path: String,
    /// Does the file begin with column names? Without them, columns are numbers.
    #[serde(default = "yes")]
    pub header: bool,
    /// Field = column name, or column number from 1.
    pub columns: BTreeMap<String, Column>,
    /// Field = fixed value for every row.
    #[serde(default)]
    pub constants: BTreeMap<String, String>,
    /// Field = table of what the file says and what it means.
    #[serde(default)]
    pub values: BTreeMap<String, BTreeMap<String, String>>,
}

/// What a row of a mapped file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MappedEntity {
    /// A unit: `id`, `name`; may have `alias parent parent_alias kind code code_status school_types`.
    Unit,
    /// A group: `id`, `name`, `unit` or `unit_alias`; may have `alias kind from to`.
    Group,
    /// A person: `id`; may have `alias given_name family_name email eppn status protection`, with `[guard] identity_key`
    /// also `personal_number birth_date`, and in the same row one place: `role duty unit unit_alias school_year
    /// school_type programme from to group group_alias`.
    Person,
    /// A membership: `person` or `person_alias`, `group` or `group_alias`; may have `role from to`.
    Membership,
}

/// A column by its name, or by its number from 1.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Column {
    /// By name.
    Name(String),
    /// By number, from 1.
    Number(u16),
}

fn yes() -> bool {
    true
}
