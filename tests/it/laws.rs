//! Laws of the pure rules, on a small invented world.

mod guard;
mod roster;
mod seats;
mod world;
