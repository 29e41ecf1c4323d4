//! An invented town for the tests of the store: rosters of any size, tools and pools, and runs in it.

use crate::server;
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::Connection as _;
use std::collections::{BTreeMap, BTreeSet};
use upprop::apply::{Applied, ApplyError, Deed, apply};
use upprop::licence::{
    Bind, Catalogue, Dpa, Graces, Kind, Licence, LicenceKey, Pool, PoolKey, ProtectedPolicy, Tool, ToolKey,
};
use upprop::plan::{Base, GroupLimit, Happening, Input, Limit, Limits, Notice, Plan, ScopeLimits, check, make};
use upprop::roster::{
    CodeStatus, Duty, Enrolment, Group, GroupIx, GroupKind, Imprint, Imprints, MemberRole, Membership, Period, Person,
    PersonIx, PersonStatus, Protection, Snapshot, Unit, UnitKind,
};
use upprop::store::{Address, Asked, Channel, Check, Delivery, Depth, Letter, RunId, Standing, Store, TableSum};

/// A day in the spring term.
pub(crate) fn day(number: u32) -> Date {
    let first: Date = "2026-03-01".parse().expect("a day");
    first.checked_add(jiff::ToSpan::days(i64::from(number))).expect("a day")
}

/// An instant on that day.
pub(crate) fn at(number: u32) -> Timestamp {
    format!("{}T02:30:00Z", day(number)).parse().expect("an instant")
}

/// Which database a test is for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// This one, or SQLite once more where no server can be had. That is told aloud, and a fault where one must be.
    pub(crate) fn here(self) -> Self {
        if self == Self::Postgres && !server::is_here() { Self::Sqlite } else { self }
    }
}

/// A database of its own for one test.
pub(crate) struct Town {
    folder: tempfile::TempDir,
    pub(crate) engine: Engine,
    pub(crate) address: Address,
    pub(crate) store: Store,
}

impl Town {
    pub(crate) async fn new(engine: Engine) -> Self {
        let engine = engine.here();
        let folder = tempfile::tempdir().expect("a folder for the test");
        let address = address(engine, folder.path());
        Self::in_folder(folder, engine, address).await
    }

    async fn in_folder(folder: tempfile::TempDir, engine: Engine, address: Address) -> Self {
        let store = Store::open(&address).await.expect("the database opens").rehearsing();
        Self { folder, engine, address, store }
    }

    /// The same town on another database.
    pub(crate) async fn moved(&self, engine: Engine) -> Self {
        let engine = engine.here();
        let folder = tempfile::tempdir().expect("a folder for the test");
        let to = address(engine, folder.path());
        let carried = self.store.copy_to(&to, None).await.expect("everything is copied");
        assert_eq!(carried.tables, self.sums().await);
        let moved = Self::in_folder(folder, engine, to).await;
        assert_eq!(moved.sums().await, carried.tables);
        moved
    }

    /// What every table holds.
    pub(crate) async fn sums(&self) -> Vec<TableSum> {
        self.store.look().await.expect("the database opens").sums().await.expect("everything can be read")
    }

    /// The folder of the anchor, and of a file.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// What is, all of it.
    pub(crate) async fn standing(&self) -> Standing {
        self.store.look().await.expect("the database opens").standing().await.expect("everything can be read")
    }

    /// Runs one day, and sees that what is in the database is what the plan said.
    pub(crate) async fn run(&self, number: u32, roster: Snapshot, catalogue: &Catalogue) -> Applied {
        let before = self.standing().await;
        let plan = plan(&before, roster, catalogue, day(number));
        check(&plan, &before.seats, catalogue).expect("a sound plan");
        let run = self.store.begin_run(at(number), day(number), Asked::All).await.expect("a run");
        let applied = deed(&self.store, &plan, &before, catalogue, (run, number)).await.expect("the plan is applied");
        write_letter(&self.store, run, number).await;
        let after = self.standing().await;
        assert!(*after.roster() == plan.roster, "the roster in the database is the plan's");
        assert_eq!(after.roster().digest(), plan.roster_digest);
        let mut seats = before.seats;
        plan.steps.iter().for_each(|step| seats.take(step));
        assert_eq!(after.seats, seats);
        assert_eq!(after.head, applied.head);
        assert_eq!(after.applied_on, Some(day(number)));
        assert_eq!(self.faults(Some(catalogue)).await, Vec::<String>::new());
        applied
    }

    /// What the check of everything finds wrong.
    pub(crate) async fn faults(&self, catalogue: Option<&Catalogue>) -> Vec<String> {
        faults(&self.store, catalogue).await
    }

    /// Runs statements past the store, as somebody with the database could.
    pub(crate) async fn raw(&self, sql: &str) -> Result<u64, sqlx::Error> {
        raw(&self.address, sql).await
    }

    /// Makes every such change of a table fail from now on; an insertion once so many rows are new.
    pub(crate) async fn boom(&self, deed: &str, table: &str, rows: u32) {
        let when = match deed {
            "INSERT" => format!("(SELECT COUNT(*) FROM {table}) >= (SELECT at FROM boom)"),
            _ => "TRUE".to_owned(),
        };
        let count = format!("CREATE TABLE boom AS SELECT COUNT(*) + {rows} AS at FROM {table};");
        let sql = match self.engine {
            Engine::Sqlite => format!(
                "{count} CREATE TRIGGER boom BEFORE {deed} ON {table} WHEN {when}
                 BEGIN SELECT RAISE(ABORT, 'boom'); END"
            ),
            Engine::Postgres => format!(
                "{count} CREATE FUNCTION boom() RETURNS trigger LANGUAGE plpgsql AS
                 $$ BEGIN IF {when} THEN RAISE EXCEPTION 'boom'; END IF; RETURN COALESCE(NEW, OLD); END $$;
                 CREATE TRIGGER boom BEFORE {deed} ON {table} FOR EACH ROW EXECUTE FUNCTION boom()"
            ),
        };
        self.raw(&sql).await.expect("the trigger is set");
    }

    /// Lets changes through again.
    pub(crate) async fn no_boom(&self, table: &str) {
        let sql = match self.engine {
            Engine::Sqlite => "DROP TRIGGER boom; DROP TABLE boom".to_owned(),
            Engine::Postgres => format!("DROP TRIGGER boom ON {table}; DROP FUNCTION boom; DROP TABLE boom"),
        };
        self.raw(&sql).await.expect("the trigger is gone");
    }

    /// Makes every new row of a table say something else than it was told, from now on.
    pub(crate) async fn lie(&self, table: &str, lie: &str) {
        let sql = match self.engine {
            Engine::Sqlite => format!(
                "CREATE TRIGGER lie AFTER INSERT ON {table}
                 BEGIN UPDATE {table} SET {lie} WHERE rowid = NEW.rowid; END"
            ),
            Engine::Postgres => format!(
                "CREATE FUNCTION lie() RETURNS trigger LANGUAGE plpgsql AS
                 $$ BEGIN NEW.{}; RETURN NEW; END $$;
                 CREATE TRIGGER lie BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION lie()",
                lie.replacen('=', ":=", 1)
            ),
        };
        self.raw(&sql).await.expect("the trigger is set");
    }

    /// Lets rows be true again.
    pub(crate) async fn no_lie(&self, table: &str) {
        let sql = match self.engine {
            Engine::Sqlite => "DROP TRIGGER lie".to_owned(),
            Engine::Postgres => format!("DROP TRIGGER lie ON {table}; DROP FUNCTION lie"),
        };
        self.raw(&sql).await.expect("the trigger is gone");
    }

    /// The same while no reference is looked at; gives the rows written by the last statement.
    pub(crate) async fn raw_without_references(&self, sql: &str) -> u64 {
        let off = match self.engine {
            Engine::Sqlite => "PRAGMA foreign_keys = OFF",
            Engine::Postgres => "SET session_replication_role = replica",
        };
        self.raw(&format!("{off}; {sql}")).await.expect("the statement is run")
    }

    /// Takes away what keeps the ledger from being changed.
    pub(crate) async fn open_up(&self) {
        let sql = match self.engine {
            Engine::Sqlite => "DROP TRIGGER ledger_no_update; DROP TRIGGER ledger_no_delete".to_owned(),
            Engine::Postgres => {
                "DROP TRIGGER ledger_no_update ON ledger; DROP TRIGGER ledger_no_delete ON ledger".to_owned()
            }
        };
        self.raw(&sql).await.expect("the triggers are gone");
    }
}

/// What the check of everything finds wrong in a database.
pub(crate) async fn faults(store: &Store, catalogue: Option<&Catalogue>) -> Vec<String> {
    let check = Check { depth: Depth::Full, catalogue, key: None };
    let verdicts = store.verify(check).await.expect("the database can be looked at");
    assert_eq!(verdicts.len(), 11);
    let faults = verdicts.into_iter().filter(|verdict| !verdict.ok);
    faults.map(|verdict| format!("{}: {}", verdict.invariant, verdict.detail)).collect()
}

/// A database that nobody else has and that is not made yet; its anchor lies in `folder`.
pub(crate) fn address(engine: Engine, folder: &std::path::Path) -> Address {
    let address = match engine.here() {
        Engine::Sqlite => Address::new("sqlite:town.db", None, folder),
        Engine::Postgres => Address::new(&server::url(), Some(&server::schema()), folder),
    };
    address.expect("an address")
}

/// Runs statements in a database past the store.
pub(crate) async fn raw(address: &Address, sql: &str) -> Result<u64, sqlx::Error> {
    let sql = sqlx::AssertSqlSafe(sql.to_owned());
    match address {
        Address::Sqlite { file } => {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file).foreign_keys(true);
            let mut connection = sqlx::SqliteConnection::connect_with(&options.create_if_missing(true)).await?;
            let done = sqlx::raw_sql(sql).execute(&mut connection).await?;
            connection.close().await?;
            Ok(done.rows_affected())
        }
        Address::Postgres { options, schema, .. } => {
            let options = options.as_ref().clone().options([("search_path", schema)]);
            let mut connection = sqlx::PgConnection::connect_with(&options).await?;
            let done = sqlx::raw_sql(sql).execute(&mut connection).await?;
            connection.close().await?;
            Ok(done.rows_affected())
        }
    }
}

/// Makes a database in which upprop has made nothing.
pub(crate) async fn make_bare(address: &Address) {
    if let Address::Postgres { schema, .. } = address {
        raw(address, &format!("CREATE SCHEMA {schema}")).await.expect("the schema is new");
    }
}

/// Makes a database as the first migration made it, with these rows in it.
pub(crate) async fn make_first(address: &Address, engine: Engine, rows: &str) {
    const START: &str = include_str!("../../../migrations/0001_start.sql");
    let new = Town::new(engine).await;
    let digest = texts(&new.address, "SELECT digest FROM migration WHERE number = 1").await.remove(0).remove(0);
    let start = match address {
        Address::Sqlite { .. } => START.to_owned(),
        Address::Postgres { .. } => {
            START.replace("INTEGER PRIMARY KEY", "BIGINT PRIMARY KEY").replace(") WITHOUT ROWID", ")")
        }
    };
    let noted = format!(
        "CREATE TABLE migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL);
         INSERT INTO migration VALUES (1, '0001_start', '{digest}');"
    );
    make_bare(address).await;
    raw(address, &format!("{start}{noted}{rows}")).await.expect("the rows fit the first schema");
}

/// What a query gives, every value as text.
pub(crate) async fn texts(address: &Address, sql: &str) -> Vec<Vec<String>> {
    use sqlx::Row as _;
    let sql = sqlx::AssertSqlSafe(sql.to_owned());
    match address {
        Address::Sqlite { file } => {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
            let mut connection = sqlx::SqliteConnection::connect_with(&options).await.expect("the database opens");
            let rows = sqlx::query(sql).fetch_all(&mut connection).await.expect("the query is right");
            rows.iter().map(|row| (0..row.len()).map(|at| row.get(at)).collect()).collect()
        }
        Address::Postgres { options, schema, .. } => {
            let options = options.as_ref().clone().options([("search_path", schema)]);
            let mut connection = sqlx::PgConnection::connect_with(&options).await.expect("the database opens");
            let rows = sqlx::query(sql).fetch_all(&mut connection).await.expect("the query is right");
            rows.iter().map(|row| (0..row.len()).map(|at| row.get(at)).collect()).collect()
        }
    }
}

/// Applies a plan with one thing to tell.
pub(crate) async fn deed(
    store: &Store,
    plan: &Plan,
    before: &Standing,
    catalogue: &Catalogue,
    (run, number): (RunId, u32),
) -> Result<Applied, ApplyError> {
    let delivery = Delivery {
        source: "school".into(),
        digest: u128::from(number),
        read_at: at(number),
        newest_at: None,
        whole_at: None,
        files: None,
    };
    let deed = Deed {
        run,
        at: at(number),
        before: &before.stored,
        catalogue,
        deliveries: &[delivery],
        quiet_until: Some(day(number + 30)),
        memories: &[],
        unsettled: &BTreeSet::new(),
        key: None,
    };
    apply(store, plan, deed).await
}

/// Something to tell, by which a run is known again.
pub(crate) fn notice(number: u32) -> Notice {
    Notice::Happened { happening: Happening::Withdrawn { pool: "pool0".into(), count: number } }
}

/// Puts a letter into the outbox that comes from the newest event.
pub(crate) async fn write_letter(store: &Store, run: RunId, number: u32) {
    let letter = Letter {
        channel: Channel::Letter,
        dedupe_key: format!("letter {number}"),
        recipient: "admin@exempel.example".into(),
        kind: "digest".into(),
        subject: "A day".into(),
        body: "Text".into(),
        headers: "{}".into(),
        due_at: None,
    };
    let queue = store.look().await.expect("a look").notices(&jiff::tz::TimeZone::UTC).await.expect("a queue");
    let event = queue.last().expect("something to tell").event;
    let mut writing = store.write().await.expect("a transaction");
    writing.letters(&[(letter, Some(run), event)], at(number)).await.expect("the outbox takes it");
    writing.commit().await.expect("it is written");
}

/// A plan without limits.
pub(crate) fn plan(standing: &Standing, roster: Snapshot, catalogue: &Catalogue, day: Date) -> Plan {
    let all = Limit { percent: 100, count: None, floor: 1_000_000 };
    plan_within(standing, roster, catalogue, (day, all))
}

/// A plan with a limit on removals, the same everywhere, and with one thing to tell.
pub(crate) fn plan_within(
    standing: &Standing,
    roster: Snapshot,
    catalogue: &Catalogue,
    (day, limit): (Date, Limit),
) -> Plan {
    let any = Limit { percent: 100, count: None, floor: 1_000_000 };
    let scope = ScopeLimits { removals: limit, additions: any, changes: any, unreadable: any };
    let group = GroupLimit { min_size: 0, removals: any };
    let released = standing.released.keys().cloned().collect();
    let plan = make(Input {
        base: Base { ledger: standing.head.seal.clone(), config: "c0".into() },
        before: standing.roster(),
        rest: &standing.rest,
        applied_on: standing.applied_on,
        after: roster,
        unread: &BTreeSet::new(),
        struck: &BTreeSet::new(),
        catalogue,
        seats: &standing.seats,
        uses: &standing.uses,
        alerts: &standing.alerts,
        joined: &standing.joins,
        holds: &standing.holds,
        released: &released,
        expired: &BTreeSet::new(),
        dropped: &standing.dropped,
        bought_before: None,
        accepted: None,
        allow_first_import: true,
        all_sources: true,
        confirm_after: BTreeMap::new(),
        delivered: BTreeMap::new(),
        limits: Limits { total: scope, source: scope, unit: scope, pool: scope, group, rekeyed: any, lowered: any },
        day,
    });
    Plan { notices: vec![notice(0)], ..plan }
}

/// Two schools and `persons` persons, each in `groups` of ten groups a hundred persons; every twentieth teaches.
pub(crate) fn roster(persons: impl IntoIterator<Item = u32>, groups: u32) -> Snapshot {
    let numbers: BTreeSet<u32> = persons.into_iter().collect();
    let last = numbers.last().copied().unwrap_or(0);
    let mut snapshot = Snapshot { units: units(), ..Snapshot::default() };
    let count = (last / 10 + 1).max(groups);
    snapshot.groups = (0..count).map(group).collect();
    snapshot.persons = numbers.iter().map(|number| person(*number)).collect();
    for (at, number) in (0..).zip(&numbers) {
        let role = if number.is_multiple_of(20) { MemberRole::Staff } else { MemberRole::Pupil };
        for step in 0..groups {
            let group = GroupIx((number / 10 + step * 7) % count);
            let period =
                if number.is_multiple_of(3) { Period::new(Some(day(0)), Some(day(100))) } else { Period::OPEN };
            snapshot.memberships.push(Membership { group, person: PersonIx(at), role, period });
        }
    }
    snapshot.memberships.sort_unstable();
    snapshot.memberships.dedup();
    snapshot
}

fn units() -> Vec<Unit> {
    let unit = |id: &str, parent: Option<&str>, kind, code: Option<&str>| Unit {
        id: id.into(),
        source: "school".into(),
        alias: Some(id.to_uppercase().into()),
        name: format!("Skolan {id}").into(),
        parent: parent.map(Into::into),
        kind,
        code: code.map(Into::into),
        code_status: if code.is_some() { CodeStatus::Official } else { CodeStatus::Missing },
        school_types: "GR".into(),
    };
    vec![
        unit("bjo", Some("org"), UnitKind::School, Some("12345678")),
        unit("lon", Some("org"), UnitKind::School, None),
        unit("org", None, UnitKind::Organiser, None),
    ]
}

fn unit_of(number: u32) -> upprop::roster::UnitId {
    if number.is_multiple_of(2) { "bjo".into() } else { "lon".into() }
}

fn group(number: u32) -> Group {
    Group {
        id: format!("g{number:06}").into(),
        source: "school".into(),
        alias: number.is_multiple_of(2).then(|| format!("{number}A").into()),
        name: format!("Klass {number}").into(),
        unit: unit_of(number),
        kind: if number.is_multiple_of(3) { GroupKind::Teaching } else { GroupKind::Class },
        period: Period::new(Some(day(0)), number.is_multiple_of(4).then(|| day(120))),
    }
}

fn person(number: u32) -> Person {
    let teaches = number.is_multiple_of(20);
    let enrolment = Enrolment {
        unit: unit_of(number),
        school_year: Some(u8::try_from(number % 10).expect("small")),
        school_type: Some("GR".into()),
        programme: number.is_multiple_of(7).then(|| "NA25".into()),
        period: Period::new(Some(day(0)), number.is_multiple_of(5).then(|| day(90))),
    };
    let duty =
        Duty { unit: number.is_multiple_of(40).then(|| unit_of(number)), role: "teacher".into(), period: Period::OPEN };
    let is_protected = number % 97 == 5;
    let bytes = |of: u8| std::array::from_fn(|at| number.to_le_bytes()[at % 4].wrapping_add(of));
    let imprint = |of: u8| Some(Imprint::new([7; 4], bytes(of))).filter(|_| !is_protected);
    Person {
        id: format!("p{number:06}").into(),
        source: if teaches { "staff".into() } else { "school".into() },
        alias: number.is_multiple_of(2).then(|| format!("E{number}").into()),
        given_name: format!("Förnamn{}", number % 50).into(),
        family_name: format!("Efternamn{}", number % 70).into(),
        email: (!number.is_multiple_of(11)).then(|| format!("p{number}@exempel.example").into()),
        eppn: None,
        status: PersonStatus::Active,
        protection: if is_protected { Protection::Confidential } else { Protection::None },
        enrolments: if teaches { Box::default() } else { Box::new([enrolment]) },
        duties: if teaches { Box::new([duty]) } else { Box::default() },
        imprints: Imprints::new(imprint(0).filter(|_| !number.is_multiple_of(3)), imprint(1)),
    }
}

/// `tools` tools with one pool each, of `seats` seats for pupils anywhere.
pub(crate) fn catalogue(tools: u32, seats: u32) -> Catalogue {
    let mut catalogue = Catalogue { tools: BTreeMap::new(), ..Catalogue::default() };
    for number in 0..tools {
        let key = ToolKey::from(format!("tool{number}"));
        catalogue.tools.insert(key.clone(), tool(&key));
        let licence = LicenceKey::from(format!("lic{number}"));
        catalogue.licences.insert(licence.clone(), licence_of(&key, &licence, seats));
        catalogue.pools.push(pool(&key, &format!("pool{number}"), licence));
    }
    catalogue
}

fn tool(key: &ToolKey) -> Tool {
    Tool {
        key: key.clone(),
        name: "Ett verktyg".into(),
        version: None,
        vendor: "Leverantören".into(),
        vendor_address: None,
        requires: Vec::new(),
        dpa: Dpa::Signed,
        dpa_before: None,
        matches_email: false,
        warn_days: vec![30],
        protected: ProtectedPolicy::Hold,
    }
}

fn licence_of(tool: &ToolKey, key: &LicenceKey, seats: u32) -> Licence {
    Licence {
        key: key.clone(),
        tool: tool.clone(),
        kind: Kind::Individual,
        audience: vec!["pupil".into(), "teacher".into()],
        seats,
        staff_seats: 0,
        from: None,
        to: None,
        grace_days: 0,
        delivered_on: None,
        ordered: false,
        starts_itself_on: None,
        renews: None,
        units: Vec::new(),
        trial: false,
        price: None,
    }
}

/// A pool for everybody.
pub(crate) fn pool(tool: &ToolKey, key: &str, licence: LicenceKey) -> Pool {
    Pool {
        key: PoolKey::from(key),
        name: "En pool".into(),
        tool: tool.clone(),
        kind: Some(Kind::Individual),
        audience: vec!["pupil".into(), "teacher".into()],
        licences: vec![licence],
        auto_add: true,
        add_to_collection: false,
        graces: Graces::usual(14),
        reserve: 0,
        low_seats: None,
        low_percent: 0,
        sharing: Default::default(),
        loss_rule: Default::default(),
        inactive_after: None,
        reservation: None,
        binds: vec![Bind { unit: Some("org".into()), class: 2, ..Bind::default() }],
    }
}
