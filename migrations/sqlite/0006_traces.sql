-- Who saw what: for each table of each receipt the columns it is looked for by. Built from the log behind the appends;
-- what a receipt says is read from the log itself.
CREATE TABLE traces (
    position  INTEGER NOT NULL,
    place     INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    account   TEXT NOT NULL,
    agreement TEXT,
    dataset   TEXT NOT NULL,
    -- Digest of the key asked for; empty for what left more than one row; NULL for what left none.
    subject   TEXT,
    PRIMARY KEY (position, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX traces_by_account ON traces (account, at, position);
CREATE INDEX traces_by_agreement ON traces (agreement, at, position);
CREATE INDEX traces_by_dataset ON traces (dataset, at, position);
CREATE INDEX traces_by_subject ON traces (dataset, subject, at, position);

-- How far into the log the traces reach: the position of the first act not looked at.
CREATE TABLE traced (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    next INTEGER NOT NULL
) STRICT;
INSERT INTO traced (id, next) VALUES (1, 0);
