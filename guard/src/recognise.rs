//! Recognising what a column holds 敏感数据识别, by its values and by its name.
//!
//! A value counts as a whole or not at all: a mobile number inside a serial number is no mobile number. Values that
//! were masked at the source (`142402********1534`, `田*`) count as what they once were, because the rest of the
//! column, or the next delivery, may not be masked.

mod address;
mod cell;
mod email;
mod kinds;
mod lexicon;
mod name;
mod number;
mod plate;
mod propose;
mod scan;

pub use kinds::{KindSet, kinds_of};
pub(crate) use name::has_compound_surname;
pub use propose::propose_grade;
pub use scan::{ColumnScan, Finding};

#[cfg(test)]
mod tests;
