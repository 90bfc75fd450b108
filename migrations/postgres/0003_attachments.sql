-- Attachments: one more view, of the same shape as the others. The files themselves stand sealed beside the tables.
CREATE TABLE attachments (
    id          TEXT COLLATE "C" PRIMARY KEY,
    version     BIGINT NOT NULL,
    state       TEXT COLLATE "C" NOT NULL,
    owner       TEXT COLLATE "C",
    subject     TEXT COLLATE "C",
    natural_key TEXT COLLATE "C" UNIQUE,
    status      TEXT COLLATE "C" NOT NULL,
    due         BIGINT
);
CREATE INDEX attachments_by_owner ON attachments (owner, id);
CREATE INDEX attachments_by_subject ON attachments (subject, id);
CREATE INDEX attachments_by_status_due ON attachments (status, due);
CREATE INDEX attachments_by_due ON attachments (due, id);
