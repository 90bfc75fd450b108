-- Registers and notices: two more views, of the same shape as the others.
CREATE TABLE entries (
    id          TEXT PRIMARY KEY,
    version     INTEGER NOT NULL,
    state       TEXT NOT NULL,
    owner       TEXT,
    subject     TEXT,
    natural_key TEXT UNIQUE,
    status      TEXT NOT NULL,
    due         INTEGER
) STRICT;
CREATE INDEX entries_by_owner ON entries (owner, id);
CREATE INDEX entries_by_subject ON entries (subject, id);
CREATE INDEX entries_by_status_due ON entries (status, due);

CREATE TABLE notices (
    id          TEXT PRIMARY KEY,
    version     INTEGER NOT NULL,
    state       TEXT NOT NULL,
    owner       TEXT,
    subject     TEXT,
    natural_key TEXT UNIQUE,
    status      TEXT NOT NULL,
    due         INTEGER
) STRICT;
CREATE INDEX notices_by_owner ON notices (owner, id);
CREATE INDEX notices_by_subject ON notices (subject, id);
CREATE INDEX notices_by_status_due ON notices (status, due);

-- The overdue scan asks for what is due whatever its state.
CREATE INDEX cases_by_due ON cases (due, id);
CREATE INDEX notices_by_due ON notices (due, id);
