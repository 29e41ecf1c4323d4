//! The merged configuration as TOML, for reading. Secrets are not in it: only where they are read from.

use super::load::Loaded;

/// What holds after all files and defaults.
pub fn show(loaded: &Loaded) -> String {
    let mut file = loaded.file.clone();
    file.database.url = without_password(&file.database.url);
    for source in &mut file.source {
        source.url = source.url.as_deref().map(without_password);
        source.server.callback.iter_mut().for_each(|callback| callback.url = without_password(&callback.url));
        source.server.token.iter_mut().for_each(|token| token.url = without_password(&token.url));
    }
    match toml::to_string_pretty(&file) {
        Ok(text) => text,
        Err(error) => format!("# {error}\n"),
    }
}

/// `scheme://user:password@host` with the password blanked, and so one among the parameters.
pub(super) fn without_password(url: &str) -> String {
    if let Some((before, after)) = url.split_once("password=") {
        let rest = after.find('&').map_or("", |end| &after[end..]);
        return without_password(before) + "password=***" + rest;
    }
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    // A password may hold an unescaped slash or @; the last @ ends it all the same.
    let Some((login, host)) = rest.rsplit_once('@') else { return url.to_owned() };
    let user = login.split_once(':').map_or(login, |(user, _)| user);
    let mark = if login.contains(':') { ":***" } else { "" };
    format!("{scheme}://{user}{mark}@{host}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::trial::{GOOD, Trial};

    #[test]
    fn what_is_shown_loads_again_and_means_the_same() {
        let first = Trial::of(GOOD).load().unwrap();
        let again = Trial::of(&show(&first)).load().unwrap();
        assert_eq!(first.file, again.file);
        assert_eq!(first.digest, again.digest);
    }

    #[test]
    fn no_login_of_a_server_is_shown() {
        let source = "[[source]]\nname = \"x\"\nkind = \"ss12000\"\nurl = \"https://u:hemligt@x.example\"\n[notify]";
        let mut loaded = Trial::of(GOOD).load().unwrap();
        let other: crate::config::model::File =
            toml::from_str(&format!("organiser = {{ name = \"E\" }}\n{source}")).unwrap();
        loaded.file.source.extend(other.source);
        let shown = show(&loaded);
        assert!(shown.contains("https://u:***@x.example") && !shown.contains("hemligt"), "{shown}");
    }

    #[test]
    fn a_password_in_the_database_address_is_blanked() {
        assert_eq!(without_password("postgres://upprop:hemligt@db.example/x"), "postgres://upprop:***@db.example/x");
        assert_eq!(without_password("postgres://u:a/b@c@db/x"), "postgres://u:***@db/x");
        assert_eq!(without_password("postgres:///x?password=a&host=b"), "postgres:///x?password=***&host=b");
        assert_eq!(without_password("sqlite:upprop.db"), "sqlite:upprop.db");
    }
}
