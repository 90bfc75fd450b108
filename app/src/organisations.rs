//! Bodies that take part.

mod get;
mod register;

pub use register::RegisterOrganisation;
