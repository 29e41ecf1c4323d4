//! Where a secret is: the configuration names a file, a credential of systemd or an environment variable.

use super::model::Secret;
use super::{Environment, ProcessEnvironment};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The folder in which systemd puts credentials.
const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";

/// Where a secret is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hidden {
    /// In this file.
    File(PathBuf),
    /// This is it.
    Value(OsString),
    /// In this environment variable, which is not set.
    Unset(String),
}

impl Secret {
    /// Where it is, in the environment of this process; `dir` is the folder of the configuration.
    #[must_use]
    pub fn find(&self, dir: &Path) -> Hidden {
        self.find_in(dir, &ProcessEnvironment)
    }

    fn find_in(&self, dir: &Path, environment: &impl Environment) -> Hidden {
        if let Some(file) = &self.file {
            return Hidden::File(dir.join(file));
        }
        if let Some(name) = &self.credential {
            let unset = || Hidden::Unset(CREDENTIALS.to_owned());
            let within = |folder| Hidden::File(Path::new(&folder).join(name));
            return environment.variable(CREDENTIALS).map_or_else(unset, within);
        }
        let name = self.env.clone().unwrap_or_default();
        environment.variable(&name).map_or(Hidden::Unset(name), Hidden::Value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn a_secret_is_where_the_configuration_says() {
        let [mut file, mut credential, mut env] = [(); 3].map(|()| Secret { file: None, credential: None, env: None });
        (file.file, credential.credential, env.env) =
            (Some("a/key".into()), Some("upprop-key".into()), Some("KEY".into()));
        let dir = Path::new("/etc/upprop");
        let set = BTreeMap::from([(CREDENTIALS, "/run/credentials"), ("KEY", "hemlig")]);
        let set: BTreeMap<String, String> = set.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
        let nothing = BTreeMap::new();
        assert_eq!(file.find_in(dir, &nothing), Hidden::File("/etc/upprop/a/key".into()));
        assert_eq!(credential.find_in(dir, &set), Hidden::File("/run/credentials/upprop-key".into()));
        assert_eq!(credential.find_in(dir, &nothing), Hidden::Unset(CREDENTIALS.to_owned()));
        assert_eq!(env.find_in(dir, &set), Hidden::Value("hemlig".into()));
        assert_eq!(env.find_in(dir, &nothing), Hidden::Unset("KEY".to_owned()));
    }
}
