//! A PostgreSQL to measure on: the one that `UPPROP_TEST_POSTGRES` names (as a superuser), or a private cluster
//! from Debian's binaries. The cluster syncs to disk and has its settings as they come; its data lie in the
//! benchmark's own folder, beside SQLite's, and its socket in a temporary one.

use super::programs::{command, find, run, variable};
use anyhow::{Context as _, ensure};
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::{MetadataExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A server, and in it a database of our own.
pub(crate) struct Server {
    /// Its superuser's database, to say what is to be done.
    url: String,
    /// Our own database.
    name: String,
    psql: PathBuf,
    /// Stopped last; none when the server is somebody else's.
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
    socket: tempfile::TempDir,
    /// Stops the server when we let go of its input, also when we were killed.
    watch: Child,
}

const WATCH: &str = r#"trap '' INT
"$1" start --wait --silent -D "$2" -l "$2.log" -o "-c listen_addresses='' -k $3" >&2 || exit
echo up
cat > /dev/null
"$1" stop --wait --silent -D "$2" --mode=fast
rmdir "$3""#;

impl Cluster {
    fn start(folder: &Path) -> anyhow::Result<Self> {
        let home = fs::canonicalize(folder)?.join("postgres");
        let data = home.join("data");
        let socket = tempfile::tempdir()?;
        fs::create_dir(&home)?;
        let account = Account::find()?;
        account.own(&home)?;
        account.own(socket.path())?;
        let mut initdb = account.command(&server_program("initdb")?);
        initdb.args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "-D"]).arg(&data);
        run(initdb.current_dir(socket.path())).context("--dir must be where the server's account may go")?;
        let mut watch = account.command(Path::new("sh"));
        watch.args(["-c", WATCH, "sh"]).arg(server_program("pg_ctl")?).arg(&data).arg(socket.path());
        watch.current_dir(&home).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut cluster = Self { socket, watch: watch.spawn()? };
        let mut word = String::new();
        if let Some(told) = cluster.watch.stdout.take() {
            BufReader::new(told).read_line(&mut word)?;
        }
        ensure!(word == "up\n", "the server did not start; see {}.log", data.display());
        Ok(cluster)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.watch.stdin.take());
        let _ = self.watch.wait();
    }
}

fn server_program(name: &str) -> anyhow::Result<PathBuf> {
    find(name).with_context(|| format!("{name} is needed (package `postgresql`)"))
}

/// Whose account the server runs under: as root it refuses to run.
enum Account {
    Ours,
    Other { user: u32, group: u32 },
}

impl Account {
    /// Ours; for root the server's own, or nobody's.
    fn find() -> anyhow::Result<Self> {
        if fs::metadata("/proc/self")?.uid() != 0 {
            return Ok(Self::Ours);
        }
        let accounts = fs::read_to_string("/etc/passwd")?;
        let account = |name: &str| {
            let mut lines = accounts.lines().map(|line| line.split(':').collect::<Vec<_>>());
            let fields = lines.find(|fields| fields[0] == name)?;
            Some(Self::Other { user: fields.get(2)?.parse().ok()?, group: fields.get(3)?.parse().ok()? })
        };
        account("postgres").or_else(|| account("nobody")).context("the server needs an account that is not root's")
    }

    fn own(&self, folder: &Path) -> std::io::Result<()> {
        match self {
            Self::Ours => Ok(()),
            Self::Other { user, group } => chown(folder, Some(*user), Some(*group)),
        }
    }

    /// A program under this account.
    fn command(&self, program: &Path) -> Command {
        let Self::Other { user, group } = self else { return command(program) };
        let mut words = command("setpriv");
        words.args([format!("--reuid={user}"), format!("--regid={group}"), "--clear-groups".to_owned()]).arg(program);
        words
    }
}
