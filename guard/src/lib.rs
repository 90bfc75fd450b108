//! Pure Arrow kernels: recognising personal information, proposing grades, masking values, reckoning release risk.
//!
//! No I/O, no clock, no randomness: a kernel is a function of its column and its key, so the same version read
//! twice under one agreement is the same bytes.

pub mod mask;
pub mod recognise;
pub mod risk;
