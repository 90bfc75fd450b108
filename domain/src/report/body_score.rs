use std::collections::{BTreeMap, BTreeSet};

use base::OrganisationId;
use law::{Figure, Score, Words};

use super::catalogue_completeness::CatalogueCompleteness;
use super::fold::{BODY, BODY_NAME, Fold, Seen, Shape, words};
use super::on_time::OnTime;
use super::quality_correction::QualityCorrection;
use super::roll::Roll;
use super::sharing_demand::SharingDemand;
use super::table::{Cell, Unit, rounded};
use super::update_punctuality::UpdatePunctuality;

const SHAPE: Shape = Shape {
    title: ("机构评价", "Evaluation of bodies"),
    how: (
        "得分 = 100 × Σ（权重 × 指标）÷ Σ 权重，只计该机构有可计对象的指标；各指标的算法见相应报告。",
        "Score = 100 × Σ (weight × figure) ÷ Σ weight, over the figures that had something to count; each figure is \
         counted as in its own report.",
    ),
    columns: &[
        BODY,
        BODY_NAME,
        ("on_time", Unit::Rate, "按时办结率", "Matters done in time"),
        ("catalogue_completeness", Unit::Rate, "目录完整率", "Catalogue entries complete"),
        ("update_punctuality", Unit::Rate, "更新及时率", "Updates in time"),
        ("quality", Unit::Rate, "数据合格率", "Rows kept"),
        ("sharing_demand", Unit::Rate, "共享需求满足率", "Requests for sharing met"),
        ("correction", Unit::Rate, "按期更正率", "Corrections in time"),
        ("score", Unit::Score, "得分", "Score"),
    ],
};

#[derive(Default)]
pub(super) struct BodyScore {
    on_time: OnTime,
    catalogue: CatalogueCompleteness,
    updates: UpdatePunctuality,
    quality: QualityCorrection,
    sharing: SharingDemand,
}

type Rates = BTreeMap<OrganisationId, (u64, u64)>;

impl BodyScore {
    fn rates(&self, figure: Figure, roll: &Roll<'_>) -> Rates {
        match figure {
            Figure::OnTime => self.on_time.rates(roll),
            Figure::CatalogueCompleteness => CatalogueCompleteness::rates(roll),
            Figure::UpdatePunctuality => self.updates.rates(roll),
            Figure::Quality => self.quality.kept(),
            Figure::SharingDemand => self.sharing.rates(),
            Figure::Correction => self.quality.corrected(),
        }
    }
}

/// The weighted mean, in hundredths of a point; None where nothing was there to count.
fn score(formula: &[Score], rate: impl Fn(Figure) -> (u64, u64)) -> Option<u64> {
    /// Rates are summed in billionths, so that the second decimal of the score is the exact one.
    const FINE: u64 = 1_000_000_000;
    let (mut sum, mut weights) = (0_u64, 0_u64);
    for line in formula {
        let (part, whole) = rate(line.figure);
        if whole > 0 {
            sum += u64::from(line.weight) * rounded(part.min(whole), whole, FINE);
            weights += u64::from(line.weight);
        }
    }
    (weights > 0).then(|| rounded(sum, weights * FINE, 10_000))
}

impl Fold for BodyScore {
    fn shape(&self) -> &'static Shape {
        &SHAPE
    }

    fn take(&mut self, seen: Seen<'_>, roll: &Roll<'_>) -> bool {
        let folds: [&mut dyn Fold; 5] =
            [&mut self.on_time, &mut self.catalogue, &mut self.updates, &mut self.quality, &mut self.sharing];
        let mut counted = false;
        for fold in folds {
            counted |= fold.take(seen, roll);
        }
        counted
    }

    fn rows(&self, roll: &Roll<'_>) -> Vec<Vec<Cell>> {
        let formula = roll.asked().region.scores();
        if formula.is_empty() {
            return Vec::new();
        }
        let figures: BTreeMap<Figure, Rates> =
            Figure::ALL.iter().map(|figure| (*figure, self.rates(*figure, roll))).collect();
        let counted = |rates: &Rates| -> Vec<OrganisationId> {
            rates.iter().filter(|(_, (_, whole))| *whole > 0).map(|(body, _)| body.clone()).collect()
        };
        let bodies: BTreeSet<OrganisationId> = figures.values().flat_map(counted).collect();
        let row = |body: &OrganisationId| {
            let rate =
                |figure: Figure| figures.get(&figure).and_then(|rates| rates.get(body)).copied().unwrap_or((0, 0));
            let cells = Figure::ALL.iter().map(|figure| {
                let (part, whole) = rate(*figure);
                Cell::Rate { part, whole }
            });
            let score = score(formula, rate).map_or(Cell::Absent, Cell::Score);
            roll.named(body).into_iter().chain(cells).chain([score]).collect()
        };
        bodies.iter().map(row).collect()
    }

    fn how(&self, roll: &Roll<'_>) -> Words {
        let formula = roll.asked().region.scores();
        if formula.is_empty() {
            return words((
                "本行政区划的规则未给出考核公式，故不评分。",
                "The rulebook of this region gives no formula, so nobody is scored.",
            ));
        }
        let lines = formula.iter().map(|line| format!("{} {} ({})", line.figure, line.weight, line.basis));
        let lines = lines.collect::<Vec<_>>().join(", ");
        let (zh, en) = SHAPE.how;
        Words { zh: format!("{zh}权重：{lines}。"), en: format!("{en} Weights: {lines}.") }
    }
}
