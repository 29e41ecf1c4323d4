//! A PostgreSQL to measure on: the one that `UPPROP_TEST_POSTGRES` names (as a superuser), or a private cluster
//! from Debian's binaries. The cluster syncs to disk and has its settings as they come; its data lie in the
//! benchmark's own folder, beside SQLite's, and its socket in a temporary one.

use super::programs::{command, find, run, variable};
use anyhow::{Context as _, ensure};
use std::fs;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A server, and in it a database of our own.
pub(crate) struct Server {
    /// Its superuser's database, to say what is to be done.
    url: String,
    /// Our own database.
    name: String,
    psql: PathBuf,
    /// Stopped last.
    cluster: Option<Cluster>,
}

impl Server {
    /// Finds or starts one.
    pub(crate) fn open(folder: &Path) -> anyhow::Result<Self> {
        let psql = find("psql").context("psql is needed (package `postgresql-client`)")?;
        let name = format!("upprop_bench_{}", std::process::id());
        match variable("UPPROP_TEST_POSTGRES") {
            Some(url) => Ok(Self { url, name, psql, cluster: None }),
            None => {
                let cluster = Cluster::start(folder)?;
                let socket = cluster.socket.path().display();
                let url = format!("postgres://postgres@localhost/postgres?host={socket}");
                Ok(Self { url, name, psql, cluster: Some(cluster) })
            }
        }
    }

    /// One line: which server.
    pub(crate) fn describe(&self) -> anyhow::Result<String> {
        let version = self.say(&["SHOW server_version"])?;
        let whose = if self.cluster.is_some() { "a private cluster" } else { "as UPPROP_TEST_POSTGRES says" };
        Ok(format!("PostgreSQL {}, {whose}", version.trim()))
    }

    /// Makes our own database anew, with all writing behind us done, and gives its URL.
    pub(crate) fn fresh(&self) -> anyhow::Result<String> {
        let Self { name, .. } = self;
        self.say(&[
            &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
            &format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"),
            "CHECKPOINT",
        ])?;
        other_database(&self.url, name)
    }

    fn say(&self, sentences: &[&str]) -> anyhow::Result<String> {
        let words = sentences.iter().flat_map(|sentence| ["-c", sentence]);
        run(command(&self.psql).args(["-qAtX", "-v", "ON_ERROR_STOP=1"]).args(words).arg(&self.url))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.say(&[&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)]);
    }
}

/// The same server's database of another name.
fn other_database(url: &str, name: &str) -> anyhow::Result<String> {
    let (before, options) = url.split_once('?').map_or((url, String::new()), |(url, rest)| (url, format!("?{rest}")));
    let (scheme, rest) = before.split_once("://").with_context(|| format!("{url} is no postgres://host/database"))?;
    let host = rest.split('/').next().unwrap_or(rest);
    Ok(format!("{scheme}://{host}/{name}{options}"))
}

/// A server of our own, for as long as we run.
struct Cluster {
    data: PathBuf,
    socket: tempfile::TempDir,
    account: Option<Account>,
}

/// Whose account the server runs under, when we are root, as which it refuses to run.
struct Account {
    user: u32,
    group: u32,
}

impl Cluster {
    fn start(folder: &Path) -> anyhow::Result<Self> {
        // A server that outlives a run which was killed goes when its folder goes; it must not find ours there.
        let home = fs::canonicalize(folder)?.join(format!("postgres-{}", std::process::id()));
        let account = if fs::metadata("/proc/self")?.uid() == 0 { Some(Account::find()?) } else { None };
        let socket = tempfile::tempdir()?;
        fs::create_dir_all(&home)?;
        let cluster = Self { data: home.join("data"), socket, account };
        if let Some(Account { user, group }) = &cluster.account {
            for folder in [&home, cluster.socket.path()] {
                chown(folder, Some(*user), Some(*group))?;
            }
        }
        let initdb = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8"];
        run(cluster.command("initdb")?.args(initdb)).context("--dir must be where the server's account may go")?;
        let options = format!("-c listen_addresses='' -k {}", cluster.socket.path().display());
        // The server inherits its outputs; were they pipes, they would never end.
        let log = fs::File::create(folder.join("postgres.log"))?;
        let mut start = cluster.command("pg_ctl")?;
        start.args(["start", "--wait", "--silent", "-o", &options]).stdout(log.try_clone()?).stderr(log);
        ensure!(start.stdin(Stdio::null()).status()?.success(), "the server did not start; see postgres.log");
        Ok(cluster)
    }

    fn stop(&self) -> anyhow::Result<()> {
        run(self.command("pg_ctl")?.args(["stop", "--wait", "--silent", "--mode=fast"])).map(drop)
    }

    /// One of the server's programs, at its data, under its account.
    fn command(&self, program: &str) -> anyhow::Result<Command> {
        let program = find(program).with_context(|| format!("{program} is needed (package `postgresql`)"))?;
        let mut words = match &self.account {
            None => command(program),
            Some(Account { user, group }) => {
                let mut words = command("setpriv");
                words.args([format!("--reuid={user}"), format!("--regid={group}"), "--clear-groups".to_owned()]);
                words.arg(program);
                words
            }
        };
        words.arg("-D").arg(&self.data).current_dir(self.socket.path());
        Ok(words)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.stop();
    }
}

impl Account {
    /// The server's own, or nobody's.
    fn find() -> anyhow::Result<Self> {
        let accounts = fs::read_to_string("/etc/passwd")?;
        let account = |name: &str| {
            let mut lines = accounts.lines().map(|line| line.split(':').collect::<Vec<_>>());
            let fields = lines.find(|fields| fields[0] == name)?;
            Some(Self { user: fields.get(2)?.parse().ok()?, group: fields.get(3)?.parse().ok()? })
        };
        account("postgres").or_else(|| account("nobody")).context("the server needs an account that is not root's")
    }
}
