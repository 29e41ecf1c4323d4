-- What upprop remembers.
--
-- One text for SQLite and PostgreSQL: TEXT, BIGINT, BOOLEAN. Days are TEXT 'YYYY-MM-DD', instants BIGINT
-- microseconds in UTC. The runner of the migrations reads two marks where the databases must differ:
-- INTEGER PRIMARY KEY is SQLite's own row number (elsewhere BIGINT PRIMARY KEY), and WITHOUT ROWID makes
-- the primary key the table (elsewhere nothing). Triggers, which have no common text, stand in the runner.

-- Days and digests of the last apply, one a key.
CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- Every run. One without an end was interrupted.
CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    started_at BIGINT NOT NULL,
    ended_at BIGINT,
    day TEXT NOT NULL,
    outcome TEXT CHECK (outcome IN ('applied', 'unchanged', 'held', 'failed')),
    counts TEXT,
    error TEXT,
    CHECK ((ended_at IS NULL) = (outcome IS NULL))
);

-- The roster that was last applied.
CREATE TABLE unit (
    no INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    alias TEXT,
    name TEXT NOT NULL,
    parent TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('organiser', 'school', 'other')),
    code TEXT,
    code_status TEXT NOT NULL CHECK (code_status IN ('official', 'fictitious', 'missing')),
    school_types TEXT NOT NULL
);

CREATE TABLE roster_group (
    no INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    alias TEXT,
    name TEXT NOT NULL,
    unit_no BIGINT NOT NULL REFERENCES unit (no),
    kind TEXT NOT NULL,
    from_on TEXT,
    to_on TEXT
);

-- A person who vanished keeps the row, with the day: grants and the ledger still name the id.
CREATE TABLE person (
    no INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    alias TEXT,
    given_name TEXT NOT NULL,
    family_name TEXT NOT NULL,
    email TEXT,
    eppn TEXT,
    status TEXT NOT NULL CHECK (status IN ('active', 'emigrated', 'deceased')),
    protection TEXT NOT NULL CHECK (protection IN ('none', 'confidential', 'protected', 'unknown')),
    gone_on TEXT
);

CREATE TABLE enrolment (
    person_no BIGINT NOT NULL REFERENCES person (no),
    place BIGINT NOT NULL,
    unit_no BIGINT NOT NULL REFERENCES unit (no),
    school_year BIGINT,
    school_type TEXT,
    programme TEXT,
    from_on TEXT,
    to_on TEXT,
    PRIMARY KEY (person_no, place)
) WITHOUT ROWID;

CREATE TABLE duty (
    person_no BIGINT NOT NULL REFERENCES person (no),
    place BIGINT NOT NULL,
    unit_no BIGINT REFERENCES unit (no),
    role TEXT NOT NULL,
    from_on TEXT,
    to_on TEXT,
    PRIMARY KEY (person_no, place)
) WITHOUT ROWID;

-- A million in a city, so the key is the table. An open end is '' here, since a key has no NULL.
CREATE TABLE membership (
    group_no BIGINT NOT NULL REFERENCES roster_group (no),
    person_no BIGINT NOT NULL REFERENCES person (no),
    role TEXT NOT NULL CHECK (role IN ('pupil', 'staff')),
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL,
    PRIMARY KEY (group_no, person_no, role, from_on, to_on)
) WITHOUT ROWID;

-- Keys of the configuration, mirrored so that the database can hold what refers to them.
CREATE TABLE tool (
    key TEXT PRIMARY KEY
);

CREATE TABLE pool (
    key TEXT PRIMARY KEY,
    tool TEXT NOT NULL REFERENCES tool (key),
    auto_add BOOLEAN NOT NULL,
    configured BOOLEAN NOT NULL
);

-- REQUIREMENTS A13: at most one pool of a tool takes new licences by itself.
CREATE UNIQUE INDEX pool_one_auto_add ON pool (tool) WHERE auto_add;

CREATE TABLE licence_join (
    licence TEXT NOT NULL,
    pool TEXT NOT NULL REFERENCES pool (key),
    joined_at BIGINT NOT NULL,
    PRIMARY KEY (licence, pool)
);

-- Every seat that was ever given; those without freed_at are live.
CREATE TABLE seat_grant (
    seq INTEGER PRIMARY KEY,
    person TEXT NOT NULL REFERENCES person (id),
    tool TEXT NOT NULL REFERENCES tool (key),
    pool TEXT NOT NULL REFERENCES pool (key),
    granted_on TEXT NOT NULL,
    since_on TEXT NOT NULL,
    leaving_ended_on TEXT,
    leaving_until TEXT,
    leaving_cause TEXT,
    leaving_as_staff BOOLEAN,
    freed_at BIGINT,
    freed_cause TEXT,
    CHECK (seq > 0),
    CHECK ((leaving_ended_on IS NULL) = (leaving_until IS NULL)),
    CHECK ((leaving_ended_on IS NULL) = (leaving_cause IS NULL)),
    CHECK ((leaving_ended_on IS NULL) = (leaving_as_staff IS NULL)),
    CHECK ((freed_at IS NULL) = (freed_cause IS NULL))
);

-- REQUIREMENTS D18: one live grant a person and tool.
CREATE UNIQUE INDEX seat_grant_one_live ON seat_grant (person, tool) WHERE freed_at IS NULL;

CREATE TABLE wish (
    person TEXT NOT NULL REFERENCES person (id),
    tool TEXT NOT NULL REFERENCES tool (key),
    pool TEXT NOT NULL REFERENCES pool (key),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'blocked', 'held', 'dormant')),
    reasons TEXT NOT NULL,
    since_on TEXT NOT NULL,
    starts_on TEXT,
    class BIGINT NOT NULL CHECK (class BETWEEN 0 AND 255),
    PRIMARY KEY (person, tool)
) WITHOUT ROWID;

CREATE TABLE alert (
    key TEXT PRIMARY KEY,
    body TEXT NOT NULL
);

CREATE TABLE hold (
    hash TEXT PRIMARY KEY,
    run BIGINT NOT NULL REFERENCES run (id),
    body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'released', 'dropped', 'withdrawn')),
    state_at BIGINT NOT NULL
);

-- What happened, sealed in a chain. Nothing here is ever changed or deleted.
CREATE TABLE ledger (
    seq INTEGER PRIMARY KEY,
    at BIGINT NOT NULL,
    run BIGINT REFERENCES run (id),
    actor TEXT,
    kind TEXT NOT NULL,
    person TEXT,
    tool TEXT,
    body TEXT NOT NULL,
    seal TEXT NOT NULL,
    CHECK (seq > 0)
);

CREATE INDEX ledger_by_person ON ledger (person) WHERE person IS NOT NULL;

-- Letters to deliver, written with their cause.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    run BIGINT NOT NULL REFERENCES run (id),
    event BIGINT NOT NULL REFERENCES ledger (seq),
    dedupe_key TEXT NOT NULL UNIQUE,
    recipient TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    headers TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('ready', 'sent', 'failed')),
    created_at BIGINT NOT NULL,
    sent_at BIGINT,
    attempts BIGINT NOT NULL CHECK (attempts >= 0),
    last_error TEXT,
    CHECK ((state = 'sent') = (sent_at IS NOT NULL))
);

CREATE INDEX outbox_ready ON outbox (id) WHERE state = 'ready';

-- The last delivery of each source that was applied.
CREATE TABLE delivery (
    source TEXT PRIMARY KEY,
    digest TEXT NOT NULL,
    read_at BIGINT NOT NULL,
    newest_at BIGINT
);
