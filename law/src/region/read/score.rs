//! The lines of `[[score]]` 考核指标.

use serde::Deserialize;
use toml::Spanned;

use super::Reader;
use crate::basis::Basis;
use crate::error::Problem;
use crate::mechanism::Figure;
use crate::region::Score;

/// The most a line of the evaluation's formula may weigh.
const HEAVIEST: u8 = 100;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::region) struct RawScore {
    figure: Spanned<Figure>,
    weight: Spanned<i64>,
    basis: Spanned<Basis>,
}

impl Reader<'_, '_> {
    pub(super) fn scores(&mut self, raw: Vec<RawScore>) -> Vec<Score> {
        let mut scores: Vec<Score> = Vec::with_capacity(raw.len());
        for RawScore { figure, weight, basis } in raw {
            let (at, figure) = (self.source.site(&figure.span()), figure.into_inner());
            if scores.iter().any(|earlier| earlier.figure == figure) {
                self.twice(&at, "[[score]] line", figure.name());
            }
            let found = *weight.get_ref();
            let fits = u8::try_from(found).ok().filter(|weight| (1..=HEAVIEST).contains(weight));
            if fits.is_none() {
                self.findings.push(&self.source.site(&weight.span()), Problem::Weight { heaviest: HEAVIEST, found });
            }
            let basis = self.cite(basis);
            scores.extend(fits.map(|weight| Score { figure, weight, basis }));
        }
        scores
    }
}
