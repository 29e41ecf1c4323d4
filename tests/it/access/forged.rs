//! What is sent from elsewhere changes nothing.

use super::house::House;
use jiff::{SignedDuration, ToSpan as _};
use upprop::store::Token;
use upprop::web::{Role, kept, secret};

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

#[tokio::test]
async fn a_form_counts_with_its_token_only_and_from_here_only() {
    let house = House::new().await;
    house.account("rut", Role::Admin).await;
    let mut rut = house.signed_in("rut").await;
    let other = house.signed_in("rut").await;
    let own = kept("form", &rut.cookies["__Host-upprop"]);
    let foreign = kept("form", &other.cookies["__Host-upprop"]);
    let turned: String = own.chars().rev().collect();
    for form in ["", "x=1", "form_token=", &format!("form_token={foreign}"), &format!("form_token={turned}")] {
        assert_eq!(rut.send("/sign-out", form).await.status, 403, "{form}");
    }
    let good = format!("form_token={own}");
    for (name, value) in [
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
        ("Sec-Fetch-Site", "å"),
        ("Origin", "https://evil.example"),
        ("Origin", "https://upprop.example.evil.example"),
        ("Origin", "http://upprop.example:81"),
    ] {
        let answered = rut.ask("POST", "/sign-out", (&[FORM, (name, value)], &good)).await;
        assert_eq!(answered.status, 403, "{name}: {value}");
        assert!(answered.body.contains("Nothing was changed"), "{}", answered.body);
    }
    for kind in ["text/plain", "multipart/form-data; boundary=x", "application/json", ""] {
        let answered = rut.ask("POST", "/sign-out", (&[("Content-Type", kind)], &good)).await;
        assert_eq!(answered.status, 400, "{kind}");
    }
    let large = format!("{good}&x={}", "y".repeat(16 * 1024));
    assert_eq!(rut.send("/sign-out", &large).await.status, 413);
    assert_eq!(rut.get("/").await.status, 200, "signed in as ever");
    for headers in [
        &[FORM, ("Sec-Fetch-Site", "same-origin")][..],
        &[FORM, ("Origin", "https://upprop.example")],
        &[FORM, ("Origin", "null")],
    ] {
        let mut rut = house.signed_in("rut").await;
        let token = format!("form_token={}", kept("form", &rut.cookies["__Host-upprop"]));
        assert_eq!(rut.ask("POST", "/sign-out", (headers, &token)).await.status, 303);
    }
}

#[tokio::test]
async fn nobody_is_signed_in_by_a_form_that_somebody_else_had_open() {
    let house = House::new().await;
    house.account("rut", Role::Admin).await;
    let (mut victim, mut thief) = (house.browser(), house.browser());
    let token = thief.get("/sign-in").await.form_token();
    victim.get("/sign-in").await;
    let form = format!("form_token={token}&account=rut&password={}", super::house::PASSWORD);
    assert_eq!(victim.send("/sign-in", &form).await.status, 403);
    assert_eq!(thief.send("/sign-in", &form).await.status, 303);
}

#[tokio::test]
async fn a_program_is_let_in_by_its_token_and_by_nothing_else() {
    let house = House::new().await;
    house.account("rut", Role::Auditor).await;
    let shown = secret().unwrap();
    let token = |ends: i64| Token {
        secret: kept("token", &shown),
        account: "rut".to_owned(),
        label: "kalkyl".to_owned(),
        made_at: house.now(),
        ends_at: house.now().checked_add(ends.hours()).unwrap(),
    };
    let bearer = format!("Bearer {shown}");
    let asks = async |with: &[(&str, &str)]| house.browser().ask("GET", "/api/v1/me", (with, "")).await;
    assert_eq!(asks(&[("Authorization", &bearer)]).await.status, 401);
    assert!(house.store().add_token(&token(24), house.stamp()).await.unwrap());
    let answered = asks(&[("Authorization", &bearer)]).await;
    assert_eq!((answered.status, answered.body.as_str()), (200, "{\"account\":\"rut\",\"role\":\"auditor\"}"));
    for wrong in [shown.clone(), format!("Basic {shown}"), format!("Bearer {}", kept("token", &shown)), "Bearer".into()]
    {
        let answered = asks(&[("Authorization", &wrong)]).await;
        assert!(answered.status == 401 && answered.body.contains("\"error\":\"sign-in-first\""), "{wrong}");
    }
    let mut rut = house.signed_in("rut").await;
    assert_eq!(rut.get("/api/v1/me").await.status, 401, "a cookie is none");
    let answered = house.browser().ask("GET", "/", (&[("Authorization", &bearer)], "")).await;
    assert_eq!(answered.status, 303, "and a token opens no page");
    house.turn(SignedDuration::from_hours(24));
    assert_eq!(asks(&[("Authorization", &bearer)]).await.status, 401, "it has ended");
    house.turn(SignedDuration::from_hours(-2));
    assert_eq!(asks(&[("Authorization", &bearer)]).await.status, 200);
    assert!(house.store().remove_token(&token(24), house.stamp()).await.unwrap());
    assert_eq!(asks(&[("Authorization", &bearer)]).await.status, 401);
}
