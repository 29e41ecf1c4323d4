//! Sign-in by a provider: whoever it vouches for gets into the account that is linked to him, and nobody gets in by what it did
//! not say to this browser, now, for us.

mod forged;
mod real;

use super::browser::{Answered, Browser};
use super::house::House;
use crate::ss12000::double::{Double, Request, Response};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use upprop::web::oidc::{Provider, Settings};
use upprop::web::{Role, digest, link};

const CLIENT: &str = "upprop";
const SECRET: &str = "hemligt: och / långt";

/// A key of a provider's.
struct Key {
    name: &'static str,
    pair: EcdsaKeyPair,
}

impl Key {
    fn new(name: &'static str) -> Self {
        let (random, way) = (SystemRandom::new(), &ECDSA_P256_SHA256_FIXED_SIGNING);
        let document = EcdsaKeyPair::generate_pkcs8(way, &random).unwrap();
        Self { name, pair: EcdsaKeyPair::from_pkcs8(way, document.as_ref(), &random).unwrap() }
    }

    /// As the provider publishes it.
    fn published(&self) -> Value {
        let (x, y) = self.pair.public_key().as_ref()[1..].split_at(32);
        let (x, y) = (BASE64.encode(x), BASE64.encode(y));
        json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": self.name, "x": x, "y": y })
    }

    fn head(&self) -> Value {
        json!({ "alg": "ES256", "typ": "JWT", "kid": self.name })
    }

    fn signed(&self, head: &Value, claims: &Value) -> String {
        let text = unsigned(head, claims);
        let signature = self.pair.sign(&SystemRandom::new(), text.as_bytes()).unwrap();
        format!("{text}.{}", BASE64.encode(signature))
    }
}

fn unsigned(head: &Value, claims: &Value) -> String {
    format!("{}.{}", BASE64.encode(head.to_string()), BASE64.encode(claims.to_string()))
}

/// What a provider of the tests does, which they may change between two questions.
struct Said {
    keys: Vec<Value>,
    /// What is answered to a code.
    token: Response,
    about: Vec<(&'static str, Value)>,
}

/// A provider that says what a test wants it to.
struct Office {
    double: Double,
    key: Key,
    said: Arc<Mutex<Said>>,
}

impl Office {
    fn new() -> Self {
        let key = Key::new("k1");
        let said = Said { keys: vec![key.published()], token: Response::new(500, "text/plain", ""), about: Vec::new() };
        let said = Arc::new(Mutex::new(said));
        let of_double = Arc::clone(&said);
        let double = Double::new(move |request| {
            let said = of_double.lock().unwrap();
            let issuer = format!("http://{}/a", request.headers["host"]);
            match request.path.as_str() {
                "/a/.well-known/openid-configuration" => {
                    let mut about = json!({
                        "issuer": issuer,
                        "authorization_endpoint": format!("{issuer}/go?tenant=1"),
                        "token_endpoint": format!("{issuer}/token"),
                        "jwks_uri": format!("{issuer}/keys"),
                    });
                    for (name, value) in &said.about {
                        about[*name] = value.clone();
                    }
                    Response::json(&about)
                }
                "/a/keys" => Response::json(&json!({ "keys": said.keys })),
                "/a/token" => said.token.clone(),
                _ => Response::new(404, "text/plain", ""),
            }
        });
        Self { double, key, said }
    }

    fn issuer(&self) -> String {
        self.double.url("/a")
    }

    fn settings(&self) -> Settings {
        Settings {
            issuer: self.issuer(),
            client: CLIENT.to_owned(),
            secret: Some(Arc::new(|| Ok(SECRET.to_owned()))),
            claim: "sub".to_owned(),
            required: BTreeMap::new(),
            scopes: vec!["profile".to_owned()],
            authority: None,
            label: "Norrby".to_owned(),
        }
    }

    /// What it would honestly say of somebody who went there with this nonce.
    fn claims(&self, nonce: &str) -> Value {
        let now = now();
        json!({ "iss": self.issuer(), "aud": CLIENT, "sub": "rut-1", "nonce": nonce, "iat": now, "exp": now + 300 })
    }

    fn answers(&self, token: &str) {
        self.said.lock().unwrap().token =
            Response::json(&json!({ "access_token": "x", "token_type": "Bearer", "id_token": token }));
    }

    /// What was asked for codes.
    fn exchanges(&self) -> Vec<Request> {
        self.double.asked().into_iter().filter(|asked| asked.path == "/a/token").collect()
    }
}

/// Now, by the clock that tokens go by.
#[expect(clippy::disallowed_methods, reason = "tokens are good for minutes of the real time")]
fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// A house with the account `rut` that is linked to whom the provider calls `rut-1`.
async fn house(settings: Settings) -> House {
    let (issuer, claim) = (settings.issuer.clone(), settings.claim.clone());
    let house = House::trusting(Provider::new(settings).unwrap()).await;
    house.account("rut", Role::Admin).await;
    house.account("eva", Role::Auditor).await;
    let linked = link((&issuer, &claim), "rut-1");
    assert!(house.store().set_link("rut", Some(&linked), house.stamp()).await.unwrap());
    house
}

/// A part of an address's query, as text.
fn part(address: &str, name: &str) -> String {
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let found = query.split('&').filter_map(|pair| pair.split_once('=')).find(|(known, _)| *known == name);
    plain(found.unwrap_or_else(|| panic!("no {name}")).1)
}

fn plain(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let digit = |byte: Option<u8>| char::from(byte.unwrap()).to_digit(16).unwrap() as u8;
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => digit(rest.next()) * 16 + digit(rest.next()),
            byte => byte,
        });
    }
    String::from_utf8(bytes).unwrap()
}

/// Goes to the provider; gives the address that the browser is sent to.
async fn goes(browser: &mut Browser, next: &str) -> String {
    let sent = browser.get(&format!("/sign-in/oidc?next={next}")).await;
    assert_eq!(sent.status, 303, "{sent:?}");
    sent.header("location").to_owned()
}

async fn comes_back(browser: &mut Browser, state: &str) -> Answered {
    browser.get(&format!("/sign-in/oidc/back?code=c1&state={state}")).await
}

#[tokio::test]
async fn whoever_the_provider_knows_gets_into_the_account_that_is_linked_to_him() {
    let office = Office::new();
    let house = house(office.settings()).await;
    let mut browser = house.browser();
    let page = browser.get("/pools?sort=free").await;
    let page = browser.get(page.header("location")).await;
    let link = "href=\"/sign-in/oidc?next=%2Fpools%3Fsort%3Dfree\">Sign in with Norrby<";
    assert!(page.body.contains(link), "{}", page.body);
    let to = goes(&mut browser, "%2Fpools%3Fsort%3Dfree").await;
    assert!(to.starts_with(&format!("{}/go?tenant=1&response_type=code&", office.issuer())), "{to}");
    let wanted = [
        ("client_id", CLIENT),
        ("redirect_uri", "https://upprop.example/sign-in/oidc/back"),
        ("scope", "openid profile"),
        ("code_challenge_method", "S256"),
    ];
    for (name, value) in wanted {
        assert_eq!(part(&to, name), value);
    }
    office.answers(&office.key.signed(&office.key.head(), &office.claims(&part(&to, "nonce"))));
    let back = comes_back(&mut browser, &part(&to, "state")).await;
    assert_eq!((back.status, back.header("location")), (303, "/pools?sort=free"), "{back:?}");
    let cookies = back.headers("set-cookie").join("\n");
    assert!(cookies.contains("__Host-upprop=") && cookies.contains("__Host-upprop-oidc=;"), "{cookies}");
    let first = browser.get("/").await;
    assert!(first.status == 200 && first.body.contains("rut"), "{first:?}");

    // What only the two of us know was asked for the code.
    let [asked] = &office.exchanges()[..] else { panic!("asked once") };
    let own = format!("{CLIENT}:hemligt%3A%20och%20%2F%20l%C3%A5ngt");
    let basic = asked.headers["authorization"].strip_prefix("Basic ").unwrap().to_owned();
    assert_eq!(String::from_utf8(base64::prelude::BASE64_STANDARD.decode(basic).unwrap()).unwrap(), own);
    let of_form = |name: &str| part(&format!("?{}", asked.body), name);
    assert_eq!((of_form("grant_type"), of_form("code")), ("authorization_code".into(), "c1".into()));
    assert_eq!(of_form("redirect_uri"), "https://upprop.example/sign-in/oidc/back");
    assert_eq!(BASE64.encode(digest(&of_form("code_verifier"))), part(&to, "code_challenge"));
    assert!(!asked.body.contains("hemligt"));
}

#[tokio::test]
async fn whoever_is_linked_to_no_account_reads_what_to_tell_the_admin_and_stays_outside() {
    let office = Office::new();
    let house = house(office.settings()).await;
    let mut browser = house.browser();
    let to = goes(&mut browser, "").await;
    let mut claims = office.claims(&part(&to, "nonce"));
    claims["sub"] = json!("<b>ove</b>");
    office.answers(&office.key.signed(&office.key.head(), &claims));
    let back = comes_back(&mut browser, &part(&to, "state")).await;
    assert_eq!(back.status, 403);
    assert!(back.body.contains("no account here is yours") && back.body.contains("&#60;b&#62;ove"), "{}", back.body);
    assert_eq!(browser.get("/").await.status, 303);
}

#[tokio::test]
async fn an_account_that_is_linked_to_nobody_any_more_is_shut_at_once() {
    let office = Office::new();
    let house = house(office.settings()).await;
    let mut browser = house.browser();
    let to = goes(&mut browser, "").await;
    office.answers(&office.key.signed(&office.key.head(), &office.claims(&part(&to, "nonce"))));
    assert_eq!(comes_back(&mut browser, &part(&to, "state")).await.status, 303);
    assert_eq!(browser.get("/").await.status, 200);
    assert!(house.store().set_link("rut", None, house.stamp()).await.unwrap());
    assert_eq!(browser.get("/").await.status, 303, "its sessions are over");
    let to = goes(&mut browser, "").await;
    office.answers(&office.key.signed(&office.key.head(), &office.claims(&part(&to, "nonce"))));
    assert_eq!(comes_back(&mut browser, &part(&to, "state")).await.status, 403);
}

#[tokio::test]
async fn two_accounts_cannot_be_linked_to_one_person() {
    let office = Office::new();
    let house = house(office.settings()).await;
    let linked = link((&office.issuer(), "sub"), "rut-1");
    assert!(!house.store().set_link("eva", Some(&linked), house.stamp()).await.unwrap());
    assert!(house.store().set_link("rut", Some(&linked), house.stamp()).await.unwrap(), "again the same");
}

#[tokio::test]
async fn what_the_configuration_requires_is_required() {
    let office = Office::new();
    let required = BTreeMap::from([
        ("acr".to_owned(), vec!["loa2".to_owned(), "loa3".to_owned()]),
        ("groups".to_owned(), vec!["upprop".to_owned()]),
    ]);
    let house = house(Settings { required, ..office.settings() }).await;
    let good = json!({ "acr": "loa3", "groups": ["lärare", "upprop"] });
    let bad = [
        json!({}),
        json!({ "acr": "loa3" }),
        json!({ "acr": "loa1", "groups": ["upprop"] }),
        json!({ "acr": "loa2", "groups": ["upprop2"] }),
        json!({ "acr": 2, "groups": [["upprop"]] }),
    ];
    for (more, status) in bad.iter().map(|bad| (bad, 401)).chain([(&good, 303)]) {
        let mut browser = house.browser();
        let to = goes(&mut browser, "").await;
        let mut claims = office.claims(&part(&to, "nonce"));
        claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        office.answers(&office.key.signed(&office.key.head(), &claims));
        let back = comes_back(&mut browser, &part(&to, "state")).await;
        assert_eq!(back.status, status, "{more}: {}", back.body);
    }
}

#[tokio::test]
async fn an_address_counts_only_where_the_provider_has_made_sure_of_it() {
    let office = Office::new();
    let house = house(Settings { claim: "email".to_owned(), ..office.settings() }).await;
    for (verified, status) in [(json!(null), 401), (json!(false), 401), (json!("true"), 401), (json!(true), 303)] {
        let mut browser = house.browser();
        let to = goes(&mut browser, "").await;
        let mut claims = office.claims(&part(&to, "nonce"));
        (claims["email"], claims["email_verified"]) = (json!("rut-1"), verified.clone());
        office.answers(&office.key.signed(&office.key.head(), &claims));
        assert_eq!(comes_back(&mut browser, &part(&to, "state")).await.status, status, "{verified}");
    }
}

#[tokio::test]
async fn nobody_is_sent_on_to_somebody_elses_pages() {
    let office = Office::new();
    let house = house(office.settings()).await;
    let long = format!("/{}", "x".repeat(2_000));
    for next in ["https://evil.example", "//evil.example", "/%5C%5Cevil.example", "", long.as_str()] {
        let mut browser = house.browser();
        let to = goes(&mut browser, next).await;
        office.answers(&office.key.signed(&office.key.head(), &office.claims(&part(&to, "nonce"))));
        let back = comes_back(&mut browser, &part(&to, "state")).await;
        assert_eq!((back.status, back.header("location")), (303, "/"), "{next}");
    }
}

#[tokio::test]
async fn a_provider_that_is_away_or_says_nonsense_is_told_of_and_passwords_go_on_to_work() {
    let office = Office::new();
    let answers = [
        Response::new(500, "text/plain", "Rut"),
        Response::new(400, "application/json", r#"{"error":"invalid_grant","error_description":"Rut"}"#),
        Response::new(200, "application/json", "{}"),
        Response::new(200, "text/html", "<html>"),
        Response::new(200, "application/json", vec![b' '; 300_000]),
        Response { cut: Some(60), ..Response::json(&json!({ "id_token": "x" })) },
        Response::new(302, "text/plain", "").with("Location", "http://127.0.0.1:1/"),
    ];
    let house = house(office.settings()).await;
    for answer in answers {
        let mut browser = house.browser();
        let to = goes(&mut browser, "").await;
        office.said.lock().unwrap().token = answer.clone();
        let back = comes_back(&mut browser, &part(&to, "state")).await;
        assert_eq!(back.status, 502, "{answer:?}");
        assert!(back.body.contains("does not answer as expected") && !back.body.contains("Rut"), "{}", back.body);
    }
    let answered = house.browser().signs_in("", ("rut", super::house::PASSWORD)).await;
    assert_eq!(answered.status, 303);

    let strange = [
        ("issuer", json!("https://other.example")),
        ("authorization_endpoint", json!("http://login.a.example/go")),
        ("token_endpoint", json!("ftp://127.0.0.1/")),
        ("jwks_uri", json!(7)),
    ];
    for (name, value) in strange {
        let office = Office::new();
        office.said.lock().unwrap().about = vec![(name, value)];
        let house = self::house(office.settings()).await;
        let mut browser = house.browser();
        let sent = browser.get("/sign-in/oidc").await;
        if sent.status == 303 {
            let to = sent.header("location").to_owned();
            assert_eq!(comes_back(&mut browser, &part(&to, "state")).await.status, 502, "{name}");
        } else {
            assert!(sent.status == 502 || sent.status == 401, "{name}: {sent:?}");
        }
    }
    let gone = Settings { issuer: "http://127.0.0.1:1/a".to_owned(), ..office.settings() };
    assert_eq!(self::house(gone).await.browser().get("/sign-in/oidc").await.status, 502);
}

#[tokio::test]
async fn where_no_provider_is_configured_there_is_no_such_page() {
    let house = House::new().await;
    for path in ["/sign-in/oidc", "/sign-in/oidc/back?code=a&state=b"] {
        assert_eq!(house.browser().get(path).await.status, 404);
    }
    assert!(!house.browser().get("/sign-in").await.body.contains("oidc"));
}
