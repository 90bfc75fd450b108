-- Budgets of private statistics: one more view, of the same shape as the others.
CREATE TABLE budgets (
    id          TEXT PRIMARY KEY,
    version     INTEGER NOT NULL,
    state       TEXT NOT NULL,
    owner       TEXT,
    subject     TEXT,
    natural_key TEXT UNIQUE,
    status      TEXT NOT NULL,
    due         INTEGER
) STRICT;
CREATE INDEX budgets_by_owner ON budgets (owner, id);
CREATE INDEX budgets_by_subject ON budgets (subject, id);
CREATE INDEX budgets_by_status_due ON budgets (status, due);
CREATE INDEX budgets_by_due ON budgets (due, id);
