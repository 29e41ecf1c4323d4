//! From notices to the outbox, and from the outbox to where letters go.

use super::{Errand, SyncError};
use crate::config::model;
use crate::licence::Catalogue;
use crate::notify::{Due, Folder};
use crate::plan::Plan;
use crate::store::{Letter as OutboxLetter, OutboxState, RunId, Told};
use crate::wording::alert::Names;
use crate::wording::letter::{Desk, Hears, Recipient, letters};
use crate::wording::{Lang, Words};

/// The letters of a plan, for the outbox.
pub(super) fn compose(errand: &Errand<'_>, run: RunId, catalogue: &Catalogue, plan: &Plan) -> Vec<OutboxLetter> {
    let file = &errand.config.file;
    let words = Words::new(lang(file.organiser.language));
    let recipients = recipients(&file.notify);
    let names = Names { catalogue, roster: &plan.roster, day: plan.day };
    let desk = Desk { words: &words, names, organiser: &file.organiser.name, run: run.0, recipients: &recipients };
    let letter = |letter: crate::wording::letter::Letter| OutboxLetter {
        dedupe_key: format!(
            "{} {} {} {}",
            &plan.hash[..16.min(plan.hash.len())],
            letter.kind,
            letter.thread,
            letter.to
        ),
        recipient: letter.to,
        kind: letter.kind.to_owned(),
        subject: letter.subject,
        body: letter.body,
        headers: serde_json::json!({ "thread": letter.thread }).to_string(),
    };
    letters(&desk, plan).into_iter().map(letter).collect()
}

/// Who gets letters, as the configuration says.
#[must_use]
pub fn recipients(notify: &model::Notify) -> Vec<Recipient> {
    let recipient = |one: &model::Recipient| Recipient {
        address: one.address.clone(),
        hears: match one.role {
            model::RecipientRole::Organiser => Hears::Everything,
            model::RecipientRole::Unit => Hears::Units(one.units.clone()),
            model::RecipientRole::Operations => Hears::Stops,
        },
    };
    notify.recipient.iter().map(recipient).collect()
}

/// The language of letters.
pub(super) fn lang(language: model::Language) -> Lang {
    match language {
        model::Language::Sv => Lang::Sv,
        model::Language::En => Lang::En,
    }
}

/// What became of the letters that were due.
#[derive(Debug, Default)]
pub struct Delivered {
    /// How many got out.
    pub sent: usize,
    /// How many had got out before the database was put back.
    pub told: usize,
    /// Why the others did not; they stay due.
    pub failed: Vec<String>,
}

/// Delivers what is due in the outbox. A letter that fails is noted and stays due; it never undoes a run.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn deliver(errand: &Errand<'_>) -> Result<Delivered, SyncError> {
    let notify = &errand.config.file.notify;
    let (Some(folder), Some(from)) = (&notify.folder, &notify.from) else { return Ok(Delivered::default()) };
    let folder = Folder { path: errand.config.resolve(folder), from: from.clone(), reply_to: notify.reply_to.clone() };
    let mut delivered = Delivered::default();
    let due = errand.store.due().await?;
    let told = if due.is_empty() { Told::default() } else { errand.store.told().await? };
    for row in due {
        if told.has(&row.letter) {
            errand.store.mark_sent(&row, errand.clock.now()).await?;
            delivered.told += 1;
            continue;
        }
        let headers: serde_json::Value = serde_json::from_str(&row.letter.headers).unwrap_or_default();
        let thread = headers.get("thread").and_then(serde_json::Value::as_str).unwrap_or(&row.letter.dedupe_key);
        let due = Due {
            id: row.id,
            to: &row.letter.recipient,
            subject: &row.letter.subject,
            body: &row.letter.body,
            dedupe_key: &row.letter.dedupe_key,
            thread,
            at: row.created_at,
        };
        match folder.deliver(&due) {
            Ok(_) => {
                errand.store.mark_sent(&row, errand.clock.now()).await?;
                delivered.sent += 1;
            }
            Err(error) => {
                tracing::warn!(outbox.id = row.id, %error, "a letter did not get out and stays due");
                errand.store.mark_failed(row.id, &error.to_string(), OutboxState::Ready).await?;
                delivered.failed.push(error.to_string());
            }
        }
    }
    Ok(delivered)
}
