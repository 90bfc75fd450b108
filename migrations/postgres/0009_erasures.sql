-- What remains of acts whose content was erased. Each row repeats what the payloads-erased act at by_position commits to.
CREATE TABLE erased (
    position    BIGINT PRIMARY KEY,
    by_position BIGINT NOT NULL,
    salt        BYTEA NOT NULL,
    remains     TEXT COLLATE "C" NOT NULL
);
CREATE INDEX erased_by ON erased (by_position, position);
CREATE INDEX acts_erasing ON acts (position) WHERE name = 'payloads-erased';

-- Erasures 个人数据删除: one more view, of the same shape as the others.
CREATE TABLE erasures (
    id          TEXT COLLATE "C" PRIMARY KEY,
    version     BIGINT NOT NULL,
    state       TEXT COLLATE "C" NOT NULL,
    owner       TEXT COLLATE "C",
    subject     TEXT COLLATE "C",
    natural_key TEXT COLLATE "C" UNIQUE,
    status      TEXT COLLATE "C" NOT NULL,
    due         BIGINT
);
CREATE INDEX erasures_by_owner ON erasures (owner, id);
CREATE INDEX erasures_by_subject ON erasures (subject, id);
CREATE INDEX erasures_by_status_due ON erasures (status, due);

-- Of a line that says no more whose key was asked for: the traces-blanked act that took it out.
ALTER TABLE traces ADD COLUMN blanked_by BIGINT;
CREATE INDEX acts_blanking ON acts (position) WHERE name = 'traces-blanked';
