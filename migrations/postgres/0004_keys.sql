-- Wrapped keys 包裹后的密钥, erasable: what is deleted here exists nowhere, and what it sealed can be read no more. No part
-- of the log. A key names the one it is wrapped by; the root key, which has no row, is nobody's here.
CREATE TABLE keys (
    kind              TEXT COLLATE "C" NOT NULL,
    name              TEXT COLLATE "C" NOT NULL,
    generation        BIGINT NOT NULL,
    holder_kind       TEXT COLLATE "C",
    holder_name       TEXT COLLATE "C",
    holder_generation BIGINT,
    body              TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (kind, name, generation),
    FOREIGN KEY (holder_kind, holder_name, holder_generation) REFERENCES keys (kind, name, generation)
);
CREATE INDEX keys_by_holder ON keys (holder_kind, holder_name, holder_generation, kind, name, generation);
