//! Recognising what a column holds 敏感数据识别, by its values, its name and its neighbours, as a rule pack says.
//!
//! A value counts as a whole or not at all: a mobile number inside a serial number is no mobile number. Values that
//! were masked at the source (`142402********1534`, `田*`) count as what they once were, because the rest of the
//! column, or the next delivery, may not be masked. Columns of prose are searched inside, by [`crate::text`].

mod address;
mod cell;
mod check;
mod code;
mod coordinate;
mod date;
mod decide;
mod email;
mod finding;
mod form;
mod han;
mod headings;
mod kinds;
mod name;
mod number;
mod pair;
mod permit;
mod plate;
mod recount;
mod scan;
mod tally;
mod track;
mod word;

pub use check::Check;
pub use finding::{Finding, propose_grade};
pub use form::Form;
pub use headings::Headings;
pub use kinds::{KindSet, kinds_of};
pub use scan::ColumnScan;
pub use track::TrackScan;

pub(crate) use date::is_date;
pub(crate) use email::is_email;
pub(crate) use form::FormSet;
pub(crate) use kinds::forms_of;
pub(crate) use name::{has_compound_surname, is_compound_surname, is_place_name, is_surname};
pub(crate) use plate::{is_plate, is_province};

#[cfg(test)]
mod tests;
