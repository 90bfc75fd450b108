-- The one row every append locks, so that log order is commit order on any number of nodes.
CREATE TABLE head (
    id            BIGINT PRIMARY KEY CHECK (id = 1),
    next_position BIGINT NOT NULL,
    generation    BIGINT NOT NULL
);
INSERT INTO head (id, next_position, generation) VALUES (1, 0, 0);

-- The log 行为. Nothing here is ever changed or deleted.
CREATE TABLE acts (
    position    BIGINT PRIMARY KEY,
    record_kind TEXT COLLATE "C" NOT NULL,
    record_id   TEXT COLLATE "C" NOT NULL,
    version     BIGINT NOT NULL,
    name        TEXT COLLATE "C" NOT NULL,
    at          BIGINT NOT NULL,
    commitment  BYTEA NOT NULL,
    UNIQUE (record_kind, record_id, version)
);

-- What the commitments hide. Erasing a row here forgets its content and keeps every proof valid.
CREATE TABLE payloads (
    position BIGINT PRIMARY KEY,
    salt     BYTEA NOT NULL,
    payload  TEXT COLLATE "C" NOT NULL
);

-- The newest signed checkpoint of the log.
CREATE TABLE sequenced (
    id         BIGINT PRIMARY KEY CHECK (id = 1),
    size       BIGINT NOT NULL,
    root       BYTEA NOT NULL,
    checkpoint TEXT COLLATE "C" NOT NULL
);

-- Views: the fold of the acts, one table per kind of record, all of one shape.
CREATE TABLE organisations (
    id          TEXT COLLATE "C" PRIMARY KEY,
    version     BIGINT NOT NULL,
    state       TEXT COLLATE "C" NOT NULL,
    owner       TEXT COLLATE "C",
    subject     TEXT COLLATE "C",
    natural_key TEXT COLLATE "C" UNIQUE,
    status      TEXT COLLATE "C" NOT NULL,
    due         BIGINT
);
CREATE INDEX organisations_by_owner ON organisations (owner, id);
CREATE INDEX organisations_by_subject ON organisations (subject, id);
CREATE INDEX organisations_by_status_due ON organisations (status, due);

CREATE TABLE accounts (
    id          TEXT COLLATE "C" PRIMARY KEY,
    version     BIGINT NOT NULL,
    state       TEXT COLLATE "C" NOT NULL,
    owner       TEXT COLLATE "C",
    subject     TEXT COLLATE "C",
    natural_key TEXT COLLATE "C" UNIQUE,
    status      TEXT COLLATE "C" NOT NULL,
    due         BIGINT
);
CREATE INDEX accounts_by_owner ON accounts (owner, id);
CREATE INDEX accounts_by_subject ON accounts (subject, id);
CREATE INDEX accounts_by_status_due ON accounts (status, due);

CREATE TABLE credentials (
    id          TEXT COLLATE "C" PRIMARY KEY,
    version     BIGINT NOT NULL,
    state       TEXT COLLATE "C" NOT NULL,
    owner       TEXT COLLATE "C",
    subject     TEXT COLLATE "C",
    natural_key TEXT COLLATE "C" UNIQUE,
    status      TEXT COLLATE "C" NOT NULL,
    due         BIGINT
);
CREATE INDEX credentials_by_owner ON credentials (owner, id);
CREATE INDEX credentials_by_subject ON credentials (subject, id);
CREATE INDEX credentials_by_status_due ON credentials (status, due);

CREATE TABLE datasets (
    id          TEXT COLLATE "C" PRIMARY KEY,
    version     BIGINT NOT NULL,
    state       TEXT COLLATE "C" NOT NULL,
    owner       TEXT COLLATE "C",
    subject     TEXT COLLATE "C",
    natural_key TEXT COLLATE "C" UNIQUE,
    status      TEXT COLLATE "C" NOT NULL,
    due         BIGINT
);
CREATE INDEX datasets_by_owner ON datasets (owner, id);
CREATE INDEX datasets_by_subject ON datasets (subject, id);
CREATE INDEX datasets_by_status_due ON datasets (status, due);

CREATE TABLE versions (
    id          TEXT COLLATE "C" PRIMARY KEY,
    version     BIGINT NOT NULL,
    state       TEXT COLLATE "C" NOT NULL,
    owner       TEXT COLLATE "C",
    subject     TEXT COLLATE "C",
    natural_key TEXT COLLATE "C" UNIQUE,
    status      TEXT COLLATE "C" NOT NULL,
    due         BIGINT
);
CREATE INDEX versions_by_owner ON versions (owner, id);
CREATE INDEX versions_by_subject ON versions (subject, id);
CREATE INDEX versions_by_status_due ON versions (status, due);

CREATE TABLE agreements (
    id          TEXT COLLATE "C" PRIMARY KEY,
    version     BIGINT NOT NULL,
    state       TEXT COLLATE "C" NOT NULL,
    owner       TEXT COLLATE "C",
    subject     TEXT COLLATE "C",
    natural_key TEXT COLLATE "C" UNIQUE,
    status      TEXT COLLATE "C" NOT NULL,
    due         BIGINT
);
CREATE INDEX agreements_by_owner ON agreements (owner, id);
CREATE INDEX agreements_by_subject ON agreements (subject, id);
CREATE INDEX agreements_by_status_due ON agreements (status, due);

CREATE TABLE cases (
    id          TEXT COLLATE "C" PRIMARY KEY,
    version     BIGINT NOT NULL,
    state       TEXT COLLATE "C" NOT NULL,
    owner       TEXT COLLATE "C",
    subject     TEXT COLLATE "C",
    natural_key TEXT COLLATE "C" UNIQUE,
    status      TEXT COLLATE "C" NOT NULL,
    due         BIGINT
);
CREATE INDEX cases_by_owner ON cases (owner, id);
CREATE INDEX cases_by_subject ON cases (subject, id);
CREATE INDEX cases_by_status_due ON cases (status, due);
