//! The one integration binary.

mod source_shared;
