-- What the risk watch found: one more view, of the same shape as the others.
CREATE TABLE hits (
    id          TEXT PRIMARY KEY,
    version     INTEGER NOT NULL,
    state       TEXT NOT NULL,
    owner       TEXT,
    subject     TEXT,
    natural_key TEXT UNIQUE,
    status      TEXT NOT NULL,
    due         INTEGER
) STRICT;
CREATE INDEX hits_by_owner ON hits (owner, id);
CREATE INDEX hits_by_subject ON hits (subject, id);
CREATE INDEX hits_by_status_due ON hits (status, due);
