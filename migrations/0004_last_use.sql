-- When people last used their tools, as far as anybody told. Who has no row may use them daily.
CREATE TABLE last_use (
    person_no BIGINT NOT NULL REFERENCES person (no),
    tool TEXT NOT NULL REFERENCES tool (key),
    last_on TEXT NOT NULL,
    PRIMARY KEY (person_no, tool)
) WITHOUT ROWID;
