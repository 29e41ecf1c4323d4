-- Whose turn it is, where several programs share a database: by the database's clock, in microseconds. A new epoch begins
-- with each turn, and what is written in an older one is refused.
CREATE TABLE lease (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    epoch BIGINT NOT NULL CHECK (epoch > 0),
    until BIGINT NOT NULL
);

-- Whom a run asked, in which epoch it was, and whether it failed in a way that may pass: any of several programs tells from
-- it what is still to be done.
ALTER TABLE run ADD COLUMN asked TEXT NOT NULL DEFAULT 'all' CHECK (asked IN ('all', 'one', 'none'));
ALTER TABLE run ADD COLUMN epoch BIGINT;
ALTER TABLE run ADD COLUMN passing BOOLEAN NOT NULL DEFAULT FALSE;
