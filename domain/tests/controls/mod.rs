//! What the platform makes impossible, one file per control: a try to get past it, and the lawful way.

mod acceptance_gate;
mod agreed_use;
mod agreement_signed;
mod assess_before_collecting;
mod base_libraries;
mod catalogue_confirm;
mod catalogue_elements;
mod catalogue_only;
mod certificate_needs_report;
mod certificate_verifiable;
mod collection_attributes;
mod conditional_form;
mod connection_before_acceptance;
mod consent_or_anonymity;
mod consent_unbundled;
mod contract_terms;
mod destruction_approved;
mod double_authorisation;
mod emergency_purpose;
mod free_open;
mod free_sharing;
mod grade_before_release;
mod important_data;
mod incident_starts_plan;
mod linking_approved;
mod negative_list;
mod no_direct_exchange;
mod no_onward_supply;
mod no_paper_proof;
mod no_recollection;
mod no_repurchase;
mod no_state_secrets;
mod not_open_basis;
mod not_shared_basis;
mod notice_before_consent;
mod open_classes;
mod platform_levels;
mod public_data_bodies;
mod quality_hold;
mod refusal_reasons;
mod retention;
mod reversible_with_basis;
mod second_reviewer;
mod share_by_default;
mod share_classes;
mod store_level;
mod supplier_contract_first;
mod suspension_stops_reads;
mod trade;
mod trade_ban_harm;
mod trade_ban_law;
mod trade_ban_unauthorised;
mod trade_filed;
mod trade_rights;
mod trade_traceable;
mod treasury_funded;
mod undertaking;
mod upgrade_needs_masking;
mod venue_approved;
mod verify_instead;

use law::Actor as Part;
use serde_json::Value;

use crate::scene::{Stage, choices, place};

/// What a case of the stage's procedure is opened with, filled in as its form asks.
fn opening(stage: &Stage) -> Value {
    serde_json::to_value(choices(&stage.procedure.form, stage)).unwrap()
}

/// What a step is taken with, filled in as its form asks.
fn filled(stage: &Stage, step: &str) -> Value {
    serde_json::to_value(choices(&stage.procedure.step(step).unwrap().form, stage)).unwrap()
}

/// A case in `region` after these steps. Who has a word in a step that is another's to decide fills in nothing.
pub(crate) fn after(region: &'static str, procedure: &str, opener: Part, steps: &[(Part, &str)]) -> Stage {
    let mut stage = Stage::new(place(region), procedure);
    let form = opening(&stage);
    let told = stage.opens(opener, &form);
    assert!(told.starts_with("case-opened"), "{procedure}: {told}");
    for (part, step) in steps {
        let decides = stage.place.parts(procedure, stage.procedure.step(step).unwrap())[0];
        let given = if decides == *part { filled(&stage, step) } else { Value::Object(serde_json::Map::new()) };
        let told = stage.takes(*part, 1, step, &given);
        assert!(told.starts_with("case-"), "{procedure}.{step}: {told}");
    }
    stage
}
