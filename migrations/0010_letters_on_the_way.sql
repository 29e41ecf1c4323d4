-- A letter may be due later than it was written, and nobody may know whether it arrived. A check cannot be changed where
-- it stands.
CREATE TABLE outbox_on_the_way (
    id INTEGER PRIMARY KEY,
    run BIGINT NOT NULL REFERENCES run (id),
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
INSERT INTO outbox_on_the_way
    SELECT id, run, event, dedupe_key, recipient, kind, subject, body, headers, state, created_at, created_at, sent_at,
        attempts, 0, last_error
    FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_on_the_way RENAME TO outbox;

CREATE INDEX outbox_due ON outbox (due_at) WHERE state IN ('ready', 'at_dot', 'uncertain');
