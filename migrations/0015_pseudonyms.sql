-- Whom the pseudonyms in the ledger name. A pseudonym is the digest of the id and of what was drawn for it: nobody can
-- put another id beside it, and once the row is gone nobody can tell whose it was.
CREATE TABLE pseudonym (
    name TEXT PRIMARY KEY,
    id TEXT NOT NULL,
    drawn TEXT NOT NULL,
    -- Whose row. Of an id that was exchanged, the row of who has the new one.
    person_no BIGINT REFERENCES person (no)
) WITHOUT ROWID;

CREATE INDEX pseudonym_by_id ON pseudonym (id);
CREATE INDEX pseudonym_by_person ON pseudonym (person_no);

-- Events that were sealed before name persons by their ids: all up to this one.
INSERT INTO meta (key, value) SELECT 'plain_to', MAX(seq) || '' FROM ledger HAVING MAX(seq) IS NOT NULL;

-- Whoever takes a person's row away asks who still names it.
CREATE INDEX seat_grant_by_person ON seat_grant (person_no);
