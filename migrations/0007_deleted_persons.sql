-- A person may be one whose record the source says is no more. A check cannot be changed where it stands.
ALTER TABLE person ADD COLUMN standing TEXT NOT NULL DEFAULT 'active'
    CHECK (standing IN ('active', 'emigrated', 'deceased', 'deleted'));
UPDATE person SET standing = status WHERE status <> 'active';
ALTER TABLE person DROP COLUMN status;
ALTER TABLE person RENAME COLUMN standing TO status;
