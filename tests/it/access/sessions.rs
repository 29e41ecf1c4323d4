//! Signing in and out, and what becomes of a cookie.

use super::house::{House, PASSWORD};
use jiff::SignedDuration;
use std::time::Duration;
use tokio::time::Instant;
use upprop::store::Post;
use upprop::web::{Cookies, Role};

/// Is this browser signed in?
async fn is_in(browser: &super::browser::Browser) -> bool {
    browser.clone().get("/").await.status == 200
}

#[tokio::test]
async fn somebody_signs_in_and_out_and_an_old_cookie_is_worth_nothing() {
    let house = House::new().await;
    house.account("rut", Role::Admin).await;
    let mut browser = house.browser();
    let asked = browser.get("/nothing?x=1").await;
    assert_eq!(asked.status, 404);
    let answered = browser.signs_in("", ("+Rut+", PASSWORD)).await;
    assert_eq!((answered.status, answered.header("location")), (303, "/"));
    let page = browser.get("/").await;
    assert!(page.status == 200 && page.body.contains("rut"), "{page:?}");
    let stolen = browser.clone();
    let answered = browser.post("/sign-out", "").await;
    assert_eq!((answered.status, answered.header("location")), (303, "/sign-in"));
    assert!(!browser.cookies.contains_key("__Host-upprop"));
    assert!(!is_in(&stolen).await, "replayed after sign-out");
}

#[tokio::test]
async fn a_cookie_that_somebody_planted_is_not_the_one_that_is_given_at_sign_in() {
    let house = House::new().await;
    house.account("rut", Role::Admin).await;
    house.account("eva", Role::Auditor).await;
    let planted = house.signed_in("eva").await;
    let mut victim = planted.clone();
    let token = upprop::web::kept("form", &victim.cookies["__Host-upprop"]);
    let form = format!("form_token={token}&account=rut&password={PASSWORD}");
    assert_eq!(victim.send("/sign-in", &form).await.status, 303);
    assert_ne!(victim.cookies["__Host-upprop"], planted.cookies["__Host-upprop"]);
    assert!(is_in(&victim).await && !is_in(&planted).await);
    let mut odd = house.browser();
    for value in ["", "x", "'; DROP TABLE session; --", &"a".repeat(43), &"a".repeat(9_000)] {
        odd.cookies.insert("__Host-upprop".to_owned(), value.to_owned());
        assert!(!is_in(&odd).await, "{value}");
    }
}

#[tokio::test]
async fn a_session_ends_when_nothing_was_asked_for_half_an_hour_and_after_ten_hours_whatever_was_asked() {
    let house = House::new().await;
    house.account("rut", Role::Admin).await;
    let rut = house.signed_in("rut").await;
    let eva = house.signed_in("rut").await;
    let minutes = SignedDuration::from_mins;
    house.turn(minutes(29));
    assert!(is_in(&rut).await);
    // That somebody was seen is noted while the page is made, and perhaps a moment later.
    for _ in 0..100 {
        let sessions = house.store().look().await.unwrap().sessions().await.unwrap();
        if sessions.iter().any(|session| session.seen_at == house.now()) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    house.turn(minutes(29));
    assert!(is_in(&rut).await, "seen half an hour ago");
    assert!(!is_in(&eva).await, "not seen for an hour");
    let busy = house.signed_in("rut").await;
    let id = house.store().look().await.unwrap().sessions().await.unwrap()[0].id.clone();
    house.turn(minutes(10 * 60 - 1));
    house.store().see_session(&id, house.now()).await.unwrap();
    assert!(is_in(&busy).await);
    house.turn(minutes(1));
    house.store().see_session(&id, house.now()).await.unwrap();
    assert!(!is_in(&busy).await, "ten hours are over");
    let mut again = house.browser();
    again.signs_in("", ("rut", PASSWORD)).await;
    assert_eq!(house.store().look().await.unwrap().sessions().await.unwrap().len(), 1, "what has ended goes");
}

#[tokio::test]
async fn what_is_taken_from_an_account_is_taken_from_whoever_stole_its_cookie_too() {
    let house = House::new().await;
    for name in ["rut", "eva", "per", "siv"] {
        house.account(name, Role::Admin).await;
    }
    let store = house.store();
    let [rut, eva, per, siv] = [
        house.signed_in("rut").await,
        house.signed_in("eva").await,
        house.signed_in("per").await,
        house.signed_in("siv").await,
    ];
    let post = Post { role: Role::Reporter.word().to_owned(), units: None };
    assert!(store.set_post("rut", &post, house.stamp()).await.unwrap());
    assert!(store.remove_account("eva", house.stamp()).await.unwrap());
    assert!(store.set_password("per", "x", house.stamp()).await.unwrap());
    assert_eq!(store.end_sessions("siv", house.stamp()).await.unwrap(), 1);
    for stolen in [&rut, &eva, &per, &siv] {
        assert!(!is_in(stolen).await);
    }
    let mut siv = house.browser();
    siv.signs_in("", ("siv", PASSWORD)).await;
    let post = Post { role: "of a later version".to_owned(), units: None };
    assert!(is_in(&siv).await);
    assert!(store.set_post("siv", &post, house.stamp()).await.unwrap());
    siv.signs_in("", ("siv", PASSWORD)).await;
    assert!(!is_in(&siv).await, "nobody knows what that is for");
}

#[tokio::test]
async fn after_a_few_wrong_passwords_there_are_pauses_and_nobody_learns_which_accounts_there_are() {
    let house = House::new().await;
    house.account("rut", Role::Admin).await;
    let mut told = Vec::new();
    let mut took = Vec::new();
    for name in ["rut", "nobody"] {
        let (mut answers, mut times) = (Vec::new(), Vec::new());
        for number in 0..20 {
            let mut browser = house.browser();
            let token = browser.get("/sign-in").await.form_token();
            let begin = Instant::now();
            let form = format!("form_token={token}&account={name}&password=wrong{number:04}&next=");
            let answered = browser.send("/sign-in", &form).await;
            if answered.status == 401 {
                times.push(begin.elapsed());
            }
            answers.push((
                answered.status,
                answered.body.replace(&token, "").len(),
                answered.header("retry-after").to_owned(),
            ));
        }
        let delayed = answers.iter().filter(|(status, ..)| *status == 429).count();
        assert!(delayed >= 13, "{name}: {answers:?}");
        assert_eq!(answers[0].0, 401);
        told.push(answers[..5].iter().map(|(status, length, _)| (*status, *length)).collect::<Vec<_>>());
        times.sort();
        took.push(times[0]);
    }
    assert_eq!(told[0], told[1], "the same words at the same length");
    let (known, unknown) = (took[0].as_secs_f64(), took[1].as_secs_f64());
    assert!(known / unknown < 4.0 && unknown / known < 4.0, "{known} s and {unknown} s");
    while house.browser().signs_in("", ("rut", "wrong")).await.status != 401 {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let right = house.browser().signs_in("", ("rut", PASSWORD)).await;
    assert_eq!(right.status, 429, "not even the right one is tried during a pause");
    house.account("eva", Role::Admin).await;
    assert_eq!(house.browser().signs_in("", ("eva", PASSWORD)).await.status, 303, "others are not held up");
}

#[tokio::test]
async fn no_more_passwords_are_tried_than_the_machine_can_bear() {
    let house = House::new().await;
    let mut asked = tokio::task::JoinSet::new();
    for number in 0..80 {
        let mut browser = house.browser();
        let token = browser.get("/sign-in").await.form_token();
        asked.spawn(async move {
            let form = format!("form_token={token}&account=name{number}&password=wrong&next=");
            browser.send("/sign-in", &form).await.status
        });
    }
    let mut statuses = Vec::new();
    while let Some(status) = asked.join_next().await {
        statuses.push(status.unwrap());
    }
    let count = |wanted: u16| statuses.iter().filter(|status| **status == wanted).count();
    assert_eq!(count(401) + count(429), 80, "{statuses:?}");
    assert!(count(401) >= 20, "{statuses:?}");
}

#[tokio::test]
async fn who_is_signed_in_with_one_organiser_is_nobody_with_another() {
    let house = House::of(&["norrby", "ånäs"], Cookies::Secure).await;
    house.account("rut", Role::Admin).await;
    let mut rut = house.browser();
    let answered = rut.signs_in("/norrby", ("rut", PASSWORD)).await;
    assert_eq!((answered.status, answered.header("location")), (303, "/norrby/"));
    assert_eq!(rut.get("/norrby/").await.status, 200);
    let answered = rut.get("/%C3%A5n%c3%a4s/").await;
    assert_eq!((answered.status, answered.header("location")), (303, "/%C3%A5n%C3%A4s/sign-in"));
    let names: Vec<String> = rut.cookies.keys().cloned().collect();
    for path in ["/", "/sign-in", "/sydby/sign-in", "/norrbysign-in", "/norrby%2fsign-in"] {
        assert_eq!(rut.get(path).await.status, 404, "{path}");
    }
    // The cookie of the one under the other's name.
    rut.signs_in("/%C3%A5n%C3%A4s", ("rut", PASSWORD)).await;
    let session = |names: &[String], browser: &super::browser::Browser| {
        let new = browser.cookies.keys().find(|name| !names.contains(name) && !name.contains("form"));
        new.cloned().expect("a cookie of its own")
    };
    let (theirs, ours) = (session(&names, &rut), names.iter().find(|name| !name.contains("form")).unwrap().clone());
    let shown = rut.cookies[&ours].clone();
    rut.cookies.insert(theirs, shown);
    assert_eq!(rut.get("/%C3%A5n%C3%A4s/").await.status, 303);
}
