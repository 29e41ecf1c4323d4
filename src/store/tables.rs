//! The one list of tables: what a copy, a backup and a restore carry, in the order in which rows may be put in.
//!
//! `tests/it/store/tables.rs` holds it against the schema that the migrations make, on both databases.

/// A table.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
    /// Gives every row.
    pub(super) select: &'static str,
    /// Puts rows in, where the text says `VALUES {rows}`.
    pub(super) insert: &'static str,
    /// Gives a row when there is any.
    pub(super) any: &'static str,
}

/// A column of a table.
#[derive(Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// BIGINT.
    Int,
    /// BOOLEAN.
    Flag,
    /// TEXT.
    Text,
    /// BLOB, which PostgreSQL calls BYTEA.
    Bytes,
}

/// Writes the list, with the statements that name all columns of a table: text that is there when we compile needs
/// no proof that it holds nothing foreign.
macro_rules! tables {
    ($($table:ident { $first:ident $kind:ident $(, $column:ident $more:ident)* $(,)? })+) => {
        &[$(
            Table {
                name: stringify!($table),
                columns: &[
                    Column { name: stringify!($first), kind: Kind::$kind },
                    $(Column { name: stringify!($column), kind: Kind::$more },)*
                ],
                select: concat!(
                    "SELECT ", stringify!($first) $(, ", ", stringify!($column))*, " FROM ", stringify!($table)
                ),
                insert: concat!(
                    "INSERT INTO ", stringify!($table),
                    " (", stringify!($first) $(, ", ", stringify!($column))*, ") VALUES {rows}"
                ),
                any: concat!("SELECT ", stringify!($first), " FROM ", stringify!($table), " LIMIT 1"),
            },
        )+]
    };
}

/// The table in which a database notes its own migrations: an empty database has it too.
pub(super) const MIGRATION: &str = "migration";

/// The table in which programs that share a database take turns: it says nothing of the organiser, and stays where it is.
pub(super) const LEASE: &str = "lease";

/// What is carried from one database to another.
pub(super) fn carried() -> impl Iterator<Item = &'static Table> {
    TABLES.iter().filter(|table| table.name != LEASE)
}

/// Every table: one that refers to another stands after it.
pub const TABLES: &[Table] = tables! {
    migration { number Int, name Text, digest Text }
    meta { key Text, value Text }
    lease { name Text, holder Text, epoch Int, until Int }
    run {
        id Int, started_at Int, ended_at Int, day Text, outcome Text, counts Text, error Text, asked Text, epoch Int,
        passing Flag
    }
    unit {
        no Int, id Text, source Text, alias Text, name Text, parent Text, kind Text, code Text, code_status Text,
        school_types Text
    }
    roster_group {
        no Int, id Text, source Text, alias Text, name Text, unit_no Int, kind Text, from_on Text, to_on Text
    }
    person {
        no Int, id Text, source Text, alias Text, given_name Text, family_name Text, email Text, eppn Text,
        status Text, protection Text, gone_on Text, places Text, number_imprint Bytes, born_imprint Bytes
    }
    pseudonym { name Text, id Text, drawn Text, person_no Int }
    tool { key Text }
    pool { key Text, tool Text, auto_add Flag, configured Flag }
    licence_join { licence Text, pool Text, joined_at Int }
    seat_grant {
        seq Int, person_no Int, tool Text, pool Text, granted_on Text, since_on Text, leaving_ended_on Text,
        leaving_until Text, leaving_cause Text, leaving_as_staff Flag, freed_at Int, freed_cause Text,
        leaving_kept_until Text, lent_until Text, leaving_confirm_by Text, leaving_confirm_from Text
    }
    wish {
        person_no Int, tool Text, pool Text, state Text, reasons Text, since_on Text, starts_on Text, class Int
    }
    last_use { person_no Int, tool Text, last_on Text }
    alert { key Text, body Text, opened_at Int, pause Text }
    hold { hash Text, run Int, body Text, state Text, state_at Int }
    ledger {
        seq Int, at Int, run Int, actor Text, kind Text, person Text, tool Text, body Text, seal Text
    }
    notice { id Int, run Int, event Int, cause Text, body Text }
    shortage_letter { pool Text, told_on Text }
    outbox {
        id Int, run Int, event Int, channel Text, dedupe_key Text, recipient Text, kind Text, subject Text, body Text,
        headers Text, state Text, created_at Int, due_at Int, sent_at Int, attempts Int, resends Int, last_error Text
    }
    known { source Text, page Int, body Bytes }
    delivery { source Text, digest Text, read_at Int, newest_at Int, files Text, whole_at Int }
    kept_rows { source Text, file Text, part Int, delivery Text, body Bytes }
    subscription {
        secret Text, source Text, server Text, callback Text, kinds Text, id Text, begun_at Int, expires_at Int
    }
    request { number Text, revision Int, body Text }
    request_link {
        secret Text, request Text, contact Text, purpose Text, made_at Int, expires_at Int, used_at Int
    }
    request_batch { key Text, request Text, body Text }
    unit_code { unit Text, code Text, set_at Int }
    school_unit { code Text, name Text, status Text, municipality Text }
    account { name Text, role Text, units Text, password Text, made_at Int, link Text }
    session { id Text, account Text, begun_at Int, seen_at Int }
    token { secret Text, account Text, label Text, made_at Int, ends_at Int }
    decision { person_no Int, tool Text, choice Text, reason Text, decided_at Int }
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_names_every_column_once() {
        let pool = TABLES.iter().find(|table| table.name == "pool").unwrap();
        assert_eq!(pool.select, "SELECT key, tool, auto_add, configured FROM pool");
        assert_eq!(pool.insert, "INSERT INTO pool (key, tool, auto_add, configured) VALUES {rows}");
        assert_eq!(pool.any, "SELECT key FROM pool LIMIT 1");
    }
}
