-- Subscriptions at servers of rosters. A row is there before the server is told, so that none is at a server that nobody
-- knows of; it has an id once the server has answered.
CREATE TABLE subscription (
    -- SHA-256 of the last part of the address that the server calls. The part itself is nowhere.
    secret TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    -- The server's address, as the configuration had it.
    server TEXT NOT NULL,
    -- What the address that it calls begins with.
    callback TEXT NOT NULL,
    -- About which kinds of records, as JSON.
    kinds TEXT NOT NULL,
    -- What the server calls it.
    id TEXT,
    -- When its life began that ends then, where the server says.
    begun_at BIGINT NOT NULL,
    expires_at BIGINT
);
