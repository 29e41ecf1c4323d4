-- Licence requests, each with all that was done about it, as JSON. What somebody else has changed meanwhile is not
-- written over: the revision goes up with each change.
CREATE TABLE request (
    number TEXT PRIMARY KEY,
    revision BIGINT NOT NULL,
    body TEXT NOT NULL
) WITHOUT ROWID;

-- Addresses by which a vendor answers. The address itself is nowhere: it is drawn when the letter leaves.
CREATE TABLE request_link (
    -- SHA-256 of the last part of the address.
    secret TEXT PRIMARY KEY,
    request TEXT NOT NULL REFERENCES request (number),
    -- To whom it was sent.
    contact TEXT NOT NULL,
    -- What may be decided by it.
    purpose TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- When something was decided by it: once.
    used_at BIGINT
) WITHOUT ROWID;

CREATE INDEX request_link_by_request ON request_link (request);

-- Licences that were delivered upon a request, as JSON.
CREATE TABLE request_batch (
    key TEXT PRIMARY KEY,
    request TEXT NOT NULL REFERENCES request (number),
    body TEXT NOT NULL
) WITHOUT ROWID;

CREATE INDEX request_batch_by_request ON request_batch (request);

-- School unit codes that the organiser and vendors have agreed on, for units that have no official one.
CREATE TABLE unit_code (
    unit TEXT PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    set_at BIGINT NOT NULL
) WITHOUT ROWID;

-- The register of school units, as it was last fetched.
CREATE TABLE school_unit (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    municipality TEXT
) WITHOUT ROWID;
