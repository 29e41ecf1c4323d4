//! Configuration: TOML files in, one checked [`File`](model::File) out.

pub mod catalogue;
pub mod model;
