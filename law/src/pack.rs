//! What the law knows of a rule pack 识别规则包: whose it is and which articles it cites. What its rules recognise, `guard`
//! knows.

use serde::Deserialize;
use toml::Spanned;

use crate::basis::Basis;
use crate::error::{Findings, Problem};
use crate::rulebook::Rulebook;
use crate::source::{Site, Source};

/// A file of `rules/packs/`, named by the code of its region.
pub(crate) struct PackCitations {
    region: String,
    top: Site,
    cited: Vec<(Site, Basis)>,
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    rule: Vec<Rule>,
}

#[derive(Deserialize)]
struct Rule {
    basis: Option<Spanned<Basis>>,
}

impl PackCitations {
    pub(crate) fn parse(source: &Source<'_>, findings: &mut Findings) -> Option<Self> {
        let file: File = source.read(findings)?;
        let cited = file.rule.into_iter().filter_map(|rule| rule.basis);
        let cited = cited.map(|basis| (source.site(&basis.span()), basis.into_inner())).collect();
        Some(Self { region: source.stem().to_owned(), top: source.top(), cited })
    }

    /// Its region is in the rulebook, and what it cites binds there.
    pub(crate) fn check(&self, rulebook: &Rulebook, findings: &mut Findings) {
        let Some(region) = rulebook.region(&self.region) else {
            findings.push(&self.top, Problem::PackRegion { found: self.region.clone() });
            return;
        };
        for (site, basis) in self.cited.iter().filter(|(_, basis)| !rulebook.resolves(region, basis)) {
            findings.push(site, Problem::UnknownBasis { basis: basis.clone() });
        }
    }
}
