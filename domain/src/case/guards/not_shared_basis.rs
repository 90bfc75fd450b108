use crate::dataset::{Dataset, check_sharing};
use crate::decide::Deciding;
use crate::refusal::No;

/// What is not shared names a lawful ground, what is shared on condition its condition.
pub(super) fn check(dataset: &Dataset, deciding: &Deciding<'_>) -> Result<(), No> {
    check_sharing(&dataset.catalogue.sharing, deciding)
}
