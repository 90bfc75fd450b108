//! Administrative divisions 行政区划 (GB/T 2260): the tree province → prefecture → county, with the years each code
//! was valid, from 2002 on. A code abolished since stays known, because identity numbers and old records go on
//! carrying it.

mod code;
mod table;

pub use code::{Level, RegionCode, RegionCodeError};
pub use table::{Division, FIRST_EDITION, all, children, ever, full_name, full_name_in, history, latest, lookup};
