-- What each recipient has gathered 累计获取: rows of each dataset and grade by day. The fold of the receipts.
CREATE TABLE gathered (
    recipient TEXT COLLATE "C" NOT NULL,
    day       BIGINT NOT NULL,
    dataset   TEXT COLLATE "C" NOT NULL,
    grade     BIGINT NOT NULL,
    row_count BIGINT NOT NULL,
    PRIMARY KEY (recipient, day, dataset, grade)
);
