//! The region's law as data: regulations, regions, procedures, calendars and the clocks they start.
//!
//! [`Rulebook::parse`] takes the texts of `rules/` and gives either a rulebook whose every reference resolves or all
//! the faults it found, each with file and line. Nothing here does I/O or reads a clock; the engine knows no province.

mod basis;
mod calendar;
mod check;
mod clock;
mod error;
mod mechanism;
mod procedure;
mod reckoning;
mod region;
mod regulation;
mod rulebook;
mod shipped;
mod source;
mod words;

pub use basis::{Basis, BasisError};
pub use calendar::{Calendar, Day};
pub use clock::{ClockRule, ClockValue, Due, Length, SetBy};
pub use error::{LoadError, LoadErrors, Problem};
pub use mechanism::{
    Actor, Control, Effect, FieldKind, Guard, Modality, OpenClass, Report, ShareClass, Standing, Subject,
};
pub use procedure::{FormField, Procedure, START, Step};
pub use reckoning::{ReckonError, Reckoning, clock_for};
pub use region::{Binding, Ground, LocalClass, Purpose, Region};
pub use regulation::{Carrier, Duty, Regulation};
pub use rulebook::Rulebook;
pub use shipped::shipped;
pub use words::Words;
