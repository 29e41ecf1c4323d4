//! A server that says what a test tells it to, byte by byte: whole, cut, late or wrong.

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// What was asked.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: BTreeMap<String, String>,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

/// What is answered.
#[derive(Debug, Clone)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// The connection ends after so many bytes of the whole answer.
    pub(crate) cut: Option<usize>,
    /// Nothing comes any more after that, and the connection stays open.
    pub(crate) stalls: bool,
}

impl Response {
    pub(crate) fn json(body: &serde_json::Value) -> Self {
        Self::new(200, "application/json", body.to_string().into_bytes())
    }

    pub(crate) fn new(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("Content-Type".to_owned(), kind.to_owned())];
        Self { status, headers, body: body.into(), cut: None, stalls: false }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// As it goes over the wire.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} X\r\n", self.status);
        self.headers.iter().for_each(|(name, value)| head += &format!("{name}: {value}\r\n"));
        if !self.headers.iter().any(|(name, _)| name == "Content-Length") {
            head += &format!("Content-Length: {}\r\n", self.body.len());
        }
        [head.as_bytes(), b"\r\n", &self.body].concat()
    }
}

/// The server; it ends with the test.
pub(crate) struct Double {
    address: SocketAddr,
    ended: Arc<AtomicBool>,
    asked: Arc<Mutex<Vec<Request>>>,
}

impl Double {
    pub(crate) fn new(answer: impl Fn(&Request) -> Response + Send + Sync + 'static) -> Self {
        Self::behind(None, answer)
    }

    /// One that speaks TLS.
    pub(crate) fn with_tls(
        config: Arc<ServerConfig>,
        answer: impl Fn(&Request) -> Response + Send + Sync + 'static,
    ) -> Self {
        Self::behind(Some(config), answer)
    }

    #[expect(clippy::disallowed_methods, reason = "a server that is left behind ends with the test")]
    fn behind(tls: Option<Arc<ServerConfig>>, answer: impl Fn(&Request) -> Response + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let (ended, asked, answer) = (Arc::new(AtomicBool::new(false)), Arc::default(), Arc::new(answer));
        let log: Arc<Mutex<Vec<Request>>> = Arc::clone(&asked);
        let is_over = Arc::clone(&ended);
        std::thread::spawn(move || {
            for connection in listener.incoming() {
                if is_over.load(Ordering::Relaxed) {
                    break;
                }
                let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
                let (Ok(connection), tls) = (connection, tls.clone()) else { continue };
                let _ = connection.set_nodelay(true);
                std::thread::spawn(move || match tls {
                    None => serve(connection, &log, &*answer),
                    Some(config) => {
                        let tls = ServerConnection::new(config).expect("a configuration");
                        serve(StreamOwned::new(tls, connection), &log, &*answer);
                    }
                });
            }
        });
        Self { address, ended, asked }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What was asked so far.
    pub(crate) fn asked(&self) -> Vec<Request> {
        self.asked.lock().expect("the log").clone()
    }
}

impl Drop for Double {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(self.address);
    }
}

fn serve(
    connection: impl Read + Write,
    log: &Mutex<Vec<Request>>,
    answer: &(dyn Fn(&Request) -> Response + Send + Sync),
) {
    let mut both = BufReader::new(connection);
    while let Some(request) = receive(&mut both) {
        let response = answer(&request);
        log.lock().expect("the log").push(request);
        let bytes = response.bytes();
        let end = response.cut.unwrap_or(bytes.len()).min(bytes.len());
        let output = both.get_mut();
        if output.write_all(&bytes[..end]).is_err() || output.flush().is_err() {
            return;
        }
        if response.stalls {
            let _ = both.read(&mut [0]);
        }
        if end < bytes.len() || response.stalls {
            return;
        }
    }
}

fn receive(input: &mut impl BufRead) -> Option<Request> {
    let mut line = String::new();
    input.read_line(&mut line).ok().filter(|count| *count > 0)?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, target) = (words.next()?, words.next()?);
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        input.read_line(&mut line).ok().filter(|count| *count > 0)?;
        let Some((name, value)) = line.split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    input.read_exact(&mut body).ok()?;
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let query = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let body = String::from_utf8_lossy(&body).into_owned();
    Some(Request { method, path: path.to_owned(), query, headers, body })
}
