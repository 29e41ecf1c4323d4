//! Lists: filtered, sought, ordered and turned over in one way, whatever stands in them.

use super::ask::Ask;
use crate::wording::collate::{collate, folded};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::cmp::Ordering;

/// What is asked of one row.
type OfRow<'a, T> = Box<dyn Fn(usize) -> T + 'a>;
/// A field of one row.
type OfField<'a> = Box<dyn Fn(usize, &str) -> Value + 'a>;
/// Is a row found by a text?
type Fits<'a> = Box<dyn Fn(usize, &str) -> bool + 'a>;

/// Rows that are made when they are on the page that is asked for.
pub(super) struct List<'a> {
    /// How many there are.
    pub(super) count: usize,
    /// One of them, as it is answered.
    pub(super) row: OfRow<'a, Value>,
    /// What it is chosen and ordered by.
    pub(super) field: OfField<'a>,
    /// Is it found by this?
    pub(super) matches: Fits<'a>,
}

impl List<'_> {
    /// Rows that are made already. What they are ordered by is what stands in them, and every word of them is looked into.
    pub(super) fn of<T: Serialize>(rows: impl IntoIterator<Item = T>) -> Self {
        let rows: std::rc::Rc<[Value]> = rows.into_iter().map(|row| value(&row)).collect();
        let [row, field, matches] = std::array::from_fn(|_| std::rc::Rc::clone(&rows));
        Self {
            count: rows.len(),
            row: Box::new(move |at| row[at].clone()),
            field: Box::new(move |at, name| field[at].get(name).cloned().unwrap_or_default()),
            matches: Box::new(move |at, sought| is_in(&matches[at], sought)),
        }
    }

    /// The page that is asked for.
    pub(super) fn page(&self, ask: &Ask) -> Value {
        let sought = folded(&ask.sought);
        let is_chosen = |at: &usize| {
            ask.chosen.iter().all(|(name, wanted)| plain(&(self.field)(*at, name)) == *wanted)
                && (sought.is_empty() || (self.matches)(*at, &sought))
        };
        let mut rows: Vec<usize> = (0..self.count).filter(is_chosen).collect();
        if let Some((name, is_down)) = ask.sort {
            let mut keyed: Vec<(Key, usize)> = rows.iter().map(|at| (Key::of(&(self.field)(*at, name)), *at)).collect();
            keyed.sort_by(|(a, _), (b, _)| a.compare(b, is_down));
            rows = keyed.into_iter().map(|(_, at)| at).collect();
        }
        let total = rows.len();
        let page = rows.into_iter().skip((ask.page - 1).saturating_mul(ask.per_page)).take(ask.per_page);
        let items: Vec<Value> = page.map(|at| (self.row)(at)).collect();
        json!({ "items": items, "page": ask.page, "per_page": ask.per_page, "total": total })
    }
}

/// As JSON. Nothing of ours cannot be written so.
pub(super) fn value(row: &impl Serialize) -> Value {
    serde_json::to_value(row).unwrap_or_default()
}

/// What a row is ordered by. What is not there comes last, whichever way round.
#[derive(PartialEq, PartialOrd)]
enum Key {
    Number(f64),
    Words(String),
    Nothing,
}

impl Key {
    fn of(value: &Value) -> Self {
        match value {
            Value::Number(number) => Self::Number(number.as_f64().unwrap_or_default()),
            Value::Bool(holds) => Self::Number(f64::from(u8::from(*holds))),
            Value::String(text) => Self::Words(collate(text)),
            _ => Self::Nothing,
        }
    }

    fn compare(&self, other: &Self, is_down: bool) -> Ordering {
        match (self, other) {
            (Self::Nothing, Self::Nothing) => Ordering::Equal,
            (Self::Nothing, _) => Ordering::Greater,
            (_, Self::Nothing) => Ordering::Less,
            _ => {
                let order = self.partial_cmp(other).unwrap_or(Ordering::Equal);
                if is_down { order.reverse() } else { order }
            }
        }
    }
}

/// A field as somebody writes it who chooses: what is not there is nothing.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Does a word of it have this?
fn is_in(value: &Value, sought: &str) -> bool {
    let of_map = |map: &Map<String, Value>| map.values().any(|value| is_in(value, sought));
    match value {
        Value::String(text) => folded(text).contains(sought),
        Value::Number(number) => number.to_string().contains(sought),
        Value::Array(all) => all.iter().any(|value| is_in(value, sought)),
        Value::Object(map) => of_map(map),
        Value::Null | Value::Bool(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::api::ask::{Query, Shape};

    const SHAPE: Shape = Shape { filters: &["state"], sorts: &["name", "since"] };

    fn names(query: &str) -> Vec<String> {
        let rows = [("Åsa", "a", Some(3)), ("Bo", "b", None), ("Åke", "b", Some(10)), ("", "a", Some(1))];
        let rows = rows.map(|(name, state, since)| json!({ "name": Some(name).filter(|n| !n.is_empty()), "state": state, "since": since }));
        let page = List::of(rows).page(&Ask::of(Query::of(query).unwrap(), &SHAPE).unwrap());
        assert!(page["total"].as_u64().unwrap() >= page["items"].as_array().unwrap().len() as u64);
        page["items"].as_array().unwrap().iter().map(|row| plain(&row["name"])).collect()
    }

    #[test]
    fn rows_are_chosen_sought_and_ordered_and_nothing_comes_last() {
        assert_eq!(names("sort=name"), ["Bo", "Åke", "Åsa", ""]);
        assert_eq!(names("sort=-name"), ["Åsa", "Åke", "Bo", ""]);
        assert_eq!(names("sort=since"), ["", "Åsa", "Åke", "Bo"]);
        assert_eq!(names("state=b&q=åk"), ["Åke"]);
        assert_eq!(names("per_page=3&page=2"), [""]);
        assert_eq!(names("page=1000000&per_page=500"), [""; 0]);
    }
}
