//! File encodings an answer leaves in.
