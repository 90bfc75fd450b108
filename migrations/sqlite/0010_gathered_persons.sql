-- How many persons each recipient has gathered 累计获取人数, by kind of personal information: at most so many of each dataset
-- by day. The fold of the receipts.
CREATE TABLE gathered_persons (
    recipient    TEXT NOT NULL,
    day          INTEGER NOT NULL,
    dataset      TEXT NOT NULL,
    kind         TEXT NOT NULL,
    person_count INTEGER NOT NULL,
    PRIMARY KEY (recipient, day, dataset, kind)
) STRICT;
