-- Wrapped keys 包裹后的密钥, erasable: what is deleted here exists nowhere, and what it sealed can be read no more. No part
-- of the log. A key names the one it is wrapped by; the root key, which has no row, is nobody's here.
CREATE TABLE keys (
    kind              TEXT NOT NULL,
    name              TEXT NOT NULL,
    generation        INTEGER NOT NULL,
    holder_kind       TEXT,
    holder_name       TEXT,
    holder_generation INTEGER,
    body              TEXT NOT NULL,
    PRIMARY KEY (kind, name, generation),
    FOREIGN KEY (holder_kind, holder_name, holder_generation) REFERENCES keys (kind, name, generation)
) STRICT;
CREATE INDEX keys_by_holder ON keys (holder_kind, holder_name, holder_generation, kind, name, generation);
