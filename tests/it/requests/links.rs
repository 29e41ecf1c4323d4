//! A vendor answers by the link in a letter, of the program as it is served.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use crate::daemon::Town;
use std::io::{Read, Write};
use std::net::TcpStream;

pub(crate) fn town() -> Town {
    let plain = Town::new();
    let config = plain.config.replace("[notify]\n", "[notify]\nfrom = \"upprop@anas.example\"\n");
    let config = config.replace("name = \"V\"\n", "name = \"V\"\nrequest_address = \"order@v.example\"\n");
    let config = config.replace("licences = [\"l\"]\n", "licences = [\"l\"]\nauto_add = true\n");
    let more = "[web]\nlisten = \"127.0.0.1:0\"\n[request]\nurl = \"https://upprop.anas.example/\"\n";
    plain.save("upprop.toml", &format!("{more}{config}"));
    plain
}

/// Asks a server; gives the whole answer.
fn ask(address: &str, asked: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(asked.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

pub(crate) fn get(address: &str, method: &str, path: &str) -> String {
    ask(address, &format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
}

fn post(address: &str, path: &str, form: &str) -> String {
    let head =
        format!("POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", form.len());
    ask(address, &format!("{head}{form}"))
}

/// The last part of the link in the newest letter, decoded.
pub(crate) fn token(town: &Town) -> String {
    let mut letters: Vec<_> =
        std::fs::read_dir(town.path("outbox")).unwrap().map(|entry| entry.unwrap().path()).collect();
    letters.sort();
    let text = crate::on_sqlite::stage::Letter::read(letters.last().unwrap()).text;
    let after = text.split("https://upprop.anas.example/r/").nth(1).expect("a link").to_owned();
    after.chars().take_while(char::is_ascii_hexdigit).collect()
}

pub(crate) fn done(town: &Town, words: &[&str]) -> String {
    let done = town.command(words).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

#[test]
fn a_vendor_answers_and_delivers_by_links_that_are_written_down_nowhere() {
    let town = town();
    done(&town, &["request", "new", "t", "--met", "order", "--met", "purchase", "--send"]);
    done(&town, &["sync"]);
    let (answer, mut tokens) = (token(&town), Vec::new());
    let (daemon, said) = town.serve_saying("answers /healthz");
    let address = said.split("address=").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    let path = format!("/r/{answer}");
    let page = get(&address, "GET", &path);
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("REQ-"), "{page}");
    // What every answer says of styles would forbid the one that stands in this page.
    assert!(page.contains("style-src 'sha256-") && !page.contains("style-src 'self'"), "{page}");
    for _ in 0..200 {
        assert!(get(&address, "GET", &path).starts_with("HTTP/1.1 200"));
        assert!(get(&address, "HEAD", &path).starts_with("HTTP/1.1 200"));
    }
    for method in ["OPTIONS", "PUT", "DELETE"] {
        assert!(get(&address, method, &path).starts_with("HTTP/1.1 405"), "{method}");
    }
    let mark = |page: &str| page.split("name=\"form\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let units = page.matches("<fieldset>").count();
    let yes: Vec<String> = (0..units).map(|unit| format!("unit-{unit}=yes")).collect();
    let form = format!("form={}&{}", mark(&page), yes.join("&"));
    assert!(post(&address, &format!("/r/{}", "0".repeat(64)), &form).starts_with("HTTP/1.1 404"));
    assert!(post(&address, &path, &form).starts_with("HTTP/1.1 200"));
    assert!(post(&address, &path, &form).starts_with("HTTP/1.1 409"));
    tokens.push(answer);
    done(&town, &["sync"]);
    let deliver = token(&town);
    let page = get(&address, "GET", &format!("/r/{deliver}"));
    let answered = post(&address, &format!("/r/{deliver}"), &format!("form={}&seats=7", mark(&page)));
    assert!(answered.starts_with("HTTP/1.1 200"), "{answered}");
    tokens.push(deliver);
    let shown = done(&town, &["--json", "request", "list"]);
    assert!(shown.contains("\"state\": \"delivered\""), "{shown}");
    done(&town, &["sync"]);
    assert!(done(&town, &["--json", "pools"]).contains("\"total\": 12"), "5 and 7");
    let ledger = done(&town, &["--json", "audit"]);
    assert!(ledger.contains("link:v"), "{ledger}");
    let lists =
        [ledger, done(&town, &["notify", "list", "--all"]), done(&town, &["--json", "notify", "list", "--all"])];
    let log = daemon.said();
    drop(daemon);
    done(&town, &["backup", "copy.db"]);
    let mut files = vec![lists.concat().into_bytes(), log.into_bytes()];
    for entry in std::fs::read_dir(town.path("")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            files.push(std::fs::read(path).unwrap());
        }
    }
    assert!(files.len() > 4);
    for (token, bytes) in tokens.iter().flat_map(|token| files.iter().map(move |bytes| (token, bytes))) {
        assert!(!bytes.windows(32).any(|window| window == &token.as_bytes()[..32]), "half of a link is written down");
    }
}

#[test]
fn a_name_that_holds_the_mark_of_a_link_gets_none() {
    const EVIL: &str = "https://evil.example/r/";
    let town = town();
    let config = std::fs::read_to_string(town.path("upprop.toml")).unwrap();
    let named = config.replace("key = \"t\"\nname = \"T\"", &format!("key = \"t\"\nname = \"{EVIL}{{token}}\""));
    assert_ne!(config, named);
    town.save("upprop.toml", &named);
    done(&town, &["request", "new", "t", "--met", "order", "--met", "purchase", "--send"]);
    done(&town, &["sync"]);
    assert_eq!(token(&town).len(), 64, "the link itself is drawn");
    let letters = std::fs::read_dir(town.path("outbox")).unwrap();
    for letter in letters.map(|entry| crate::on_sqlite::stage::Letter::read(&entry.unwrap().path())) {
        for text in [&letter.text, &letter.page, &letter.subject] {
            assert!(text.split(EVIL).skip(1).all(|after| after.starts_with("{token}")), "{text}");
        }
    }
}
