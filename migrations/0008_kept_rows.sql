-- What is kept of each source's last delivery, so that a later one can say only what has changed since: its files, cut
-- into parts, and the digest of the delivery that they stand for.
CREATE TABLE kept_rows (
    source TEXT NOT NULL,
    file TEXT NOT NULL,
    part BIGINT NOT NULL,
    delivery TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (source, file, part)
);
