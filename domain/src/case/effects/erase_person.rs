use base::{DatasetId, Kind, Message, Timestamp};
use law::Control;

use super::Effects;
use crate::act::Act;
use crate::case::{EffectActs, guards};
use crate::dataset::Dataset;
use crate::erasure::Erasure;
use crate::record::Decided;
use crate::refusal::{No, Refusal};

/// Longest value a person is found by, in characters.
const LONGEST: usize = 200;

/// The person's rows are to leave the dataset: ordered here, carried out by the platform once it is in the log.
pub(super) fn apply(effects: &mut Effects<'_>) -> Result<(), No> {
    let dataset = dataset(effects)?;
    if effects.case.respondent.as_ref() != Some(&dataset.provider) {
        let message = Message::new("refusal-not-the-holder").with("dataset", &dataset.id);
        return Err(Refusal::new(message, effects.deciding.basis_among(&[Control::DestructionApproved])).into());
    }
    let field = field(effects, dataset)?;
    let key = text(effects, "person_key").filter(|key| !key.is_empty() && key.chars().count() <= LONGEST);
    if key.is_none() {
        let message = Message::new("invalid-person-key").with("max", LONGEST);
        return Err(No::invalid("inputs.person_key", message));
    }
    if effects.facts.on_record.person_rows == 0 {
        let message = Message::new("state-nothing-to-erase").with("dataset", &dataset.id).with("field", &field);
        return Err(No::State(message));
    }
    let (case, now) = (effects.case.id.clone(), effects.deciding.now);
    let basis = guards::basis_of_procedure(effects.procedure, effects.step, effects.deciding);
    let erasure = Erasure {
        case: case.clone(),
        dataset: dataset.id.clone(),
        holder: dataset.provider.clone(),
        field,
        ordered: now,
        keep_until: keep_until(effects, now),
        basis: basis.clone(),
        looked: std::collections::BTreeSet::new(),
        rows: 0,
        records: 0,
        done: None,
    };
    let ordered = Decided::new(Act::ErasureOrdered(erasure), basis);
    effects.done.acts.push(EffectActs::Erasure(case, vec![ordered]));
    Ok(())
}

fn text<'a>(effects: &Effects<'a>, name: &str) -> Option<&'a str> {
    effects.said(name).and_then(|value| value.as_str()).map(str::trim)
}

fn dataset<'a>(effects: &Effects<'a>) -> Result<&'a Dataset, No> {
    let id = text(effects, "dataset").and_then(|id| id.parse::<DatasetId>().ok());
    let id = id.ok_or_else(|| {
        No::invalid(
            "inputs.dataset",
            Message::new("invalid-missing").with("field", "数据资源").with("field-en", "Dataset"),
        )
    })?;
    let found = effects.facts.dataset(&id);
    found.ok_or_else(|| No::State(Message::new("state-dataset-gone").with("dataset", &id)))
}

/// The field the person is found by: the dataset's key, or one that holds ID numbers 公民身份号码. Any other might name
/// more than one person.
fn field(effects: &Effects<'_>, dataset: &Dataset) -> Result<String, No> {
    let named = text(effects, "key_field").filter(|name| !name.is_empty()).or(dataset.key_field.as_deref());
    let tells = |name: &&str| {
        let identifies = |kinds: &std::collections::BTreeSet<Kind>| kinds.contains(&Kind::IdNumber);
        dataset.field(name).is_some_and(|field| dataset.key_field.as_deref() == Some(*name) || identifies(&field.kinds))
    };
    let found = named.filter(tells).map(str::to_owned);
    found.ok_or_else(|| {
        No::invalid("inputs.key_field", Message::new("invalid-person-field").with("dataset", &dataset.id))
    })
}

/// Until when versions that hold the person are kept: to the end of the region's term, else no longer.
fn keep_until(effects: &Effects<'_>, now: Timestamp) -> Timestamp {
    effects.deciding.region.erasure.as_ref().map_or(now, |term| now.plus_days(i64::from(term.keep_days)))
}
