//! The one integration binary: one link, many tests.

mod city;
mod store;
mod tidy;
