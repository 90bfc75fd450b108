-- Registers and notices: two more views, of the same shape as the others.
CREATE TABLE entries (
    id          TEXT COLLATE "C" PRIMARY KEY,
    version     BIGINT NOT NULL,
    state       TEXT COLLATE "C" NOT NULL,
    owner       TEXT COLLATE "C",
    subject     TEXT COLLATE "C",
    natural_key TEXT COLLATE "C" UNIQUE,
    status      TEXT COLLATE "C" NOT NULL,
    due         BIGINT
);
CREATE INDEX entries_by_owner ON entries (owner, id);
CREATE INDEX entries_by_subject ON entries (subject, id);
CREATE INDEX entries_by_status_due ON entries (status, due);

CREATE TABLE notices (
    id          TEXT COLLATE "C" PRIMARY KEY,
    version     BIGINT NOT NULL,
    state       TEXT COLLATE "C" NOT NULL,
    owner       TEXT COLLATE "C",
    subject     TEXT COLLATE "C",
    natural_key TEXT COLLATE "C" UNIQUE,
    status      TEXT COLLATE "C" NOT NULL,
    due         BIGINT
);
CREATE INDEX notices_by_owner ON notices (owner, id);
CREATE INDEX notices_by_subject ON notices (subject, id);
CREATE INDEX notices_by_status_due ON notices (status, due);

-- The overdue scan asks for what is due whatever its state.
CREATE INDEX cases_by_due ON cases (due, id);
CREATE INDEX notices_by_due ON notices (due, id);
