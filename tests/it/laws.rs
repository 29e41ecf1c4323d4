//! Laws of the pure rules, on a small invented world.

mod cases;
mod dates;
mod forecast;
mod guard;
mod roster;
mod seats;
mod starting;
pub(crate) mod world;
