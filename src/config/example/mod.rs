//! `config/upprop.toml`: every key with its meaning and its default, written from the schema of the model.
//!
//! A line that begins with `# ` explains. A line that begins with `#` and no blank is a setting that is not set.

mod values;

use super::schema::root;
use serde_json::{Map, Value};
use std::fmt::Write as _;

const HEAD: &str = "\
# The configuration of upprop. Every setting stands here, with its default.
#
# A line that begins with `#` and no blank is not set: where there is no default, it shows an example.
# Files in `conf.d/*.toml` beside this one are read after it, in the order of their names: tables merge, lists
# of tables ([[pool]]) append, and any other setting may stand in one place only.
# `upprop check-config` tells every mistake in all of them, with file, line, column and how to mend it.
";

/// The text of `config/upprop.toml`.
pub fn default_file() -> String {
    let mut writer = Writer { out: HEAD.to_owned() };
    let default = serde_json::to_value(super::model::File::default()).unwrap_or_default();
    writer.table(&Spot { schema: root(), name: "File", header: "", off: false }, default.as_object());
    writer.out
}

struct Writer {
    out: String,
}

/// A table that is being written.
struct Spot<'a> {
    schema: &'a Value,
    /// Its name in the schema.
    name: &'a str,
    /// Its header in the file.
    header: &'a str,
    /// Is it an example, with no setting in force?
    off: bool,
}

impl Writer {
    /// Single values first, then tables, then lists of tables: TOML needs it so.
    fn table(&mut self, spot: &Spot<'_>, defaults: Option<&Map<String, Value>>) {
        let none = Map::new();
        let properties = spot.schema.get("properties").and_then(Value::as_object).unwrap_or(&none);
        let default_of = |key: &str, property: &Value| -> Option<Value> {
            let default = defaults.and_then(|all| all.get(key)).or_else(|| property.get("default"));
            default.filter(|value| !value.is_null()).cloned()
        };
        for (key, property) in properties {
            if inner_of(spot, key, property).is_none() {
                self.value(spot, key, property, default_of(key, property));
            }
        }
        for list in [false, true] {
            for (key, property) in properties {
                let Some((name, schema, is_list)) = inner_of(spot, key, property) else { continue };
                if is_list != list {
                    continue;
                }
                let path = if spot.header.is_empty() { key.clone() } else { format!("{}.{key}", spot.header) };
                let default = default_of(key, property);
                let off = spot.off || list || default.is_none();
                let mark = if off { "#" } else { "" };
                self.out.push('\n');
                self.explain(property.get("description"));
                let (open, close) = if list { ("[[", "]]") } else { ("[", "]") };
                let _ = writeln!(self.out, "{mark}{open}{path}{close}");
                let inside = Spot { schema, name, header: &path, off };
                self.table(&inside, default.as_ref().and_then(Value::as_object));
            }
        }
    }

    fn value(&mut self, spot: &Spot<'_>, key: &str, property: &Value, default: Option<Value>) {
        let example = values::of(spot.name, key);
        self.explain(property.get("description"));
        self.choices(property);
        let required =
            spot.schema.get("required").and_then(Value::as_array).is_some_and(|all| all.iter().any(|k| k == key));
        let default = default.map(|value| in_toml(&value));
        if required && spot.off {
            self.out.push_str("# Required.\n");
        }
        match (&default, example) {
            (Some(default), Some(example)) if spot.off && example.text != *default => {
                let _ = writeln!(self.out, "# Default: {default}");
            }
            _ => {}
        }
        let (text, set) = match (default, example) {
            (_, Some(example)) if example.set => (example.text.to_owned(), true),
            (_, Some(example)) if spot.off => (example.text.to_owned(), false),
            (Some(default), _) => (default, !spot.off),
            (None, example) => (example.map_or_else(String::new, |example| example.text.to_owned()), false),
        };
        let mark = match (set, example.is_some_and(|example| example.instead)) {
            (true, _) => "",
            (false, true) => "# or: ",
            (false, false) => "#",
        };
        let _ = writeln!(self.out, "{mark}{key} = {text}");
    }

    fn explain(&mut self, description: Option<&Value>) {
        for line in description.and_then(Value::as_str).unwrap_or_default().lines() {
            let _ = writeln!(self.out, "# {line}");
        }
    }

    /// The words that a value may be, each with its meaning.
    fn choices(&mut self, property: &Value) {
        let schema = of_items(property);
        let Some(choices) = schema.get("oneOf").and_then(Value::as_array) else { return };
        for choice in choices {
            let text = |key| choice.get(key).and_then(Value::as_str).unwrap_or_default();
            let _ = writeln!(self.out, "#   {:?}: {}", text("const"), text("description").replace('\n', " "));
        }
    }
}

/// The table that a key opens, unless its example stands on one line: such a table is told elsewhere.
fn inner_of<'a>(spot: &Spot<'_>, key: &str, property: &'a Value) -> Option<(&'a str, &'a Value, bool)> {
    inner(property).filter(|_| values::of(spot.name, key).is_none())
}

/// The table that a key opens: its name and schema, and whether it is a list of them.
fn inner(property: &Value) -> Option<(&str, &Value, bool)> {
    let list = property.get("items");
    let (name, schema) = target(list.unwrap_or(property))?;
    schema.get("properties").map(|_| (name, schema, list.is_some()))
}

/// The definition that a property refers to, or may refer to.
fn target(property: &Value) -> Option<(&str, &Value)> {
    let choices = property.get("anyOf").and_then(Value::as_array);
    let reference = |schema: &'static str, from: &'_ Value| from.get(schema).is_some();
    let schema = choices.and_then(|all| all.iter().find(|one| reference("$ref", one))).unwrap_or(property);
    let name = schema.get("$ref")?.as_str()?.strip_prefix("#/$defs/")?;
    Some((name, root().get("$defs")?.get(name)?))
}

fn of_items(property: &Value) -> &Value {
    let items = property.get("items").unwrap_or(property);
    target(items).map_or(items, |(_, schema)| schema)
}

/// Defaults are single values and short lists, which JSON and TOML write alike.
fn in_toml(value: &Value) -> String {
    match value {
        Value::Array(list) => format!("[{}]", list.iter().map(in_toml).collect::<Vec<_>>().join(", ")),
        Value::Object(table) if table.values().all(Value::is_null) => "{}".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::model::File;
    use crate::config::trial::Trial;

    /// The file with every example set.
    fn all_set() -> String {
        let set = |line: &str| match line.strip_prefix('#') {
            Some(rest) if rest.starts_with(|c: char| c.is_ascii_lowercase() || c == '[') => rest.to_owned(),
            _ => line.to_owned(),
        };
        default_file().lines().map(|line| set(line) + "\n").collect()
    }

    #[test]
    fn the_committed_file_is_the_one_that_the_model_writes() {
        crate::config::bless::compare("config/upprop.toml", &default_file());
    }

    #[test]
    fn as_it_stands_it_says_nothing_but_the_defaults() {
        let trial = Trial::of(&default_file());
        let mut loaded = trial.load().unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(loaded.file.organiser.name, "Exempelkommunen");
        loaded.file.organiser.name.clear();
        assert_eq!(loaded.file, File::default());
    }

    #[test]
    fn every_example_in_it_is_right_and_they_fit_together() {
        let trial = Trial::of(&all_set()).put("secret.key", "x".repeat(32)).put("leverans/personer.csv", "");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let key = trial.folder.path().join("secret.key");
            std::fs::set_permissions(key, std::fs::Permissions::from_mode(0o600)).unwrap();
        }
        let loaded = trial.load().unwrap_or_else(|problems| panic!("{problems}"));
        assert!(loaded.warnings.is_empty(), "{}", loaded.warnings);
        assert_eq!((loaded.file.pool.len(), loaded.file.licence.len(), loaded.file.source.len()), (1, 1, 1));
    }

    #[test]
    fn every_key_of_the_schema_stands_in_it() {
        let text = default_file();
        let definitions = root()["$defs"].as_object().unwrap().values().chain([root()]);
        let keys = definitions.filter_map(|schema| schema.get("properties")?.as_object()).flat_map(Map::keys);
        for key in keys {
            let stands = text.lines().any(|line| {
                let line = line.trim_start_matches("# or: ").trim_start_matches('#');
                let header = line.trim_matches(['[', ']']);
                line.starts_with(&format!("{key} = ")) || header == key || header.ends_with(&format!(".{key}"))
            });
            assert!(stands, "{key}");
        }
    }
}
