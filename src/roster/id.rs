//! Ids as the source gives them: opaque text, compared letter by letter.
//!
//! Cloning one costs a counter, since the same id stands in many places of a run. Comparing two mostly costs one
//! number: the first letters stand beside the pointer, and ids of one kind seldom begin alike.

use std::fmt;
use std::sync::Arc;

/// The first eight bytes, such that numbers compare as texts do where they differ.
pub(crate) fn first_letters(text: &str) -> u64 {
    let mut first = [0; 8];
    first.iter_mut().zip(text.bytes()).for_each(|(place, byte)| *place = byte);
    u64::from_be_bytes(first)
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, serde::Deserialize)]
        #[serde(from = "Box<str>")]
        pub struct $name {
            first: u64,
            text: Arc<str>,
        }

        impl $name {
            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.text
            }
        }
        impl Default for $name {
            fn default() -> Self {
                Self::from("")
            }
        }
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self { first: $crate::roster::id::first_letters(text), text: Arc::from(text) }
            }
        }
        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self::from(text.as_str())
            }
        }
        impl From<Box<str>> for $name {
            fn from(text: Box<str>) -> Self {
                Self::from(&*text)
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.text)
            }
        }
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.first == other.first && (Arc::ptr_eq(&self.text, &other.text) || self.text == other.text)
            }
        }
        impl Eq for $name {}
        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }
        impl Ord for $name {
            fn cmp(&self, other: &Self) -> std::cmp::Ordering {
                self.first.cmp(&other.first).then_with(|| match Arc::ptr_eq(&self.text, &other.text) {
                    true => std::cmp::Ordering::Equal,
                    false => self.text.cmp(&other.text),
                })
            }
        }
        /// As the text, so that an id can be looked up by text.
        impl std::hash::Hash for $name {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.text.hash(state);
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.text)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", &*self.text)
            }
        }
        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.text
            }
        }
    };
}
pub(crate) use id;

id!(
    /// A person's id in the source; never a personal number (SECURITY 4).
    PersonId
);
id!(
    /// An organisation unit's id in the source.
    UnitId
);
id!(
    /// A group's id in the source. Names of classes repeat each year; ids do not (DOMAIN 0.9).
    GroupId
);
id!(
    /// The name that the configuration gives a source.
    SourceName
);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ids_compare_as_their_texts_do(a in "[a-cåö\\x00]{0,11}", b in "[a-cåö\\x00]{0,11}") {
            let (x, y) = (PersonId::from(a.as_str()), PersonId::from(b.as_str()));
            prop_assert_eq!(x.cmp(&y), a.cmp(&b));
            prop_assert_eq!(x == y, a == b);
            prop_assert_eq!(x.cmp(&x.clone()), std::cmp::Ordering::Equal);
        }
    }
}
