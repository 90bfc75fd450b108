-- What remains of acts whose content was erased. Each row repeats what the payloads-erased act at by_position commits to.
CREATE TABLE erased (
    position    INTEGER PRIMARY KEY,
    by_position INTEGER NOT NULL,
    salt        BLOB NOT NULL,
    remains     TEXT NOT NULL
) STRICT;
CREATE INDEX erased_by ON erased (by_position, position);
CREATE INDEX acts_erasing ON acts (position) WHERE name = 'payloads-erased';

-- Erasures 个人数据删除: one more view, of the same shape as the others.
CREATE TABLE erasures (
    id          TEXT PRIMARY KEY,
    version     INTEGER NOT NULL,
    state       TEXT NOT NULL,
    owner       TEXT,
    subject     TEXT,
    natural_key TEXT UNIQUE,
    status      TEXT NOT NULL,
    due         INTEGER
) STRICT;
CREATE INDEX erasures_by_owner ON erasures (owner, id);
CREATE INDEX erasures_by_subject ON erasures (subject, id);
CREATE INDEX erasures_by_status_due ON erasures (status, due);

-- Of a line that says no more whose key was asked for: the traces-blanked act that took it out.
ALTER TABLE traces ADD COLUMN blanked_by INTEGER;
CREATE INDEX acts_blanking ON acts (position) WHERE name = 'traces-blanked';
