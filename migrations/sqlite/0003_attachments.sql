-- Attachments: one more view, of the same shape as the others. The files themselves stand sealed beside the tables.
CREATE TABLE attachments (
    id          TEXT PRIMARY KEY,
    version     INTEGER NOT NULL,
    state       TEXT NOT NULL,
    owner       TEXT,
    subject     TEXT,
    natural_key TEXT UNIQUE,
    status      TEXT NOT NULL,
    due         INTEGER
) STRICT;
CREATE INDEX attachments_by_owner ON attachments (owner, id);
CREATE INDEX attachments_by_subject ON attachments (subject, id);
CREATE INDEX attachments_by_status_due ON attachments (status, due);
CREATE INDEX attachments_by_due ON attachments (due, id);
