//! `verify`: the invariants, one line each.

use super::desk::Desk;
use super::{DIFFERENCES, DONE, Streams};
use crate::store::{Check, Depth};

pub(super) async fn run(desk: &Desk, streams: &mut Streams<'_>, full: bool) -> anyhow::Result<u8> {
    let catalogue = desk.catalogue();
    let check = Check {
        depth: if full { Depth::Full } else { Depth::Usual },
        catalogue: Some(&catalogue),
        key: desk.ledger_key.as_deref(),
        today: desk.today(),
    };
    let verdicts = desk.store.verify(&check).await?;
    let bad = verdicts.iter().filter(|verdict| !verdict.ok).count();
    if desk.json {
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&verdicts)?)?;
    } else {
        for verdict in &verdicts {
            writeln!(streams.data, "{} {} {}", if verdict.ok { '✓' } else { '✗' }, verdict.invariant, verdict.detail)?;
        }
        let (key, count) = if bad == 0 { ("verify-ok", verdicts.len()) } else { ("verify-bad", bad) };
        writeln!(streams.messages, "{}", desk.words.say(key, &[("count", count.into())]))?;
    }
    Ok(if bad == 0 { DONE } else { DIFFERENCES })
}
