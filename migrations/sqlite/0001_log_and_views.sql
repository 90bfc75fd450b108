-- The one row every append locks, so that log order is commit order on any number of nodes.
CREATE TABLE head (
    id            INTEGER PRIMARY KEY CHECK (id = 1),
    next_position INTEGER NOT NULL,
    generation    INTEGER NOT NULL
) STRICT;
INSERT INTO head (id, next_position, generation) VALUES (1, 0, 0);

-- The log 行为. Nothing here is ever changed or deleted.
CREATE TABLE acts (
    position    INTEGER PRIMARY KEY,
    record_kind TEXT NOT NULL,
    record_id   TEXT NOT NULL,
    version     INTEGER NOT NULL,
    name        TEXT NOT NULL,
    at          INTEGER NOT NULL,
    commitment  BLOB NOT NULL,
    UNIQUE (record_kind, record_id, version)
) STRICT;

-- What the commitments hide. Erasing a row here forgets its content and keeps every proof valid.
CREATE TABLE payloads (
    position INTEGER PRIMARY KEY,
    salt     BLOB NOT NULL,
    payload  TEXT NOT NULL
) STRICT;

-- The newest signed checkpoint of the log.
CREATE TABLE sequenced (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    size       INTEGER NOT NULL,
    root       BLOB NOT NULL,
    checkpoint TEXT NOT NULL
) STRICT;

-- Views: the fold of the acts, one table per kind of record, all of one shape.
CREATE TABLE organisations (
    id          TEXT PRIMARY KEY,
    version     INTEGER NOT NULL,
    state       TEXT NOT NULL,
    owner       TEXT,
    subject     TEXT,
    natural_key TEXT UNIQUE,
    status      TEXT NOT NULL,
    due         INTEGER
) STRICT;
CREATE INDEX organisations_by_owner ON organisations (owner, id);
CREATE INDEX organisations_by_subject ON organisations (subject, id);
CREATE INDEX organisations_by_status_due ON organisations (status, due);

CREATE TABLE accounts (
    id          TEXT PRIMARY KEY,
    version     INTEGER NOT NULL,
    state       TEXT NOT NULL,
    owner       TEXT,
    subject     TEXT,
    natural_key TEXT UNIQUE,
    status      TEXT NOT NULL,
    due         INTEGER
) STRICT;
CREATE INDEX accounts_by_owner ON accounts (owner, id);
CREATE INDEX accounts_by_subject ON accounts (subject, id);
CREATE INDEX accounts_by_status_due ON accounts (status, due);

CREATE TABLE credentials (
    id          TEXT PRIMARY KEY,
    version     INTEGER NOT NULL,
    state       TEXT NOT NULL,
    owner       TEXT,
    subject     TEXT,
    natural_key TEXT UNIQUE,
    status      TEXT NOT NULL,
    due         INTEGER
) STRICT;
CREATE INDEX credentials_by_owner ON credentials (owner, id);
CREATE INDEX credentials_by_subject ON credentials (subject, id);
CREATE INDEX credentials_by_status_due ON credentials (status, due);

CREATE TABLE datasets (
    id          TEXT PRIMARY KEY,
    version     INTEGER NOT NULL,
    state       TEXT NOT NULL,
    owner       TEXT,
    subject     TEXT,
    natural_key TEXT UNIQUE,
    status      TEXT NOT NULL,
    due         INTEGER
) STRICT;
CREATE INDEX datasets_by_owner ON datasets (owner, id);
CREATE INDEX datasets_by_subject ON datasets (subject, id);
CREATE INDEX datasets_by_status_due ON datasets (status, due);

CREATE TABLE versions (
    id          TEXT PRIMARY KEY,
    version     INTEGER NOT NULL,
    state       TEXT NOT NULL,
    owner       TEXT,
    subject     TEXT,
    natural_key TEXT UNIQUE,
    status      TEXT NOT NULL,
    due         INTEGER
) STRICT;
CREATE INDEX versions_by_owner ON versions (owner, id);
CREATE INDEX versions_by_subject ON versions (subject, id);
CREATE INDEX versions_by_status_due ON versions (status, due);

CREATE TABLE agreements (
    id          TEXT PRIMARY KEY,
    version     INTEGER NOT NULL,
    state       TEXT NOT NULL,
    owner       TEXT,
    subject     TEXT,
    natural_key TEXT UNIQUE,
    status      TEXT NOT NULL,
    due         INTEGER
) STRICT;
CREATE INDEX agreements_by_owner ON agreements (owner, id);
CREATE INDEX agreements_by_subject ON agreements (subject, id);
CREATE INDEX agreements_by_status_due ON agreements (status, due);

CREATE TABLE cases (
    id          TEXT PRIMARY KEY,
    version     INTEGER NOT NULL,
    state       TEXT NOT NULL,
    owner       TEXT,
    subject     TEXT,
    natural_key TEXT UNIQUE,
    status      TEXT NOT NULL,
    due         INTEGER
) STRICT;
CREATE INDEX cases_by_owner ON cases (owner, id);
CREATE INDEX cases_by_subject ON cases (subject, id);
CREATE INDEX cases_by_status_due ON cases (status, due);
