use std::collections::{BTreeMap, BTreeSet};

use base::{Digest, LawDate, Timestamp};

use crate::basis::Basis;
use crate::calendar::Calendar;
use crate::check;
use crate::clock::{Due, Length};
use crate::error::{Findings, LoadErrors, Problem};
use crate::mechanism::Control;
use crate::procedure::{Procedure, Step};
use crate::region::Region;
use crate::regulation::{Carrier, Duty, Regulation};
use crate::shipped::shipped;
use crate::source::{Site, Source};

/// All of `rules/`, read and checked: every name and citation in it resolves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rulebook {
    pub(crate) regulations: BTreeMap<String, Regulation>,
    pub(crate) regions: BTreeMap<String, Region>,
    pub(crate) procedures: BTreeMap<String, Procedure>,
    calendar: Calendar,
    digest: Digest,
}

const CALENDAR: &str = "calendars/cn.toml";

impl Rulebook {
    /// Reads a rulebook from (path inside `rules/`, text) pairs, in any order.
    pub fn parse<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, LoadErrors> {
        let mut findings = Findings::default();
        let mut texts: BTreeMap<&str, &str> = BTreeMap::new();
        for (path, text) in files {
            if texts.insert(path, text).is_some() {
                findings.push(&Source::new(path, text).top(), Problem::FileTwice);
            }
        }
        let digest = digest(&texts, &mut findings);
        let mut calendar = None;
        let (mut regulations, mut regions, mut procedures) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for (path, text) in texts {
            let source = Source::new(path, text);
            match folder(path) {
                Some("regulations") => keep(&mut regulations, &source, Regulation::parse(&source, &mut findings)),
                Some("regions") => keep(&mut regions, &source, Region::parse(&source, &mut findings)),
                Some("procedures") => keep(&mut procedures, &source, Procedure::parse(&source, &mut findings)),
                Some(_) if path == CALENDAR => calendar = Some(Calendar::parse(&source, &mut findings)),
                _ => findings.push(&source.top(), Problem::UnknownFile),
            }
        }
        if calendar.is_none() {
            findings.push(&Source::new(CALENDAR, "").top(), Problem::NoCalendar);
        }
        // References are followed only between files that were read whole, so that one fault is reported once.
        findings.settle()?;
        let calendar = calendar.flatten().unwrap_or_default();
        let mut rulebook = Self { regulations, regions, procedures, calendar, digest };
        check::rulebook(&rulebook, &mut findings);
        findings.settle()?;
        rulebook.resolve_controls();
        Ok(rulebook)
    }

    /// The rulebook this program was built with.
    pub fn shipped() -> Result<Self, LoadErrors> {
        Self::parse(shipped().iter().copied())
    }

    /// Changes when, and only when, a rule changes: comments and layout do not count.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    pub fn region(&self, code: &str) -> Option<&Region> {
        self.regions.get(code)
    }

    /// By code.
    pub fn regions(&self) -> impl Iterator<Item = &Region> {
        self.regions.values()
    }

    pub fn regulation(&self, name: &str) -> Option<&Regulation> {
        self.regulations.get(name)
    }

    pub fn procedure(&self, name: &str) -> Option<&Procedure> {
        self.procedures.get(name)
    }

    /// By name.
    pub fn procedures(&self) -> impl Iterator<Item = &Procedure> {
        self.procedures.values()
    }

    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The duties of every regulation that binds in `region`, in order of precedence, then of the text.
    pub fn duties<'a>(&'a self, region: &'a Region) -> impl Iterator<Item = &'a Duty> {
        let bound = region.bindings.iter().filter_map(|binding| self.regulations.get(&binding.regulation));
        bound.flat_map(|regulation| &regulation.duties)
    }

    /// The articles a step of a procedure rests on: of the duties that name the step; else of the clocks it starts or
    /// stops; else of the duties that name the procedure; else of the clocks of its other steps.
    pub fn step_basis(&self, region: &Region, procedure: &str, step: &str, on: LawDate) -> Vec<Basis> {
        let Some(course) = self.procedure(procedure) else { return Vec::new() };
        let carried = |wanted: Option<&str>| -> Vec<Basis> {
            let named = self.duties(region).filter(|duty| match &duty.carrier {
                Carrier::Procedure { name, step } => name == procedure && step.as_deref() == wanted,
                Carrier::Clock(_) | Carrier::Control(_) | Carrier::Report(_) | Carrier::Outside(_) => false,
            });
            named.map(|duty| duty.basis.clone()).collect()
        };
        let clocked = |steps: &mut dyn Iterator<Item = &Step>| -> Vec<Basis> {
            let clocks = steps.flat_map(|step| step.starts.iter().chain(&step.stops));
            let bases: BTreeSet<Basis> = clocks.filter_map(|clock| Some(region.clock(clock)?.basis.clone())).collect();
            bases.into_iter().collect()
        };
        let choices = [
            carried(Some(step)),
            clocked(&mut course.step(step).into_iter()),
            carried(None),
            clocked(&mut course.steps.iter()),
        ];
        let bound = choices.map(|bases| -> Vec<Basis> {
            bases.into_iter().filter(|basis| region.is_bound(basis.regulation(), on)).collect()
        });
        bound.into_iter().find(|bases| !bases.is_empty()).unwrap_or_default()
    }

    /// Whether `basis` cites a duty that binds in `region`.
    pub fn resolves(&self, region: &Region, basis: &Basis) -> bool {
        self.duties(region).any(|duty| basis.covers(&duty.basis))
    }

    /// When the clock that `started` ends. None where the law is silent, the clock unknown, or its article not yet in
    /// force on that day.
    pub fn due(&self, region: &Region, clock: &str, started: Timestamp) -> Option<Due> {
        let rule = region.clock(clock)?;
        let from = started.law_date();
        if !region.is_bound(rule.basis.regulation(), from) {
            return None;
        }
        let (date, provisional) = match rule.length {
            Length::WorkingDays(days) => self.calendar.add_working_days(from, days),
            Length::CalendarDays(days) => (from.checked_add_days(chrono::Days::new(days.into()))?, false),
        };
        Some(Due { date, at: Timestamp::end_of(date), provisional, basis: rule.basis.clone(), length: rule.length })
    }

    fn resolve_controls(&mut self) {
        for region in self.regions.values_mut() {
            for binding in &region.bindings {
                let duties = self.regulations.get(&binding.regulation).map_or(&[][..], |law| &law.duties);
                let carried = duties.iter().filter_map(|duty| Some((control(duty)?, binding.from, duty.basis.clone())));
                region.controls.extend(carried);
            }
        }
    }

    pub(crate) fn started_clocks(&self) -> impl Iterator<Item = (&Procedure, &str, &Site)> {
        let steps =
            self.procedures.values().flat_map(|procedure| procedure.steps.iter().map(move |step| (procedure, step)));
        steps.filter_map(|(procedure, step)| Some((procedure, step.starts.as_deref()?, &step.site)))
    }
}

fn control(duty: &Duty) -> Option<Control> {
    match duty.carrier {
        Carrier::Control(control) => Some(control),
        Carrier::Clock(_) | Carrier::Procedure { .. } | Carrier::Report(_) | Carrier::Outside(_) => None,
    }
}

fn folder(path: &str) -> Option<&str> {
    let (folder, name) = path.split_once('/')?;
    let stem = name.strip_suffix(".toml")?;
    (!stem.is_empty() && !stem.contains('/')).then_some(folder)
}

fn keep<T>(shelf: &mut BTreeMap<String, T>, source: &Source<'_>, piece: Option<T>) {
    if let Some(piece) = piece {
        shelf.insert(source.stem().to_owned(), piece);
    }
}

/// Digests the parsed files, not their texts, so that only rules count.
fn digest(texts: &BTreeMap<&str, &str>, findings: &mut Findings) -> Digest {
    let parsed: BTreeMap<&str, toml::Table> =
        texts.iter().filter_map(|(path, text)| Some((*path, toml::from_str(text).ok()?))).collect();
    base::canonical::digest(&parsed).unwrap_or_else(|error| {
        let first = texts.keys().next().copied().unwrap_or_default();
        findings.push(&Source::new(first, "").top(), Problem::Shape { message: error.to_string() });
        Digest::of(&[])
    })
}

#[cfg(test)]
mod tests;
