//! How it is asked over the network.

use super::ask::{Ask, Query};
use super::endpoint::{ENDPOINTS, Endpoint, Reads};
use super::fetched::fetched;
use super::parts::Parts;
use super::problem::Wrong;
use super::{Here, days, deeds, document, reports};
use crate::web::guard::{Guard, Routes};
use crate::web::pages::{ACTS, view};
use crate::web::{Asked, Refusal, Visit, in_words};
use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;

use Guard::SignedIn;

/// All of its routes.
pub(in crate::web) fn routes(routes: Routes) -> Routes {
    let read = |routes: Routes, endpoint: &'static Endpoint| {
        let answer = move |visit: Visit, asked: State<Asked>, parts: Parts, query: RawQuery| {
            answered(endpoint, (visit, asked.0), (parts, query))
        };
        routes.get(endpoint.path, endpoint.guard, answer)
    };
    ENDPOINTS
        .iter()
        .fold(routes, read)
        .get("/api/v1/me", SignedIn, me)
        .get("/api/v1/openapi.json", SignedIn, told)
        .get("/api/v1/reports", SignedIn, reports::list)
        .get("/api/v1/reports/{name}", SignedIn, reports::one)
        .post_json("/api/v1/alerts", ACTS, deeds::pause)
        .post_json("/api/v1/holds", ACTS, deeds::settle)
        .post_json("/api/v1/requests", ACTS, days::set)
        .post_rows("/api/v1/usage", ACTS, deeds::usage)
}

async fn answered(
    endpoint: &'static Endpoint,
    (visit, asked): (Visit, Asked),
    (Parts(parts), RawQuery(query)): (Parts, RawQuery),
) -> Result<Response, Wrong> {
    let query = Query::of(query.as_deref().unwrap_or_default())?;
    let view = view(&visit).await?;
    let fetched = fetched(endpoint.needs, (&visit, &asked, &view), &parts).await?;
    in_words(visit.lang, |words| {
        let here = Here { view: &view, words, role: visit.who.role, fetched: &fetched };
        match &endpoint.reads {
            Reads::List(list, shape) => {
                let ask = Ask::of(query, shape)?;
                Ok(json(&list(&here, &parts).ok_or(Refusal::NotThere)?.page(&ask)))
            }
            Reads::One(one) => {
                query.done()?;
                Ok(json(&one(&here, &parts).ok_or(Refusal::NotThere)?))
            }
        }
    })
}

/// An answer.
pub(super) fn json(answer: &impl Serialize) -> Response {
    let text = serde_json::to_string(answer).unwrap_or_default();
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}

/// Who a program is that shows a token.
async fn me(visit: Visit) -> Response {
    json(&deeds::Me { account: visit.who.account.clone(), role: visit.who.role.word() })
}

/// The document.
async fn told(visit: Visit) -> Response {
    json(&document(&visit.site.base))
}
