//! The lake's one integration test binary.

mod governed;
mod ingest;
