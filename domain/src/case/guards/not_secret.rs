use crate::dataset::{Dataset, state_secret};
use crate::decide::Deciding;
use crate::refusal::No;

/// What is marked as a state secret has no place on the platform.
pub(super) fn check(dataset: &Dataset, deciding: &Deciding<'_>) -> Result<(), No> {
    if dataset.catalogue.secret { Err(state_secret(deciding)) } else { Ok(()) }
}
