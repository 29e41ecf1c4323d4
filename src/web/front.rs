//! The door of the house: whose pages are asked for, and everything that is asked for under an address of nobody.

use super::site::{self, Sites};
use super::{Asked, Refusal, api, guard, hooks, table};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;
use tokio::sync::watch;

/// Where a request goes on.
#[derive(Clone)]
pub(super) struct Front {
    sites: watch::Receiver<Sites>,
    asked: Asked,
    pages: Router,
}

impl Front {
    /// Before the pages.
    pub(super) fn new(asked: Asked) -> Self {
        let routes: guard::Routes = table::routes();
        let pages = routes.router().fallback(hooks::called).with_state(asked.clone());
        Self { sites: asked.sites.clone(), asked, pages }
    }
}

/// Finds whose page it is, and asks for it there. Servers that call are told from pages by their paths.
pub(super) async fn enter(State(front): State<Front>, mut request: Request) -> Response {
    let found = site::find(&front.sites.borrow(), request.uri().path());
    let Some((site, rest)) = found else {
        return hooks::called(State(front.asked.hooks), request).await.into_response();
    };
    let Some(uri) = below(request.uri(), &rest) else { return StatusCode::NOT_FOUND.into_response() };
    *request.uri_mut() = uri;
    request.extensions_mut().insert(site);
    let is_api = rest.starts_with(&format!("{}/", api::BASE));
    match TowerToHyperService::new(front.pages).call(request).await {
        Ok(response) if is_api => told(response),
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// What programs ask is answered in their shape also where no handler was found for it.
fn told(response: Response) -> Response {
    if response.headers().contains_key(header::CONTENT_TYPE) {
        return response;
    }
    match response.status() {
        StatusCode::NOT_FOUND => api::dressed(Refusal::NotThere, response),
        StatusCode::METHOD_NOT_ALLOWED => api::dressed(Refusal::OtherVerb, response),
        _ => response,
    }
}

/// An address below the organiser's base.
fn below(uri: &Uri, rest: &str) -> Option<Uri> {
    match uri.query() {
        Some(query) => format!("{rest}?{query}").parse().ok(),
        None => rest.parse().ok(),
    }
}
