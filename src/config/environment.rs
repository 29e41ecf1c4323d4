//! What the configuration asks of its surroundings: environment variables, and nothing else.

use std::ffi::OsString;

/// Where names of environment variables are looked up.
pub trait Environment {
    /// The value of a variable that is set.
    fn variable(&self, name: &str) -> Option<OsString>;
}

/// The environment of this process.
#[derive(Debug, Clone, Copy, Default)]
pub struct ProcessEnvironment;

impl Environment for ProcessEnvironment {
    fn variable(&self, name: &str) -> Option<OsString> {
        // The standard library panics on names that no system allows.
        if name.is_empty() || name.contains(['=', '\0']) {
            return None;
        }
        #[expect(clippy::disallowed_methods, reason = "this is the one door of the configuration to the environment")]
        std::env::var_os(name)
    }
}

/// An environment of known variables, for tests and rehearsals.
impl Environment for std::collections::BTreeMap<String, String> {
    fn variable(&self, name: &str) -> Option<OsString> {
        self.get(name).map(OsString::from)
    }
}
