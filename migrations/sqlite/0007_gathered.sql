-- What each recipient has gathered 累计获取: rows of each dataset and grade by day. The fold of the receipts.
CREATE TABLE gathered (
    recipient TEXT NOT NULL,
    day       INTEGER NOT NULL,
    dataset   TEXT NOT NULL,
    grade     INTEGER NOT NULL,
    row_count INTEGER NOT NULL,
    PRIMARY KEY (recipient, day, dataset, grade)
) STRICT;
