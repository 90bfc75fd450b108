//! What files say about each other. Each file alone was read before; here every name must lead somewhere.

mod duties;
mod procedures;
mod regions;

use crate::error::Findings;
use crate::rulebook::Rulebook;

pub(crate) fn rulebook(rulebook: &Rulebook, findings: &mut Findings) {
    for regulation in rulebook.regulations.values() {
        duties::check(rulebook, regulation, findings);
    }
    for procedure in rulebook.procedures() {
        procedures::check(procedure, findings);
    }
    for region in rulebook.regions() {
        regions::check(rulebook, region, findings);
    }
}

#[cfg(test)]
mod tests;
