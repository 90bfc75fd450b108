-- Who saw what: for each table of each receipt the columns it is looked for by. Built from the log behind the appends;
-- what a receipt says is read from the log itself.
CREATE TABLE traces (
    position  BIGINT NOT NULL,
    place     BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    account   TEXT COLLATE "C" NOT NULL,
    agreement TEXT COLLATE "C",
    dataset   TEXT COLLATE "C" NOT NULL,
    -- Digest of the key asked for; empty for what left more than one row; NULL for what left none.
    subject   TEXT COLLATE "C",
    PRIMARY KEY (position, place)
);
CREATE INDEX traces_by_account ON traces (account, at, position);
CREATE INDEX traces_by_agreement ON traces (agreement, at, position);
CREATE INDEX traces_by_dataset ON traces (dataset, at, position);
CREATE INDEX traces_by_subject ON traces (dataset, subject, at, position);

-- How far into the log the traces reach: the position of the first act not looked at.
CREATE TABLE traced (
    id   BIGINT PRIMARY KEY CHECK (id = 1),
    next BIGINT NOT NULL
);
INSERT INTO traced (id, next) VALUES (1, 0);
