//! What programs send, read strictly: an object is an object, with the fields of its schema and no other.

use super::problem::Wrong;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;
use std::marker::PhantomData;

/// Something that is sent as an object; a list of its fields, which serde would take too, is none.
pub(super) struct Object<T>(pub(super) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Takes(PhantomData)).map(Self)
    }
}

struct Takes<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Takes<T> {
    type Value = T;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }
}

/// A body. What is wrong is told by its place, and not by what stands there.
pub(super) fn body<T: DeserializeOwned>(sent: &[u8]) -> Result<T, Wrong> {
    serde_json::from_slice(sent).map(|Object(body)| body).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        match error.classify() {
            serde_json::error::Category::Data => Wrong::unfit(format!("the body does not fit its schema: {place}")),
            _ => Wrong::unclear(format!("the body is no JSON: {place}")),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sent {
        a: u8,
        all: Vec<Object<Inner>>,
    }

    #[derive(Deserialize)]
    struct Inner {
        b: String,
    }

    #[test]
    fn an_object_is_an_object_and_nothing_else() {
        let Sent { a, all } = body(br#"{"a": 1, "all": [{"b": "x"}]}"#).ok().unwrap();
        assert_eq!((a, all[0].0.b.as_str()), (1, "x"));
        for bad in
            [r#"[1, []]"#, r#"{"a": 1, "all": [["x"]]}"#, r#"{"a": 1, "a": 1, "all": []}"#, r#"{"a": 1}"#, "1", "{"]
        {
            assert!(body::<Sent>(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
