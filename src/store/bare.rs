//! The table of grants without its indexes and references, for the length of a load: they are made, and checked, over the
//! whole table at once before the transaction ends (docs/decisions/0003).

use super::StoreError;
use super::link::Link;

const TABLE: &str = "seat_grant";

const NO_INDEXES: &str =
    "DROP INDEX seat_grant_one_live; DROP INDEX seat_grant_leaving; DROP INDEX seat_grant_by_pool;";

/// As the migrations have them.
const INDEXES: &str = "CREATE UNIQUE INDEX seat_grant_one_live ON seat_grant (person_no, tool) WHERE freed_at IS NULL;
    CREATE INDEX seat_grant_leaving ON seat_grant (leaving_until)
    WHERE freed_at IS NULL AND leaving_until IS NOT NULL;
    CREATE INDEX seat_grant_by_pool ON seat_grant (pool) WHERE freed_at IS NULL;";

/// PostgreSQL looks at references row by row, SQLite hardly feels them.
const NO_REFERENCES: &str = "ALTER TABLE seat_grant DROP CONSTRAINT seat_grant_by_no_person_no_fkey,
    DROP CONSTRAINT seat_grant_by_no_tool_fkey, DROP CONSTRAINT seat_grant_by_no_pool_fkey;";

const REFERENCES: &str = "ALTER TABLE seat_grant
    ADD CONSTRAINT seat_grant_by_no_person_no_fkey FOREIGN KEY (person_no) REFERENCES person (no),
    ADD CONSTRAINT seat_grant_by_no_tool_fkey FOREIGN KEY (tool) REFERENCES tool (key),
    ADD CONSTRAINT seat_grant_by_no_pool_fkey FOREIGN KEY (pool) REFERENCES pool (key);";

/// Takes indexes and references away.
pub(super) async fn strip(link: &mut Link) -> Result<(), StoreError> {
    let references = if matches!(link, Link::Postgres(_)) { NO_REFERENCES } else { "" };
    link.script(TABLE, format!("{NO_INDEXES} {references}")).await
}

/// Makes them again; a row that breaks one of them is refused now.
pub(super) async fn dress(link: &mut Link) -> Result<(), StoreError> {
    let references = if matches!(link, Link::Postgres(_)) { REFERENCES } else { "" };
    link.script(TABLE, format!("{INDEXES} {references}")).await
}
