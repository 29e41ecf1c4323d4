//! The two rooms of upprop that reading takes, from their own text and without the rest of it.
//!
//! Doors open downward only, so that these two stand without the others. What the program needs besides, a database among
//! it, is no reader and takes long to build with a sanitizer.
#![forbid(unsafe_code)]
#![expect(unused_imports, reason = "what only other rooms of the program use")]

#[path = "../../src/roster/mod.rs"]
pub mod roster;
#[path = "../../src/source/mod.rs"]
pub mod source;
