//! School unit codes as vendors are told them: one that is not official is never told as one (REQUIREMENTS B14, B18).

use crate::roster::{CodeStatus, Unit};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Eight digits (DOMAIN 4).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digits(String);

/// It is not eight digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a school unit code has eight digits 0-9")]
pub struct NoCode;

impl TryFrom<String> for Digits {
    type Error = NoCode;

    fn try_from(text: String) -> Result<Self, NoCode> {
        if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) { Ok(Self(text)) } else { Err(NoCode) }
    }
}

impl From<Digits> for String {
    fn from(digits: Digits) -> Self {
        digits.0
    }
}

impl fmt::Display for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A unit's school unit code, with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", content = "code", rename_all = "snake_case")]
pub enum Code {
    /// From the national register.
    Official(Digits),
    /// Agreed with the vendor, and marked as such wherever it is told.
    Fictitious(Digits),
    /// There is none: preschools, central units.
    Missing,
}

impl Code {
    /// What the roster says of a unit. What is not eight digits is none.
    #[must_use]
    pub fn of(unit: &Unit) -> Self {
        let digits = unit.code.as_deref().and_then(|code| Digits::try_from(code.to_owned()).ok());
        match (digits, unit.code_status) {
            (Some(digits), CodeStatus::Official) => Self::Official(digits),
            (Some(digits), CodeStatus::Fictitious) => Self::Fictitious(digits),
            (None, _) | (_, CodeStatus::Missing) => Self::Missing,
        }
    }

    /// Its status, as JSON and the words for people have it.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Official(_) => "official",
            Self::Fictitious(_) => "fictitious",
            Self::Missing => "missing",
        }
    }

    /// Its digits, if it has any.
    #[must_use]
    pub fn digits(&self) -> Option<&Digits> {
        match self {
            Self::Official(digits) | Self::Fictitious(digits) => Some(digits),
            Self::Missing => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_eight_digits_and_nothing_else() {
        assert!(Digits::try_from("99000101".to_owned()).is_ok());
        for bad in ["", "9900010", "990001012", "9900010a", "٩٩٠٠٠١٠١", "9900 101", "200001012384"] {
            assert_eq!(Digits::try_from(bad.to_owned()), Err(NoCode), "{bad}");
        }
    }
}
