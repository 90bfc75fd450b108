-- How many persons each recipient has gathered 累计获取人数, by kind of personal information: at most so many of each dataset
-- by day. The fold of the receipts.
CREATE TABLE gathered_persons (
    recipient    TEXT COLLATE "C" NOT NULL,
    day          BIGINT NOT NULL,
    dataset      TEXT COLLATE "C" NOT NULL,
    kind         TEXT COLLATE "C" NOT NULL,
    person_count BIGINT NOT NULL,
    PRIMARY KEY (recipient, day, dataset, kind)
);
