//! Letters by which somebody may decide something: their link is drawn when they leave.
//!
//! In the outbox, and so in lists, copies and backups, the text has a mark where the last part of the link will be. A
//! letter that is sent twice has two links, and each of them decides once.

use crate::request::Number;
use crate::store::{LinkFor, OutboxRow, Purpose, Store, StoreError};
use crate::wording::letter::request::TOKEN;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::borrow::Cow;

/// The text of a letter as it leaves.
pub(super) async fn filled<'r>(store: &Store, row: &'r OutboxRow, now: Timestamp) -> Result<Cow<'r, str>, StoreError> {
    let headers: Value = serde_json::from_str(&row.letter.headers).unwrap_or_default();
    let Some(of) = wanted(&headers["link"], &row.letter.recipient, now) else {
        return Ok(Cow::Borrowed(&row.letter.body));
    };
    let token = store.draw_link(&of).await?;
    // A name that holds the mark, behind another address, gets no link.
    let url = headers["link"]["url"].as_str().unwrap_or_default();
    Ok(Cow::Owned(row.letter.body.replace(&format!("{url}/r/{TOKEN}"), &format!("{url}/r/{token}"))))
}

/// What the link of a letter is for, as its head says.
fn wanted(link: &Value, contact: &str, now: Timestamp) -> Option<LinkFor> {
    let request: Number = link["request"].as_str()?.parse().ok()?;
    let (purpose, days) = (Purpose::of(link["purpose"].as_str()?)?, link["days"].as_i64()?);
    let expires_at = now + SignedDuration::from_hours(24 * days.clamp(0, 366));
    Some(LinkFor { request, contact: contact.to_owned(), purpose, made_at: now, expires_at })
}
