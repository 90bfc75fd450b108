use std::collections::BTreeMap;

use base::LawDate;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::basis::Basis;
use crate::clock::{ClockRule, ClockValue, Length, SetBy};
use crate::error::{Findings, Problem};
use crate::mechanism::{Control, OpenClass, ShareClass};
use crate::source::{Code, Site, Source, TomlDate};
use crate::words::Words;

/// A region 行政区划 and its choices: which regulations bind, since when, and the values they leave open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// GB/T 2260, six digits.
    pub code: String,
    pub name: Words,
    /// In order of precedence: the first regulation that speaks is the one cited.
    pub bindings: Vec<Binding>,
    /// Kinds of ground 依据 on which a dataset may be classed 不予共享. Empty where the law limits none.
    pub not_shared_grounds: Vec<Ground>,
    /// Grounds a refusal 不予 may cite; each says under which article.
    pub refusal_grounds: Vec<Ground>,
    share_classes: Vec<LocalClass<ShareClass>>,
    open_classes: Vec<LocalClass<OpenClass>>,
    purposes: Vec<Purpose>,
    pub(crate) clocks: BTreeMap<String, (Site, ClockValue)>,
    /// Filled once all files are read: the bound duties that a control carries, in order of precedence.
    pub(crate) controls: Vec<(Control, LawDate, Basis)>,
    pub(crate) citations: Vec<(Site, Basis)>,
    pub(crate) site: Site,
}

/// A regulation that binds in a region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Binding {
    pub regulation: String,
    #[serde(serialize_with = "crate::clock::iso_date")]
    pub from: LawDate,
    /// 试点: a draft is followed here of the region's own choice.
    pub pilot: bool,
    #[serde(skip)]
    pub(crate) site: Site,
}

/// A class as a region calls it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LocalClass<Role> {
    pub role: Role,
    pub name: Words,
    pub basis: Basis,
}

/// A purpose 用途 a request may state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Purpose {
    pub code: String,
    pub name: Words,
}

/// A ground 理由 a decision may name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ground {
    pub code: String,
    pub name: Words,
    pub basis: Basis,
}

impl Region {
    pub fn share_classes(&self) -> &[LocalClass<ShareClass>] {
        &self.share_classes
    }

    pub fn open_classes(&self) -> &[LocalClass<OpenClass>] {
        &self.open_classes
    }

    pub fn purposes(&self) -> &[Purpose] {
        &self.purposes
    }

    pub fn purpose(&self, code: &str) -> Option<&Purpose> {
        self.purposes.iter().find(|purpose| purpose.code == code)
    }

    /// The first duty in force here on `on` that `control` carries.
    pub fn basis(&self, control: Control, on: LawDate) -> Option<&Basis> {
        let mut carried = self.controls.iter().filter(|(carrier, from, _)| *carrier == control && *from <= on);
        carried.next().map(|(_, _, basis)| basis)
    }

    /// The clock's value; None where it is silent or unknown.
    pub fn clock(&self, name: &str) -> Option<&ClockRule> {
        match self.clock_value(name)? {
            ClockValue::Runs(rule) => Some(rule),
            ClockValue::Silent => None,
        }
    }

    /// What the region says about a clock. None only for a name no procedure starts.
    pub fn clock_value(&self, name: &str) -> Option<&ClockValue> {
        self.clocks.get(name).map(|(_, value)| value)
    }

    /// Whether `regulation` binds here on `on`.
    pub fn is_bound(&self, regulation: &str, on: LawDate) -> bool {
        self.bindings.iter().any(|binding| binding.regulation == regulation && binding.from <= on)
    }

    pub(crate) fn parse(source: &Source<'_>, findings: &mut Findings) -> Option<Self> {
        let file: File = source.read(findings)?;
        source.expect_stem(&file.code, findings);
        let site = source.site(&file.code.span());
        let code = file.code.into_inner().0;
        if code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit()) {
            findings.push(&site, Problem::RegionCode { found: code.clone() });
        }
        let mut reader = Reader { source, findings, citations: Vec::new() };
        Some(Self {
            bindings: reader.bindings(file.binds),
            not_shared_grounds: reader.grounds("not_shared_ground", file.not_shared_ground),
            refusal_grounds: reader.grounds("refusal_ground", file.refusal_ground),
            share_classes: reader.classes("share_class", file.share_class),
            open_classes: reader.classes("open_class", file.open_class),
            purposes: reader.purposes(file.purpose),
            clocks: reader.clocks(file.clock),
            citations: reader.citations,
            controls: Vec::new(),
            name: file.name,
            code,
            site,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    code: Spanned<Code>,
    name: Words,
    #[serde(default)]
    binds: Vec<RawBinding>,
    #[serde(default)]
    share_class: Vec<RawClass<ShareClass>>,
    #[serde(default)]
    open_class: Vec<RawClass<OpenClass>>,
    #[serde(default)]
    purpose: Vec<RawPurpose>,
    #[serde(default)]
    not_shared_ground: Vec<RawGround>,
    #[serde(default)]
    refusal_ground: Vec<RawGround>,
    #[serde(default)]
    clock: BTreeMap<String, Spanned<RawClock>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBinding {
    regulation: Spanned<Code>,
    from: TomlDate,
    #[serde(default)]
    pilot: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawClass<Role> {
    role: Role,
    name: Words,
    basis: Spanned<Basis>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPurpose {
    code: Spanned<Code>,
    name: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGround {
    code: Spanned<Code>,
    name: Words,
    basis: Spanned<Basis>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawClock {
    working_days: Option<u16>,
    calendar_days: Option<u16>,
    #[serde(default)]
    silent: bool,
    basis: Option<Spanned<Basis>>,
    set_by: Option<SetBy>,
}

/// Longest clock a region may set, in days: ten years.
const LONGEST_CLOCK: u16 = 3650;

struct Reader<'r, 'a> {
    source: &'r Source<'a>,
    findings: &'r mut Findings,
    citations: Vec<(Site, Basis)>,
}

impl Reader<'_, '_> {
    fn cite(&mut self, basis: Spanned<Basis>) -> Basis {
        self.citations.push((self.source.site(&basis.span()), basis.get_ref().clone()));
        basis.into_inner()
    }

    fn twice(&mut self, site: &Site, what: &'static str, name: &str) {
        self.findings.push(site, Problem::Twice { what, name: name.to_owned() });
    }

    fn bindings(&mut self, raw: Vec<RawBinding>) -> Vec<Binding> {
        let mut bindings: Vec<Binding> = Vec::with_capacity(raw.len());
        for RawBinding { regulation, from, pilot } in raw {
            let site = self.source.site(&regulation.span());
            let regulation = regulation.into_inner().0;
            if bindings.iter().any(|earlier| earlier.regulation == regulation) {
                self.twice(&site, "binding of the regulation", &regulation);
            }
            bindings.push(Binding { regulation, from: from.0, pilot, site });
        }
        bindings
    }

    fn classes<Role: Copy + PartialEq + ToString>(
        &mut self,
        what: &'static str,
        raw: Vec<RawClass<Role>>,
    ) -> Vec<LocalClass<Role>> {
        let mut classes: Vec<LocalClass<Role>> = Vec::with_capacity(raw.len());
        for RawClass { role, name, basis } in raw {
            let site = self.source.site(&basis.span());
            if classes.iter().any(|earlier| earlier.role == role) {
                self.twice(&site, what, &role.to_string());
            }
            let basis = self.cite(basis);
            classes.push(LocalClass { role, name, basis });
        }
        classes
    }

    fn purposes(&mut self, raw: Vec<RawPurpose>) -> Vec<Purpose> {
        let mut purposes: Vec<Purpose> = Vec::with_capacity(raw.len());
        for RawPurpose { code, name } in raw {
            let site = self.source.site(&code.span());
            let code = code.into_inner().0;
            if purposes.iter().any(|earlier| earlier.code == code) {
                self.twice(&site, "purpose", &code);
            }
            purposes.push(Purpose { code, name });
        }
        purposes
    }

    fn grounds(&mut self, what: &'static str, raw: Vec<RawGround>) -> Vec<Ground> {
        let mut grounds: Vec<Ground> = Vec::with_capacity(raw.len());
        for RawGround { code, name, basis } in raw {
            let site = self.source.site(&code.span());
            let code = code.into_inner().0;
            if grounds.iter().any(|earlier| earlier.code == code) {
                self.twice(&site, what, &code);
            }
            let basis = self.cite(basis);
            grounds.push(Ground { code, name, basis });
        }
        grounds
    }

    fn clocks(&mut self, raw: BTreeMap<String, Spanned<RawClock>>) -> BTreeMap<String, (Site, ClockValue)> {
        let mut clocks = BTreeMap::new();
        for (name, raw) in raw {
            let site = self.source.site(&raw.span());
            match self.clock(&name, raw.into_inner(), &site) {
                Ok(value) => {
                    clocks.insert(name, (site, value));
                }
                Err(problem) => self.findings.push(&site, problem),
            }
        }
        clocks
    }

    fn clock(&mut self, name: &str, raw: RawClock, site: &Site) -> Result<ClockValue, Problem> {
        let length = match (raw.working_days, raw.calendar_days, raw.silent) {
            (Some(days), None, false) => Length::WorkingDays(days),
            (None, Some(days), false) => Length::CalendarDays(days),
            (None, None, true) if raw.basis.is_none() && raw.set_by.is_none() => return Ok(ClockValue::Silent),
            (None, None, true) => {
                return Err(Problem::ClockSource { expected: "silence without basis and set_by, found one of them" });
            }
            (working, calendar, silent) => {
                let found = [working.is_some(), calendar.is_some(), silent].into_iter().filter(|set| *set).count();
                return Err(Problem::ClockLength { found });
            }
        };
        if !(1..=LONGEST_CLOCK).contains(&length.days()) {
            return Err(Problem::ClockDays { found: length.days() });
        }
        let (Some(basis), Some(set_by)) = (raw.basis, raw.set_by) else {
            return Err(Problem::ClockSource {
                expected: "basis and set_by beside the length, found one or both missing",
            });
        };
        let basis = self.cite(basis);
        Ok(ClockValue::Runs(ClockRule { name: name.to_owned(), length, basis, set_by, site: site.clone() }))
    }
}
