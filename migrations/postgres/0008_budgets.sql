-- Budgets of private statistics: one more view, of the same shape as the others.
CREATE TABLE budgets (
    id          TEXT COLLATE "C" PRIMARY KEY,
    version     BIGINT NOT NULL,
    state       TEXT COLLATE "C" NOT NULL,
    owner       TEXT COLLATE "C",
    subject     TEXT COLLATE "C",
    natural_key TEXT COLLATE "C" UNIQUE,
    status      TEXT COLLATE "C" NOT NULL,
    due         BIGINT
);
CREATE INDEX budgets_by_owner ON budgets (owner, id);
CREATE INDEX budgets_by_subject ON budgets (subject, id);
CREATE INDEX budgets_by_status_due ON budgets (status, due);
CREATE INDEX budgets_by_due ON budgets (due, id);
