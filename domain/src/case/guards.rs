//! Guards 前置条件: may this step happen? One file per variant.

mod dataset_listed;
mod not_shared_basis;
mod open_class_allows;
mod purpose_known;
mod reason_and_basis;
mod requester_not_provider;
mod share_class_allows;

use base::Message;
use law::{Basis, Guard, Procedure};

use super::{Case, Facts, Inputs};
use crate::dataset::Dataset;
use crate::decide::Deciding;
use crate::refusal::No;

pub(crate) fn check(
    guard: Guard,
    case: &Case,
    inputs: &Inputs,
    facts: &Facts<'_>,
    deciding: &Deciding<'_>,
) -> Result<(), No> {
    match guard {
        Guard::DatasetListed => dataset_listed::check(subject(case, facts)?, deciding),
        Guard::ShareClassAllows => share_class_allows::check(subject(case, facts)?, deciding),
        Guard::OpenClassAllows => open_class_allows::check(subject(case, facts)?, deciding),
        Guard::NotSharedBasis => not_shared_basis::check(subject(case, facts)?, deciding),
        Guard::RequesterNotProvider => requester_not_provider::check(case, deciding),
        Guard::ReasonAndBasis => reason_and_basis::check(inputs, deciding),
        Guard::PurposeKnown => purpose_known::check(case, deciding),
    }
}

fn subject<'a>(case: &Case, facts: &'a Facts<'_>) -> Result<&'a Dataset, No> {
    facts
        .dataset(&case.subject)
        .ok_or_else(|| No::State(Message::new("state-dataset-gone").with("dataset", &case.subject)))
}

/// The article a step of a procedure rests on.
pub(crate) fn basis_of_procedure(procedure: &Procedure, step: &str, deciding: &Deciding<'_>) -> Vec<Basis> {
    deciding.rulebook.step_basis(deciding.region, &procedure.name, step, deciding.today())
}
