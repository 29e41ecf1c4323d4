//! Letters to a mail server, one recipient a message.
//!
//! A message is said in full but for the dot that ends it; then it is noted that it is at the dot, and only then the dot
//! is said. What breaks off before that was never a letter and is sent again; what breaks off after it may have arrived
//! (RFC 1047), and nobody sends it again unseen (RELIABILITY 1).

use super::NotifyError;
use super::message::{Due, Sender};
use mail_send::smtp::AssertReply;
use mail_send::{Credentials, Error, SmtpClient, SmtpClientBuilder};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio_rustls::TlsConnector;

/// A mail server, and how it is spoken to.
#[derive(Clone)]
pub struct Smtp {
    /// Its name, which its certificate must have.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// What hides what is said.
    pub tls: Tls,
    /// Who logs in, and with what.
    pub login: Option<Login>,
    /// Who vouches for its certificate, beside those whom the system trusts; PEM.
    pub authority: Option<Vec<u8>>,
    /// Who sends.
    pub sender: Sender,
    /// So long an answer is waited for.
    pub patience: Duration,
}

/// What hides what is said to a mail server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// From the first byte.
    Always,
    /// From the greeting on; a server that cannot is spoken to no further.
    AfterGreeting,
    /// Nothing.
    Never,
}

/// Who logs in, and with what.
#[derive(Clone)]
pub struct Login {
    /// Who.
    pub user: String,
    /// With what.
    pub password: String,
}

/// Never prints a secret.
impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Smtp({}:{})", self.host, self.port)
    }
}

/// What came of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The server has it.
    Sent,
    /// It does not, and may have it later.
    Later(Why),
    /// It never will.
    Never(Why),
    /// Nobody knows.
    Unknown(Why),
}

/// Where a letter got stuck, and what the server said: its numbers, since its words may hold an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Why {
    /// Where.
    pub phase: Phase,
    /// The server's number, when it said one.
    pub code: Option<u16>,
    /// Its three numbers (RFC 3463), when it said them.
    pub detail: Option<[u8; 3]>,
}

/// The steps of a message's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Finding the server, its greeting, what hides what is said, and the login.
    Connect,
    /// Who sends.
    Mail,
    /// To whom.
    Rcpt,
    /// Whether it may begin.
    Data,
    /// The message.
    Body,
    /// Its end.
    Dot,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let phase = match self.phase {
            Phase::Connect => "connect",
            Phase::Mail => "MAIL",
            Phase::Rcpt => "RCPT",
            Phase::Data => "DATA",
            Phase::Body => "message",
            Phase::Dot => "end of message",
        };
        match (self.code, self.detail) {
            (Some(code), Some([class, subject, detail])) => write!(f, "{phase}: {code} {class}.{subject}.{detail}"),
            (Some(code), None) => write!(f, "{phase}: {code}"),
            _ => write!(f, "{phase}: no answer"),
        }
    }
}

impl Why {
    fn of(phase: Phase, error: &Error) -> Self {
        let (Error::UnexpectedReply(reply) | Error::AuthenticationFailed(reply)) = error else {
            return Self { phase, code: None, detail: None };
        };
        let detail = Some(reply.esc).filter(|esc| esc[0] > 0);
        Self { phase, code: Some(reply.code), detail }
    }

    /// Is it the server's last word about this letter? Who is refused as a sender is refused with every letter, until somebody
    /// mends that.
    fn is_final(&self) -> bool {
        self.phase > Phase::Mail && self.code.is_some_and(|code| (500..600).contains(&code))
    }
}

/// So long a server that is gone has to show it.
const GLANCE: Duration = Duration::from_millis(50);

/// Anything that a message can be said over.
trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}

/// A connection to a mail server that takes messages.
pub struct Connection(SmtpClient<Box<dyn Wire>>);

impl Smtp {
    /// Connects, hides what is said and logs in.
    ///
    /// # Errors
    /// What the server said, or that it did not answer; a certificate that nobody vouches for is told as such.
    pub async fn connect(&self) -> Result<Connection, NotifyError> {
        let connector = self.connector()?;
        let mut builder = SmtpClientBuilder::new_with_tls_connector(self.host.clone(), self.port, connector)
            .implicit_tls(self.tls == Tls::Always)
            .timeout(self.patience);
        if let Some(Login { user, password }) = &self.login {
            builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
        }
        let failed = |error: Error| match error {
            Error::Tls(_) | Error::InvalidTLSName => NotifyError::Certificate { host: self.host.clone() },
            Error::MissingStartTls => NotifyError::NotHidden { host: self.host.clone() },
            Error::AuthenticationFailed(_) | Error::UnsupportedAuthMechanism => {
                NotifyError::Login { host: self.host.clone(), why: Why::of(Phase::Connect, &error).code }
            }
            error => NotifyError::Unreachable { host: self.host.clone(), why: Why::of(Phase::Connect, &error).code },
        };
        let timeout = self.patience;
        let stream: Box<dyn Wire> = match self.tls {
            Tls::Never => Box::new(builder.connect_plain().await.map_err(failed)?.stream),
            Tls::Always | Tls::AfterGreeting => Box::new(builder.connect().await.map_err(failed)?.stream),
        };
        Ok(Connection(SmtpClient { stream, timeout }))
    }

    fn connector(&self) -> Result<TlsConnector, NotifyError> {
        use rustls::pki_types::CertificateDer;
        use rustls::pki_types::pem::PemObject;
        let wrong = || NotifyError::Certificate { host: self.host.clone() };
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let own = self.authority.as_deref().unwrap_or_default();
        let own: Vec<_> = CertificateDer::pem_slice_iter(own).collect::<Result<_, _>>().map_err(|_| wrong())?;
        let verifier = rustls_platform_verifier::Verifier::new_with_extra_roots(own, Arc::clone(&provider));
        let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config = config.map_err(|_| wrong())?.dangerous();
        let config = config.with_custom_certificate_verifier(Arc::new(verifier.map_err(|_| wrong())?));
        Ok(TlsConnector::from(Arc::new(config.with_no_client_auth())))
    }
}

impl Connection {
    /// Sends one letter. `at_dot` is called when all of it is said but for the dot, and says whether that may be said.
    ///
    /// # Errors
    /// When the letter cannot be written as a message, or what `at_dot` fails with.
    pub async fn send<E: From<NotifyError>>(
        &mut self,
        sender: &Sender,
        due: &Due<'_>,
        at_dot: impl AsyncFnOnce() -> Result<(), E>,
    ) -> Result<Outcome, E> {
        let message = sender.message(due)?;
        let (from, to) = (message.envelope().from(), message.envelope().to());
        let [from, to] = [from, to.first()].map(|address| address.map(ToString::to_string).unwrap_or_default());
        if let Err(why) = self.begin(&from, &to).await {
            return Ok(why.outcome());
        }
        if let Err(error) = self.say(&message.formatted()).await {
            return Ok(Outcome::Later(Why::of(Phase::Body, &error)));
        }
        at_dot().await?;
        if self.is_gone().await {
            return Ok(Outcome::Later(Why { phase: Phase::Body, code: None, detail: None }));
        }
        let ended = self.0.cmd(b".\r\n").await.and_then(|reply| reply.into_positive_completion());
        Ok(match ended {
            Ok(_) => Outcome::Sent,
            Err(error @ Error::UnexpectedReply(_)) => Why::of(Phase::Dot, &error).outcome(),
            Err(error) => Outcome::Unknown(Why::of(Phase::Dot, &error)),
        })
    }

    /// Who sends, to whom, and may it begin?
    async fn begin(&mut self, from: &str, to: &str) -> Result<(), Why> {
        let of = |phase| move |error: Error| Why::of(phase, &error);
        let none = mail_send::smtp::message::Parameters::new();
        self.0.mail_from(from, &none).await.map_err(of(Phase::Mail))?;
        self.0.rcpt_to(to, &none).await.map_err(of(Phase::Rcpt))?;
        let reply = self.0.cmd(b"DATA\r\n").await.and_then(|reply| reply.assert_code(354));
        reply.map_err(of(Phase::Data))
    }

    /// The message, each line of which that begins with a dot gets another one (RFC 5321 4.5.2).
    async fn say(&mut self, message: &[u8]) -> Result<(), Error> {
        let mut stuffed = Vec::with_capacity(message.len() + 64);
        for line in message.split_inclusive(|byte| *byte == b'\n') {
            if line.starts_with(b".") {
                stuffed.push(b'.');
            }
            stuffed.extend(line);
        }
        if !stuffed.ends_with(b"\r\n") {
            stuffed.extend(b"\r\n");
        }
        let said = async {
            self.0.stream.write_all(&stuffed).await?;
            self.0.stream.flush().await
        };
        tokio::time::timeout(self.0.timeout, said).await.map_err(|_| Error::Timeout)?.map_err(Error::Io)
    }

    /// Has the server gone while the message was said? One that has takes no dot, so that the letter was never one.
    async fn is_gone(&mut self) -> bool {
        let mut byte = [0];
        let heard = tokio::time::timeout(GLANCE, self.0.stream.read(&mut byte)).await;
        // A server that speaks before its turn has given up too.
        heard.is_ok()
    }

    /// Readies the connection for another letter after one that was not taken; not every connection is.
    pub async fn reset(&mut self) -> bool {
        self.0.rset().await.is_ok()
    }

    /// Says goodbye.
    pub async fn close(self) {
        // Whatever it answers, all was said.
        let _ = self.0.quit().await;
    }
}

impl Why {
    fn outcome(self) -> Outcome {
        if self.is_final() { Outcome::Never(self) } else { Outcome::Later(self) }
    }
}
