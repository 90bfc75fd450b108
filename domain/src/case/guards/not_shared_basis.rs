use crate::dataset::{Dataset, check_not_shared};
use crate::decide::Deciding;
use crate::refusal::No;

/// The negative list takes only entries with a lawful ground.
pub(super) fn check(dataset: &Dataset, deciding: &Deciding<'_>) -> Result<(), No> {
    check_not_shared(&dataset.catalogue.sharing, deciding)
}
