//! What is said of subscriptions, held against the standard's own document by Prism.

use super::super::prism::Prism;
use super::registry::Habits;
use super::{CALLBACK, KINDS, server};
use crate::source_shared::shared;
use jiff::SignedDuration;
use std::collections::BTreeSet;
use std::time::Duration;
use upprop::source::ErrorCode;
use upprop::source::ss12000::{
    Access, Limits, Listed, Made, New, Removed, Renewed, Secret, Settings, Subscriptions, kinds, patient,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_we_say_of_subscriptions_and_what_the_double_answers_is_what_the_standard_allows() {
    let Some(document) = shared("spec/openapi/ss12000-2.1.0.ist-group-ss12k2xsd.yaml") else { return };
    let (registry, double) = server(Habits::good());
    let Some(prism) = Prism::before(&document, &double.url("/v2")) else { return };
    let limits = Limits { idle: Duration::from_secs(20), connect: Duration::from_secs(5), ..Limits::default() };
    let access = Access::Bearer(Secret::Value("t".to_owned()));
    let settings = patient(Settings { access, limits, ..super::super::settings(prism.url.clone(), 15) });
    let mut server = Subscriptions::of(&settings).expect("settings");
    assert_eq!(server.list().await, Ok(Some(vec![])));
    let (all, target) = (kinds(), format!("{CALLBACK}/{}", "0".repeat(64)));
    assert_eq!(all, BTreeSet::from(KINDS.map(str::to_owned)));
    let made = server.make(New { name: "upprop x y", target: &target, kinds: &all }).await.expect("an answer");
    let Made::Is(made) = made else { panic!("{made:?}") };
    let life = Some(SignedDuration::from_hours(90 * 24));
    let expected = Listed { id: made.id.clone(), name: "upprop x y".to_owned(), target, kinds: all, life };
    assert_eq!(made, expected);
    assert_eq!(server.list().await, Ok(Some(vec![made.clone()])));
    assert_eq!(server.find(&made.id).await, Ok(Some(made.clone())));
    assert_eq!(server.renew(&made.id).await, Ok(Renewed::Lasts(life)));
    assert_eq!(server.remove(&made.id).await, Ok(Removed::Gone));
    assert_eq!(server.renew(&made.id).await, Ok(Renewed::Lost));
    assert_eq!(server.remove(&made.id).await, Ok(Removed::Gone), "it is there no more");
    assert_eq!(server.find(&made.id).await, Ok(None));
    assert_eq!(registry.lock().expect("the server").done, [("POST", 201), ("PATCH", 200), ("DELETE", 204)]);
    drop(prism);
    assert_eq!(server.list().await.map_err(|error| error.code), Err(ErrorCode::ServerUnreachable));
}
