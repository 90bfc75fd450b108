//! Pure Arrow kernels: recognising personal information, proposing grades, masking values, marking copies, reckoning
//! release risk, private statistics.
//!
//! No I/O, no clock, no randomness: a kernel is a function of its column and its key, so the same version read
//! twice under one agreement is the same bytes.

pub mod fingerprint;
pub mod mask;
pub mod pack;
pub mod private_statistics;
pub mod recognise;
pub mod risk;
pub mod text;
