//! Units with their school unit codes, and what the national register says of them (REQUIREMENTS B10, B18).

use super::grid;
use super::pools::heading;
use crate::roster::CodeStatus;
use crate::wording::{Words, one_line};
use serde::Serialize;

/// A unit with its code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnitCodeRow {
    /// Its alias, or its id.
    pub unit: String,
    /// Its name.
    pub name: String,
    /// Its code.
    pub code: Option<String>,
    /// Where the code comes from.
    pub code_status: CodeStatus,
    /// How the code stands in the register; none where the register does not have it.
    pub register: Option<String>,
    /// What the register calls it.
    pub register_name: Option<String>,
}

/// Is the national register at hand?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Register {
    /// It was imported.
    Imported,
    /// It never was.
    NotImported,
}

/// The units as a table; where there is no register, nothing is said of it.
#[must_use]
pub fn unit_codes_table(words: &Words, rows: &[UnitCodeRow], known: Register) -> String {
    let head = ["unit", "name", "code", "status", "register"];
    let head: Vec<String> = head.iter().map(|key| heading(words, key)).collect();
    let none = words.text("none");
    let cells = rows.iter().map(|row| {
        let status = match (&row.code, row.code_status) {
            (None, _) | (_, CodeStatus::Missing) => "missing",
            (Some(_), CodeStatus::Fictitious) => "fictitious",
            (Some(_), CodeStatus::Official) => "official",
        };
        let register = match (&row.register, status) {
            _ if known == Register::NotImported => words.text("units-unchecked"),
            (Some(register), _) => words.text_or(&format!("register-{}", register.to_lowercase()), register),
            (None, "official") => words.text("register-unknown"),
            (None, _) => none.clone(),
        };
        vec![
            one_line(&row.unit),
            one_line(&row.name),
            row.code.clone().unwrap_or_else(|| none.clone()),
            words.text(&format!("code-status-{status}")),
            one_line(&register),
        ]
    });
    grid(&head, cells.collect())
}
