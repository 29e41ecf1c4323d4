-- Of a pool that lacks seats a letter of its own goes once a day: which pools had one, and when the last.
CREATE TABLE shortage_letter (
    pool TEXT PRIMARY KEY,
    told_on TEXT NOT NULL
);
