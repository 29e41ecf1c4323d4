//! Who may ask what: every route with its guard, written in one way only.
//!
//! A page is declared in [`table`](super::table) with a [`Guard`]. There is no way to put a route before the pages' router
//! without one: [`Routes`] is the only thing that the router is made from, and each of its functions takes a guard. The
//! handler runs when the guard has let somebody in, and finds him in its arguments as a [`Visit`](super::Visit).

use super::gate::{self, Takes};
use super::{Asked, Role};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};

/// Whom a route lets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// Everybody: the page of sign-in, the status, what a vendor's link opens.
    Anyone,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever is signed in for one of these.
    Roles(&'static [Role]),
}

/// A route as it was declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// How it is asked: GET, with which HEAD goes, or POST.
    pub method: Method,
    /// Its path below the organiser's base, with `{...}` where something is filled in.
    pub path: &'static str,
    /// Whom it lets in.
    pub guard: Guard,
}

/// Every route of the pages.
#[derive(Default)]
pub struct Routes {
    declared: Vec<Route>,
    router: Router<Asked>,
}

impl Routes {
    /// A page, or a file: nothing changes by asking for it.
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, guard: Guard, handler: H) -> Self
    where
        H: Handler<T, Asked>,
        T: 'static,
    {
        self.add(Route { method: Method::GET, path, guard }, get(handler), Takes::NOTHING)
    }

    /// A deed by a form of ours: fields as `application/x-www-form-urlencoded`, 16 KiB at most, among them the form's token
    /// ([`FormToken`](super::FormToken)), without which the handler is not called. `Form<T>` gives the fields.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, guard: Guard, handler: H) -> Self
    where
        H: Handler<T, Asked>,
        T: 'static,
    {
        self.add(Route { method: Method::POST, path, guard }, post(handler), Takes::FORM)
    }

    /// A deed by a program that shows a token: JSON, 1 MiB at most. Its path begins with `/api/`.
    #[must_use]
    pub fn post_json<H, T>(self, path: &'static str, guard: Guard, handler: H) -> Self
    where
        H: Handler<T, Asked>,
        T: 'static,
    {
        self.add(Route { method: Method::POST, path, guard }, post(handler), Takes::JSON)
    }

    /// The same with many rows: JSON or CSV, 4 MiB at most.
    #[must_use]
    pub fn post_rows<H, T>(self, path: &'static str, guard: Guard, handler: H) -> Self
    where
        H: Handler<T, Asked>,
        T: 'static,
    {
        self.add(Route { method: Method::POST, path, guard }, post(handler), Takes::ROWS)
    }

    fn add(mut self, route: Route, handler: MethodRouter<Asked>, takes: Takes) -> Self {
        let gate = gate::Gate { guard: route.guard, takes };
        // How much is taken is the gate's to say.
        let handler = handler.route_layer(DefaultBodyLimit::disable());
        let handler = handler.route_layer(from_fn_with_state(gate, gate::pass));
        self.router = self.router.route(route.path, handler);
        self.declared.push(route);
        self
    }

    /// What was declared.
    pub(super) fn declared(self) -> Vec<Route> {
        self.declared
    }

    /// What answers.
    pub(super) fn router(self) -> Router<Asked> {
        self.router
    }
}
