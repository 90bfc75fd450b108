//! The only DataFusion, table format and object store: ingest, versions, governed scans.
