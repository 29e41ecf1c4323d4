//! Invariants that the tables alone answer for.

use super::{Depth, Verdict, counts};
use crate::licence::{Catalogue, PoolKey, capacity};
use crate::plan::{Event, digest_text};
use crate::store::link::Link;
use crate::store::{Look, StoreError, migrate};
use std::collections::BTreeMap;

/// I1: no pool has more holders than seats, unless an alert says so.
async fn capacity_of(look: &mut Look, catalogue: &Catalogue) -> Result<Verdict, StoreError> {
    const NAME: &str = "I1 capacity";
    let Some(day) = look.applied_on().await? else { return Ok(Verdict::ok(NAME, "nothing was applied yet")) };
    let (seats, alerts) = (look.seats().await?, look.alerts().await?);
    let mut holders: BTreeMap<&PoolKey, u32> = BTreeMap::new();
    for grant in seats.grants.values() {
        *holders.entry(&grant.pool).or_default() += 1;
    }
    let mut faults = Vec::new();
    for pool in &catalogue.pools {
        let total = capacity(catalogue, pool, &catalogue.licences_of(pool), day).total();
        let holders = holders.get(&pool.key).copied().unwrap_or(0);
        let is_told = alerts.0.contains_key(&format!("over_assigned {}", pool.key));
        if let Some(total) = total.filter(|total| holders > *total && !is_told) {
            faults.push(format!("pool {} has {holders} holders on {total} seats, and no alert says so", pool.key));
        }
    }
    Ok(Verdict::of(NAME, format!("{} pools on {day}", catalogue.pools.len()), &faults))
}

pub(super) async fn capacity_if(look: &mut Look, catalogue: Option<&Catalogue>) -> Result<Verdict, StoreError> {
    match catalogue {
        Some(catalogue) => capacity_of(look, catalogue).await,
        None => Ok(Verdict::ok("I1 capacity", "not checked: no configuration was given")),
    }
}

/// I2: at most one live grant a person and tool.
pub(super) async fn one_seat(look: &mut Look) -> Result<Verdict, StoreError> {
    const SQL: &str = "SELECT tool AS name, COUNT(*) AS number FROM (SELECT tool, person_no FROM seat_grant \
        WHERE freed_at IS NULL GROUP BY tool, person_no HAVING COUNT(*) > 1) AS doubled GROUP BY tool ORDER BY tool";
    let found = counts(look, SQL).await?;
    let faults = found.iter().map(|(tool, number)| format!("tool {tool}: {number} persons with several seats"));
    Ok(Verdict::of("I2 one seat", "no person has two seats of a tool", &faults.collect::<Vec<_>>()))
}

/// I7: every letter names a run, and an event of it.
pub(super) async fn outbox_cause(look: &mut Look) -> Result<Verdict, StoreError> {
    const SQL: &str = "SELECT 'letters' AS name, COUNT(*) AS number FROM outbox \
        UNION ALL SELECT 'without their event', COUNT(*) FROM outbox o \
        WHERE NOT EXISTS (SELECT 1 FROM ledger l WHERE l.seq = o.event AND COALESCE(l.run, 0) = COALESCE(o.run, 0) \
        AND l.kind IN ('applied', 'alert', 'alert_over', 'told', 'request')) \
        UNION ALL SELECT 'without their run', COUNT(*) FROM outbox o \
        WHERE o.run IS NOT NULL AND NOT EXISTS (SELECT 1 FROM run r WHERE r.id = o.run) \
        UNION ALL SELECT 'notices without their event', COUNT(*) FROM notice n \
        WHERE NOT EXISTS (SELECT 1 FROM ledger l WHERE l.seq = n.event)";
    Ok(none_but_first("I7 outbox cause", &counts(look, SQL).await?))
}

/// I8: states that stand beside each other are possible.
pub(super) async fn states(look: &mut Look) -> Result<Verdict, StoreError> {
    const SQL: &str = "SELECT 'live grants' AS name, COUNT(*) AS number FROM seat_grant WHERE freed_at IS NULL \
        UNION ALL SELECT 'wishes of holders', COUNT(*) FROM wish w WHERE EXISTS (SELECT 1 FROM seat_grant g \
        WHERE g.person_no = w.person_no AND g.tool = w.tool AND g.freed_at IS NULL) \
        UNION ALL SELECT 'letters in no state', COUNT(*) FROM outbox \
        WHERE state NOT IN ('ready', 'at_dot', 'sent', 'failed', 'uncertain', 'summed') OR (state = 'sent') <> (sent_at IS NOT NULL) \
        UNION ALL SELECT 'holds in no state', COUNT(*) FROM hold \
        WHERE state NOT IN ('open', 'released', 'dropped', 'withdrawn') \
        UNION ALL SELECT 'grants half freed or half leaving', COUNT(*) FROM seat_grant \
        WHERE (freed_at IS NULL) <> (freed_cause IS NULL) OR (leaving_until IS NULL) <> (leaving_cause IS NULL)";
    Ok(none_but_first("I8 states", &counts(look, SQL).await?))
}

/// I9: every row of the roster belongs to someone who is there, and the whole is what was applied.
pub(super) async fn roster(look: &mut Look, depth: Depth) -> Result<Verdict, StoreError> {
    const NAME: &str = "I9 roster";
    const SQL: &str = "SELECT 'persons' AS name, COUNT(*) AS number FROM person WHERE gone_on IS NULL \
        UNION ALL SELECT 'groups at no unit', COUNT(*) FROM roster_group g WHERE NOT EXISTS \
        (SELECT 1 FROM unit u WHERE u.no = g.unit_no)";
    const APPLIED: &str = "SELECT seq, body FROM ledger WHERE kind IN ('applied', 'rekeyed') ORDER BY seq DESC LIMIT 1";
    let verdict = none_but_first(NAME, &counts(look, SQL).await?);
    if !verdict.ok || depth == Depth::Quick {
        return Ok(verdict);
    }
    let found = digest_text(look.roster().await?.digest());
    let told = look.link.one("ledger", APPLIED, [], |row| Ok((row.int("seq")?, row.json("body")?))).await?;
    Ok(match told {
        Some((_, Event::Applied { roster, .. } | Event::Rekeyed { roster, .. })) if roster == found => verdict,
        // Applied by an upprop that made digests otherwise; the next change tells the new one.
        Some((_, Event::Applied { roster, .. })) if !roster.contains('-') => verdict,
        Some((seq, _)) => Verdict::fault(NAME, format!("the roster is not the one that event {seq} applied")),
        None => verdict,
    })
}

/// SQLite's own checks of its pages.
const QUICK: &str = "SELECT quick_check AS name, 0 AS number FROM pragma_quick_check";
const FULL: &str = "SELECT integrity_check AS name, 0 AS number FROM pragma_integrity_check";
const SQLITE_REFERENCES: &str = "SELECT \"table\" AS name, COUNT(*) AS number FROM pragma_foreign_key_check \
    GROUP BY \"table\" ORDER BY \"table\"";

/// PostgreSQL's pages are checked by its own tools; here, what it does not hold any more.
const UNSOUND: &str = "SELECT 'constraint ' || conname || ' is not valid' AS name, CAST(0 AS BIGINT) AS number \
    FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND NOT convalidated \
    UNION ALL SELECT 'index ' || c.relname || ' is not valid', CAST(0 AS BIGINT) \
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
    WHERE c.relnamespace = current_schema()::regnamespace AND NOT i.indisvalid";
/// The same question as SQLite's, asked of each reference.
const REFERENCES: &str = "SELECT 'roster_group' AS name, COUNT(*) AS number FROM roster_group r \
    WHERE NOT EXISTS (SELECT 1 FROM unit u WHERE u.no = r.unit_no) \
    UNION ALL SELECT 'pool', COUNT(*) FROM pool r WHERE NOT EXISTS (SELECT 1 FROM tool t WHERE t.key = r.tool) \
    UNION ALL SELECT 'licence_join', COUNT(*) FROM licence_join r \
    WHERE NOT EXISTS (SELECT 1 FROM pool p WHERE p.key = r.pool) \
    UNION ALL SELECT 'seat_grant', COUNT(*) FROM seat_grant r \
    WHERE NOT EXISTS (SELECT 1 FROM person p WHERE p.no = r.person_no) \
    OR NOT EXISTS (SELECT 1 FROM pool p WHERE p.key = r.pool) \
    OR NOT EXISTS (SELECT 1 FROM tool t WHERE t.key = r.tool) \
    UNION ALL SELECT 'wish', COUNT(*) FROM wish r \
    WHERE NOT EXISTS (SELECT 1 FROM person p WHERE p.no = r.person_no) \
    OR NOT EXISTS (SELECT 1 FROM pool p WHERE p.key = r.pool) \
    OR NOT EXISTS (SELECT 1 FROM tool t WHERE t.key = r.tool) \
    UNION ALL SELECT 'hold', COUNT(*) FROM hold r WHERE NOT EXISTS (SELECT 1 FROM run WHERE run.id = r.run) \
    UNION ALL SELECT 'ledger', COUNT(*) FROM ledger r \
    WHERE r.run IS NOT NULL AND NOT EXISTS (SELECT 1 FROM run WHERE run.id = r.run) \
    UNION ALL SELECT 'outbox', COUNT(*) FROM outbox r \
    WHERE r.run IS NOT NULL AND NOT EXISTS (SELECT 1 FROM run WHERE run.id = r.run) \
    OR NOT EXISTS (SELECT 1 FROM ledger l WHERE l.seq = r.event)";

/// I20: the database itself, its references, its schema.
pub(super) async fn store(look: &mut Look, depth: Depth) -> Result<Verdict, StoreError> {
    const NAME: &str = "I20 store";
    let (pages, lost) = match look.link {
        Link::Sqlite(_) => (counts(look, if depth == Depth::Full { FULL } else { QUICK }).await?, SQLITE_REFERENCES),
        Link::Postgres(_) => (counts(look, UNSOUND).await?, REFERENCES),
    };
    let mut faults: Vec<String> = pages.into_iter().map(|(found, _)| found).filter(|found| found != "ok").collect();
    let lost = counts(look, lost).await?.into_iter().filter(|(_, number)| *number > 0);
    faults.extend(lost.map(|(table, number)| format!("{number} rows of {table} name what is not there")));
    let (applied, newest) = (migrate::applied(&mut look.link).await?, migrate::newest());
    if applied != newest {
        faults.push(format!("schema {applied} where {newest} is known"));
    }
    Ok(Verdict::of(NAME, format!("schema {applied}"), &faults))
}

/// The first count is told when all others are 0; else those are.
fn none_but_first(invariant: &'static str, counts: &[(String, i64)]) -> Verdict {
    let told = |(name, number): &(String, i64)| format!("{number} {name}");
    let faults: Vec<String> = counts.iter().skip(1).filter(|(_, number)| *number != 0).map(told).collect();
    Verdict::of(invariant, counts.first().map(told).unwrap_or_default(), &faults)
}
