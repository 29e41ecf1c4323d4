//! What differs between two configurations, by the paths of what differs. No value is told: some are addresses, and some
//! are ids of people.

use super::model::File;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// No more paths are told; the last one says how many there are beyond.
const PATHS_MAX: usize = 40;

/// The paths of everything that differs, in their order: `schedule.run`, `pool.P.leave_grace`, `override`.
#[must_use]
pub fn changed(before: &File, after: &File) -> Vec<String> {
    let (Ok(before), Ok(after)) = (serde_json::to_value(before), serde_json::to_value(after)) else {
        return Vec::new();
    };
    let mut paths = BTreeSet::new();
    walk(&before, &after, "", &mut paths);
    let beyond = paths.len().saturating_sub(PATHS_MAX);
    let told = paths.into_iter().take(PATHS_MAX);
    told.chain((beyond > 0).then(|| format!("+{beyond}"))).collect()
}

fn walk(before: &Value, after: &Value, path: &str, paths: &mut BTreeSet<String>) {
    if before == after {
        return;
    }
    match (parts(before, path), parts(after, path)) {
        (Some(before), Some(after)) => {
            let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
            for key in keys {
                let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                let part = |of: &BTreeMap<String, &Value>| of.get(key).map_or(Value::Null, |value| (*value).clone());
                walk(&part(&before), &part(&after), &below, paths);
            }
        }
        _ => {
            paths.insert(path.to_owned());
        }
    }
}

/// A table's keys, or the tables of a list by their keys, and sources by their names. A list of anything else is one
/// thing: what is written in it may name people.
fn parts<'a>(value: &'a Value, path: &str) -> Option<BTreeMap<String, &'a Value>> {
    match value {
        Value::Object(table) => Some(table.iter().map(|(key, value)| (key.clone(), value)).collect()),
        Value::Array(list) if !list.is_empty() => {
            let naming = if path == "source" { "name" } else { "key" };
            let called = |table: &Value| table.get(naming)?.as_str().map(str::to_owned);
            list.iter().map(|table| Some((called(table)?, table))).collect()
        }
        Value::Array(_) => Some(BTreeMap::new()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::trial::{GOOD, Trial};

    fn between(from: &str, to: &str) -> Vec<String> {
        assert!(GOOD.contains(from), "{from}");
        let file = |text: &str| Trial::of(text).load().expect("a configuration").file;
        changed(&file(GOOD), &file(&GOOD.replacen(from, to, 1)))
    }

    #[test]
    fn what_differs_is_told_by_its_path_and_nobody_is_named() {
        assert_eq!(between("seats = 30", "seats = 31"), ["licence.sk-2026.seats"]);
        assert_eq!(between("it@exempelkommunen", "rut@exempelkommunen"), ["notify.recipient"]);
        assert_eq!(between("\n[notify]", "\n[schedule]\nmax_age = \"99h\"\n[notify]"), ["schedule.max_age"]);
        let decided = "[[override]]\nperson = \"id-of-somebody\"\nkind = \"exclude\"\nreason = \"a\"\n";
        assert_eq!(between("\n[notify]", &format!("\n{decided}[notify]")), ["override"]);
        assert_eq!(between("\n[notify]", "\n[notify]"), [""; 0]);
    }
}
