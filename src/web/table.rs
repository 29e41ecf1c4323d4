//! Every page, each with whom it lets in. This is the one list: a page that is not here is not served, and a test asks every
//! one of them as everybody.
//!
//! How a page is added: write `async fn name(visit: Visit) -> Answer` (with `Path`, `Query` or `Form` after the visit where
//! they are needed), and a line here with its path and its guard. Paths begin with a slash and are below the organiser's
//! base: links are made with `visit.site.path("/pools")`, never written by hand. What is not the visitor's to see is
//! [`Refusal::NotThere`](super::Refusal), as if it were not there.

use super::guard::{Guard, Route, Routes};
use super::{api, pages, plain, sign_in, status};

use Guard::{Anyone, SignedIn};

/// Every route.
pub(super) fn routes() -> Routes {
    let routes = Routes::default();
    #[cfg(feature = "oidc")]
    let routes =
        routes.get(super::oidc::GO, Anyone, super::oidc::go).get(super::oidc::BACK, Anyone, super::oidc::back_from);
    let routes = routes
        .get("/sign-in", Anyone, sign_in::page)
        .post("/sign-in", Anyone, sign_in::sign_in)
        .post("/sign-out", SignedIn, sign_in::sign_out)
        .get("/status", Anyone, status::page)
        .get("/language/{lang}", Anyone, sign_in::language)
        .get("/plain.css", Anyone, plain::style)
        .get("/icon.svg", Anyone, plain::icon);
    api::routes(pages::routes(routes))
}

/// Every route, as it was declared.
#[must_use]
pub fn declared() -> Vec<Route> {
    routes().declared()
}
