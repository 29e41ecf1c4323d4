//! Laws of the pure rules, on a small invented world.

mod guard;
mod seats;
mod world;
