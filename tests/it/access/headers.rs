//! What every answer says to browsers.

use super::house::House;
use upprop::web::{Cookies, Role};

#[tokio::test]
async fn every_answer_says_that_nothing_from_elsewhere_is_to_be_used_and_nothing_kept() {
    let house = House::new().await;
    house.account("rut", Role::Admin).await;
    let mut rut = house.signed_in("rut").await;
    for path in ["/", "/sign-in", "/status", "/nothing", "/healthz", "/readyz", "/metrics", "/api/v1/me"] {
        for browser in [&mut rut.clone(), &mut house.browser()] {
            let answered = browser.get(path).await;
            let policy = answered.header("content-security-policy");
            assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe"), "{path}: {answered:?}");
            assert!(policy.contains("frame-ancestors 'none'") && policy.contains("form-action 'self'"), "{policy}");
            for (name, value) in [
                ("x-content-type-options", "nosniff"),
                ("referrer-policy", "no-referrer"),
                ("cross-origin-opener-policy", "same-origin"),
                ("cross-origin-resource-policy", "same-origin"),
                ("cache-control", "no-store"),
            ] {
                assert_eq!(answered.header(name), value, "{path}: {answered:?}");
            }
            assert!(!answered.body.contains("<script") && !answered.body.contains("style="), "{path}");
        }
    }
    assert_eq!(rut.get("/plain.css").await.header("cache-control"), "public, max-age=3600");
    assert_eq!(rut.get("/").await.header("strict-transport-security"), "max-age=31536000");
}

#[tokio::test]
async fn a_cookie_belongs_to_this_host_over_tls_unless_somebody_only_tries_things_out() {
    for (cookies, name, end) in [
        (Cookies::Secure, "__Host-upprop=", "; Path=/; HttpOnly; SameSite=Lax; Secure"),
        (Cookies::Plain, "upprop=", ""),
    ] {
        let house = House::of(&[""], cookies).await;
        house.account("rut", Role::Admin).await;
        let mut browser = house.browser();
        let answered = browser.signs_in("", ("rut", super::house::PASSWORD)).await;
        let given = answered.header("set-cookie");
        assert!(given.starts_with(name) && given.contains("; Path=/; HttpOnly; SameSite=Lax"), "{given}");
        assert!(given.ends_with(end) && !given.contains("Domain"), "{given}");
        assert_eq!(given.contains("Secure"), cookies == Cookies::Secure);
        assert_eq!(browser.get("/").await.header("strict-transport-security").is_empty(), cookies == Cookies::Plain);
    }
}

#[tokio::test]
async fn each_reads_in_the_language_of_choice() {
    let house = House::new().await;
    let mut browser = house.browser();
    assert!(browser.get("/sign-in").await.body.contains("<html lang=\"en\">"));
    let answered = browser.get("/language/sv?next=/status").await;
    assert_eq!((answered.status, answered.header("location")), (303, "/status"));
    let page = browser.get("/status").await;
    assert!(page.body.contains("<html lang=\"sv\">") && page.body.contains("Stoppad"), "{}", page.body);
    assert_eq!(browser.get("/language/de").await.status, 404);
    for next in ["//evil.example", "/\\evil.example", "https://evil.example", "/%0d%0aX:1", "javascript:x", ""] {
        let answered = browser.get(&format!("/language/en?next={next}")).await;
        assert_eq!((answered.status, answered.header("location")), (303, "/"), "{next}");
    }
}
