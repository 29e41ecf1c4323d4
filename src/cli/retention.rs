//! `retention`: what is past its term, and taking it out.

use super::choices::PaperArg;
use super::desk::Desk;
use super::{Args, DONE, Streams};
use crate::config::catalogue::terms;
use crate::report::{TermRow, terms_table};
use crate::retention::{Past, Subject, Term};
use crate::store::AllPast;
use crate::sync;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    /// It is only told.
    Tell,
    /// It is taken out.
    TakeOut,
}

pub(super) async fn run(args: &Args, streams: &mut Streams<'_>, deed: Deed, format: PaperArg) -> anyhow::Result<u8> {
    let desk = match deed {
        Deed::Tell => Desk::look(args).await?,
        Deed::TakeOut => Desk::open(args).await?,
    };
    let done = tell(&desk, streams, deed, format).await;
    desk.store.close().await;
    done
}

async fn tell(desk: &Desk, streams: &mut Streams<'_>, deed: Deed, format: PaperArg) -> anyhow::Result<u8> {
    let errand = desk.errand();
    let (past, is_overwritten) = match deed {
        Deed::Tell => {
            desk.note_nothing(streams)?;
            (sync::past(&errand).await?, true)
        }
        Deed::TakeOut => {
            let pruned = sync::prune(&errand, Some(desk.actor())).await?;
            (pruned.past, pruned.is_overwritten)
        }
    };
    let rows = rows(desk, &past);
    if desk.json || format == PaperArg::Json {
        let told = serde_json::json!({ "day": desk.today(), "dry_run": deed == Deed::Tell, "kinds": rows });
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&told)?)?;
    } else {
        writeln!(streams.data, "{}", terms_table(&desk.words, &rows))?;
        let said = if deed == Deed::Tell { "retention-told" } else { "retention-done" };
        writeln!(streams.messages, "{}", desk.words.text(said))?;
    }
    if !is_overwritten {
        writeln!(streams.messages, "{}", desk.words.text("retention-log"))?;
    }
    Ok(DONE)
}

fn rows(desk: &Desk, past: &AllPast) -> Vec<TermRow> {
    let terms = terms(&desk.config.file);
    let borders = terms.borders(desk.today(), &desk.zone);
    let row = |kind: Subject| {
        let Past { rows, oldest } = past.get(&kind).copied().unwrap_or_default();
        let days = match terms.of(kind) {
            Term::Days(days) => Some(days),
            Term::Never => None,
        };
        TermRow { kind, days, until: borders.get(&kind).map(|border| border.on), rows, oldest }
    };
    Subject::ALL.into_iter().map(row).collect()
}
