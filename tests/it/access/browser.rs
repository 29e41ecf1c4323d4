//! A browser that shows its cookies and sends forms, and says what the tests want it to.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use upprop::web::{FormToken, kept};

/// No answer takes longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// What came back.
#[derive(Debug, Clone)]
pub(super) struct Answered {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: String,
}

impl Answered {
    /// All headers of this name, which is in small letters.
    pub(super) fn headers(&self, name: &str) -> Vec<&str> {
        let lines = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        lines.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value).collect()
    }

    pub(super) fn header(&self, name: &str) -> &str {
        self.headers(name).first().copied().unwrap_or_default()
    }

    /// What the form on the page carries.
    pub(super) fn form_token(&self) -> String {
        let (_, rest) = self.body.split_once("name=\"form_token\" value=\"").expect("a form");
        rest.split('"').next().unwrap().to_owned()
    }
}

#[derive(Debug, Clone)]
pub(super) struct Browser {
    pub(super) address: SocketAddr,
    pub(super) cookies: BTreeMap<String, String>,
}

impl Browser {
    pub(super) fn new(address: SocketAddr) -> Self {
        Self { address, cookies: BTreeMap::new() }
    }

    pub(super) async fn get(&mut self, path: &str) -> Answered {
        self.ask("GET", path, (&[], "")).await
    }

    /// Sends a form as it stands.
    pub(super) async fn send(&mut self, path: &str, form: &str) -> Answered {
        self.ask("POST", path, (&[("Content-Type", "application/x-www-form-urlencoded")], form)).await
    }

    /// Sends a form with the token that fits this cookie.
    pub(super) async fn post(&mut self, path: &str, form: &str) -> Answered {
        let own = self.cookies.get("__Host-upprop").cloned().unwrap_or_default();
        self.send(path, &format!("{}={}&{form}", FormToken::FIELD, kept("form", &own))).await
    }

    /// Opens the page of sign-in and sends it.
    pub(super) async fn signs_in(&mut self, base: &str, (name, password): (&str, &str)) -> Answered {
        let page = self.get(&format!("{base}/sign-in")).await;
        let token = page.form_token();
        let form = format!("form_token={token}&account={name}&password={password}&next=");
        self.send(&format!("{base}/sign-in"), &form).await
    }

    pub(super) async fn ask(&mut self, method: &str, path: &str, (headers, body): (&[(&str, &str)], &str)) -> Answered {
        let mut text = format!("{method} {path} HTTP/1.1\r\nHost: upprop.example\r\nConnection: close\r\n");
        for (name, value) in headers {
            text += &format!("{name}: {value}\r\n");
        }
        if !self.cookies.is_empty() {
            let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            text += &format!("Cookie: {}\r\n", pairs.join("; "));
        }
        if !body.is_empty() || method == "POST" {
            text += &format!("Content-Length: {}\r\n", body.len());
        }
        let answered = exchanged(self.address, &format!("{text}\r\n{body}")).await;
        for cookie in answered.headers("set-cookie") {
            let (name, rest) = cookie.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            match value {
                "" => self.cookies.remove(name),
                value => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        answered
    }
}

/// Says it, and hears the answer.
pub(super) async fn exchanged(address: SocketAddr, text: &str) -> Answered {
    let all = async {
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        stream.write_all(text.as_bytes()).await.expect("it can be said");
        let mut heard = Vec::new();
        // Whoever was told off in the middle of a question may be hung up on.
        let _ = stream.read_to_end(&mut heard).await;
        String::from_utf8_lossy(&heard).into_owned()
    };
    let heard = tokio::time::timeout(PATIENCE, all).await.expect("an answer in time");
    let (head, body) = heard.split_once("\r\n\r\n").unwrap_or((&heard, ""));
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
    Answered { status, head: head.to_owned(), body: body.to_owned() }
}
