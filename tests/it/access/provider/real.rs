//! A provider that others wrote.

use super::super::house::House;
use super::{Settings, goes, plain};
use crate::daemon::{PATIENCE, within};
use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use upprop::web::oidc::Provider;
use upprop::web::{Role, link};

/// It ends with the test.
struct Running(Child, SocketAddr);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// `oidc-provider-mock`, a provider for Python; none where it is not installed, which is a fault where it must be.
#[expect(clippy::disallowed_methods, reason = "somebody else's program, and whether a build must have it")]
fn running() -> Option<Running> {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut command = Command::new("oidc-provider-mock");
    command.args(["--port", &address.port().to_string(), "--require-nonce", "true"]);
    let started = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let required = std::env::var_os("UPPROP_OIDC_REQUIRED").is_some();
    assert!(started.is_ok() || !required, "this build requires oidc-provider-mock for Python");
    let Ok(child) = started else {
        let _ = writeln!(std::io::stderr(), "oidc-provider-mock is not here: sign-in is tried at no real provider");
        return None;
    };
    let running = Running(child, address);
    within(PATIENCE, || TcpStream::connect(address).is_ok().then_some(()));
    Some(running)
}

/// Asks it something as a browser would; gives where it sends the browser.
fn sends(address: SocketAddr, (method, path, form): (&str, &str, &str)) -> Option<String> {
    let mut stream = TcpStream::connect(address).unwrap();
    let kind = "application/x-www-form-urlencoded";
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    )
    .unwrap();
    let mut heard = String::new();
    stream.read_to_string(&mut heard).unwrap();
    let head = heard.split("\r\n\r\n").next().unwrap();
    let place =
        head.lines().find_map(|line| line.split_once(": ").filter(|(name, _)| name.eq_ignore_ascii_case("location")));
    place.map(|(_, place)| place.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_signs_in_at_a_provider_that_others_wrote() {
    let Some(running) = running() else { return };
    let issuer = format!("http://{}", running.1);
    let settings = Settings {
        issuer: issuer.clone(),
        client: "upprop".to_owned(),
        secret: Some(std::sync::Arc::new(|| Ok("hemligt".to_owned()))),
        claim: "sub".to_owned(),
        required: BTreeMap::new(),
        scopes: Vec::new(),
        authority: None,
        label: "Norrby".to_owned(),
    };
    let house = House::trusting(Provider::new(settings).unwrap()).await;
    house.account("rut", Role::Admin).await;
    let linked = link((&issuer, "sub"), "rut@norrby.example");
    assert!(house.store().set_link("rut", Some(&linked), house.stamp()).await.unwrap());
    for (who, status) in [("rut@norrby.example", 303), ("ove@norrby.example", 403)] {
        let mut browser = house.browser();
        let to = goes(&mut browser, "").await;
        let path = to.strip_prefix(&issuer).unwrap();
        let back = sends(running.1, ("POST", path, &format!("sub={who}"))).expect("it sends the browser back");
        let query = back
            .strip_prefix("https://upprop.example/sign-in/oidc/back?")
            .unwrap_or_else(|| panic!("{}", plain(&back)));
        let answered = browser.get(&format!("/sign-in/oidc/back?{query}")).await;
        assert_eq!(answered.status, status, "{}", answered.body);
        assert_eq!(browser.get("/").await.status, if status == 303 { 200 } else { 303 });
    }
}
