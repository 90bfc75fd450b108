//! What files say about each other. Each file alone was read before; here every name must lead somewhere.

mod duties;
mod procedures;
mod regions;
mod watch;

use std::collections::BTreeMap;

use crate::error::Findings;
use crate::rulebook::Rulebook;

pub(crate) fn rulebook(rulebook: &Rulebook, findings: &mut Findings) {
    for regulation in rulebook.regulations.values() {
        duties::check(rulebook, regulation, findings);
    }
    for procedure in rulebook.procedures() {
        procedures::check(procedure, findings);
    }
    // By code, so a region comes after the one above it.
    let mut found: BTreeMap<&str, Findings> = BTreeMap::new();
    for region in rulebook.regions() {
        let mut own = Findings::default();
        regions::check(rulebook, region, &mut own);
        findings.absorb(&own, region.parent.as_deref().and_then(|parent| found.get(parent)));
        found.insert(&region.code, own);
    }
    for rule in rulebook.watch.values() {
        watch::check(rulebook, rule, findings);
    }
}

#[cfg(test)]
pub(crate) mod tests;
