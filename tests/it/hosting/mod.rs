//! Many organisers in one program, and several programs on one server.

mod beats;
mod folder;
mod paused;

use crate::daemon::Town;
use crate::server;
use std::path::Path;

/// A database of its own on the server, as a configuration says it; none where there is no server.
fn schema() -> Option<(String, String)> {
    if !server::is_here() {
        return None;
    }
    let schema = server::schema();
    Some((format!("url = \"{}\"\nschema = \"{schema}\"\nlease = \"2s\"\n", server::url()), schema))
}

/// Puts a town with its first delivery where an organiser of this name is.
fn organiser(folder: &Path, name: &str, database: &str) -> Town {
    Town::at(folder.join(name), &format!("[database]\n{database}"))
}

/// How many a run of everything takes, unless the environment says otherwise.
fn more(variable: &str, usual: usize) -> usize {
    #[expect(clippy::disallowed_methods, reason = "how much is tried is told from outside")]
    let told = std::env::var(variable).ok();
    told.and_then(|count| count.parse().ok()).unwrap_or(usual)
}
