//! The JSON Schema of the configuration, for editors and for the checker of shapes.

use super::model::File;
use serde_json::Value;
use std::sync::LazyLock;

static ROOT: LazyLock<Value> = LazyLock::new(|| {
    let mut schema = schemars::schema_for!(File).to_value();
    if let Some(table) = schema.as_object_mut() {
        table.insert("title".into(), "upprop.toml".into());
    }
    schema
});

/// The JSON Schema (draft 2020-12) of `upprop.toml`.
pub fn schema() -> Value {
    ROOT.clone()
}

pub(crate) fn root() -> &'static Value {
    &ROOT
}

/// The schema as the text of `config/upprop.schema.json`.
pub fn schema_text() -> String {
    format!("{:#}\n", root())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_schema_is_the_one_of_the_model() {
        crate::config::bless::compare("config/upprop.schema.json", &schema_text());
    }
}
