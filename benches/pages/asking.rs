//! Somebody who is signed in and asks for pages over a connection that stays open, as browsers do.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;

pub(crate) struct Asker {
    address: String,
    /// What the browser shows.
    cookie: String,
    stream: BufReader<TcpStream>,
}

impl Asker {
    /// Who is nobody yet.
    pub(crate) fn new(address: &str) -> Self {
        let stream = BufReader::new(TcpStream::connect(address).expect("a connection"));
        Self { address: address.to_owned(), cookie: String::new(), stream }
    }

    /// The same person over another connection; one that is old is closed.
    pub(crate) fn another(&self) -> Self {
        Self { cookie: self.cookie.clone(), ..Self::new(&self.address) }
    }

    /// Signs in by the page of sign-in.
    pub(crate) fn sign_in(&mut self, (account, password): (&str, &str)) {
        let page = self.page("/sign-in");
        let token = page.split("name=\"form_token\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let form = format!("form_token={}&account={account}&password={password}&next=", token.expect("a form"));
        let (status, _) = self.ask("POST", "/sign-in", &form);
        assert_eq!(status, 303, "somebody is signed in");
    }

    /// A page, whole.
    pub(crate) fn page(&mut self, path: &str) -> String {
        let (status, page) = self.ask("GET", path, "");
        assert_eq!(status, 200, "{path}");
        page
    }

    /// The first link of a page to something below a path.
    pub(crate) fn first(&mut self, path: &str, below: &str) -> String {
        let page = self.page(path);
        let mut links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        links.find(|link| link.starts_with(below)).unwrap_or_else(|| panic!("{path} has no link to {below}")).to_owned()
    }

    fn ask(&mut self, method: &str, path: &str, form: &str) -> (u16, String) {
        let Self { cookie, .. } = self;
        let head = format!("{method} {path} HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\nContent-Length: {}", form.len());
        let kind = "Content-Type: application/x-www-form-urlencoded";
        let asked = format!("{head}\r\n{kind}\r\n\r\n{form}");
        self.stream.get_mut().write_all(asked.as_bytes()).expect("it is said");
        let (mut status, mut length) = (0, 0);
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).expect("an answer");
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            match line.split_once(": ") {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = value.parse().expect("a length");
                }
                Some((name, value)) if name.eq_ignore_ascii_case("set-cookie") => {
                    let pair = value.split(';').next().unwrap_or_default();
                    self.cookie = format!("{}; {pair}", self.cookie);
                }
                Some(_) => {}
                None => status = line.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0),
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).expect("a whole answer");
        (status, String::from_utf8(body).expect("text"))
    }
}
