//! Tokens and states that somebody made up, took from elsewhere, or shows again.

use super::{BASE64, CLIENT, Key, Office, comes_back, goes, house, part, unsigned};
use crate::ss12000::double::Response;
use base64::Engine as _;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

/// Signed with what everybody knows, as if it were a secret.
fn with_secret(key: &[u8], head: &Value, claims: &Value) -> String {
    let text = unsigned(head, claims);
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    format!("{text}.{}", BASE64.encode(mac.finalize().into_bytes()))
}

fn with(claims: &Value, name: &str, value: Value) -> Value {
    let mut claims = claims.clone();
    claims[name] = value;
    claims
}

fn without(claims: &Value, name: &str) -> Value {
    let mut claims = claims.clone();
    claims.as_object_mut().unwrap().remove(name);
    claims
}

/// Tokens that are not to be believed, for somebody who went there with this nonce.
fn forgeries(office: &Office, nonce: &str) -> Vec<(&'static str, String)> {
    let (key, good) = (&office.key, office.claims(nonce));
    let (head, other) = (key.head(), Key::new("k1"));
    let now = super::now();
    let honest = key.signed(&head, &good);
    let claimed = |name: &str, value: Value| key.signed(&head, &with(&good, name, value));
    let lacking = |name: &str| key.signed(&head, &without(&good, name));
    let headed = |name: &str, value: Value| key.signed(&with(&head, name, value), &good);
    let (text, signature) = honest.rsplit_once('.').unwrap();
    let turned: String = signature.chars().rev().collect();
    let mut point = vec![4];
    for part in ["x", "y"] {
        point.extend(BASE64.decode(key.published()[part].as_str().unwrap()).unwrap());
    }
    let secret = |key: &[u8]| with_secret(key, &json!({ "alg": "HS256", "kid": "k1" }), &good);
    vec![
        ("no algorithm", format!("{}.", unsigned(&json!({ "alg": "none" }), &good))),
        ("no algorithm, with a key's name", format!("{}.", unsigned(&with(&head, "alg", json!("none")), &good))),
        ("no algorithm in another spelling", format!("{}.", unsigned(&json!({ "alg": "nOnE" }), &good))),
        ("signed with the public key as a secret", secret(&point)),
        ("signed with the published key as a secret", secret(key.published().to_string().as_bytes())),
        ("signed with nothing as a secret", secret(b"")),
        ("signed with the client's secret", secret(super::SECRET.as_bytes())),
        ("another key of that name", other.signed(&head, &good)),
        ("a key that nobody knows", headed("kid", json!("k2"))),
        ("its own key", other.signed(&with(&head, "jwk", other.published()), &good)),
        ("another algorithm's name", headed("alg", json!("RS256"))),
        ("another curve's name", headed("alg", json!("ES384"))),
        ("no signature", format!("{text}.")),
        ("half a signature", format!("{text}.{}", &signature[..40])),
        ("a signature from its end to its beginning", format!("{text}.{turned}")),
        ("other claims under the signature", {
            let of_eva = unsigned(&head, &with(&good, "sub", json!("eva-1")));
            format!("{of_eva}.{signature}")
        }),
        ("no head", honest.split_once('.').unwrap().1.to_owned()),
        ("nothing", String::new()),
        ("no token", "a.b.c".to_owned()),
        ("another nonce", claimed("nonce", json!("x"))),
        ("no nonce", lacking("nonce")),
        ("a list as nonce", claimed("nonce", json!([nonce]))),
        ("another issuer", claimed("iss", json!("https://other.example"))),
        ("an issuer with a slash more", claimed("iss", json!(format!("{}/", office.issuer())))),
        ("several issuers", claimed("iss", json!([office.issuer(), "x"]))),
        ("no issuer", lacking("iss")),
        ("somebody else's", claimed("aud", json!("other"))),
        ("nobody's", lacking("aud")),
        ("for several, and nobody knows whom it was given to", claimed("aud", json!([CLIENT, "other"]))),
        ("given to somebody else", claimed("azp", json!("other"))),
        ("too old", claimed("exp", json!(now - 600))),
        ("without an end", lacking("exp")),
        ("with an end that is none", claimed("exp", json!("later"))),
        ("not yet", claimed("nbf", json!(now + 600))),
        ("of nobody", lacking("sub")),
        ("of a number", claimed("sub", json!(7))),
        ("of nothing", claimed("sub", json!(""))),
    ]
}

#[tokio::test]
async fn no_token_is_believed_that_the_provider_did_not_say_to_us_now() {
    let office = Office::new();
    let house = house(office.settings()).await;
    let mut browser = house.browser();
    let count = forgeries(&office, "").len();
    for number in 0..count {
        let to = goes(&mut browser, "").await;
        let (what, token) = forgeries(&office, &part(&to, "nonce")).swap_remove(number);
        office.answers(&token);
        let back = comes_back(&mut browser, &part(&to, "state")).await;
        assert_eq!(back.status, 401, "{what}: {}", back.body);
        assert_eq!(browser.get("/").await.status, 303, "{what}");
    }
    let to = goes(&mut browser, "").await;
    office.answers(&office.key.signed(&office.key.head(), &office.claims(&part(&to, "nonce"))));
    assert_eq!(comes_back(&mut browser, &part(&to, "state")).await.status, 303, "and the honest one is");
}

#[tokio::test]
async fn nobody_comes_back_who_was_not_sent() {
    let office = Office::new();
    let house = house(office.settings()).await;
    let (mut rut, mut eva) = (house.browser(), house.browser());
    let (of_rut, of_eva) = (goes(&mut rut, "").await, goes(&mut eva, "").await);
    let state = part(&of_rut, "state");
    office.answers(&office.key.signed(&office.key.head(), &office.claims(&part(&of_rut, "nonce"))));
    // Somebody else's browser, with what rut was sent with; nobody's; her own with another state.
    for (browser, state) in
        [(&mut eva, state.clone()), (&mut house.browser(), state.clone()), (&mut rut, part(&of_eva, "state"))]
    {
        assert_eq!(comes_back(browser, &state).await.status, 401);
    }
    let mut rut = house.browser();
    let to = goes(&mut rut, "").await;
    for state in ["", "x", &part(&to, "state")[1..], &part(&to, "state").to_uppercase()] {
        let mut copy = rut.clone();
        assert_eq!(comes_back(&mut copy, state).await.status, 401, "{state}");
    }
    assert!(office.exchanges().is_empty(), "the provider was asked for none of them");

    // It says that it signed nobody in.
    let refused = format!("/sign-in/oidc/back?error=access_denied&state={}", part(&to, "state"));
    assert_eq!(rut.get(&refused).await.status, 401);
    assert!(office.exchanges().is_empty());
}

#[tokio::test]
async fn what_brought_somebody_in_brings_nobody_in_again() {
    let office = Office::new();
    let house = house(office.settings()).await;
    let mut rut = house.browser();
    let to = goes(&mut rut, "").await;
    let (before, state) = (rut.clone(), part(&to, "state"));
    office.answers(&office.key.signed(&office.key.head(), &office.claims(&part(&to, "nonce"))));
    assert_eq!(comes_back(&mut rut, &state).await.status, 303);
    assert_eq!(comes_back(&mut rut, &state).await.status, 401, "the cookie is gone");
    // A provider gives nothing for a code that was used.
    let used = r#"{"error":"invalid_grant"}"#;
    office.said.lock().unwrap().token = Response::new(400, "application/json", used);
    assert_eq!(comes_back(&mut before.clone(), &state).await.status, 502);
    // Nor does an old token help who went there anew.
    let mut again = house.browser();
    let new = goes(&mut again, "").await;
    office.answers(&office.key.signed(&office.key.head(), &office.claims(&part(&to, "nonce"))));
    assert_eq!(comes_back(&mut again, &part(&new, "state")).await.status, 401);
}

#[tokio::test]
async fn a_provider_that_says_who_it_is_is_held_to_it() {
    let office = Office::new();
    office.said.lock().unwrap().about = vec![("authorization_response_iss_parameter_supported", json!(true))];
    let house = house(office.settings()).await;
    let mut browser = house.browser();
    for (iss, status) in [("", 401), ("&iss=https%3A%2F%2Fother.example", 401), ("own", 303)] {
        let to = goes(&mut browser, "").await;
        let iss = if iss == "own" { format!("&iss={}", office.issuer()) } else { iss.to_owned() };
        office.answers(&office.key.signed(&office.key.head(), &office.claims(&part(&to, "nonce"))));
        let back = browser.get(&format!("/sign-in/oidc/back?code=c1&state={}{iss}", part(&to, "state"))).await;
        assert_eq!(back.status, status, "{iss}");
    }
}
