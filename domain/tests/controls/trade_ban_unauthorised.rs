//! `trade-ban-unauthorised` 禁止交易: personal data is not traded without the person's authorisation.

use law::Register;

use crate::controls::trade::{checked, listed};

#[test]
fn personal_data_nobody_consented_to_is_not_listed() {
    let mut stage = checked("pilot");
    stage.on_record.registers.remove(&Register::Consent);
    assert_eq!(listed(stage), "refused refusal-trade-personal hunan-data-2024#22(二)");
}

#[test]
fn with_consent_or_without_personal_fields_it_is() {
    assert_eq!(listed(checked("pilot")), "case-stepped");
    let mut stage = checked("pilot");
    stage.on_record.registers.remove(&Register::Consent);
    stage.dataset.fields.truncate(1);
    assert_eq!(listed(stage), "case-stepped");
}
