//! The number of a request: its year, and which of that year it is.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The number of a request ("REQ-2026-001").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Number {
    /// The year in which it was written.
    pub year: i16,
    /// Which of that year.
    pub count: u32,
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "REQ-{:04}-{:03}", self.year, self.count)
    }
}

/// It is not the number of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the number of a request looks like REQ-2026-001")]
pub struct NoNumber;

impl FromStr for Number {
    type Err = NoNumber;

    fn from_str(text: &str) -> Result<Self, NoNumber> {
        let (year, count) = text.strip_prefix("REQ-").and_then(|rest| rest.split_once('-')).ok_or(NoNumber)?;
        let number = Self { year: year.parse().map_err(|_| NoNumber)?, count: count.parse().map_err(|_| NoNumber)? };
        // One way of writing each: what is found by its text is found.
        if number.to_string() == text { Ok(number) } else { Err(NoNumber) }
    }
}

impl TryFrom<String> for Number {
    type Error = NoNumber;

    fn try_from(text: String) -> Result<Self, NoNumber> {
        text.parse()
    }
}

impl From<Number> for String {
    fn from(number: Number) -> Self {
        number.to_string()
    }
}

impl Number {
    /// The next of a year, after all these.
    #[must_use]
    pub fn next(year: i16, all: impl IntoIterator<Item = Self>) -> Self {
        let last = all.into_iter().filter(|number| number.year == year).map(|number| number.count).max();
        Self { year, count: last.unwrap_or(0) + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_in_one_way() {
        let number = Number { year: 2026, count: 7 };
        assert_eq!(number.to_string(), "REQ-2026-007");
        assert_eq!("REQ-2026-1207".parse(), Ok(Number { year: 2026, count: 1207 }));
        for bad in ["", "REQ-", "REQ-2026-7", "req-2026-007", "REQ-2026-0007", "REQ-2026-+07", "REQ-26-007 "] {
            assert_eq!(bad.parse::<Number>(), Err(NoNumber), "{bad}");
        }
    }

    #[test]
    fn each_year_counts_from_one() {
        let all = [Number { year: 2026, count: 7 }, Number { year: 2026, count: 3 }];
        assert_eq!(Number::next(2026, all).to_string(), "REQ-2026-008");
        assert_eq!(Number::next(2027, all).to_string(), "REQ-2027-001");
    }
}
