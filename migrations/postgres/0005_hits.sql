-- What the risk watch found: one more view, of the same shape as the others.
CREATE TABLE hits (
    id          TEXT COLLATE "C" PRIMARY KEY,
    version     BIGINT NOT NULL,
    state       TEXT COLLATE "C" NOT NULL,
    owner       TEXT COLLATE "C",
    subject     TEXT COLLATE "C",
    natural_key TEXT COLLATE "C" UNIQUE,
    status      TEXT COLLATE "C" NOT NULL,
    due         BIGINT
);
CREATE INDEX hits_by_owner ON hits (owner, id);
CREATE INDEX hits_by_subject ON hits (subject, id);
CREATE INDEX hits_by_status_due ON hits (status, due);
