-- A message may go to a program instead of a person, and letters that are too many at once are told in one. A check cannot
-- be changed where it stands.
CREATE TABLE outbox_of_ways (
    id INTEGER PRIMARY KEY,
    run BIGINT REFERENCES run (id),
    event BIGINT NOT NULL REFERENCES ledger (seq),
    -- A letter to an address, or a webhook to a receiver by its name.
    channel TEXT NOT NULL CHECK (channel IN ('letter', 'webhook')),
    dedupe_key TEXT NOT NULL UNIQUE,
    recipient TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    headers TEXT NOT NULL,
    -- `summed`: another letter tells of it.
    state TEXT NOT NULL CHECK (state IN ('ready', 'at_dot', 'sent', 'failed', 'uncertain', 'summed')),
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
INSERT INTO outbox_of_ways
    SELECT id, run, event, 'letter', dedupe_key, recipient, kind, subject, body, headers, state, created_at, due_at, sent_at,
        attempts, resends, last_error
    FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_of_ways RENAME TO outbox;

CREATE INDEX outbox_due ON outbox (due_at) WHERE state IN ('ready', 'at_dot', 'uncertain');
CREATE INDEX outbox_sent ON outbox (sent_at) WHERE sent_at IS NOT NULL;
