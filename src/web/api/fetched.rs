//! What is fetched for an answer beside the view: what stands in the database only.

use super::endpoint::Needs;
use crate::licence::ToolKey;
use crate::report::Happened;
use crate::request::Request;
use crate::store::{FreedRow, StoreError};
use crate::web::world::{View, apart};
use crate::web::{Asked, Refusal, Visit};
use crate::wording::letter::office::Office;
use std::collections::BTreeMap;
use std::time::Duration;

/// It is waited so long for a year ahead that somebody looks into.
const AHEAD_WITHIN: Duration = Duration::from_secs(5);
/// And looked this often whether he is done.
const AHEAD_LOOK: Duration = Duration::from_millis(50);
/// Then it is worth to come again.
const AGAIN_SECONDS: u32 = 5;

/// What was fetched.
#[derive(Default)]
pub struct Fetched {
    /// Which seats somebody has lost, by tool.
    pub freed: BTreeMap<ToolKey, FreedRow>,
    /// The requests.
    pub requests: Vec<Request>,
    /// What they are reckoned by.
    pub office: Office,
    /// What happened.
    pub events: Vec<Happened>,
}

/// Fetches it.
///
/// # Errors
/// The driver; a year ahead that takes long ([`Refusal::TooMany`]); nobody of that number.
pub(super) async fn fetched(
    needs: Needs,
    (visit, asked, view): (&Visit, &Asked, &View),
    parts: &[String],
) -> Result<Fetched, Refusal> {
    let store = visit.site.store.clone();
    let mut fetched = Fetched::default();
    match needs {
        Needs::Nothing => {}
        Needs::Freed => {
            let number = parts.first().and_then(|number| number.parse().ok());
            let id = number.and_then(|number| view.person(number)).ok_or(Refusal::NotThere)?.id.clone();
            fetched.freed = apart(async move || store.look().await?.freed_of(&id).await).await?;
        }
        Needs::Requests => {
            let rows = apart(async move || -> Result<_, StoreError> { store.look().await?.requests().await }).await?;
            fetched.requests = rows.into_iter().map(|row| row.request).collect();
            fetched.office = asked.vendors.office(&visit.site.key);
        }
        Needs::Ahead => look_ahead(view).await?,
    }
    Ok(fetched)
}

/// Looks a year ahead, or waits for whoever does.
async fn look_ahead(view: &View) -> Result<(), Refusal> {
    if view.ahead().is_none() && view.is_first_to_look_ahead() {
        let looks = view.clone();
        let looking = tokio::task::spawn_blocking(move || looks.look_ahead());
        let _ = tokio::time::timeout(AHEAD_WITHIN, looking).await;
    }
    let looked = async {
        while view.ahead().is_none() {
            tokio::time::sleep(AHEAD_LOOK).await;
        }
    };
    tokio::time::timeout(AHEAD_WITHIN, looked).await.map_err(|_| Refusal::TooMany(AGAIN_SECONDS))
}
