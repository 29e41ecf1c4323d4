//! What a stranger smuggles into a page does nothing there, and sends nothing anywhere.

use super::chromium::{Chromium, Look};
use super::demo::{As, Demo, SWEDISH};
use super::vendor::Asked;

/// Nothing of it is done, and the browser says of each that the page forbids it.
#[track_caller]
fn forbids(chromium: &mut Chromium, place: &str) {
    let smuggled = chromium.smuggle();
    assert!(!smuggled.done, "{place}: something was done: {smuggled:?}");
    assert!(!smuggled.refused.is_empty(), "{place}: it was refused nothing at once");
    let complaints = chromium.complaints().join("\n");
    for what in ["Running the JavaScript URL", "inline style", "Loading the image", "Connecting to"] {
        assert!(complaints.contains(what), "{place}: {what} is not in {complaints}");
    }
}

#[test]
fn what_a_stranger_smuggles_into_a_page_does_nothing() {
    let Some(mut chromium) = Chromium::start() else { return };
    let demo = Demo::served(&[]);
    chromium.visitor(Look::DESK);
    chromium.open(&demo.at("/sign-in"));
    forbids(&mut chromium, "sign-in");
    chromium.open(&demo.at("/sign-in"));
    demo.sign_in(&mut chromium, (As::Admin, SWEDISH));
    for path in ["/", "/waiting", "/calendar", "/status"] {
        chromium.open(&demo.at(path));
        forbids(&mut chromium, path);
    }
    chromium.open(&Asked::of("sv").link());
    forbids(&mut chromium, "a vendor's page");
}
