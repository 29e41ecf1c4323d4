//! Holds what the files say against the JSON Schema of the model: unknown and missing keys, types, words, ranges.
//!
//! The walk tells everything that does not fit, and puts harmless values in its place, so that the check of
//! meaning can go on with the rest. What it had to mend is remembered as unsound.

mod leaf;

use super::place::{Place, header, join, last_key};
use super::problem::{Problem, Shape, TypeName};
use super::suggest::nearest;
use super::tree::{Node, Tree};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What the walk found.
#[derive(Debug, Default)]
pub(crate) struct Walked {
    /// Fits the schema, whatever the files say.
    pub(crate) value: Value,
    pub(crate) problems: Vec<Problem>,
    /// Key paths of what was mended.
    pub(crate) unsound: BTreeSet<String>,
}

/// Walks the merged files along the schema.
pub(crate) fn check(node: &Node, schema: &Value) -> Walked {
    let mut walk = Walk { root: schema, problems: Vec::new(), unsound: BTreeSet::new() };
    let value = walk.value(node, schema, "").unwrap_or_else(|| Value::Object(Map::new()));
    Walked { value, problems: walk.problems, unsound: walk.unsound }
}

type Entries = BTreeMap<String, (Place, Node)>;

struct Walk<'s> {
    root: &'s Value,
    problems: Vec<Problem>,
    unsound: BTreeSet<String>,
}

impl<'s> Walk<'s> {
    /// The value when it fits; else a problem is told and the value is left out.
    fn value(&mut self, node: &Node, schema: &'s Value, path: &str) -> Option<Value> {
        let schema = self.resolve(schema, &node.tree);
        if let Some(words) = words(schema) {
            return self.word(node, &words, path);
        }
        let expected = types(schema, self.root);
        if !expected.contains(&type_of(&node.tree)) && !dates_fit(schema, &node.tree) {
            let fault = self.brackets(node, schema, path);
            let other = || Shape::WrongType { key: name(path), expected, found: type_of(&node.tree) };
            return self.refuse(node, path, fault.unwrap_or_else(other));
        }
        match &node.tree {
            Tree::Table(table) => Some(self.table(node, table, schema, path)),
            Tree::List(list) => self.list(node, list, schema, path),
            _ => match leaf::check(&node.tree, schema, &name(path)) {
                Ok(value) => Some(value),
                Err(fault) => self.refuse(node, path, fault),
            },
        }
    }

    fn refuse(&mut self, node: &Node, path: &str, fault: Shape) -> Option<Value> {
        self.problems.push(Problem::error(node.place.clone(), fault));
        self.unsound.insert(path.to_owned());
        None
    }

    /// `[vendor]` in place of `[[vendor]]`, and the other way round.
    fn brackets(&self, node: &Node, schema: &'s Value, path: &str) -> Option<Shape> {
        let header = match &node.tree {
            Tree::Table(_) if holds_tables(schema, self.root) => format!("[{}]", bracketed(path)),
            Tree::List(list) if list.iter().any(|one| matches!(one.tree, Tree::Table(_))) => bracketed(path),
            _ => return None,
        };
        let is_table = types(schema, self.root).contains(&TypeName::Table);
        (is_table || matches!(node.tree, Tree::Table(_))).then(|| Shape::Brackets { key: name(path), header })
    }

    /// Follows references, and of several choices takes the one whose type is that of the value.
    fn resolve(&self, schema: &'s Value, tree: &Tree) -> &'s Value {
        let schema = follow(schema, self.root);
        let Some(choices) = schema.get("anyOf").and_then(Value::as_array) else { return schema };
        let choices = || choices.iter().map(|choice| follow(choice, self.root));
        let fits = choices().find(|choice| types(choice, self.root).contains(&type_of(tree)));
        let real = || choices().filter(|choice| !types(choice, self.root).is_empty()).collect::<Vec<_>>();
        fits.unwrap_or_else(|| match real().as_slice() {
            [one] => one,
            _ => schema,
        })
    }

    fn word(&mut self, node: &Node, words: &[String], path: &str) -> Option<Value> {
        let key = name(path);
        let Tree::Text(word) = &node.tree else {
            let fault = Shape::WrongType { key, expected: vec![TypeName::Text], found: type_of(&node.tree) };
            return self.refuse(node, path, fault);
        };
        if words.contains(word) {
            return Some(Value::String(word.clone()));
        }
        let suggestion = nearest(word, words.iter().map(String::as_str));
        self.refuse(node, path, Shape::UnknownWord { key, word: word.clone(), suggestion, allowed: words.to_vec() })
    }

    fn table(&mut self, node: &Node, table: &Entries, schema: &'s Value, path: &str) -> Value {
        let properties = schema.get("properties").and_then(Value::as_object);
        let free = schema.get("additionalProperties").filter(|free| free.is_object());
        let required = required(schema);
        let mut value = Map::new();
        for (key, (place, inner)) in table {
            let Some(of_key) = properties.and_then(|known| known.get(key)).or(free) else {
                // What stands there may stand there again only when it is a table.
                let again = |of: &Value| holds_tables(of, self.root) || types(of, self.root).contains(&TypeName::Table);
                let known = properties.into_iter().flatten();
                let fits = known.filter(|(known, of)| !table.contains_key(*known) || again(of)).map(|(known, _)| known);
                let fits = fits.map(String::as_str).collect::<Vec<_>>();
                let allowed = fits.iter().filter(|known| !table.contains_key(**known));
                self.unknown_key(
                    place,
                    key,
                    allowed.map(|known| (*known).to_owned()).collect(),
                    nearest(key, fits),
                    path,
                );
                continue;
            };
            match self.value(inner, of_key, &join(path, key)) {
                Some(fits) => drop(value.insert(key.clone(), fits)),
                None if required.contains(key.as_str()) => {
                    value.insert(key.clone(), placeholder(of_key, self.root));
                }
                None => {}
            }
        }
        for key in required.into_iter().filter(|key| !table.contains_key(*key)) {
            let of_key = properties.and_then(|known| known.get(key)).unwrap_or(&Value::Null);
            let choices = words(follow(of_key, self.root)).unwrap_or_default();
            let fault = Shape::MissingKey { key: key.to_owned(), table: header(path), choices };
            self.problems.push(Problem::error(node.place.clone(), fault));
            self.unsound.insert(join(path, key));
            value.insert(key.to_owned(), placeholder(of_key, self.root));
        }
        Value::Object(value)
    }

    fn unknown_key(&mut self, place: &Place, key: &str, allowed: Vec<String>, suggestion: Option<String>, path: &str) {
        // What was meant is neither there nor missing: nothing more is to be said of it.
        self.unsound.insert(join(path, suggestion.as_deref().unwrap_or(key)));
        let table = (!path.is_empty()).then(|| header(path));
        let fault = Shape::UnknownKey { key: key.to_owned(), table, suggestion, allowed };
        self.problems.push(Problem::error(place.clone(), fault));
    }

    fn list(&mut self, node: &Node, list: &[Node], schema: &'s Value, path: &str) -> Option<Value> {
        let bound = |key| schema.get(key).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
        let (min, max) = (bound("minItems").unwrap_or(0), bound("maxItems").unwrap_or(usize::MAX));
        if list.len() < min || list.len() > max {
            let fault = Shape::WrongLength { key: name(path), min, max, found: list.len() };
            return self.refuse(node, path, fault);
        }
        let items = schema.get("items").unwrap_or(&Value::Null);
        let value = list.iter().enumerate().map(|(at, item)| {
            let fits = self.value(item, items, &format!("{path}[{at}]"));
            fits.unwrap_or_else(|| placeholder(items, self.root))
        });
        Some(Value::Array(value.collect()))
    }
}

/// Is it a list of tables, which `[[…]]` begins?
fn holds_tables(schema: &Value, root: &Value) -> bool {
    let items = follow(schema, root).get("items");
    items.is_some_and(|items| types(items, root).contains(&TypeName::Table))
}

/// The header of one table at this path.
fn bracketed(path: &str) -> String {
    format!("[{}]", header(path).trim_matches(['[', ']']))
}

fn name(path: &str) -> String {
    last_key(path).to_owned()
}

fn follow<'s>(schema: &'s Value, root: &'s Value) -> &'s Value {
    let target = schema.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix("#/$defs/"));
    target.and_then(|name| root.get("$defs")?.get(name)).unwrap_or(schema)
}

/// The closed list of words that a value may be, when it is one.
fn words(schema: &Value) -> Option<Vec<String>> {
    let of_const = |choice: &Value| choice.get("const").and_then(Value::as_str).map(str::to_owned);
    if let Some(list) = schema.get("enum").and_then(Value::as_array) {
        return list.iter().map(|word| word.as_str().map(str::to_owned)).collect();
    }
    schema.get("oneOf")?.as_array()?.iter().map(of_const).collect()
}

fn required(schema: &Value) -> BTreeSet<&str> {
    schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The types that a value may have; none means null alone.
fn types(schema: &Value, root: &Value) -> Vec<TypeName> {
    let schema = follow(schema, root);
    if let Some(choices) = schema.get("anyOf").and_then(Value::as_array) {
        return choices.iter().flat_map(|choice| types(choice, root)).collect();
    }
    if words(schema).is_some() {
        return vec![TypeName::Text];
    }
    let date = schema.get("format").is_some_and(|format| format == "date");
    let one = |name: &str| match name {
        "string" if date => Some(TypeName::Date),
        "string" => Some(TypeName::Text),
        "integer" => Some(TypeName::Integer),
        "number" => Some(TypeName::Decimal),
        "boolean" => Some(TypeName::Bool),
        "array" => Some(TypeName::List),
        "object" => Some(TypeName::Table),
        _ => None,
    };
    match schema.get("type") {
        Some(Value::String(name)) => one(name).into_iter().collect(),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).filter_map(one).collect(),
        _ => Vec::new(),
    }
}

/// Dates may be written as text.
fn dates_fit(schema: &Value, tree: &Tree) -> bool {
    matches!(tree, Tree::Text(_)) && schema.get("format").is_some_and(|format| format == "date")
}

const fn type_of(tree: &Tree) -> TypeName {
    match tree {
        Tree::Text(_) => TypeName::Text,
        Tree::Integer(_) => TypeName::Integer,
        Tree::Decimal => TypeName::Decimal,
        Tree::Bool(_) => TypeName::Bool,
        Tree::Date(_) => TypeName::Date,
        Tree::List(_) => TypeName::List,
        Tree::Table(_) => TypeName::Table,
    }
}

/// A harmless value that fits, for what the file does not say.
fn placeholder(schema: &Value, root: &Value) -> Value {
    let schema = follow(schema, root);
    if let Some(first) = words(schema).and_then(|words| words.into_iter().next()) {
        return Value::String(first);
    }
    match types(schema, root).first() {
        Some(TypeName::Text) => leaf::placeholder(schema),
        Some(TypeName::Date) => Value::String("2000-01-01".into()),
        Some(TypeName::Integer | TypeName::Decimal) => schema.get("minimum").cloned().unwrap_or_else(|| 0.into()),
        Some(TypeName::Bool) => Value::Bool(false),
        Some(TypeName::List) => Value::Array(Vec::new()),
        Some(TypeName::Table) => {
            let of_key = |key: &str| Some((key.to_owned(), placeholder(schema.get("properties")?.get(key)?, root)));
            Value::Object(required(schema).into_iter().filter_map(of_key).collect())
        }
        None => Value::Null,
    }
}
