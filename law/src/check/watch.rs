use crate::error::{Findings, Problem};
use crate::mechanism::Severity;
use crate::rulebook::Rulebook;
use crate::watch::{RISK_ALERT, WatchRule};

/// A rule rests on articles that bind where it holds, and where its hits open cases these are run.
pub(super) fn check(rulebook: &Rulebook, rule: &WatchRule, findings: &mut Findings) {
    for (code, here) in &rule.regions {
        // A rulebook of fewer regions needs no other rules.
        let Some(region) = rulebook.region(code) else { continue };
        if !rulebook.resolves(region, &here.basis) {
            findings.push(&here.site, Problem::UnknownBasis { basis: here.basis.clone() });
        }
        if rule.severity_in(here) != Severity::Notice && !region.runs(RISK_ALERT) {
            findings.push(&here.site, Problem::WatchNoCase { procedure: RISK_ALERT, region: code.clone() });
        }
    }
}
