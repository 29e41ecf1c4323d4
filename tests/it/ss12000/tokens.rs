//! Tokens, and servers that are slow or odd about them.

use super::*;
use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpListener;
use upprop::source::ErrorCode as E;
use upprop::source::ss12000::{Client, Secret};

fn with_token(double: &Double, url: String) -> Settings {
    let secret = Secret::Value("hemlig".to_owned());
    let access = Access::Client(Client { url, id: "upprop".to_owned(), secret, fields: BTreeMap::new() });
    Settings { access, ..settings(double.url("/v2"), 1000) }
}

#[test]
fn a_token_is_taken_however_long_it_is_good_and_however_the_server_writes_that() {
    for life in [json!(u64::MAX), json!(1e300), json!("3600"), json!(3600.5), json!(-1), json!("snart"), json!(null)] {
        let (municipality, said) = (Municipality::exempelkommunen(DAY), life.clone());
        let double = Double::new(move |request| match request.path.as_str() {
            "/token" => Response::json(&json!({"access_token": "t", "expires_in": said})),
            _ => municipality.answer(request),
        });
        let read = Ss12000::new(with_token(&double, double.url("/token"))).read();
        assert_eq!(read.map(|read| parts(read).persons.len()).map_err(|error| error.code), Ok(40), "{life}");
        assert_eq!(double.asked().iter().filter(|request| request.path == "/token").count(), 1, "{life}");
    }
}

#[test]
fn a_token_that_comes_letter_by_letter_is_not_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/token", listener.local_addr().expect("an address"));
    let double = Double::new(|_| Response::new(404, "application/json", ""));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let (mut connection, _) = listener.accept().expect("a connection");
            let _ = connection.read(&mut [0; 4096]);
            let head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n";
            let _ = connection.write_all(head);
            while connection.write_all(b" ").is_ok() {
                std::thread::sleep(Duration::from_millis(50));
            }
        });
        let error = Ss12000::new(with_token(&double, url)).read().map(|_| ()).expect_err("a refusal");
        assert_eq!((error.code, error.file.as_deref()), (E::ServerSlow, Some("token")));
    });
}
