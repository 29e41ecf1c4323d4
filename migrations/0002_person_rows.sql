-- A person's row holds where the person is: enrolments, duties and memberships, as JSON
-- [[[unit_no, school_year, school_type, programme, from, to], ...],
--  [[unit_no, role, from, to], ...],
--  [[group_no, role, from, to], ...]]
-- with null for what is open or absent. They change together, are read together, and a city has a million:
-- docs/decisions/0010 has the figures.

ALTER TABLE person ADD COLUMN places TEXT NOT NULL DEFAULT '[[],[],[]]';

UPDATE person SET places = '[['
    || COALESCE((SELECT string_agg('[' || e.unit_no
        || ',' || COALESCE(e.school_year || '', 'null')
        || ',' || COALESCE('"' || replace(replace(e.school_type, '\', '\\'), '"', '\"') || '"', 'null')
        || ',' || COALESCE('"' || replace(replace(e.programme, '\', '\\'), '"', '\"') || '"', 'null')
        || ',' || COALESCE('"' || e.from_on || '"', 'null')
        || ',' || COALESCE('"' || e.to_on || '"', 'null') || ']', ',' ORDER BY e.place)
        FROM enrolment e WHERE e.person_no = person.no), '')
    || '],['
    || COALESCE((SELECT string_agg('[' || COALESCE(d.unit_no || '', 'null')
        || ',"' || replace(replace(d.role, '\', '\\'), '"', '\"') || '"'
        || ',' || COALESCE('"' || d.from_on || '"', 'null')
        || ',' || COALESCE('"' || d.to_on || '"', 'null') || ']', ',' ORDER BY d.place)
        FROM duty d WHERE d.person_no = person.no), '')
    || '],['
    || COALESCE((SELECT string_agg('[' || m.group_no
        || ',"' || m.role || '"'
        || ',' || CASE m.from_on WHEN '' THEN 'null' ELSE '"' || m.from_on || '"' END
        || ',' || CASE m.to_on WHEN '' THEN 'null' ELSE '"' || m.to_on || '"' END || ']', ',' ORDER BY m.group_no)
        FROM membership m WHERE m.person_no = person.no), '')
    || ']]';

DROP TABLE enrolment;
DROP TABLE duty;
DROP TABLE membership;

-- What each source said of each person when it was last applied, as pages of sums (upprop::roster::Known).
-- Without them everybody is looked at.
CREATE TABLE known (
    source TEXT NOT NULL,
    page BIGINT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (source, page)
);

-- Grants and wishes name persons by the numbers of their rows: a city has a million, and an id is long.
CREATE TABLE seat_grant_by_no (
    seq INTEGER PRIMARY KEY,
    person_no BIGINT NOT NULL REFERENCES person (no),
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
INSERT INTO seat_grant_by_no
    SELECT g.seq, p.no, g.tool, g.pool, g.granted_on, g.since_on, g.leaving_ended_on, g.leaving_until, g.leaving_cause,
    g.leaving_as_staff, g.freed_at, g.freed_cause FROM seat_grant g JOIN person p ON p.id = g.person;
DROP TABLE seat_grant;
ALTER TABLE seat_grant_by_no RENAME TO seat_grant;

-- REQUIREMENTS D18: one live grant a person and tool.
CREATE UNIQUE INDEX seat_grant_one_live ON seat_grant (person_no, tool) WHERE freed_at IS NULL;

CREATE TABLE wish_by_no (
    person_no BIGINT NOT NULL REFERENCES person (no),
    tool TEXT NOT NULL REFERENCES tool (key),
    pool TEXT NOT NULL REFERENCES pool (key),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'blocked', 'held', 'dormant')),
    reasons TEXT NOT NULL,
    since_on TEXT NOT NULL,
    starts_on TEXT,
    class BIGINT NOT NULL CHECK (class BETWEEN 0 AND 255),
    PRIMARY KEY (person_no, tool)
) WITHOUT ROWID;
INSERT INTO wish_by_no
    SELECT p.no, w.tool, w.pool, w.state, w.reasons, w.since_on, w.starts_on, w.class
    FROM wish w JOIN person p ON p.id = w.person;
DROP TABLE wish;
ALTER TABLE wish_by_no RENAME TO wish;

-- Grants on their way out, by their last day.
CREATE INDEX seat_grant_leaving ON seat_grant (leaving_until)
    WHERE freed_at IS NULL AND leaving_until IS NOT NULL;

-- Live grants by pool, to count them.
CREATE INDEX seat_grant_by_pool ON seat_grant (pool) WHERE freed_at IS NULL;

-- Persons of two sources with one address are one human.
CREATE INDEX person_eppn ON person (eppn) WHERE eppn IS NOT NULL;
