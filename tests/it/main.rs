//! The one integration binary: one link, many tests.

mod city;
mod tidy;
