//! Where state is kept, and for how long.

use super::Review;
use crate::config::model::{Database, LETTERS_MIN, Term};
use crate::config::problem::Storage;

pub(super) fn check(review: &mut Review<'_>) {
    let database = review.file.database.clone();
    let scheme = database.url.split(':').next().unwrap_or("");
    match (scheme, database.url.strip_prefix("sqlite:")) {
        (_, Some(file)) if file.trim_start_matches('/').trim().is_empty() => {
            review.error("database.url", Storage::NoDatabaseFile);
        }
        (_, Some(_)) => {}
        ("postgres" | "postgresql", None) => server(review, &database),
        (_, None) => review.error("database.url", Storage::OtherDatabase),
    }
    if matches!(review.file.retention.letters, Term::After(days) if days < LETTERS_MIN) {
        review.error("retention.letters", Storage::LettersTooSoon { least: LETTERS_MIN.0 });
    }
}

fn server(review: &mut Review<'_>, database: &Database) {
    if crate::store::Address::new(&database.url, None, std::path::Path::new("")).is_err() {
        review.error("database.url", Storage::ServerUrl);
    }
    if crate::config::show::without_password(&database.url) != database.url {
        review.warn("database.url", Storage::PasswordInUrl);
    }
    if database.schema.as_deref().is_some_and(|name| !crate::store::is_schema_name(name)) {
        review.error("database.schema", Storage::SchemaName);
    }
    if !(2..=600).contains(&database.lease.0) {
        review.error("database.lease", Storage::Lease);
    }
}

#[cfg(test)]
mod tests {
    use crate::config::trial::told_after;

    #[test]
    fn an_address_that_leads_nowhere_is_refused_and_no_password_is_told() {
        let after = |line: &str| told_after("[notify]", line).replace("upprop.toml", "");
        let told = after("[database]\nurl = \"postgres://u:hemligt@h/d\"\n[notify]");
        assert!(told.contains("a password stands in the database's address") && !told.contains("hemligt"), "{told}");
        let told = after("[database]\nurl = \"mysql://u:hemligt@h/d\"\n[notify]");
        assert!(told.contains("in SQLite or in PostgreSQL") && !told.contains("hemligt"), "{told}");
        let told = after("[database]\nurl = \"postgres://h/d\"\nschema = \"Å b\"\n[notify]");
        assert!(told.contains("small letters a-z"), "{told}");
        let told = after("[database]\nurl = \"postgres://h:port/d\"\n[notify]");
        assert!(told.contains("postgres://USER@HOST/DATABASE"), "{told}");
        assert!(
            after("[database]\nurl = \"postgres://h/d\"\nlease = \"1s\"\n[notify]")
                .contains("nobody is heard of that soon")
        );
        assert!(after("[database]\nurl = \"sqlite:\"\n[notify]").contains("the database file is missing"));
    }

    #[test]
    fn terms_are_days_or_never_and_letters_are_kept_until_somebody_has_seen_what_became_of_them() {
        let told = |line: &str| told_after("[notify]", &format!("[retention]\n{line}\n[notify]"));
        assert_eq!(told("people = \"never\"\nseats = \"0d\"\nletters = \"30d\""), "");
        assert!(told("letters = \"29d\"").contains("at least `letters = \"30d\"`"), "{}", told("letters = \"29d\""));
        for wrong in ["90", "90h", "Never", "", "d", "00090d", "-1d"] {
            let told = told(&format!("people = \"{wrong}\""));
            assert!(told.contains("a number of days, or `never`"), "{wrong}: {told}");
        }
    }
}
