//! Programs that are told what changes: what is due to them, and what becomes of those that cannot be told.

use super::letters::{hears, read, read_secret};
use super::service::{note_changes, own};
use super::{Errand, SyncError};
use crate::alert::{Queued, Said, event_type, heard, kind, message};
use crate::config::{Loaded, model};
use crate::notify::{End, Ended, Hooked, Key, Named, Receiver, deliver_webhooks};
use crate::plan::{Alert, AlertChanges, Alerts, Notice, WebhookLoss};
use crate::roster::Snapshot;
use crate::store::{Channel, Letter, Look, RunId};
use sha2::{Digest, Sha256};

/// A message for the outbox, with the run and the event of the ledger that it came from.
pub(super) type Caused = (Letter, Option<RunId>, i64);

/// Webhooks about what waits to be told, that were not written yet. They go at once, whatever hour it is, and whatever
/// people are told of it.
pub(super) async fn due(
    errand: &Errand<'_>,
    (queue, roster): (&[Queued], &Snapshot),
    look: &mut Look,
) -> Result<Vec<Caused>, SyncError> {
    let notify = &errand.config.file.notify;
    let Some(first) = queue.iter().map(|queued| queued.event).min().filter(|_| !notify.webhook.is_empty()) else {
        return Ok(Vec::new());
    };
    let (known, alerts) = (look.webhook_keys(first).await?, look.alerts().await?);
    let mut due = Vec::new();
    for webhook in notify.webhook.iter().filter(|webhook| !is_gone(webhook, &alerts)) {
        let hears = hears(webhook.role, &webhook.units);
        let kinds: Vec<String> = webhook.kinds.iter().map(word).collect();
        let is_wanted = |queued: &&Queued| kinds.is_empty() || kinds.contains(&kind(&queued.notice));
        let theirs = queue.iter().filter(is_wanted).filter_map(|queued| {
            let told = heard(&hears, &queued.notice, roster)?;
            Some(letter(errand, (webhook, &told), queued))
        });
        due.extend(theirs.filter(|(letter, ..)| !known.contains(&letter.dedupe_key)));
    }
    Ok(due)
}

/// What a receiver is told of it, under the name of all that there is to tell.
fn letter(errand: &Errand<'_>, (webhook, told): (&model::Webhook, &Notice), queued: &Queued) -> Caused {
    let at = errand.clock.now();
    let body = message(told, Said { at, today: errand.clock.today(errand.zone), run: queued.run });
    let kind = kind(&queued.notice);
    let what = format!("{} {kind}", event_type(&queued.notice));
    let about = Sha256::digest(serde_json::to_vec(&queued.notice).unwrap_or_default());
    let dedupe_key = format!("webhook {} {} {what} {}", webhook.name, queued.event, hex(&about[..16]));
    // What is told anew after a database was put back is another message: nobody should pass it over.
    let name = format!("{}\n{dedupe_key}\n{}", errand.config.file.organiser.name, at.as_microsecond());
    let id = format!("msg_{}", hex(&Sha256::digest(name)[..16]));
    let headers = serde_json::json!({ "id": id }).to_string();
    let (channel, recipient) = (Channel::Webhook, webhook.name.clone());
    let letter = Letter { channel, dedupe_key, recipient, kind, subject: what, body, headers, due_at: None };
    (letter, queued.run.map(RunId), queued.event)
}

/// Delivers the webhooks that are due, and notes what that says of their receivers.
pub(super) async fn deliver(errand: &Errand<'_>) -> Result<Hooked, SyncError> {
    let hooked = deliver_webhooks(errand.store, &receivers(errand.config), &|| errand.clock.now()).await?;
    if !hooked.ended.is_empty() || !hooked.heard.is_empty() {
        settle(errand, &hooked).await?;
    }
    Ok(hooked)
}

/// Every receiver that the configuration names, or why it cannot be told anything now, in words.
#[must_use]
pub fn receivers(config: &Loaded) -> Vec<Named> {
    let named = |webhook: &model::Webhook| (webhook.name.clone(), receiver(config, webhook));
    config.file.notify.webhook.iter().map(named).collect()
}

fn receiver(config: &Loaded, webhook: &model::Webhook) -> Result<Receiver, String> {
    let key = |secret: &model::Secret| {
        let text = read_secret(config, secret)?;
        Key::read(&text).ok_or_else(|| "its secret is not `whsec_` and 24 to 64 bytes in base64".to_owned())
    };
    let keys = [Some(&webhook.secret), webhook.secret_before.as_ref()].into_iter().flatten().map(key);
    Ok(Receiver {
        name: webhook.name.clone(),
        url: webhook.url.clone(),
        keys: keys.collect::<Result<_, _>>()?,
        authority: webhook.authority.as_ref().map(|path| read(config.resolve(path))).transpose()?,
        allowed: webhook.allow_private.iter().filter_map(|text| text.parse().ok()).collect(),
    })
}

/// Gives up what is not to be tried any more, and opens and closes the alerts that say so, in one transaction.
async fn settle(errand: &Errand<'_>, hooked: &Hooked) -> Result<(), SyncError> {
    let before = errand.store.load_alerts().await?;
    let mut after = own(&before);
    for name in &hooked.heard {
        after.close(&lost(errand, name, WebhookLoss::Silent).key());
    }
    for Ended { receiver, end, .. } in &hooked.ended {
        match end {
            End::Gone => after.open(lost(errand, receiver, WebhookLoss::Gone)),
            End::Silent => after.open(lost(errand, receiver, WebhookLoss::Silent)),
            End::Unknown => {}
        }
    }
    let changes = AlertChanges::of_service(&before, after);
    if hooked.ended.is_empty() && changes.is_empty() {
        return Ok(());
    }
    let mut writing = errand.store.write().await?;
    for ended in &hooked.ended {
        writing.give_up(&ended.rows, &ended.why).await?;
    }
    if !changes.is_empty() {
        note_changes(errand, None, (&mut writing, &changes)).await?;
    }
    writing.commit().await?;
    Ok(())
}

/// Closes the alerts of receivers of which the configuration says something else now, or nothing.
pub(super) async fn judge(errand: &Errand<'_>) -> Result<(), SyncError> {
    let before = errand.store.load_alerts().await?;
    let mut after = own(&before);
    after.0.retain(|_, alert| match alert {
        Alert::WebhookLost { receiver, entry, .. } => *entry == entry_of(errand, receiver),
        _ => true,
    });
    let changes = AlertChanges::of_service(&before, after);
    if changes.is_empty() {
        return Ok(());
    }
    let mut writing = errand.store.write().await?;
    note_changes(errand, None, (&mut writing, &changes)).await?;
    writing.commit().await?;
    Ok(())
}

fn lost(errand: &Errand<'_>, name: &str, lost: WebhookLoss) -> Alert {
    Alert::WebhookLost { receiver: name.to_owned(), entry: entry_of(errand, name), lost }
}

fn is_gone(webhook: &model::Webhook, alerts: &Alerts) -> bool {
    alerts.0.values().any(|alert| match alert {
        Alert::WebhookLost { receiver, entry: of, lost: WebhookLoss::Gone } => {
            *receiver == webhook.name && *of == entry(webhook)
        }
        _ => false,
    })
}

/// Digest of what the configuration says of a receiver; of none where it says nothing.
fn entry_of(errand: &Errand<'_>, name: &str) -> String {
    let webhook = errand.config.file.notify.webhook.iter().find(|webhook| webhook.name == name);
    webhook.map(entry).unwrap_or_default()
}

fn entry(webhook: &model::Webhook) -> String {
    hex(&Sha256::digest(serde_json::to_vec(webhook).unwrap_or_default())[..16])
}

fn word(kind: &model::WebhookKind) -> String {
    serde_json::to_value(kind).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
