//! Laws of the guard.
