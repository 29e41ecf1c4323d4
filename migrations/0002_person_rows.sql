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

-- Grants on their way out, by their last day.
CREATE INDEX seat_grant_leaving ON seat_grant (leaving_until)
    WHERE freed_at IS NULL AND leaving_until IS NOT NULL;
