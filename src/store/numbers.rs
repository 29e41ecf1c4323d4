//! The numbers of rows: none is given twice, though the newest row may be taken out.
//!
//! A grant's number is its place in the order of grants, a letter's is the name of its file, and a person's stands in the
//! addresses of pages.

use super::StoreError;
use super::link::Link;
use super::meta::{self, Meta};

/// What has such numbers.
#[derive(Debug, Clone, Copy)]
pub(super) enum Numbered {
    Grants,
    Letters,
    Persons,
}

impl Numbered {
    fn table(self) -> (&'static str, &'static str, Meta) {
        const GRANTS: &str = "SELECT COALESCE(MAX(seq), 0) AS newest FROM seat_grant";
        const LETTERS: &str = "SELECT COALESCE(MAX(id), 0) AS newest FROM outbox";
        const PERSONS: &str = "SELECT COALESCE(MAX(no), 0) AS newest FROM person";
        match self {
            Self::Grants => ("seat_grant", GRANTS, Meta::GrantedTo),
            Self::Letters => ("outbox", LETTERS, Meta::LettersTo),
            Self::Persons => ("person", PERSONS, Meta::PersonsTo),
        }
    }
}

/// The newest number there ever was; 0 before the first.
pub(super) async fn newest(link: &mut Link, of: Numbered) -> Result<i64, StoreError> {
    let (table, sql, noted) = of.table();
    let here = link.one(table, sql, [], |row| row.int("newest")).await?.unwrap_or(0);
    Ok(here.max(meta::get_number(link, noted).await?.unwrap_or(0)))
}

/// Notes all of them, before rows are taken out.
pub(super) async fn note(link: &mut Link) -> Result<(), StoreError> {
    for of in [Numbered::Grants, Numbered::Letters, Numbered::Persons] {
        let (_, _, noted) = of.table();
        let newest = newest(link, of).await?;
        meta::set(link, noted, &newest.to_string()).await?;
    }
    Ok(())
}
