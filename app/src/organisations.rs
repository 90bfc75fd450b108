//! Bodies that take part.

mod get;
mod reach;
mod register;

pub use register::RegisterOrganisation;
