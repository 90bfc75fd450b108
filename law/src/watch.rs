//! Watch rules 风险监测规则: what counts as unusual, where, by which article.

use std::collections::{BTreeMap, BTreeSet};

use base::LawDate;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::basis::Basis;
use crate::error::{Findings, Problem};
use crate::mechanism::{Detector, Measure, Severity, Stops};
use crate::place::covers;
use crate::region::Region;
use crate::source::{Code, Site, Source};
use crate::words::Words;

/// The procedure the cases of hits are run by.
pub const RISK_ALERT: &str = "risk-alert";

/// Greatest limit: more rows than any table has.
const MOST: u64 = 1_000_000_000_000;
/// A week.
const LONGEST_MINUTES: u32 = 7 * 24 * 60;
const LONGEST_DAYS: u16 = 366;
const MOST_TIMES: u16 = 1000;
const HOURS: u8 = 24;

/// One rule of `rules/watch/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchRule {
    pub name: String,
    pub title: Words,
    pub detector: Detector,
    pub(crate) severity: Severity,
    pub(crate) stops: BTreeSet<Stops>,
    pub(crate) thresholds: Thresholds,
    /// By region code: where the rule holds.
    pub(crate) regions: BTreeMap<String, Here>,
    pub(crate) site: Site,
}

/// When a rule hits. What the detector has no use for is absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Thresholds {
    /// Reached, it hits: rows, readings, datasets, look-ups, refusals, sessions or days, as the detector counts; for
    /// [`Detector::ExpiringTokens`] at most so many days.
    pub limit: u64,
    pub minutes: Option<u32>,
    pub days: Option<u16>,
    pub times: Option<u16>,
    /// First hour of work, and first hour after it, in Asia/Shanghai.
    pub hours: Option<(u8, u8)>,
}

/// What one region says of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Here {
    pub(crate) basis: Basis,
    severity: Option<Severity>,
    stops: Option<BTreeSet<Stops>>,
    limit: Option<u64>,
    minutes: Option<u32>,
    days: Option<u16>,
    times: Option<u16>,
    hours: Option<(u8, u8)>,
    pub(crate) site: Site,
}

/// A rule as it holds in one region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Watching {
    pub rule: String,
    pub title: Words,
    pub detector: Detector,
    pub severity: Severity,
    /// Empty unless the severity is [`Severity::Suspend`].
    pub stops: BTreeSet<Stops>,
    pub thresholds: Thresholds,
    pub basis: Basis,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: Spanned<Code>,
    title: Words,
    detector: Spanned<Detector>,
    severity: Severity,
    #[serde(default)]
    stops: BTreeSet<Stops>,
    limit: u64,
    minutes: Option<u32>,
    days: Option<u16>,
    times: Option<u16>,
    hours: Option<(u8, u8)>,
    #[serde(default)]
    region: Vec<RawHere>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHere {
    code: Spanned<Code>,
    basis: Basis,
    severity: Option<Severity>,
    stops: Option<BTreeSet<Stops>>,
    limit: Option<u64>,
    minutes: Option<u32>,
    days: Option<u16>,
    times: Option<u16>,
    hours: Option<(u8, u8)>,
}

impl WatchRule {
    pub(crate) fn parse(source: &Source<'_>, findings: &mut Findings) -> Option<Self> {
        let file: File = source.read(findings)?;
        source.expect_stem(&file.name, findings);
        let (minutes, days, times, hours) = (file.minutes, file.days, file.times, file.hours);
        let mut rule = Self {
            site: source.site(&file.detector.span()),
            name: file.name.into_inner().0,
            title: file.title,
            detector: file.detector.into_inner(),
            severity: file.severity,
            stops: file.stops,
            thresholds: Thresholds { limit: file.limit, minutes, days, times, hours },
            regions: BTreeMap::new(),
        };
        check(rule.as_written(), &rule.site, findings);
        for raw in file.region {
            let site = source.site(&raw.code.span());
            let found = &raw.code.get_ref().0;
            if found.len() != 6 || !found.bytes().all(|digit| digit.is_ascii_digit()) {
                findings.push(&site, Problem::RegionCode { found: found.clone() });
            }
            let (code, here) = here(raw, &site);
            check(&rule.held(&here), &site, findings);
            if rule.regions.insert(code.clone(), here).is_some() {
                findings.push(&site, Problem::Twice { what: "[[region]] of the rule", name: code });
            }
        }
        Some(rule)
    }

    /// The rule as it holds in `region` on `on`: as the nearest region says that has a word on it, its own first. None
    /// where it does not hold, or its article not yet.
    pub(crate) fn watching(&self, region: &Region, on: LawDate) -> Option<Watching> {
        let mut over = self.regions.iter().filter(|(code, _)| covers(code, &region.code));
        // The nearest region above has the greatest code that covers: its zeros come last.
        let (_, here) = over.next_back()?;
        let held = self.held(here);
        region.is_bound(held.basis.regulation(), on).then_some(held)
    }

    pub(crate) fn severity_in(&self, here: &Here) -> Severity {
        here.severity.unwrap_or(self.severity)
    }

    fn held(&self, here: &Here) -> Watching {
        let written = self.thresholds;
        let severity = self.severity_in(here);
        let stops = here.stops.clone().unwrap_or_else(|| self.stops.clone());
        // A region that asks for less takes nothing over that only the graver word needs.
        let stops = if severity == Severity::Suspend || here.stops.is_some() { stops } else { BTreeSet::new() };
        Watching {
            rule: self.name.clone(),
            title: self.title.clone(),
            detector: self.detector,
            severity,
            stops,
            thresholds: Thresholds {
                limit: here.limit.unwrap_or(written.limit),
                minutes: here.minutes.or(written.minutes),
                days: here.days.or(written.days),
                times: here.times.or(written.times),
                hours: here.hours.or(written.hours),
            },
            basis: here.basis.clone(),
        }
    }

    fn as_written(&self) -> Written<'_> {
        Written { detector: self.detector, severity: self.severity, stops: &self.stops, thresholds: self.thresholds }
    }
}

/// What is checked of a rule, whether as written or as one region has it.
struct Written<'a> {
    detector: Detector,
    severity: Severity,
    stops: &'a BTreeSet<Stops>,
    thresholds: Thresholds,
}

impl<'a> From<&'a Watching> for Written<'a> {
    fn from(held: &'a Watching) -> Self {
        let Watching { detector, severity, stops, thresholds, .. } = held;
        Self { detector: *detector, severity: *severity, stops, thresholds: *thresholds }
    }
}

fn here(raw: RawHere, site: &Site) -> (String, Here) {
    let RawHere { code, basis, severity, stops, limit, minutes, days, times, hours } = raw;
    let here = Here { basis, severity, stops, limit, minutes, days, times, hours, site: site.clone() };
    (code.into_inner().0, here)
}

fn check<'a>(written: impl Into<Written<'a>>, site: &Site, findings: &mut Findings) {
    let Written { detector, severity, stops, thresholds } = written.into();
    let Thresholds { limit, minutes, days, times, hours } = thresholds;
    let stated = [
        (Measure::Minutes, minutes.is_some()),
        (Measure::Days, days.is_some()),
        (Measure::Times, times.is_some()),
        (Measure::Hours, hours.is_some()),
    ];
    for (measure, stated) in stated {
        let needed = detector.needs().contains(&measure);
        if needed != stated {
            findings.push(site, Problem::WatchMeasure { detector: detector.name(), measure: measure.name(), needed });
        }
    }
    let mut bounded = |what: &'static str, found: u64, least: u64, most: u64| {
        if !(least..=most).contains(&found) {
            findings.push(site, Problem::WatchBound { what, least, most, found });
        }
    };
    bounded("limit", limit, 1, MOST);
    bounded("minutes", minutes.unwrap_or(1).into(), 1, LONGEST_MINUTES.into());
    bounded("days", days.unwrap_or(1).into(), 1, LONGEST_DAYS.into());
    bounded("times", times.unwrap_or(2).into(), 2, MOST_TIMES.into());
    if matches!(detector, Detector::DormantWaking | Detector::ExpiringTokens) {
        bounded("limit", limit, 1, LONGEST_DAYS.into());
    }
    if let Some((first, after)) = hours {
        bounded("hours", after.into(), u64::from(first) + 1, HOURS.into());
    }
    if (severity == Severity::Suspend) == stops.is_empty() {
        findings.push(site, Problem::WatchStops);
    }
}
