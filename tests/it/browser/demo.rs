//! The demo, served as anybody may start it, on the day on which a run was held; with an account for each role.

use super::chromium::Chromium;
use crate::daemon::{Daemon, PATIENCE, program, serve_in, within};
use std::io::Write as _;
use std::net::TcpStream;
use std::process::Stdio;
use tempfile::TempDir;

const PASSWORD: &str = "blåbär i mjölk";
/// When a run was held.
const NOW: &str = "2026-11-24T06:00:00+01:00";

/// Whom a test signs in as: the account's name is the role's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum As {
    Admin,
    School,
    Reporter,
    Auditor,
    Decider,
}

impl As {
    pub(super) const ALL: [Self; 5] = [Self::Admin, Self::School, Self::Reporter, Self::Auditor, Self::Decider];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::School => "skola",
            Self::Reporter => "reporter",
            Self::Auditor => "auditor",
            Self::Decider => "decider",
        }
    }
}

/// What the page of sign-in says in a language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words {
    sign_in: &'static str,
    account: &'static str,
    password: &'static str,
}

pub(super) const SWEDISH: Words = Words { sign_in: "Logga in", account: "Konto", password: "Lösenord" };
pub(super) const ENGLISH: Words = Words { sign_in: "Sign in", account: "Account", password: "Password" };

pub(super) struct Demo {
    url: String,
    /// What the demo says is the password of its own accounts.
    password: String,
    folder: TempDir,
    _daemon: Daemon,
}

/// Held while a demo starts: all of them want the same port, and each looks whether it is free before it takes it.
const TURN: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/demo.turn");

impl Demo {
    pub(super) fn served(more: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let turn = std::fs::File::create(TURN).expect("a file");
        turn.lock().expect("a turn");
        let mut words = vec!["--lang", "sv", "demo", "--dir", "demo"];
        words.extend(more);
        let daemon = serve_in(folder.path(), &words);
        let said = daemon.says("http://");
        let url = said.split_whitespace().find(|word| word.starts_with("http://")).expect("an address");
        let url = url.trim_end_matches('/').to_owned();
        let password = daemon.says("admin (").split_whitespace().last().expect("a password").to_owned();
        let address = url.trim_start_matches("http://").to_owned();
        within(PATIENCE, || TcpStream::connect(&address).ok());
        drop(turn);
        let demo = Self { url, password, folder, _daemon: daemon };
        for role in [As::Reporter, As::Auditor, As::Decider] {
            demo.account(role.name());
        }
        demo
    }

    /// Adds an account beside the daemon, as an administrator does, who tries again while a run is under way.
    fn account(&self, role: &str) {
        let words = ["--config", "demo/upprop.toml", "--now", NOW, "account", "add", role, "--role", role];
        within(PATIENCE, || {
            let mut command = program(self.folder.path(), &words);
            let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("a run");
            child.stdin.take().expect("a way in").write_all(PASSWORD.as_bytes()).expect("it is read");
            child.wait().expect("an end").success().then_some(())
        });
    }

    pub(super) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    pub(super) fn password(&self, role: As) -> &str {
        if matches!(role, As::Admin | As::School) { &self.password } else { PASSWORD }
    }

    /// Types name and password on the page that is open.
    #[track_caller]
    pub(super) fn sign_in(&self, chromium: &mut Chromium, (role, words): (As, Words)) {
        chromium.fill(words.account, role.name());
        chromium.fill(words.password, self.password(role));
        chromium.click(("button", words.sign_in));
    }

    /// The same, as somebody who does not know the password.
    #[track_caller]
    pub(super) fn try_wrongly(&self, chromium: &mut Chromium, words: Words) {
        chromium.fill(words.account, "rut");
        chromium.fill(words.password, "hallon");
        chromium.click(("button", words.sign_in));
    }
}
