//! The region's law as data: regulations, regions, procedures, calendars and the clocks they start.
//!
//! [`Rulebook::parse`] takes the texts of `rules/` and gives either a rulebook whose every reference resolves or all
//! the faults it found, each with file and line. Nothing here does I/O or reads a clock; the engine knows no province.

mod basis;
mod calendar;
mod check;
mod clock;
mod coverage;
mod diff;
mod error;
mod mechanism;
mod pack;
mod place;
mod procedure;
mod reckoning;
mod region;
mod regulation;
mod rulebook;
mod shipped;
mod source;
mod watch;
mod words;

pub use basis::{Basis, BasisError};
pub use calendar::{Calendar, Day};
pub use clock::{ClockRule, ClockValue, Due, Length, OnReturn, SetBy};
pub use coverage::{Cover, Coverage, Covered, Gap, coverage};
pub use diff::{Difference, Held, Topic, diff};
pub use error::{LoadError, LoadErrors, Problem};
pub use mechanism::{
    Actor, Control, Detector, Effect, Exception, FieldKind, Figure, FileType, Guard, Measure, Modality, OpenClass,
    Part, Register, Report, Scene, Setting, Severity, ShareClass, Standing, Stops, Subject,
};
pub use place::{COUNTRY, above, covers, depth};
pub use procedure::{Choice, FormField, Procedure, Required, START, Step};
pub use reckoning::{ReckonError, Reckoning, clock_for};
pub use region::{
    Accumulation, Adopted, Answer, Binding, Decides, ErasureTerm, Ground, Linking, Lists, LocalClass, Minimum, Purpose,
    Quality, Region, RiskLimits, Score, Statistics, Tells, TooWeak,
};
pub use regulation::{Carrier, Duty, Regulation};
pub use rulebook::Rulebook;
pub use shipped::shipped;
pub use watch::{RISK_ALERT, Thresholds, WatchRule, Watching};
pub use words::Words;
