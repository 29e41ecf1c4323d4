//! Licence requests: their laws, letters about hostile names, and the links by which vendors answer. Their stories are told in
//! `stories`.

mod hostile;
mod laws;
pub(crate) mod links;
