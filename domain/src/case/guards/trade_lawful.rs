use base::{Grade, Message};
use law::{Control, Register};

use crate::case::Facts;
use crate::dataset::Dataset;
use crate::decide::Deciding;
use crate::refusal::No;

/// Important data is not traded, personal data only with consent on record, and nothing the law keeps from sharing.
pub(super) fn check(dataset: &Dataset, facts: &Facts<'_>, deciding: &Deciding<'_>) -> Result<(), No> {
    let refuse = |control, key: &'static str, field: &str| {
        Err(deciding.refuse(control, Message::new(key).with("field", field)).into())
    };
    if let Some(field) = dataset.fields.iter().find(|field| field.grade() >= Grade::Important) {
        return refuse(Control::TradeBanHarm, "refusal-trade-important", &field.name);
    }
    let personal = dataset.fields.iter().find(|field| !field.holds().is_empty() && field.grade() >= Grade::General3);
    if let Some(field) = personal.filter(|_| !facts.on_record.registers.contains(&Register::Consent)) {
        return refuse(Control::TradeBanUnauthorised, "refusal-trade-personal", &field.name);
    }
    if dataset.catalogue.sharing.ground.is_some() {
        return refuse(Control::TradeBanLaw, "refusal-trade-barred", &dataset.catalogue.code);
    }
    Ok(())
}
