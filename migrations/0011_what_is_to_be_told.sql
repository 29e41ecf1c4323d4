-- What changed waits here until somebody is told, and an alert knows since when it stands and whether somebody is at it.
ALTER TABLE alert ADD COLUMN opened_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE alert ADD COLUMN pause TEXT;
-- When alerts opened that were open before is in the ledger only; they count from the newest event.
UPDATE alert SET opened_at = (SELECT COALESCE(MAX(at), 0) FROM ledger);

CREATE TABLE notice (
    id INTEGER PRIMARY KEY,
    -- The run that it came from, if any.
    run BIGINT REFERENCES run (id),
    event BIGINT NOT NULL REFERENCES ledger (seq),
    -- Letters of one cause are the same letters.
    cause TEXT NOT NULL,
    body TEXT NOT NULL
);

-- A letter need not come from a run: a reminder comes from a day. A column cannot be changed where it stands.
CREATE TABLE outbox_of_days (
    id INTEGER PRIMARY KEY,
    run BIGINT REFERENCES run (id),
    event BIGINT NOT NULL REFERENCES ledger (seq),
    dedupe_key TEXT NOT NULL UNIQUE,
    recipient TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    headers TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('ready', 'at_dot', 'sent', 'failed', 'uncertain')),
    created_at BIGINT NOT NULL,
    -- Not before this.
    due_at BIGINT NOT NULL,
    sent_at BIGINT,
    attempts BIGINT NOT NULL CHECK (attempts >= 0),
    -- So often it was sent once more since nobody knew whether it had arrived.
    resends BIGINT NOT NULL CHECK (resends BETWEEN 0 AND 1),
    last_error TEXT,
    CHECK ((state = 'sent') = (sent_at IS NOT NULL))
);
INSERT INTO outbox_of_days
    SELECT id, run, event, dedupe_key, recipient, kind, subject, body, headers, state, created_at, due_at, sent_at,
        attempts, resends, last_error
    FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_of_days RENAME TO outbox;

CREATE INDEX outbox_due ON outbox (due_at) WHERE state IN ('ready', 'at_dot', 'uncertain');
