use std::collections::{BTreeMap, BTreeSet};

use base::{Digest, LawDate, Timestamp};

use crate::basis::Basis;
use crate::calendar::Calendar;
use crate::check;
use crate::clock::{Due, Length, OnReturn};
use crate::error::{Findings, LoadErrors, Problem};
use crate::mechanism::{Control, Register};
use crate::pack::PackCitations;
use crate::place::stem;
use crate::procedure::{Procedure, Step};
use crate::region::{Region, inherit};
use crate::regulation::{Carrier, Duty, Regulation};
use crate::shipped::shipped;
use crate::source::{Site, Source};
use crate::watch::{WatchRule, Watching};

/// All of `rules/`, read and checked: every name and citation in it resolves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rulebook {
    pub(crate) regulations: BTreeMap<String, Regulation>,
    pub(crate) regions: BTreeMap<String, Region>,
    pub(crate) procedures: BTreeMap<String, Procedure>,
    pub(crate) watch: BTreeMap<String, WatchRule>,
    calendar: Calendar,
    digest: Digest,
}

const HOUR_MS: i64 = 3_600_000;

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
        let mut packs = Vec::new();
        let mut watch = BTreeMap::new();
        for (path, text) in texts {
            let source = Source::new(path, text);
            match folder(path) {
                Some("regulations") => keep(&mut regulations, &source, Regulation::parse(&source, &mut findings)),
                Some("regions") => keep(&mut regions, &source, Region::parse(&source, &mut findings)),
                Some("procedures") => keep(&mut procedures, &source, Procedure::parse(&source, &mut findings)),
                Some("packs") => packs.extend(PackCitations::parse(&source, &mut findings)),
                Some("watch") => keep(&mut watch, &source, WatchRule::parse(&source, &mut findings)),
                Some(_) if path == CALENDAR => calendar = Some(Calendar::parse(&source, &mut findings)),
                _ => findings.push(&source.top(), Problem::UnknownFile),
            }
        }
        if calendar.is_none() {
            findings.push(&Source::new(CALENDAR, "").top(), Problem::NoCalendar);
        }
        // References are followed only between files that were read whole, so that one fault is reported once.
        findings.settle()?;
        inherit(&mut regions, &mut findings);
        findings.settle()?;
        let calendar = calendar.flatten().unwrap_or_default();
        let mut rulebook = Self { regulations, regions, procedures, watch, calendar, digest };
        rulebook.resolve_procedures();
        check::rulebook(&rulebook, &mut findings);
        for pack in &packs {
            pack.check(&rulebook, &mut findings);
        }
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

    /// The law that holds at `code`: of the region itself, else of the nearest region above it that has a file.
    pub fn law_of(&self, code: &str) -> Option<&Region> {
        let mut place = stem(code);
        loop {
            let whole = format!("{place:0<6}");
            if let Some(region) = self.regions.get(&whole) {
                return Some(region);
            }
            place = place.get(..place.len().checked_sub(2)?).filter(|shorter| !shorter.is_empty())?;
        }
    }

    /// By code.
    pub fn regions(&self) -> impl Iterator<Item = &Region> {
        self.regions.values()
    }

    /// By name.
    pub fn regulations(&self) -> impl Iterator<Item = &Regulation> {
        self.regulations.values()
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

    pub fn watch_rule(&self, name: &str) -> Option<&WatchRule> {
        self.watch.get(name)
    }

    /// The watch rules that hold in `region` on `on`, by name.
    pub fn watching(&self, region: &Region, on: LawDate) -> Vec<Watching> {
        self.watch.values().filter_map(|rule| rule.watching(region, on)).collect()
    }

    /// The first procedure run in `region` that enters into `register`.
    pub fn procedure_of(&self, region: &Region, register: Register) -> Option<&Procedure> {
        self.procedures().find(|procedure| procedure.register == Some(register) && region.runs(&procedure.name))
    }

    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The duties of every regulation that binds in `region`, in order of precedence, then of the text.
    pub fn duties<'a>(&'a self, region: &'a Region) -> impl Iterator<Item = &'a Duty> {
        let bound = region.bindings.iter().filter_map(|binding| self.regulations.get(&binding.regulation));
        bound.flat_map(|regulation| &regulation.duties)
    }

    /// The articles a step of a procedure rests on: of the duties that name the step; else of the region's word on who
    /// takes it; else of the clocks it starts or stops; else of the duties that name the procedure; else of the region's
    /// word on why it takes the procedure up; else of the clocks, and last of the duties, of its other steps. None for a
    /// procedure the region runs of its own choice and gives no article for.
    pub fn step_basis(&self, region: &Region, procedure: &str, step: &str, on: LawDate) -> Vec<Basis> {
        let Some(course) = self.procedure(procedure) else { return Vec::new() };
        let carried = |wanted: &dyn Fn(Option<&str>) -> bool| -> Vec<Basis> {
            let named = self.duties(region).filter(|duty| match &duty.carrier {
                Carrier::Procedure { name, step } => name == procedure && wanted(step.as_deref()),
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
            carried(&|named| named == Some(step)),
            region.decides(procedure, step).map(|decides| decides.basis.clone()).into_iter().collect(),
            clocked(&mut course.step(step).into_iter()),
            carried(&|named| named.is_none()),
            region
                .adopts
                .iter()
                .filter(|own| own.procedure == procedure)
                .find_map(|own| own.basis.clone())
                .into_iter()
                .collect(),
            clocked(&mut course.steps.iter()),
            carried(&|_| true),
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

    /// When the clock that began at `since` ends. None where the law is silent, the clock unknown, its article not yet in
    /// force on that day, or no date `stated` for a clock that needs one.
    pub fn due(&self, region: &Region, clock: &str, since: Timestamp, stated: Option<LawDate>) -> Option<Due> {
        let rule = region.clock(clock)?;
        if !region.is_bound(rule.basis.regulation(), since.law_date()) {
            return None;
        }
        let (at, provisional) = self.end(rule.length, since, stated)?;
        Some(Due { date: at.law_date(), at, provisional, basis: rule.basis.clone(), length: rule.length })
    }

    /// The end of a `length` that began at `since`, and whether it may move.
    fn end(&self, length: Length, since: Timestamp, stated: Option<LawDate>) -> Option<(Timestamp, bool)> {
        let from = since.law_date();
        let (date, provisional) = match length {
            Length::Hours(hours) => return Some((since.plus_millis(i64::from(hours) * HOUR_MS), false)),
            Length::WorkingDays(days) => self.calendar.add_working_days(from, days),
            Length::CalendarDays(days) => (from.checked_add_days(chrono::Days::new(days.into()))?, false),
            Length::Months(months) => (from.checked_add_months(chrono::Months::new(months.into()))?, false),
            Length::Stated => (stated?, false),
        };
        Some((Timestamp::end_of(date), provisional))
    }

    /// When a warning of that end goes out. None where none is wanted, or the whole clock is no longer than that.
    pub fn warning(&self, region: &Region, clock: &str, due: Timestamp) -> Option<Timestamp> {
        let rule = region.clock(clock)?;
        rule.warns().then(|| due.plus_days(-i64::from(rule.warn_days)))
    }

    /// Where a clock ends that stood still since `paused` and goes on at `resumed`: with what was left, or anew where
    /// the region says so. Whole days count as whole days; what had run out before it stood still gets none back.
    pub fn resumed(
        &self,
        region: &Region,
        clock: &str,
        due: Timestamp,
        paused: Timestamp,
        resumed: Timestamp,
    ) -> Option<Due> {
        let rule = region.clock(clock)?;
        if rule.on_return == OnReturn::Restarts {
            return self.due(region, clock, resumed, Some(due.law_date()));
        }
        if due < paused {
            let (basis, length) = (rule.basis.clone(), rule.length);
            return Some(Due { date: due.law_date(), at: due, provisional: false, basis, length });
        }
        let (from, until, again) = (paused.law_date(), due.law_date(), resumed.law_date());
        let (at, provisional) = match rule.length {
            Length::Hours(_) => (resumed.plus_millis(due.millis() - paused.millis()), false),
            Length::WorkingDays(_) => {
                let left = u16::try_from(self.calendar.working_days_between(from, until)).unwrap_or(u16::MAX);
                let (date, provisional) = self.calendar.add_working_days(again, left);
                (Timestamp::end_of(date), provisional)
            }
            Length::CalendarDays(_) | Length::Months(_) | Length::Stated => {
                let left = (until - from).num_days().max(0).unsigned_abs();
                (Timestamp::end_of(again.checked_add_days(chrono::Days::new(left))?), false)
            }
        };
        Some(Due { date: at.law_date(), at, provisional, basis: rule.basis.clone(), length: rule.length })
    }

    /// A region runs the procedures its duties name, those that start a clock its duties name, and those it adopts.
    fn resolve_procedures(&mut self) {
        let called: Vec<(String, BTreeSet<String>)> = self
            .regions
            .values()
            .map(|region| {
                let mut runs: BTreeSet<String> = region.adopts.iter().map(|own| own.procedure.clone()).collect();
                for duty in self.duties(region) {
                    match &duty.carrier {
                        Carrier::Procedure { name, .. } => {
                            runs.insert(name.clone());
                        }
                        Carrier::Clock(clock) => runs.extend(self.starters(clock).map(str::to_owned)),
                        Carrier::Control(_) | Carrier::Report(_) | Carrier::Outside(_) => {}
                    }
                }
                (region.code.clone(), runs)
            })
            .collect();
        for (code, runs) in called {
            if let Some(region) = self.regions.get_mut(&code) {
                region.runs = runs;
            }
        }
    }

    /// The procedures a step of which starts `clock`.
    fn starters<'a>(&'a self, clock: &'a str) -> impl Iterator<Item = &'a str> {
        self.started_clocks()
            .filter(move |(_, started, _)| *started == clock)
            .map(|(procedure, _, _)| procedure.name.as_str())
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
        steps.flat_map(|(procedure, step)| step.starts.iter().map(move |clock| (procedure, clock.as_str(), &step.site)))
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
