//! What is asked of a list or a report, in the query of an address. Nothing is guessed: what is not known is told back.

use super::problem::Wrong;
use crate::web::site::decoded;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Nobody seeks more signs.
pub(super) const SOUGHT_MAX: usize = 80;
/// So many rows are on a page where nobody says otherwise.
pub(super) const ROWS: usize = 100;
/// And so many at most.
pub(super) const ROWS_MAX: usize = 500;
/// Nobody turns more pages.
pub(super) const PAGES_MAX: usize = 1_000_000;

/// Everything that a query says, by name.
#[derive(Debug, Default)]
pub(super) struct Query(BTreeMap<String, String>);

impl Query {
    /// As an address has it.
    ///
    /// # Errors
    /// A part that is no text, or a name that stands there twice.
    pub(super) fn of(query: &str) -> Result<Self, Wrong> {
        let mut pairs = BTreeMap::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let text = |part: &str| decoded(&part.replace('+', " ")).ok_or(Wrong::unfit("the query is not UTF-8"));
            let (key, value) = (text(key)?, text(value)?);
            if pairs.insert(key, value).is_some() {
                return Err(Wrong::unfit("a parameter stands in the query twice"));
            }
        }
        Ok(Self(pairs))
    }

    /// Takes out what is said under a name.
    pub(super) fn take(&mut self, key: &str) -> Option<String> {
        self.0.remove(key)
    }

    /// Takes out a day.
    ///
    /// # Errors
    /// It is none.
    pub(super) fn day(&mut self, key: &'static str) -> Result<Option<Date>, Wrong> {
        self.take(key)
            .map(|text| day(&text).ok_or_else(|| Wrong::unfit(format!("{key} is not a day: write 2026-11-23"))))
            .transpose()
    }

    /// Takes out a number from 1.
    ///
    /// # Errors
    /// It is none, or too large.
    fn number(&mut self, key: &'static str, most: usize) -> Result<Option<usize>, Wrong> {
        let is_number = |text: &String| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number =
            |text: String| Some(text).filter(is_number)?.parse().ok().filter(|number| (1..=most).contains(number));
        let wrong = || Wrong::unfit(format!("{key} is not a number from 1 to {most}"));
        self.take(key).map(|text| number(text).ok_or_else(wrong)).transpose()
    }

    /// Was everything understood?
    ///
    /// # Errors
    /// A name that nobody knows here.
    pub(super) fn done(self) -> Result<(), Wrong> {
        match self.0.keys().next() {
            None => Ok(()),
            Some(_) => Err(Wrong::unfit("the query has a parameter that is not known here: see openapi.json")),
        }
    }
}

/// A day as the interface writes it, and in no other way.
pub(super) fn day(text: &str) -> Option<Date> {
    let is_plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    text.parse().ok().filter(|_| is_plain)
}

/// What a list may be asked.
#[derive(Debug)]
pub(super) struct Shape {
    /// By what it may be filtered: a field is this.
    pub(super) filters: &'static [&'static str],
    /// By what it may be ordered.
    pub(super) sorts: &'static [&'static str],
}

/// What is asked of a list.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ask {
    /// What is sought.
    pub(super) sought: String,
    /// By which field it is ordered, and whether the other way round.
    pub(super) sort: Option<(&'static str, bool)>,
    /// What fields are to be.
    pub(super) chosen: Vec<(&'static str, String)>,
    /// Which page, from 1.
    pub(super) page: usize,
    /// So many rows are on one.
    pub(super) per_page: usize,
}

impl Ask {
    /// As a query says.
    ///
    /// # Errors
    /// What is asked is nothing that this list may be asked.
    pub(super) fn of(mut query: Query, shape: &Shape) -> Result<Self, Wrong> {
        let sought = query.take("q").unwrap_or_default();
        if sought.chars().count() > SOUGHT_MAX {
            return Err(Wrong::unfit(format!("q is longer than {SOUGHT_MAX} signs")));
        }
        let sort = query.take("sort").map(|text| {
            let (field, is_down) = text.strip_prefix('-').map_or((text.as_str(), false), |field| (field, true));
            let known = shape.sorts.iter().find(|known| **known == field);
            known.map(|known| (*known, is_down)).ok_or(Wrong::unfit("sort names nothing that this list is ordered by"))
        });
        let chosen = shape.filters.iter().filter_map(|field| Some((*field, query.take(field)?))).collect();
        let page = query.number("page", PAGES_MAX)?.unwrap_or(1);
        let per_page = query.number("per_page", ROWS_MAX)?.unwrap_or(ROWS);
        query.done()?;
        Ok(Self { sought, sort: sort.transpose()?, chosen, page, per_page })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPE: Shape = Shape { filters: &["state"], sorts: &["since"] };

    fn ask(query: &str) -> Result<Ask, Wrong> {
        Ask::of(Query::of(query)?, &SHAPE)
    }

    #[test]
    fn what_is_asked_is_understood_whole() {
        let asked = ask("q=%C3%85sa+B&sort=-since&page=3&per_page=7&state=waiting").unwrap();
        assert_eq!(
            (asked.sought.as_str(), asked.sort, asked.page, asked.per_page),
            ("Åsa B", Some(("since", true)), 3, 7)
        );
        assert_eq!(asked.chosen, [("state", "waiting".to_owned())]);
        assert_eq!(ask("").unwrap(), ask("page=1&per_page=100&q=").unwrap());
    }

    #[test]
    fn and_what_is_not_is_told_back() {
        let long = format!("q={}", "å".repeat(81));
        for bad in [
            "page=0",
            "page=x",
            "page=+1",
            "per_page=501",
            "page=",
            "sort=name",
            "sort=",
            "sort=--since",
            "stat=x",
            &long,
            "q=%FF",
            "q=1&q=2",
        ] {
            assert!(ask(bad).is_err(), "{bad}");
        }
        assert_eq!(day("2026-11-23"), Some(jiff::civil::date(2026, 11, 23)));
        for bad in ["20261123", "2026-11-23T00:00", "2026-02-30", "", "-000001-01"] {
            assert_eq!(day(bad), None, "{bad}");
        }
    }
}
