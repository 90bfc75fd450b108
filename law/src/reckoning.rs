use base::{LawDate, Timestamp};
use serde::{Serialize, Serializer};

use crate::calendar::days_after;
use crate::clock::{Due, Length, SetBy, iso_date};
use crate::rulebook::Rulebook;

/// How a deadline was reckoned, day by day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reckoning {
    /// The clock the step starts.
    pub clock: String,
    /// The day of the event; counting begins the day after.
    #[serde(serialize_with = "iso_date")]
    pub from: LawDate,
    pub due: Due,
    pub set_by: SetBy,
    /// Days on the way that did not count. Empty where calendar days run.
    #[serde(serialize_with = "iso_dates")]
    pub skipped: Vec<LawDate>,
    /// Saturdays and Sundays on the way that counted, because a notice made them working days.
    #[serde(serialize_with = "iso_dates")]
    pub make_up: Vec<LawDate>,
}

/// Why a deadline cannot be reckoned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReckonError {
    #[error("expected a region of the rulebook ({known}), found {found:?}; give one of these codes")]
    UnknownRegion { found: String, known: String },
    #[error("expected a procedure of the rulebook ({known}), found {found:?}; give one of these names")]
    UnknownProcedure { found: String, known: String },
    #[error("expected a step of {procedure} ({known}), found {found:?}; give one of these names")]
    UnknownStep { procedure: String, found: String, known: String },
    #[error(
        "expected a step that starts a clock, found {step:?} of {procedure}, which starts none; clocks start at: {known}"
    )]
    StartsNone { procedure: String, step: String, known: String },
    #[error("expected a length for clock {clock:?}, found silence in region {region}: no deadline runs")]
    Silent { region: String, clock: String },
    #[error(
        "expected a length for clock {clock:?}, found that in region {region} it runs until a date stated in the case"
    )]
    Stated { region: String, clock: String },
    #[error("expected a day on which {regulation} binds in region {region}, found {from}; give a later day")]
    NotInForce { region: String, regulation: String, from: LawDate },
}

/// The deadline of the clock that `step` starts when it is taken on `from`.
pub fn clock_for(
    rulebook: &Rulebook,
    region: &str,
    procedure: &str,
    step: &str,
    from: LawDate,
) -> Result<Reckoning, ReckonError> {
    let place = rulebook.region(region).ok_or_else(|| ReckonError::UnknownRegion {
        found: region.to_owned(),
        known: listed(rulebook.regions().map(|known| known.code.as_str())),
    })?;
    let course = rulebook.procedure(procedure).ok_or_else(|| ReckonError::UnknownProcedure {
        found: procedure.to_owned(),
        known: listed(rulebook.procedures().map(|known| known.name.as_str())),
    })?;
    let taken = course.step(step).ok_or_else(|| ReckonError::UnknownStep {
        procedure: procedure.to_owned(),
        found: step.to_owned(),
        known: listed(course.steps.iter().map(|known| known.name.as_str())),
    })?;
    let clock = taken.starts.first().map(String::as_str).ok_or_else(|| ReckonError::StartsNone {
        procedure: procedure.to_owned(),
        step: step.to_owned(),
        known: listed(course.steps.iter().filter(|known| !known.starts.is_empty()).map(|known| known.name.as_str())),
    })?;
    let silent = || ReckonError::Silent { region: region.to_owned(), clock: clock.to_owned() };
    let rule = place.clock(clock).ok_or_else(silent)?;
    if rule.length == Length::Stated {
        return Err(ReckonError::Stated { region: region.to_owned(), clock: clock.to_owned() });
    }
    let due = rulebook.due(place, clock, Timestamp::start_of(from), None).ok_or_else(|| ReckonError::NotInForce {
        region: region.to_owned(),
        regulation: rule.basis.regulation().to_owned(),
        from,
    })?;
    let calendar = rulebook.calendar();
    let (skipped, make_up) = match rule.length {
        Length::WorkingDays(_) => (
            days_after(from, due.date).filter(|date| !calendar.is_working_day(*date).working).collect(),
            days_after(from, due.date).filter(|date| calendar.is_make_up(*date)).collect(),
        ),
        Length::Hours(_) | Length::CalendarDays(_) | Length::Months(_) | Length::Stated => (Vec::new(), Vec::new()),
    };
    Ok(Reckoning { clock: clock.to_owned(), from, due, set_by: rule.set_by, skipped, make_up })
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

fn iso_dates<S: Serializer>(dates: &[LawDate], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(dates.iter().map(LawDate::to_string))
}
