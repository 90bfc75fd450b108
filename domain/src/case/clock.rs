use base::{LawDate, Timestamp};
use law::Basis;
use serde::{Deserialize, Serialize};

use super::{Case, Inputs, Stepped};
use crate::act::Act;
use crate::decide::Deciding;
use crate::record::Decided;

/// A clock 时限 that runs in a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunningClock {
    pub name: String,
    pub started: Timestamp,
    /// The last instant in time.
    pub due: Timestamp,
    pub date: LawDate,
    /// When a warning goes out, where one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warn: Option<Timestamp>,
    /// Computed from weekdays because the year's holiday notice is not out yet.
    pub provisional: bool,
    pub basis: Basis,
    /// Since when it stands still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused: Option<Timestamp>,
    pub stopped: Option<Timestamp>,
    /// Set when a timer warned of its end.
    #[serde(default)]
    pub warned: bool,
    /// Set when a timer found it run out.
    pub overdue: bool,
}

/// A clock that goes on after it stood still.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resumed {
    pub name: String,
    pub due: Timestamp,
    pub date: LawDate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warn: Option<Timestamp>,
    pub provisional: bool,
}

impl RunningClock {
    /// Whether time passes on it.
    pub const fn runs(&self) -> bool {
        self.stopped.is_none() && self.paused.is_none()
    }

    pub(super) fn take(&mut self, stepped: &Stepped) {
        if stepped.ended || stepped.stops.contains(&self.name) {
            self.stopped = Some(stepped.at);
        } else if stepped.pauses.contains(&self.name) {
            self.paused = self.paused.or(Some(stepped.at));
        } else if let Some(resumed) = stepped.resumes.iter().find(|resumed| resumed.name == self.name) {
            self.paused = None;
            // Standing still gives no time back: what was found run out is not found again.
            let time_left = stepped.at < resumed.due;
            (self.due, self.date, self.provisional) = (resumed.due, resumed.date, resumed.provisional);
            self.warn = resumed.warn;
            self.warned &= !time_left;
            self.overdue &= !time_left;
        }
    }

    pub(super) fn next(&self) -> Option<Timestamp> {
        if !self.runs() || self.overdue {
            return None;
        }
        Some(self.warn.filter(|warn| !self.warned && *warn < self.due).unwrap_or(self.due))
    }
}

/// A clock the law is silent about does not run.
pub(super) fn start(name: &str, case: &Case, inputs: &Inputs, deciding: &Deciding<'_>) -> Option<RunningClock> {
    let due = deciding.rulebook.due(deciding.region, name, deciding.now, stated(case, inputs))?;
    Some(RunningClock {
        name: name.to_owned(),
        started: deciding.now,
        warn: deciding.rulebook.warning(deciding.region, name, due.at),
        due: due.at,
        date: due.date,
        provisional: due.provisional,
        basis: due.basis,
        paused: None,
        stopped: None,
        warned: false,
        overdue: false,
    })
}

pub(super) fn resume(name: &str, case: &Case, deciding: &Deciding<'_>) -> Option<Resumed> {
    let clock = case.clocks.iter().find(|clock| clock.stopped.is_none() && clock.name == name)?;
    let due = deciding.rulebook.resumed(deciding.region, name, clock.due, clock.paused?, deciding.now)?;
    let warn = deciding.rulebook.warning(deciding.region, name, due.at);
    Some(Resumed { name: name.to_owned(), due: due.at, date: due.date, warn, provisional: due.provisional })
}

/// The date an order or a grant states: the step's own, else the case's.
fn stated(case: &Case, inputs: &Inputs) -> Option<LawDate> {
    let date = |given: &Inputs, name: &str| given.get(name)?.as_str()?.parse().ok();
    let named = |given: &Inputs| date(given, "until").or_else(|| date(given, "term"));
    named(inputs).or_else(|| named(&case.form))
}

/// The acts that record every clock of `case` that wants a warning or has run out by now. Taking the step late stays
/// possible: the duty does not end because it was missed.
pub fn timed(case: &Case, now: Timestamp) -> Vec<Decided> {
    let mut acts = Vec::new();
    for clock in case.clocks.iter().filter(|clock| clock.runs() && !clock.overdue) {
        let basis = vec![clock.basis.clone()];
        if clock.due < now {
            acts.push(Decided::new(Act::CaseOverdue { clock: clock.name.clone() }, basis));
        } else if !clock.warned && clock.warn.is_some_and(|warn| warn < now) {
            acts.push(Decided::new(Act::CaseWarned { clock: clock.name.clone() }, basis));
        }
    }
    acts
}
