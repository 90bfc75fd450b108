use std::fmt;

use base::LawDate;

use crate::basis::Basis;
use crate::source::Site;

/// One fault of a rulebook: where, and what was expected, found and is to be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {problem}")]
pub struct LoadError {
    /// Path inside `rules/`.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    pub problem: Problem,
}

/// Every fault found in a rulebook, by file and line. Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadErrors(Vec<LoadError>);

impl LoadErrors {
    pub fn iter(&self) -> impl Iterator<Item = &LoadError> {
        self.0.iter()
    }
}

impl fmt::Display for LoadErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = self.0.iter();
        lines.next().map_or(Ok(()), |first| write!(f, "{first}"))?;
        lines.try_for_each(|error| write!(f, "\n{error}"))
    }
}

impl std::error::Error for LoadErrors {}

/// The faults found so far.
#[derive(Default)]
pub(crate) struct Findings(Vec<LoadError>);

impl Findings {
    pub(crate) fn push(&mut self, site: &Site, problem: Problem) {
        self.0.push(LoadError { file: site.file.to_string(), line: site.line, problem });
    }

    /// Takes over what `other` found, less what `known` has: a city repeats no fault of its province.
    pub(crate) fn absorb(&mut self, other: &Self, known: Option<&Self>) {
        let repeats =
            |error: &LoadError| known.is_some_and(|known| known.0.iter().any(|seen| seen.problem == error.problem));
        self.0.extend(other.0.iter().filter(|error| !repeats(error)).cloned());
    }

    /// Stops here when anything was found.
    pub(crate) fn settle(&mut self) -> Result<(), LoadErrors> {
        if self.0.is_empty() {
            return Ok(());
        }
        let mut found = std::mem::take(&mut self.0);
        found.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        found.dedup();
        Err(LoadErrors(found))
    }
}

/// What can be wrong in `rules/`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("expected TOML of this folder's shape, found a fault: {message}; correct this line")]
    Shape { message: String },
    #[error(
        "expected a file regulations/*.toml, regions/*.toml, procedures/*.toml, packs/*.toml, watch/*.toml or calendars/cn.toml, found another path; move or remove it"
    )]
    UnknownFile,
    #[error("expected each file once, found this path twice; remove one")]
    FileTwice,
    #[error("expected the calendar file, found none; add calendars/cn.toml")]
    NoCalendar,
    #[error(
        "expected the name {stem:?} as the file is called, found {declared:?}; rename the file or correct the name"
    )]
    FileName { declared: String, stem: String },
    #[error("expected one {what} called {name:?}, found a second; rename or remove it")]
    Twice { what: &'static str, name: String },

    #[error(
        "expected exactly one of clock, control, procedure, report, outside, found {found}; name the one mechanism that carries the duty"
    )]
    CarrierCount { found: usize },
    #[error("expected `step` beside `procedure` only, found it alone; name the procedure or remove the step")]
    StepWithoutProcedure,
    #[error(
        "expected an article between 1 and {articles} and an item of 1–8 letters or digits, found {found}; correct the place"
    )]
    Place { found: String, articles: u16 },
    #[error(
        "expected an in-force date for a regulation in force and none for a draft, found {found}; correct in_force or standing"
    )]
    InForce { found: &'static str },
    #[error(
        "expected a clock that a step of some procedure starts, found {clock:?}; correct the name or let a step start it"
    )]
    ClockNeverStarts { clock: String },
    #[error("expected a procedure of rules/procedures, found {procedure:?}; correct the name or add the file")]
    UnknownProcedure { procedure: String },
    #[error("expected a step of {procedure}, found {step:?}; correct the name or add the step")]
    UnknownStep { procedure: String, step: String },

    #[error("expected a region code of six digits (GB/T 2260), found {found:?}; correct it")]
    RegionCode { found: String },
    #[error(
        "expected a pack called by the code of a region of rules/regions, found {found:?}; rename it or add the region"
    )]
    PackRegion { found: String },
    #[error("expected a regulation of rules/regulations, found {regulation:?}; correct the name or add the file")]
    UnknownRegulation { regulation: String },
    #[error("expected a regulation in force, found the draft {regulation:?}; a draft binds only with pilot = true")]
    DraftBinds { regulation: String },
    #[error("expected pilot = true on a draft only, found it on {regulation:?}, which is in force; remove it")]
    PilotOfLaw { regulation: String },
    #[error("expected {regulation:?} to bind from {in_force} or later, found {from}; correct the date")]
    BindsTooEarly { regulation: String, in_force: LawDate, from: LawDate },
    #[error(
        "expected a citation of a duty that binds in this region, found {basis}; correct it, or add the duty or the binding"
    )]
    UnknownBasis { basis: Basis },
    #[error(
        "expected exactly one of hours, working_days, calendar_days, months, stated, silent, found {found}; state one length, or silent = true"
    )]
    ClockLength { found: usize },
    #[error("expected a length of 1 to {longest}, found {found}; correct it")]
    ClockDays { longest: u16, found: u16 },
    #[error("expected a share of at most 100 per cent, found {found}; correct it")]
    Percent { found: u8 },
    #[error("expected 1 to 30 days, found {found}; correct it, or remove the table where nothing is kept longer")]
    KeepDays { found: u8 },
    #[error("expected {what} from {least} to {most}, found {found}; correct it")]
    Range { what: &'static str, least: String, most: String, found: String },
    #[error("expected a procedure that enters into the register \"linking\" to be run here, found none; adopt one")]
    NoLinkingProcedure,
    #[error("expected {expected}; a length has a basis and says who set it, silence has neither")]
    ClockSource { expected: &'static str },
    #[error(
        "expected a length or silent = true for {clock:?}, which {procedure} starts, found neither; add it under [clock]"
    )]
    ClockMissing { clock: String, procedure: String },
    #[error(
        "expected the duty at {basis} to carry clock {clock:?} as set_by = \"law\" says, found no such duty; cite it or write \"authority\""
    )]
    ClockNotInLaw { clock: String, basis: Basis },
    #[error(
        "expected a length for clock {clock:?}, because the duty at {basis} is carried by it, found silence; state one"
    )]
    ClockSilent { clock: String, basis: Basis },
    #[error(
        "expected a required date field \"until\" or \"term\" where {step} starts clock {clock:?}, which runs until a date stated, found none; ask for it, or state a length"
    )]
    NoStatedDate { clock: String, step: String },
    #[error("expected {what} because {basis} binds here, found none; list them")]
    ListMissing { what: &'static str, basis: Basis },
    #[error("expected an answer to {setting} among {known}, found {found:?}; take one of these")]
    Answer { setting: &'static str, found: String, known: String },
    #[error("expected a weight of 1 to {heaviest}, found {found}; correct it, or remove the line")]
    Weight { heaviest: u8, found: i64 },
    #[error(
        "expected for event {event:?} either `to` with a basis or silent = true alone, found otherwise; state one of both"
    )]
    Tells { event: String },
    #[error("expected recipients or silent = true for event {event:?} of {procedure}, found neither; add [[tells]]")]
    TellsMissing { event: String, procedure: String },
    #[error("expected an event that a step of some procedure tells, found {event:?}; correct the name")]
    NeverTold { event: String },
    #[error("expected a procedure and one of its steps as procedure.step, found {found:?}; correct the name")]
    UnknownDecision { found: String },
    #[error(
        "expected the platform to take {step:?} where its procedure says so and nowhere else, found otherwise; name another part or remove this"
    )]
    TimerDecides { step: String },
    #[error(
        "expected procedure.field of a field with required = \"asked\", found {found:?}; correct the name or the procedure"
    )]
    NeverAsked { found: String },
    #[error("expected a least strength of weak or more in scene {scene:?}, found none; remove the line")]
    EmptyMinimum { scene: &'static str },
    #[error(
        "expected in scene {scene:?} at least the strength {below} that a lower grade asks for, found {found}; raise it"
    )]
    MinimumFalls { scene: &'static str, below: &'static str, found: &'static str },
    #[error("expected a region of rules/regions whose code begins this one's, found {parent:?}; correct the parent")]
    Parent { parent: String },
    #[error("expected no binding of {regulation:?} here, because {parent} binds it already, found one; remove it")]
    BoundAbove { regulation: String, parent: String },
    #[error(
        "expected {what} as {parent} has it, because {basis} of the higher text leaves no room, found another; remove it here"
    )]
    NoRoom { what: String, parent: String, basis: Basis },

    #[error("expected a step leading from \"start\", found none; add the first step")]
    NoFirstStep,
    #[error("expected no step back to \"start\", found one; a case starts once")]
    BackToStart,
    #[error("expected at least one state in `from`, found none; say where the step begins")]
    NoFrom,
    #[error("expected a state some step reaches, found {state:?}; correct the name or add the step that leads there")]
    Unreachable { state: String },
    #[error("expected an end to be reachable from {state:?}, found a circle; add a step that ends the case")]
    NoEnd { state: String },
    #[error("expected a clock that a step of this procedure starts, found {clock:?}; correct the name")]
    StopsUnstarted { clock: String },
    #[error("expected a step that resumes or stops clock {clock:?} again, found none; it would stand still for ever")]
    NeverResumed { clock: String },
    #[error(
        "expected a part that a procedure about a {subject} has, found {part:?}; name another part, or ask for the body in the form"
    )]
    NoSuchPart { part: &'static str, subject: &'static str },
    #[error("expected `on` with by = \"platform\" and only there, found one without the other; write both or neither")]
    PlatformStep,
    #[error("expected a register because a step keeps an entry, found none; add `register`")]
    NoRegister,
    #[error(
        "expected options for field {field:?} of type enum and for no other type, found otherwise; list or remove them"
    )]
    Options { field: String },
    #[error(
        "expected a field of type scene to be called \"scene\", in a procedure that settles none itself, found {field:?}; rename it, or remove it or the procedure's own `scene`"
    )]
    SceneAsked { field: String },
    #[error("expected a required form field of type {kind} because of {because}, found none; add it to the form")]
    FieldMissing { kind: &'static str, because: String },

    #[error("expected for detector {detector} {}, found otherwise; {}", if *needed { format!("`{measure}`") } else { format!("no `{measure}`") }, if *needed { "state it" } else { "remove it" })]
    WatchMeasure { detector: &'static str, measure: &'static str, needed: bool },
    #[error("expected `{what}` from {least} to {most}, found {found}; correct it")]
    WatchBound { what: &'static str, least: u64, most: u64, found: u64 },
    #[error(
        "expected `stops` with severity \"suspend\" and only there, found one without the other; write both or neither"
    )]
    WatchStops,
    #[error(
        "expected procedure {procedure:?} to be run in {region}, because a hit opens a case there, found that it is not; let the region adopt it"
    )]
    WatchNoCase { procedure: &'static str, region: String },

    #[error("expected one date, or the first and the last of at most 31 days, found {found}; correct the range")]
    HolidayRange { found: String },
    #[error("expected a date within a year of {year}, found {date}; correct it")]
    FarDate { year: i32, date: LawDate },
    #[error("expected {date} once, found it again; one notice decides one day")]
    DateTwice { date: LawDate },
    #[error("expected a Saturday or Sunday, found {date}, a working day anyway; remove it")]
    WorkingWeekday { date: LawDate },
    #[error("expected the address of the State Council notice, found none; add it to notices")]
    NoNotice,
}
