//! What people would do otherwise on the same files, with the tools they have.

use super::measure::Errand;
use super::programs::{command, find, run};
use super::stages::Database;
use std::fs;
use std::path::{Path, PathBuf};

/// `sqlite3 .import` of people and enrolments, and four indexes after it.
pub(crate) const IMPORT: &str = "`sqlite3 .import`, 4 indexes after";
/// `\copy` of enrolments, and three indexes after it.
pub(crate) const COPY: &str = "`\\copy`, 3 indexes after";

const USERS: &str = "sourcedId TEXT,status,dateLastModified,enabledUser TEXT,orgSourcedIds TEXT,role TEXT,username TEXT,\
    userIds TEXT,givenName TEXT,familyName TEXT,middleName TEXT,identifier TEXT,email TEXT,sms TEXT,phone TEXT,\
    agentSourcedIds TEXT,grades TEXT,password TEXT";
const ENROLMENTS: &str = "sourcedId TEXT,status TEXT,dateLastModified TEXT,classSourcedId TEXT,schoolSourcedId TEXT,\
    userSourcedId TEXT,role TEXT,prim TEXT,beginDate TEXT,endDate TEXT";
const FOUR_INDEXES: &str = "CREATE UNIQUE INDEX u0 ON users(sourcedId); CREATE UNIQUE INDEX e0 ON enrollments(sourcedId); \
    CREATE INDEX e1 ON enrollments(userSourcedId); CREATE INDEX e2 ON enrollments(classSourcedId);";
const THREE_INDEXES: &str =
    "CREATE UNIQUE INDEX ON e(sourcedId); CREATE INDEX ON e(userSourcedId); CREATE INDEX ON e(classSourcedId);";

/// Enrolments with a key to compare by.
const KEYED: &str = "(sourcedId TEXT PRIMARY KEY,status TEXT,dateLastModified TEXT,classSourcedId TEXT,\
    schoolSourcedId TEXT,userSourcedId TEXT,role TEXT,prim TEXT,beginDate TEXT,endDate TEXT) WITHOUT ROWID;";
const ANTI_JOINS: &str = "SELECT count(*) FROM t WHERE NOT EXISTS (SELECT 1 FROM e WHERE e.sourcedId=t.sourcedId); \
    SELECT count(*) FROM e WHERE NOT EXISTS (SELECT 1 FROM t WHERE e.sourcedId=t.sourcedId); \
    SELECT count(*) FROM t JOIN e USING(sourcedId) WHERE (t.classSourcedId,t.schoolSourcedId,t.userSourcedId,t.role,\
    t.prim,t.beginDate,t.endDate) IS NOT (e.classSourcedId,e.schoolSourcedId,e.userSourcedId,e.role,e.prim,\
    e.beginDate,e.endDate);";

/// Something that people would do.
pub(crate) struct Peer {
    /// Beside which stages it stands.
    pub(crate) database: Database,
    /// What it is called.
    pub(crate) name: &'static str,
    /// What it runs; none when that is not installed.
    pub(crate) errand: Option<Errand>,
    /// A file that must not be there when it starts.
    pub(crate) stale: Option<PathBuf>,
}

/// What stands beside SQLite: an import, and comparisons of the next day's enrolments with those of the first.
pub(crate) fn sqlite(folder: &Path) -> anyhow::Result<Vec<Peer>> {
    let import = |sqlite3| {
        let [users, enrolments] = ["users", "enrollments"].map(|name| import(folder, "day-1", name, name));
        let tables = format!("CREATE TABLE users({USERS}); CREATE TABLE enrollments({ENROLMENTS});");
        let words = ["PRAGMA cache_size=-65536;", &tables, ".mode csv", &users, &enrolments, FOUR_INDEXES];
        errand(sqlite3, &folder.join("import.db"), &words)
    };
    let compare = |sqlite3| {
        let table = format!("PRAGMA synchronous=OFF; PRAGMA cache_size=-262144; CREATE TABLE t{KEYED}");
        let words = ["DROP TABLE IF EXISTS t", &table, ".mode csv", &import_day_2(folder), ANTI_JOINS];
        errand(sqlite3, &folder.join("yesterday.db"), &words)
    };
    let sqlite3 = find("sqlite3");
    if let Some(sqlite3) = &sqlite3 {
        remember_yesterday(sqlite3, folder)?;
    }
    let peer = |name, errand, stale| Peer { database: Database::Sqlite, name, errand, stale };
    Ok(vec![
        peer(IMPORT, sqlite3.clone().map(import), Some(folder.join("import.db"))),
        peer("`sqlite3 .import`, anti-joins", sqlite3.map(compare), None),
        peer("DuckDB anti-joins", duckdb(folder), None),
    ])
}

/// What stands beside PostgreSQL.
pub(crate) fn postgres(folder: &Path, url: &str) -> Peer {
    let file = folder.join("day-1/enrollments.csv");
    let table = format!("DROP TABLE IF EXISTS e; CREATE TABLE e({ENROLMENTS})");
    let copy = format!("\\copy e from '{}' with (format csv, header)", file.display());
    let words = ["-qAt", "-v", "ON_ERROR_STOP=1", "-c", &table, "-c", &copy, "-c", THREE_INDEXES, url];
    let arguments = words.map(str::to_owned).into();
    let errand = find("psql").map(|program| Errand { program, arguments, status: 0 });
    Peer { database: Database::Postgres, name: COPY, errand, stale: None }
}

/// Yesterday's enrolments, which stay for all rounds; this is not measured.
fn remember_yesterday(sqlite3: &Path, folder: &Path) -> anyhow::Result<()> {
    let table = format!("PRAGMA cache_size=-262144; CREATE TABLE e{KEYED}");
    let import = import(folder, "day-1", "enrollments", "e");
    run(command(sqlite3).arg(folder.join("yesterday.db")).args([&table, ".mode csv", &import]))?;
    Ok(())
}

fn import_day_2(folder: &Path) -> String {
    import(folder, "day-2", "enrollments", "t")
}

fn import(folder: &Path, day: &str, file: &str, table: &str) -> String {
    format!(".import --skip 1 {}/{day}/{file}.csv {table}", folder.display())
}

fn errand(program: PathBuf, database: &Path, words: &[&str]) -> Errand {
    let database = database.display().to_string();
    let words = words.iter().map(|word| (*word).to_owned());
    Errand { program, arguments: std::iter::once(database).chain(words).collect(), status: 0 }
}

/// DuckDB, as a program or as a module of Python.
fn duckdb(folder: &Path) -> Option<Errand> {
    let table = |day| format!("read_csv('{}/{day}/enrollments.csv', all_varchar=true, header=true)", folder.display());
    let sql = format!(
        "set threads=2; set memory_limit='10GB'; with y as (from {}), t as (from {}) \
         select (select count(*) from t anti join y using(sourcedId)), \
         (select count(*) from y anti join t using(sourcedId)), \
         (select count(*) from t join y using(sourcedId) where t<>y)",
        table("day-1"),
        table("day-2")
    );
    if let Some(program) = find("duckdb") {
        return Some(Errand { program, arguments: vec!["-c".to_owned(), sql], status: 0 });
    }
    let program = find("python3")?;
    run(command(&program).args(["-c", "import duckdb"])).ok()?;
    let script = "import duckdb, sys; print(duckdb.connect().execute(sys.argv[1]).fetchall())";
    Some(Errand { program, arguments: vec!["-c".to_owned(), script.to_owned(), sql], status: 0 })
}

/// What was not there is gone too.
pub(crate) fn gone(removed: std::io::Result<()>) -> std::io::Result<()> {
    removed.or_else(|error| if error.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

impl Peer {
    /// Makes way for it.
    pub(crate) fn clear(&self) -> std::io::Result<()> {
        self.stale.as_ref().map_or(Ok(()), |file| gone(fs::remove_file(file)))
    }
}
