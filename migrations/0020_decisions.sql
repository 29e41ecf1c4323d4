-- What was decided for persons whose identity is protected, tool by tool. It goes with the person's row: the ledger says that
-- something was decided and by whom, and not why.
CREATE TABLE decision (
    person_no BIGINT NOT NULL REFERENCES person (no),
    tool TEXT NOT NULL,
    -- `include`, `exclude`, or `hold`: nothing, any more.
    choice TEXT NOT NULL,
    reason TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    PRIMARY KEY (person_no, tool)
) WITHOUT ROWID;
