//! The only SQL: acts, views and the sequencer on SQLite and PostgreSQL.
