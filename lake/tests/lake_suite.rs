//! The lake's one integration test binary.

mod ingest;
