//! How much masks must hide, by scene and grade.

use std::collections::BTreeSet;

use base::{Grade, Kind, Mask, Strength};
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::Region;
use super::read::Reader;
use crate::basis::Basis;
use crate::error::Problem;
use crate::mechanism::{Exception, Scene};
use crate::source::Site;

/// The least strength of masks 脱敏最低要求 in one scene, for fields of one grade and above.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Minimum {
    pub scene: Scene,
    pub grade: Grade,
    pub strength: Strength,
    /// What the article lets masks be weaker for; empty where it knows no exception.
    pub unless: Vec<Exception>,
    pub basis: Basis,
    #[serde(skip)]
    pub(crate) site: Site,
}

/// A mask that hides less than the region's file asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TooWeak<'a> {
    pub found: Strength,
    pub minimum: Strength,
    pub basis: &'a Basis,
}

impl Region {
    /// The least strength a mask may have in `scene` on a field of `grade`, and its article: the strictest line of this
    /// grade or one below that knows none of the exceptions which are `met`. None where the law asks for none.
    pub fn minimum(&self, scene: Scene, grade: Grade, met: &BTreeSet<Exception>) -> Option<(Strength, &Basis)> {
        let lines = self.minimums.iter().filter(|line| {
            line.scene == scene && line.grade <= grade && !line.unless.iter().any(|exception| met.contains(exception))
        });
        lines.max_by_key(|line| line.strength).map(|line| (line.strength, &line.basis))
    }

    /// What is wrong with `mask` in `scene` on a field of `grade` whose values are of `kinds`, where the exceptions
    /// `met` hold. The kind the mask does worst on counts.
    pub fn too_weak(
        &self,
        scene: Scene,
        grade: Grade,
        kinds: &BTreeSet<Kind>,
        mask: &Mask,
        met: &BTreeSet<Exception>,
    ) -> Option<TooWeak<'_>> {
        let (minimum, basis) = self.minimum(scene, grade, met)?;
        let found = mask.strength_on(kinds);
        (found < minimum).then_some(TooWeak { found, minimum, basis })
    }

    /// Every least strength set here.
    pub fn minimums(&self) -> &[Minimum] {
        &self.minimums
    }
}

/// A line of `[[scene]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawScene {
    name: Spanned<Scene>,
    grade: Grade,
    minimum: Strength,
    #[serde(default)]
    unless: Vec<Exception>,
    basis: Spanned<Basis>,
}

impl Reader<'_, '_> {
    pub(super) fn scenes(&mut self, raw: Vec<RawScene>) -> Vec<Minimum> {
        let mut lines: Vec<Minimum> = Vec::with_capacity(raw.len());
        for RawScene { name, grade, minimum, unless, basis } in raw {
            let site = self.source.site(&name.span());
            let scene = name.into_inner();
            if minimum == Strength::None {
                self.findings.push(&site, Problem::EmptyMinimum { scene: scene.name() });
            }
            if lines.iter().any(|earlier| earlier.scene == scene && earlier.grade == grade) {
                self.twice(&site, "[[scene]] line for one grade", scene.name());
            }
            let basis = self.cite(basis);
            lines.push(Minimum { scene, grade, strength: minimum, unless, basis, site });
        }
        for line in &lines {
            let below = lines.iter().filter(|other| other.scene == line.scene && other.grade < line.grade);
            if let Some(below) = below.map(|other| other.strength).max().filter(|below| *below > line.strength) {
                let (found, scene) = (line.strength.name(), line.scene.name());
                self.findings.push(&line.site, Problem::MinimumFalls { scene, below: below.name(), found });
            }
        }
        lines
    }
}
