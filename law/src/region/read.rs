//! Reading one file of `rules/regions/`.

use std::collections::{BTreeMap, BTreeSet};

use toml::Spanned;

use super::file::{
    File, OneOrMore, RawAdopted, RawAnswer, RawAsks, RawBinding, RawClass, RawClock, RawDecides, RawErasure, RawGround,
    RawPurpose, RawQuality, RawTells,
};
use super::{
    Adopted, Answer, Binding, Decides, ErasureTerm, Ground, Lists, LocalClass, Purpose, Quality, Region, Tells,
};
use crate::basis::Basis;
use crate::clock::{ClockRule, ClockValue, Length};
use crate::error::{Findings, Problem};
use crate::mechanism::Setting;
use crate::source::{Site, Source};

mod score;

pub(super) use score::RawScore;

impl Region {
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
            lists: Lists {
                not_shared_grounds: reader.grounds("not_shared_ground", file.not_shared_ground),
                not_open_grounds: reader.grounds("not_open_ground", file.not_open_ground),
                refusal_grounds: reader.grounds("refusal_ground", file.refusal_ground),
                deletion_grounds: reader.grounds("deletion_ground", file.deletion_ground),
                sanctions: reader.grounds("sanction", file.sanction),
                base_libraries: reader.grounds("base_library", file.base_library),
                public_bodies: reader.grounds("public_body", file.public_body),
            },
            share_classes: reader.classes("share_class", file.share_class),
            open_classes: reader.classes("open_class", file.open_class),
            purposes: reader.purposes(file.purpose),
            scores: reader.scores(file.score),
            clocks: reader.clocks(file.clock),
            settings: reader.settings(file.setting),
            decides: reader.decides(file.decides),
            asks: reader.asks(file.asks),
            tells: reader.tells(file.tells),
            adopts: reader.adopts(file.adopts),
            quality: file.quality.map(|quality| reader.quality(quality)),
            erasure: file.erasure.map(|erasure| reader.erasure(erasure)),
            minimums: reader.scenes(file.scene),
            limits: reader.limits(file.linking, file.accumulation, file.risk, file.statistics),
            citations: reader.citations,
            parent: file.parent.map(|code| code.0),
            controls: Vec::new(),
            runs: BTreeSet::new(),
            name: file.name,
            code,
            site,
        })
    }
}

pub(super) struct Reader<'r, 'a> {
    pub(super) source: &'r Source<'a>,
    pub(super) findings: &'r mut Findings,
    citations: Vec<(Site, Basis)>,
}

impl Reader<'_, '_> {
    pub(super) fn cite(&mut self, basis: Spanned<Basis>) -> Basis {
        self.citations.push((self.source.site(&basis.span()), basis.get_ref().clone()));
        basis.into_inner()
    }

    pub(super) fn twice(&mut self, site: &Site, what: &'static str, name: &str) {
        self.findings.push(site, Problem::Twice { what, name: name.to_owned() });
    }

    fn adopts(&mut self, raw: Vec<Spanned<RawAdopted>>) -> Vec<Adopted> {
        let mut adopts: Vec<Adopted> = Vec::with_capacity(raw.len());
        for raw in raw {
            let site = self.source.site(&raw.span());
            let (procedure, basis) = match raw.into_inner() {
                RawAdopted::Name(name) => (name.0, None),
                RawAdopted::Resting(resting) => (resting.procedure.0, Some(resting.basis)),
            };
            if adopts.iter().any(|earlier| earlier.procedure == procedure) {
                self.twice(&site, "adopted procedure", &procedure);
            }
            self.citations.extend(basis.iter().map(|basis| (site.clone(), basis.clone())));
            adopts.push(Adopted { procedure, basis, site });
        }
        adopts
    }

    fn quality(&mut self, raw: Spanned<RawQuality>) -> Quality {
        let site = self.source.site(&raw.span());
        let RawQuality { set_aside_percent, basis } = raw.into_inner();
        if set_aside_percent > 100 {
            self.findings.push(&site, Problem::Percent { found: set_aside_percent });
        }
        Quality { set_aside_percent, basis: self.cite(basis), site }
    }

    fn erasure(&mut self, raw: Spanned<RawErasure>) -> ErasureTerm {
        let site = self.source.site(&raw.span());
        let RawErasure { keep_days, basis } = raw.into_inner();
        if !(1..=30).contains(&keep_days) {
            self.findings.push(&site, Problem::KeepDays { found: keep_days });
        }
        ErasureTerm { keep_days, basis: self.cite(basis), site }
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
        for RawPurpose { code, name, scene } in raw {
            let site = self.source.site(&code.span());
            let code = code.into_inner().0;
            if purposes.iter().any(|earlier| earlier.code == code) {
                self.twice(&site, "purpose", &code);
            }
            purposes.push(Purpose { code, name, scene });
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
        let lengths = [
            raw.hours.map(Length::Hours),
            raw.working_days.map(Length::WorkingDays),
            raw.calendar_days.map(Length::CalendarDays),
            raw.months.map(Length::Months),
            raw.stated.then_some(Length::Stated),
        ];
        let found = lengths.iter().flatten().count() + usize::from(raw.silent);
        let stated = lengths.into_iter().flatten().next().filter(|_| found == 1);
        let length = match stated {
            Some(length) => length,
            None if found == 1 && raw.basis.is_none() && raw.set_by.is_none() => return Ok(ClockValue::Silent),
            None if found == 1 => {
                return Err(Problem::ClockSource { expected: "silence without basis and set_by, found one of them" });
            }
            None => return Err(Problem::ClockLength { found }),
        };
        if !(1..=length.longest()).contains(&length.count()) {
            return Err(Problem::ClockDays { longest: length.longest(), found: length.count() });
        }
        let (Some(basis), Some(set_by)) = (raw.basis, raw.set_by) else {
            return Err(Problem::ClockSource {
                expected: "basis and set_by beside the length, found one or both missing",
            });
        };
        let basis = self.cite(basis);
        let (name, site) = (name.to_owned(), site.clone());
        let (on_return, warn_days) = (raw.on_return, raw.warn_days.unwrap_or(1));
        Ok(ClockValue::Runs(ClockRule { name, length, basis, set_by, on_return, warn_days, site }))
    }

    fn settings(&mut self, raw: BTreeMap<Setting, Spanned<RawAnswer>>) -> BTreeMap<Setting, Answer> {
        let mut settings = BTreeMap::new();
        for (setting, raw) in raw {
            let site = self.source.site(&raw.span());
            let RawAnswer { is, basis } = raw.into_inner();
            let is = match is {
                OneOrMore::One(word) => vec![word],
                OneOrMore::More(words) => words,
            };
            let unknown = is.iter().find(|word| !setting.answers().contains(&word.as_str())).cloned();
            if let Some(found) = unknown.or_else(|| is.is_empty().then(String::new)) {
                let known = setting.answers().join(", ");
                self.findings.push(&site, Problem::Answer { setting: setting.name(), found, known });
            }
            let basis = self.cite(basis);
            settings.insert(setting, Answer { is, basis, site });
        }
        settings
    }

    fn decides(&mut self, raw: Vec<RawDecides>) -> BTreeMap<String, Decides> {
        let mut decides = BTreeMap::new();
        for RawDecides { step, by, with, basis } in raw {
            let site = self.source.site(&step.span());
            let (name, basis) = (step.into_inner().0, self.cite(basis));
            if decides.insert(name.clone(), Decides { by, with, basis, site: site.clone() }).is_some() {
                self.twice(&site, "[[decides]] line", &name);
            }
        }
        decides
    }

    fn asks(&mut self, raw: Vec<RawAsks>) -> BTreeMap<String, (Site, Basis)> {
        let mut asks = BTreeMap::new();
        for RawAsks { field, basis } in raw {
            let site = self.source.site(&field.span());
            let (name, basis) = (field.into_inner().0, self.cite(basis));
            if asks.insert(name.clone(), (site.clone(), basis)).is_some() {
                self.twice(&site, "[[asks]] line", &name);
            }
        }
        asks
    }

    fn tells(&mut self, raw: Vec<RawTells>) -> BTreeMap<String, Tells> {
        let mut tells = BTreeMap::new();
        for RawTells { event, to, basis, silent } in raw {
            let site = self.source.site(&event.span());
            if silent != to.is_empty() || silent == basis.is_some() {
                self.findings.push(&site, Problem::Tells { event: event.get_ref().0.clone() });
            }
            let (name, basis) = (event.into_inner().0, basis.map(|basis| self.cite(basis)));
            if tells.insert(name.clone(), Tells { to, basis, site: site.clone() }).is_some() {
                self.twice(&site, "[[tells]] line", &name);
            }
        }
        tells
    }
}
