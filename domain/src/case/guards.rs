//! Guards 前置条件: may this step happen? One file per variant.

mod agreement_in_force;
mod connection_on_record;
mod contract_on_file;
mod contract_terms;
mod dataset_listed;
mod emergency_event;
mod graded;
mod grades_general;
mod grades_reasoned;
mod ground_known;
mod important_protected;
mod not_available_by_sharing;
mod not_held;
mod not_open_basis;
mod not_secret;
mod not_shared_basis;
mod open_class_allows;
mod personal_protected;
mod purpose_known;
mod reason_and_basis;
mod requester_not_provider;
mod rights_on_file;
mod risk_assessed;
mod second_person;
mod share_class_allows;
mod trade_lawful;
mod upgrade_supported;
mod venue_approved;

use base::{DatasetId, Message};
use law::{Basis, Guard, Procedure, Subject};
use serde_json::Value;

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
        Guard::NotOpenBasis => not_open_basis::check(subject(case, facts)?, deciding),
        Guard::RequesterNotProvider => requester_not_provider::check(case, deciding),
        Guard::PurposeKnown => purpose_known::check(case, deciding),
        Guard::ReasonAndBasis => reason_and_basis::check(case, inputs, deciding),
        Guard::Graded => graded::check(subject(case, facts)?, deciding),
        Guard::GradesReasoned => grades_reasoned::check(case, inputs, subject(case, facts)?, deciding),
        Guard::GradesGeneral => grades_general::check(case, inputs, subject(case, facts)?, deciding),
        Guard::NotSecret => not_secret::check(subject(case, facts)?, deciding),
        Guard::NotAvailableBySharing => not_available_by_sharing::check(case, inputs, facts, deciding),
        Guard::ImportantProtected => important_protected::check(facts, deciding),
        Guard::ContractOnFile => contract_on_file::check(facts, deciding),
        Guard::VenueApproved => venue_approved::check(case, inputs, deciding),
        Guard::RightsOnFile => rights_on_file::check(case, inputs, facts, deciding),
        Guard::TradeLawful => trade_lawful::check(subject(case, facts)?, facts, deciding),
        Guard::ContractTerms => contract_terms::check(case, inputs, deciding),
        Guard::PersonalProtected => personal_protected::check(case, subject(case, facts)?, inputs, facts, deciding),
        Guard::UpgradeSupported => upgrade_supported::check(case, subject(case, facts)?, inputs, deciding),
        Guard::ConnectionOnRecord => connection_on_record::check(facts, deciding),
        Guard::EmergencyEvent => emergency_event::check(case, inputs, deciding),
        Guard::RiskAssessed => risk_assessed::check(case, subject(case, facts)?, inputs, facts, deciding),
        Guard::SecondPerson => second_person::check(case, facts, deciding),
        Guard::AgreementInForce => agreement_in_force::check(facts, deciding),
        Guard::GroundKnown => ground_known::check(case, inputs, deciding),
        Guard::NotHeld => not_held::check(case, inputs, deciding),
    }
}

/// The dataset the case is about, or the one its form names.
pub(super) fn subject<'a>(case: &Case, facts: &'a Facts<'_>) -> Result<&'a Dataset, No> {
    let named = || case.form.get("dataset").and_then(Value::as_str).and_then(|id| id.parse::<DatasetId>().ok());
    let id = case.about.id_of::<DatasetId>(Subject::Dataset);
    let id = id.or_else(|| facts.version.map(|version| version.dataset.clone())).or_else(named);
    let found = id.as_ref().and_then(|id| facts.dataset(id));
    found.ok_or_else(|| {
        let id = id.map_or_else(|| "?".to_owned(), |id| id.to_string());
        No::State(Message::new("state-dataset-gone").with("dataset", id))
    })
}

/// Whether the step or the case's form says something under this name.
pub(super) fn said(case: &Case, inputs: &Inputs, name: &str) -> bool {
    let full = |given: &Inputs| {
        given.get(name).is_some_and(|value| match value {
            Value::Null | Value::Bool(false) => false,
            Value::String(text) => !text.trim().is_empty(),
            Value::Array(items) => !items.is_empty(),
            Value::Object(items) => !items.is_empty(),
            Value::Bool(true) | Value::Number(_) => true,
        })
    };
    full(inputs) || full(&case.form)
}

/// The article a step of a procedure rests on.
pub(crate) fn basis_of_procedure(procedure: &Procedure, step: &str, deciding: &Deciding<'_>) -> Vec<Basis> {
    let basis = deciding.rulebook.step_basis(deciding.region, &procedure.name, step, deciding.today());
    if basis.is_empty() { deciding.basis_among(&[]) } else { basis }
}
