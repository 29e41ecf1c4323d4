//! A server that has every page ready.

use super::city;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

/// Pages by what is asked, as they go over the wire.
type Pages = BTreeMap<String, Vec<u8>>;

/// Makes the pages, tells where they are to be had, and gives them until it is killed.
pub(crate) fn serve(persons: u32, page: u32) {
    let pages = Arc::new(pages(persons, page));
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    println!("http://{}/v2", listener.local_addr().expect("an address"));
    for connection in listener.incoming().flatten() {
        let pages = Arc::clone(&pages);
        std::thread::spawn(move || answer(&connection, &pages));
    }
}

fn answer(connection: &TcpStream, pages: &Pages) -> Option<()> {
    connection.set_nodelay(true).ok()?;
    let mut input = BufReader::new(connection);
    let nothing = whole(200, r#"{"data":[],"pageToken":null}"#);
    let lacking = whole(404, "");
    loop {
        let (mut line, mut rest) = (String::new(), String::new());
        input.read_line(&mut line).ok().filter(|count| *count > 0)?;
        while rest != "\r\n" {
            rest.clear();
            input.read_line(&mut rest).ok().filter(|count| *count > 0)?;
        }
        let asked = line.split(' ').nth(1)?;
        let page = pages.get(asked).unwrap_or(match asked {
            changed if changed.contains(".after=") => &nothing,
            deleted if deleted.contains("deletedEntities") => &nothing,
            first if first.contains("limit=1") && first.contains("organisations") => &nothing,
            _ => &lacking,
        });
        let mut output = connection;
        output.write_all(page).ok()?;
    }
}

fn pages(persons: u32, page: u32) -> Pages {
    let mut pages = Pages::new();
    for (name, count) in city::counts(persons) {
        let count = u32::try_from(count).expect("a count");
        for from in (0..count).step_by(page as usize) {
            let to = (from + page).min(count);
            let records: Vec<String> = (from..to).map(|number| city::record(name, number, persons)).collect();
            let token = if to < count { format!("\"sida-{to}\"") } else { "null".to_owned() };
            let body = format!(r#"{{"data":[{}],"pageToken":{token}}}"#, records.join(","));
            let token = if from == 0 { String::new() } else { format!("&pageToken=sida-{from}") };
            pages.insert(format!("/v2/{name}?limit={page}{token}"), whole(200, &body));
        }
    }
    pages
}

fn whole(status: u16, body: &str) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nDate: Fri, 20 Nov 2026 05:00:00 GMT\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    head.into_bytes().into_iter().chain(body.bytes()).collect()
}
