//! The table of grants without its indexes and references, for the length of a load: they are made, and checked, over the
//! whole table at once before the transaction ends (docs/decisions/0003).

use super::StoreError;
use super::link::Link;
use super::value::Row;

const TABLE: &str = "seat_grant";

/// What was taken away, as the statements that make it again.
pub(super) struct Stripped(Vec<String>);

/// Takes indexes away, and references where the database looks at them row by row.
pub(super) async fn strip(link: &mut Link) -> Result<Stripped, StoreError> {
    const SQLITE: &str = "SELECT name, sql FROM sqlite_master \
        WHERE type = 'index' AND tbl_name = 'seat_grant' AND sql IS NOT NULL ORDER BY name";
    const POSTGRES: &str = "SELECT indexname AS name, indexdef AS sql FROM pg_indexes \
        WHERE schemaname = current_schema() AND tablename = 'seat_grant' AND indexname NOT IN \
        (SELECT conname FROM pg_constraint WHERE conrelid = 'seat_grant'::regclass) ORDER BY indexname";
    const REFERENCES: &str = "SELECT conname AS name, pg_get_constraintdef(oid) AS sql FROM pg_constraint \
        WHERE conrelid = 'seat_grant'::regclass AND contype = 'f' ORDER BY conname";
    let read = |row: &Row<'_>| Ok((row.text("name")?.to_owned(), row.text("sql")?.to_owned()));
    let (indexes, references) = match link {
        Link::Sqlite(_) => (link.all(TABLE, SQLITE, [], read).await?, Vec::new()),
        Link::Postgres(_) => (link.all(TABLE, POSTGRES, [], read).await?, link.all(TABLE, REFERENCES, [], read).await?),
    };
    let mut again = Vec::new();
    for (name, sql) in indexes {
        link.script(TABLE, format!("DROP INDEX {name}")).await?;
        again.push(sql);
    }
    for (name, sql) in references {
        link.script(TABLE, format!("ALTER TABLE seat_grant DROP CONSTRAINT {name}")).await?;
        again.push(format!("ALTER TABLE seat_grant ADD CONSTRAINT {name} {sql}"));
    }
    Ok(Stripped(again))
}

impl Stripped {
    /// Makes them again; a row that breaks one of them is refused now.
    pub(super) async fn dress(self, link: &mut Link) -> Result<(), StoreError> {
        for statement in self.0 {
            link.script(TABLE, statement).await?;
        }
        Ok(())
    }
}
