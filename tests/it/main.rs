//! The one integration binary.

mod source_csv;
mod source_laws;
mod source_oneroster;
mod source_shared;
