//! Deciding about persons whose identity is protected: for whoever has that role, and only about whom the account sees.

use super::pages::{Fields, REASON_MAX, told, view};
use super::world::apart;
use super::{Answer, Refusal, Visit};
use crate::licence::{Choice, ToolKey};
use crate::store::{Decision, StoreError};
use axum::extract::{Form, Path};
use axum::response::{IntoResponse as _, Redirect};

/// Notes what was decided, and lets a run follow.
pub(super) async fn decide(visit: Visit, Path(number): Path<String>, Form(fields): Form<Fields>) -> Answer {
    let at: i64 = number.parse().map_err(|_| Refusal::NotThere)?;
    let view = view(&visit).await?;
    let person = view.person(at).ok_or(Refusal::NotThere)?;
    let field = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    let choice = Choice::of(field("deed")).ok_or(Refusal::Unclear)?;
    let tool = ToolKey::from(field("tool"));
    let path = format!("/people/{at}");
    let reason: String = field("reason").chars().take(REASON_MAX).collect();
    let reason = crate::wording::one_line(&reason).trim().to_owned();
    let back = |word: &str| Ok(Redirect::to(&visit.site.path(&format!("{path}?done={word}"))).into_response());
    if let Err(why) = visit.site.catalogue.decidable(person, &tool, visit.site.today()) {
        return back(why.word());
    }
    if reason.is_empty() {
        return back("no-reason");
    }
    let decision = Decision { person: person.id.clone(), tool, choice, reason };
    let (site, actor) = (visit.site.clone(), visit.who.actor());
    let decided = apart(async move || {
        site.store.alone(site.store.decide(&decision, site.stamp(&actor))).await?;
        site.store.nudge(site.now(), None).await.map(drop)
    });
    let decided: Result<(), StoreError> = decided.await;
    told(&visit, &path, decided, "decided")
}
