-- Who may sign in to the pages, and as what. Nothing of the roster refers to them, nor do they to it.
CREATE TABLE account (
    -- What they type, and what the ledger says of what they do.
    name TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    -- Ids of units as JSON, with which those below them count; none: all there are.
    units TEXT,
    -- Argon2id in the text form of PHC. None: no password opens it.
    password TEXT,
    made_at BIGINT NOT NULL
) WITHOUT ROWID;

-- Who is signed in. What the browser shows is nowhere: its SHA-256 is the row's key.
CREATE TABLE session (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (name),
    begun_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
) WITHOUT ROWID;

CREATE INDEX session_by_account ON session (account);

-- What programs show that ask for an account. Of the token itself there is the SHA-256.
CREATE TABLE token (
    secret TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (name),
    -- What it is for, in words of whoever made it.
    label TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL
) WITHOUT ROWID;

CREATE INDEX token_by_account ON token (account);
