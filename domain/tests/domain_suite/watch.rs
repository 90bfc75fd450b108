//! The risk watch: what each detector hits on and what it lets pass, and that the fold is one.

mod detectors;
mod log;
mod properties;
