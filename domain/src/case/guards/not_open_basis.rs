use crate::dataset::{Dataset, check_not_open};
use crate::decide::Deciding;
use crate::refusal::No;

/// Where the region lists grounds for not opening, an entry classed so names one of them.
pub(super) fn check(dataset: &Dataset, deciding: &Deciding<'_>) -> Result<(), No> {
    check_not_open(&dataset.catalogue.opening, deciding)
}
