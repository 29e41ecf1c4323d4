//! The door of the store: the functions that others may call, as its text has them.

use super::tree::{self, File};
use std::collections::BTreeSet;

/// Every public async function of the store, with the type it belongs to.
pub(crate) fn store_functions() -> BTreeSet<String> {
    tree::src().iter().filter(|file| file.room() == "store").flat_map(functions).collect()
}

fn functions(file: &File) -> Vec<String> {
    let mut owner = None;
    let mut found = Vec::new();
    for line in file.live.lines() {
        if let Some(rest) = line.strip_prefix("impl ") {
            let path = rest.split(['{', '<', ' ']).next().unwrap_or_default();
            owner = path.rsplit("::").next().map(str::to_owned);
        } else if line.starts_with('}') {
            owner = None;
        }
        let Some(rest) = line.trim_start().strip_prefix("pub async fn ") else { continue };
        let name = rest.split(['(', '<']).next().unwrap_or_default();
        found.push(owner.as_ref().map_or(name.to_owned(), |owner| format!("{owner}::{name}")));
    }
    found
}

#[test]
fn a_function_is_found_with_its_type() {
    let text = "impl Store {\n    /// A.\n    pub async fn a(&self) {\n    }\n    async fn b() {}\n    pub(super) async fn c() {}\n}\n\
        impl crate::store::Look {\n    pub async fn d<T>(\n}\n// pub async fn e()\npub async fn f() {}\n\
        #[cfg(test)]\nmod tests {\n    pub async fn g() {}\n}\n";
    assert_eq!(functions(&File::new("src/store/x.rs", text)), ["Store::a", "Look::d", "f"]);
}
