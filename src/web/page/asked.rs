//! What is asked of a table, in the address: sought, chosen, ordered, and which page of it.

use super::{decoded, encoded};
use std::collections::BTreeMap;

/// What is asked of a page's table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// What is sought.
    pub sought: String,
    /// The key of the column that orders.
    pub sort: Option<String>,
    /// The other way round?
    pub is_down: bool,
    /// Which page, from 1.
    pub page: usize,
    /// What is chosen, by the key of the choice.
    pub chosen: BTreeMap<String, String>,
    /// `csv` or `json`, when it is to be taken home.
    pub format: Option<String>,
    /// What was done on the page before.
    pub done: Option<String>,
}

/// Nobody seeks more letters.
const SOUGHT_MAX: usize = 80;

impl Asked {
    /// As an address says.
    #[must_use]
    pub fn of(query: &str) -> Self {
        let mut asked = Self { page: 1, ..Self::default() };
        for (key, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            let (Some(key), Some(value)) = (decoded(key), decoded(value)) else { continue };
            let value = value.trim();
            match key.as_str() {
                _ if value.is_empty() => {}
                "q" => asked.sought = value.chars().take(SOUGHT_MAX).collect(),
                "sort" => {
                    asked.is_down = value.starts_with('-');
                    asked.sort = Some(value.trim_start_matches('-').to_owned());
                }
                "page" => asked.page = value.parse().unwrap_or(1).max(1),
                "format" => asked.format = Some(value.to_owned()),
                "done" => asked.done = Some(value.to_owned()),
                other => drop(asked.chosen.insert(other.to_owned(), value.to_owned())),
            }
        }
        asked
    }

    /// The address of the same, but for what `change` makes of it.
    #[must_use]
    pub fn but(&self, path: &str, change: impl FnOnce(&mut Self)) -> String {
        let mut other = Self { done: None, ..self.clone() };
        change(&mut other);
        let pairs: Vec<String> =
            other.pairs().into_iter().map(|(key, value)| format!("{}={}", encoded(&key), encoded(&value))).collect();
        if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
    }

    /// Everything that is asked, by key.
    #[must_use]
    pub fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        let mut push = |key: &str, value: String| pairs.push((key.to_owned(), value));
        if !self.sought.is_empty() {
            push("q", self.sought.clone());
        }
        self.chosen.iter().for_each(|(key, value)| push(key, value.clone()));
        if let Some(sort) = &self.sort {
            push("sort", format!("{}{sort}", if self.is_down { "-" } else { "" }));
        }
        if self.page > 1 {
            push("page", self.page.to_string());
        }
        if let Some(format) = &self.format {
            push("format", format.clone());
        }
        pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_comes_back_out_of_its_own_address() {
        let asked = Asked::of("q=%C3%85sa+B&sort=-since&page=3&state=waiting&empty=");
        assert_eq!(asked.sought, "Åsa B");
        assert_eq!((asked.sort.as_deref(), asked.is_down, asked.page), (Some("since"), true, 3));
        let address = asked.but("/x", |_| {});
        assert_eq!(Asked::of(address.split_once('?').unwrap().1), asked);
        assert_eq!(asked.but("/x", |other| *other = Asked::of("")), "/x");
    }
}
