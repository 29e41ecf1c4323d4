//! What the files say, merged, with the place of every value. Nothing here knows what the keys mean.

use super::place::{Lines, Origin, Place, join, last_key};
use super::problem::{Problem, Reading, Shape};
use std::collections::BTreeMap;
use toml::de::{DeTable, DeValue};

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) place: Place,
    pub(crate) tree: Tree,
}

/// A value of a TOML file.
#[derive(Debug, Clone)]
pub(crate) enum Tree {
    Text(String),
    /// None when it is beyond all bounds.
    Integer(Option<i128>),
    Decimal,
    Bool(bool),
    /// None when it has a time of day.
    Date(Option<String>),
    List(Vec<Node>),
    /// With the place of each key.
    Table(BTreeMap<String, (Place, Node)>),
}

/// Deeper than any key of the configuration; what lies below belongs to an unknown key.
const DEEPEST: usize = 32;

impl Node {
    /// An empty table at the beginning of a file.
    pub(crate) fn empty(place: Place) -> Self {
        Self { place, tree: Tree::Table(BTreeMap::new()) }
    }

    pub(crate) fn of_file(table: &DeTable<'_>, lines: &Lines<'_>) -> Self {
        Self { place: lines.place(0), tree: of_table(table, lines, 0) }
    }

    /// Takes in another file: tables merge, lists of tables append, anything else may be set once only.
    pub(crate) fn merge(&mut self, other: Self, path: &str, problems: &mut Vec<Problem>) {
        match (&mut self.tree, other.tree) {
            (Tree::Table(mine), Tree::Table(theirs)) => {
                for (key, (place, node)) in theirs {
                    let inner = join(path, &key);
                    match mine.get_mut(&key) {
                        Some((_, known)) => known.merge(node, &inner, problems),
                        None => drop(mine.insert(key, (place, node))),
                    }
                }
            }
            (Tree::List(mine), Tree::List(theirs)) if of_tables(mine) && of_tables(&theirs) => mine.extend(theirs),
            (Tree::List(mine), Tree::Table(_)) if !mine.is_empty() && of_tables(mine) => {
                let key = last_key(path).to_owned();
                problems.push(Problem::error(other.place, Shape::Brackets { key, header: format!("[[{path}]]") }));
            }
            _ => {
                let fault = Reading::SetTwice { key: path.to_owned(), first: self.place.clone() };
                problems.push(Problem::error(other.place, fault));
            }
        }
    }

    /// Writes down where everything stands.
    pub(crate) fn note_origin(&self, path: &str, origin: &mut Origin) {
        origin.0.insert(path.to_owned(), self.place.clone());
        match &self.tree {
            Tree::Table(table) => {
                table.iter().for_each(|(key, (_, node))| node.note_origin(&join(path, key), origin));
            }
            Tree::List(list) => {
                list.iter().enumerate().for_each(|(at, node)| node.note_origin(&format!("{path}[{at}]"), origin));
            }
            _ => {}
        }
    }
}

fn of_tables(list: &[Node]) -> bool {
    list.iter().all(|node| matches!(node.tree, Tree::Table(_)))
}

fn of_table(table: &DeTable<'_>, lines: &Lines<'_>, depth: usize) -> Tree {
    let entries = table.iter().filter(|_| depth < DEEPEST).map(|(key, value)| {
        let node = Node { place: lines.place(value.span().start), tree: of_value(value.get_ref(), lines, depth + 1) };
        (key.get_ref().to_string(), (lines.place(key.span().start), node))
    });
    Tree::Table(entries.collect())
}

fn of_value(value: &DeValue<'_>, lines: &Lines<'_>, depth: usize) -> Tree {
    match value {
        DeValue::String(text) => Tree::Text(text.to_string()),
        DeValue::Integer(number) => Tree::Integer(i128::from_str_radix(number.as_str(), number.radix()).ok()),
        DeValue::Float(_) => Tree::Decimal,
        DeValue::Boolean(value) => Tree::Bool(*value),
        DeValue::Datetime(value) if value.time.is_none() && value.offset.is_none() => {
            Tree::Date(value.date.map(|date| date.to_string()))
        }
        DeValue::Datetime(_) => Tree::Date(None),
        DeValue::Array(list) => Tree::List(
            list.iter()
                .filter(|_| depth < DEEPEST)
                .map(|item| Node {
                    place: lines.place(item.span().start),
                    tree: of_value(item.get_ref(), lines, depth + 1),
                })
                .collect(),
        ),
        DeValue::Table(table) => of_table(table, lines, depth),
    }
}
