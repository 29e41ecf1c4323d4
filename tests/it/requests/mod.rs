//! Licence requests: their laws, and the links by which vendors answer. Their stories are told in `stories`.

mod laws;
pub(crate) mod links;
