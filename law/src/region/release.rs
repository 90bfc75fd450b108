//! What a release may not go beyond: linking, gathering bit by bit, and the risk of singling people out.

use base::{Grade, Quantity};
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::Region;
use super::read::Reader;
use crate::basis::Basis;
use crate::error::Problem;
use crate::source::Site;

/// Datasets are linked only with approval 关联审批 once a field drawn on is of this grade or above.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Linking {
    pub grade: Grade,
    pub basis: Basis,
}

/// The most rows of a grade and above that one recipient may gather within some days 累计获取 without approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Accumulation {
    pub grade: Grade,
    pub rows: u64,
    /// Today and the days before it.
    pub window_days: u16,
    pub basis: Basis,
}

/// What rows must be like before they are opened 发布风险限值.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RiskLimits {
    /// Every row hides among at least so many, of which it is one (k-anonymity).
    pub k: u32,
    /// Every such class has at least so many values of a sensitive field (l-diversity).
    pub l: u32,
    /// No class is farther than this from the whole table in a sensitive field, in per cent (t-closeness).
    pub t_percent: u8,
    pub basis: Basis,
    #[serde(skip)]
    pub(crate) site: Site,
}

/// How much the private statistics of one dataset may tell one recipient 隐私预算: the sum of their epsilons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Statistics {
    pub budget: Quantity,
    pub basis: Basis,
    #[serde(skip)]
    pub(crate) site: Site,
}

/// All of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Limits {
    linking: Vec<Linking>,
    accumulations: Vec<Accumulation>,
    risk: Option<RiskLimits>,
    statistics: Option<Statistics>,
}

/// The largest budget that still protects anybody.
const LARGEST_BUDGET: i64 = 10_000_000;

impl Region {
    pub fn linking(&self) -> &[Linking] {
        &self.limits.linking
    }

    pub fn accumulations(&self) -> &[Accumulation] {
        &self.limits.accumulations
    }

    /// None where the law is silent.
    pub fn risk(&self) -> Option<&RiskLimits> {
        self.limits.risk.as_ref()
    }

    /// None where the law is silent.
    pub fn statistics(&self) -> Option<&Statistics> {
        self.limits.statistics.as_ref()
    }
}

impl Limits {
    /// Lines of both hold side by side, so the strictest applies; a value of one's own replaces the higher one.
    pub(super) fn take_over(&mut self, above: &Self) {
        self.linking.extend_from_slice(&above.linking);
        self.accumulations.extend_from_slice(&above.accumulations);
        self.risk = self.risk.take().or_else(|| above.risk.clone());
        self.statistics = self.statistics.take().or_else(|| above.statistics.clone());
    }

    /// Where values replace stricter ones of `above`: the place, what was to stand there, and the higher article.
    pub(super) fn looser_than<'a>(&'a self, above: &'a Self) -> Vec<(&'a Site, String, &'a Basis)> {
        let mut looser = Vec::new();
        if let (Some(own), Some(higher)) = (&self.risk, &above.risk)
            && (own.k < higher.k || own.l < higher.l || own.t_percent > higher.t_percent)
        {
            let RiskLimits { k, l, t_percent, basis, .. } = higher;
            looser.push((&own.site, format!("[risk] no looser than k = {k}, l = {l}, t_percent = {t_percent}"), basis));
        }
        if let (Some(own), Some(higher)) = (&self.statistics, &above.statistics)
            && own.budget > higher.budget
        {
            let what = format!("[statistics] with a budget of at most {}", higher.budget);
            looser.push((&own.site, what, &higher.basis));
        }
        looser
    }
}

/// A line of `[[linking]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLinking {
    grade: Grade,
    basis: Spanned<Basis>,
}

/// A line of `[[accumulation]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAccumulation {
    grade: Grade,
    rows: Spanned<u64>,
    window_days: Spanned<u16>,
    basis: Spanned<Basis>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRisk {
    k: Spanned<u32>,
    l: Spanned<u32>,
    t_percent: Spanned<u8>,
    basis: Spanned<Basis>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawStatistics {
    budget: Spanned<Quantity>,
    basis: Spanned<Basis>,
}

impl Reader<'_, '_> {
    pub(super) fn limits(
        &mut self,
        linking: Vec<RawLinking>,
        accumulations: Vec<RawAccumulation>,
        risk: Option<RawRisk>,
        statistics: Option<RawStatistics>,
    ) -> Limits {
        let linking = linking.into_iter().map(|RawLinking { grade, basis }| Linking { grade, basis: self.cite(basis) });
        Limits {
            linking: linking.collect(),
            accumulations: accumulations.into_iter().map(|raw| self.accumulation(raw)).collect(),
            risk: risk.map(|raw| self.risk(raw)),
            statistics: statistics.map(|raw| self.statistics(raw)),
        }
    }

    fn accumulation(&mut self, raw: RawAccumulation) -> Accumulation {
        let RawAccumulation { grade, rows, window_days, basis } = raw;
        let rows = self.within("rows", &rows, 1, 1_000_000_000_000);
        let window_days = self.within("window_days", &window_days, 1, 3660);
        Accumulation { grade, rows, window_days, basis: self.cite(basis) }
    }

    fn risk(&mut self, raw: RawRisk) -> RiskLimits {
        let site = self.source.site(&raw.k.span());
        let k = self.within("k", &raw.k, 2, 1_000_000);
        let l = self.within("l", &raw.l, 1, 65_536);
        let t_percent = self.within("t_percent", &raw.t_percent, 1, 100);
        RiskLimits { k, l, t_percent, basis: self.cite(raw.basis), site }
    }

    fn statistics(&mut self, raw: RawStatistics) -> Statistics {
        let site = self.source.site(&raw.budget.span());
        let budget = raw.budget.into_inner();
        if !(1..=LARGEST_BUDGET).contains(&budget.millionths()) {
            let (least, most) = ("0.000001".to_owned(), "10".to_owned());
            self.findings.push(&site, Problem::Range { what: "budget", least, most, found: budget.to_string() });
        }
        Statistics { budget, basis: self.cite(raw.basis), site }
    }

    fn within<T: Copy + PartialOrd + ToString>(
        &mut self,
        what: &'static str,
        raw: &Spanned<T>,
        least: T,
        most: T,
    ) -> T {
        let found = *raw.get_ref();
        if !(least..=most).contains(&found) {
            let (site, least, most) = (self.source.site(&raw.span()), least.to_string(), most.to_string());
            self.findings.push(&site, Problem::Range { what, least, most, found: found.to_string() });
        }
        found
    }
}
