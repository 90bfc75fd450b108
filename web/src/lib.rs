//! The only HTTP: the JSON API under /api/v1.
