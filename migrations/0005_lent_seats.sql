-- The last day of a seat that is lent until somebody starts; nothing for a seat that is given.
ALTER TABLE seat_grant ADD COLUMN lent_until TEXT;

-- Whoever starts on a coming day has a wish already.
CREATE TABLE wish_of_any_day (
    person_no BIGINT NOT NULL REFERENCES person (no),
    tool TEXT NOT NULL REFERENCES tool (key),
    pool TEXT NOT NULL REFERENCES pool (key),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'blocked', 'held', 'dormant', 'starting')),
    reasons TEXT NOT NULL,
    since_on TEXT NOT NULL,
    starts_on TEXT,
    class BIGINT NOT NULL CHECK (class BETWEEN 0 AND 255),
    PRIMARY KEY (person_no, tool)
) WITHOUT ROWID;
INSERT INTO wish_of_any_day
    SELECT person_no, tool, pool, state, reasons, since_on, starts_on, class FROM wish;
DROP TABLE wish;
ALTER TABLE wish_of_any_day RENAME TO wish;

-- Loans that run, by their last day.
CREATE INDEX seat_grant_lent ON seat_grant (lent_until) WHERE freed_at IS NULL AND lent_until IS NOT NULL;

-- Those who are gone: some still have a seat.
CREATE INDEX person_gone ON person (gone_on) WHERE gone_on IS NOT NULL;
