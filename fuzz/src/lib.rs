//! What the targets share: how one input becomes the files of a delivery, where those lie, and what must hold of
//! whatever a reader says of them.
#![deny(unsafe_code)]

#[expect(unsafe_code, reason = "an allocator is unsafe by its trait")]
mod blocks;
pub mod framing;
pub mod laws;
pub mod mapping;
pub mod scratch;
