//! Letters to a real mail server that goes wrong at each of its phases: none is lost unseen, and none comes twice without
//! saying so.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use crate::store::town::{Engine, Town, at, catalogue, roster};
use jiff::{SignedDuration, Timestamp};
use rstest::rstest;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use upprop::notify::{Login, Post, Sender, Smtp, Tls, deliver};
use upprop::store::{Fate, OutboxRow, OutboxState};

/// A mail server, which ends with this.
pub(crate) struct Server {
    child: Child,
    port: u16,
    log: PathBuf,
    _folder: tempfile::TempDir,
}

impl Server {
    /// None where Python or aiosmtpd is not installed, which is a fault where it must be.
    #[expect(clippy::disallowed_methods, reason = "the server is a program, and it may not be there")]
    pub(crate) fn new(mut told: Value) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("taken");
        told["log"] = json!(log);
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/post/server.py");
        let mut python = Command::new("python3");
        python.args(["-B", script, &told.to_string()]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let child = python.stderr(Stdio::piped()).spawn().ok();
        let required = std::env::var_os("UPPROP_SMTP_REQUIRED").is_some();
        let started = child.and_then(|mut child| {
            let mut line = String::new();
            BufReader::new(child.stdout.take()?).read_line(&mut line).ok()?;
            match line.trim().parse() {
                Ok(port) => Some(Self { child, port, log, _folder: folder }),
                Err(_) => {
                    let told = child.wait_with_output().unwrap();
                    assert_eq!(told.status.code(), Some(77), "{}", String::from_utf8_lossy(&told.stderr));
                    None
                }
            }
        });
        assert!(started.is_some() || !required, "this build requires aiosmtpd for Python");
        if started.is_none() {
            // Written past the test runner, which keeps what passing tests print to itself.
            let _ = writeln!(std::io::stderr(), "aiosmtpd is not here: letters are tried on no mail server");
        }
        started
    }

    /// What it has taken.
    pub(crate) fn taken(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Where it listens.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// How many copies of each letter.
    fn copies(&self) -> BTreeMap<String, usize> {
        let mut copies = BTreeMap::new();
        for letter in self.taken() {
            *copies.entry(letter["Message-ID"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        copies
    }

    fn smtp(&self) -> Smtp {
        Smtp {
            host: "localhost".to_owned(),
            port: self.port,
            tls: Tls::Never,
            login: None,
            authority: None,
            sender: Sender { from: "upprop@exempel.example".to_owned(), reply_to: None },
            patience: Duration::from_secs(10),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A town with so many letters that wait.
async fn town(engine: Engine, letters: u32) -> Town {
    let town = Town::new(engine).await;
    for number in 1..=letters {
        town.run(number, roster(0..20 + number, 1), &catalogue(1, 100)).await;
    }
    town
}

async fn letters(town: &Town) -> Vec<OutboxRow> {
    town.store.look().await.unwrap().letters().await.unwrap()
}

/// Delivers what is due, turns the clock to when the next is, and so on; gives how often it delivered.
async fn deliver_all(town: &Town, post: &Post, from: Timestamp) -> u32 {
    let (mut now, mut times) = (from, 0);
    loop {
        deliver(&town.store, post, &|| now).await.unwrap();
        times += 1;
        match town.store.look().await.unwrap().next_due().await.unwrap() {
            Some(next) if next < Fate::NEVER => now = next.max(now),
            _ => return times,
        }
        assert!(times < 500, "it goes on for ever");
    }
}

fn states(rows: &[OutboxRow]) -> Vec<OutboxState> {
    rows.iter().map(|row| row.state).collect()
}

#[rstest]
#[tokio::test]
async fn whatever_goes_wrong_at_any_phase_a_letter_arrives_once_or_somebody_is_told(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(1, 3, 40)] times: usize,
) {
    use OutboxState::{Failed, Sent, Uncertain};
    let (later, never) = ("451 4.7.1 later", "550 5.1.1 never");
    let cases = [
        ("greeting", "421 4.3.2 later", Sent),
        ("greeting", "554 5.0.0 no", Sent),
        ("greeting", "cut", Sent),
        ("ehlo", "421 4.3.2 later", Sent),
        ("ehlo", "cut", Sent),
        ("mail", later, Sent),
        ("mail", "530 5.7.0 who are you", Sent),
        ("mail", "cut", Sent),
        ("rcpt", later, Sent),
        ("rcpt", never, Failed),
        ("rcpt", "cut", Sent),
        ("data", later, Sent),
        ("data", never, Failed),
        ("data", "cut", Sent),
        ("body", "cut", Sent),
        ("dot", later, Sent),
        ("dot", never, Failed),
        ("dot", "cut", Uncertain),
        ("dot", "cut after", Uncertain),
    ];
    for (phase, act, end) in cases {
        let Some(server) = Server::new(json!({"faults": vec![[phase, act]; times]})) else { return };
        let town = town(engine, 4).await;
        deliver_all(&town, &Post::Smtp(Box::new(server.smtp())), at(9)).await;
        let mut rows = letters(&town).await;
        // What a server does not read may lie in between for a while, and then nobody knows.
        rows.iter_mut().filter(|row| phase == "body" && row.state == Uncertain).for_each(|row| row.state = Sent);
        // Each of the first letters meets a fault that ends it; a fault that may pass only makes them late.
        let met = if end == Sent { 0 } else { times.min(4) };
        let expected: Vec<_> = (0..4).map(|number| if number < met { end } else { Sent }).collect();
        assert_eq!(states(&rows), expected, "{phase} {act}");
        let taken = if (phase, act) == ("dot", "cut after") { 4 } else { 4 - met };
        let copies = server.copies();
        if phase != "body" {
            assert_eq!(copies.len(), taken, "{phase} {act}");
        }
        assert!(copies.values().all(|copies| *copies == 1), "{phase} {act}");
        for row in rows.iter().filter(|row| row.state != Sent) {
            let why = row.last_error.as_deref().unwrap();
            assert!(!why.contains('@') && !why.is_empty(), "{why}");
        }
    }
}

#[tokio::test]
async fn a_server_that_says_nothing_more_keeps_nobody_waiting_for_each_letter() {
    let Some(server) = Server::new(json!({"faults": vec![["mail", "silent"]; 3]})) else { return };
    let town = town(Engine::Sqlite, 6).await;
    let post = Post::Smtp(Box::new(Smtp { patience: Duration::from_secs(1), ..server.smtp() }));
    let delivered = deliver(&town.store, &post, &|| at(9)).await.unwrap();
    assert_eq!((delivered.sent, delivered.failed.len()), (0, 2), "{delivered:?}");
    let tried: Vec<_> = letters(&town).await.iter().map(|row| row.attempts).collect();
    assert_eq!(tried, [1, 1, 0, 0, 0, 0], "the others wait for another time, and lose no try");
    let delivered = deliver(&town.store, &post, &|| at(9)).await.unwrap();
    assert_eq!((delivered.sent, delivered.failed.len()), (3, 1), "whoever was not tried goes first: {delivered:?}");
    deliver_all(&town, &post, at(10)).await;
    assert_eq!(states(&letters(&town).await), [OutboxState::Sent; 6]);
    assert_eq!(server.copies().values().max(), Some(&1));
}

#[tokio::test]
async fn a_server_that_is_away_for_days_gets_every_letter_once_and_one_that_never_comes_back_none() {
    let Some(server) = Server::new(json!({"faults": vec![["greeting", "421 4.3.2 later"]; 60]})) else { return };
    let town_a = town(Engine::Sqlite, 3).await;
    let tries = deliver_all(&town_a, &Post::Smtp(Box::new(server.smtp())), at(3)).await;
    assert!(tries > 20, "{tries}");
    assert_eq!(states(&letters(&town_a).await), [OutboxState::Sent; 3]);
    assert_eq!(server.copies().into_values().collect::<Vec<_>>(), [1; 3]);

    let town_b = town(Engine::Sqlite, 1).await;
    let mut gone = server.smtp();
    gone.port = 1;
    deliver_all(&town_b, &Post::Smtp(Box::new(gone)), at(1)).await;
    let rows = letters(&town_b).await;
    assert_eq!((rows[0].state, rows[0].attempts > 100), (OutboxState::Failed, true));
}

#[rstest]
#[tokio::test]
async fn a_program_that_ends_at_the_dot_leaves_a_letter_of_which_nobody_knows_and_before_it_one_that_waits(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let Some(server) = Server::new(json!({})) else { return };
    let town = town(engine, 3).await;
    let rows = letters(&town).await;
    town.store.mark_at_dot(&rows[0]).await.unwrap();
    town.store.mark_at_dot(&rows[1]).await.unwrap();
    town.raw("UPDATE outbox SET kind = 'held' WHERE id = 2").await.unwrap();
    let post = Post::Smtp(Box::new(server.smtp()));
    deliver(&town.store, &post, &|| at(4)).await.unwrap();
    let now = states(&letters(&town).await);
    assert_eq!(now, [OutboxState::Uncertain, OutboxState::Uncertain, OutboxState::Sent]);
    // The one that must arrive is sent once more after a quarter of an hour, and says so.
    let soon = at(4) + SignedDuration::from_mins(14);
    deliver(&town.store, &post, &|| soon).await.unwrap();
    assert_eq!(server.taken().len(), 1);
    deliver_all(&town, &post, at(4)).await;
    assert_eq!(states(&letters(&town).await), [OutboxState::Uncertain, OutboxState::Sent, OutboxState::Sent]);
    let marked: Vec<Value> = server.taken().iter().map(|letter| letter["X-Upprop-Resend"].clone()).collect();
    assert_eq!(marked, [Value::Null, json!("1")]);
}

#[tokio::test]
async fn a_program_that_ends_between_the_note_of_a_letter_and_the_database_knows_that_it_arrived() {
    let Some(server) = Server::new(json!({})) else { return };
    let town = town(Engine::Sqlite, 2).await;
    let post = Post::Smtp(Box::new(server.smtp()));
    deliver(&town.store, &post, &|| at(4)).await.unwrap();
    assert_eq!(states(&letters(&town).await), [OutboxState::Sent; 2]);
    // The first as it stood when the server said yes; of the second nothing was noted either.
    town.raw("UPDATE outbox SET state = 'at_dot', sent_at = NULL, kind = 'held'").await.unwrap();
    let note = town.folder().join("town.db.sent");
    let noted = std::fs::read_to_string(&note).unwrap();
    std::fs::write(&note, noted.lines().next().unwrap().to_owned() + "\n").unwrap();
    deliver_all(&town, &post, at(5)).await;
    assert_eq!(states(&letters(&town).await), [OutboxState::Sent; 2]);
    assert_eq!(server.copies().into_values().collect::<Vec<_>>().iter().sum::<usize>(), 3, "{:?}", server.copies());
    let marked = server.taken().iter().filter(|letter| letter["X-Upprop-Resend"] == "1").count();
    assert_eq!(marked, 1, "of one nobody knew");
}

#[tokio::test]
async fn what_is_said_is_hidden_and_who_says_it_is_known() {
    let mut issuer = rcgen::CertificateParams::new(Vec::new()).unwrap();
    issuer.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let issuer = rcgen::CertifiedIssuer::self_signed(issuer, rcgen::KeyPair::generate().unwrap()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let papers = |name: &str| {
        let mut params = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ServerAuth];
        let key = rcgen::KeyPair::generate().unwrap();
        let chain = params.signed_by(&key, &issuer).unwrap().pem();
        let file = folder.path().join(name);
        std::fs::write(&file, chain + &key.serialize_pem()).unwrap();
        file
    };
    let login = ["upprop", "hemligt"];
    let Some(server) = Server::new(json!({"tls": papers("localhost"), "login": login})) else { return };
    let other = Server::new(json!({"tls": papers("elsewhere.example"), "login": login})).unwrap();
    let open = Server::new(json!({})).unwrap();
    let good = |server: &Server| Smtp {
        tls: Tls::AfterGreeting,
        login: Some(Login { user: login[0].to_owned(), password: login[1].to_owned() }),
        authority: Some(issuer.pem().into_bytes()),
        ..server.smtp()
    };
    let stranger = Login { user: login[0].to_owned(), password: "fel".to_owned() };
    let cases = [
        (good(&server), None),
        (Smtp { login: Some(stranger), ..good(&server) }, Some("refuses the login (535)")),
        (Smtp { authority: None, ..good(&server) }, Some("is not to be trusted")),
        (good(&other), Some("is not to be trusted")),
        (good(&open), Some("does not offer STARTTLS")),
        (Smtp { tls: Tls::Always, ..good(&open) }, Some("is not to be trusted")),
    ];
    for (number, (smtp, told)) in cases.into_iter().enumerate() {
        let town = town(Engine::Sqlite, 1).await;
        deliver(&town.store, &Post::Smtp(Box::new(smtp)), &|| at(2)).await.unwrap();
        let row = letters(&town).await.remove(0);
        let expected = if told.is_none() { OutboxState::Sent } else { OutboxState::Ready };
        assert_eq!(row.state, expected, "{number}: {:?}", row.last_error);
        let why = row.last_error.unwrap_or_default();
        assert!(why.contains(told.unwrap_or_default()) && !why.contains("hemligt"), "{number}: {why}");
    }
    assert_eq!((server.taken().len(), other.taken().len(), open.taken().len()), (1, 0, 0));
}
