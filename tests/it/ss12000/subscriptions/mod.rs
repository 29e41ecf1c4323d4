//! Servers that are told to call when something changes.

mod called;
mod kept;
mod registry;
mod standard;

use super::double::Double;
use super::municipality::Municipality;
use registry::{Habits, Registry, Shared};
use std::sync::Arc;

const CALLBACK: &str = "http://localhost:8480/hook";
/// About these the standard lets a server call that are read.
const KINDS: [&str; 7] = ["Activity", "Duty", "Group", "Organisation", "Person", "Placement", "Programme"];

/// A server of Exempelkommunen with these habits about subscriptions.
fn server(habits: Habits) -> (Shared, Double) {
    let registry = Registry::shared(habits, Municipality::exempelkommunen(super::DAY));
    let shared = Arc::clone(&registry);
    (registry, Double::new(move |request| shared.lock().expect("the server").answer(request)))
}

/// A configuration with this server, which calls here.
fn configuration(double: &Double, listen: &str, more: &str) -> String {
    format!(
        "[organiser]\nname = \"Exempelkommunen\"\n[schedule]\nsync = \"0 6 1 1 *\"\n[web]\nlisten = \"{listen}\"\n\
         [database]\nrehearsal = true\n\
         [[source]]\nname = \"elevregister\"\nkind = \"ss12000\"\nurl = \"{}\"\n\
         [source.server]\nrate = 10000\n[source.server.callback]\nurl = \"{CALLBACK}\"\n{more}",
        double.url("/v2")
    )
}
