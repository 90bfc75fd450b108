//! The provider's grant becomes an agreement: fields with masks, rows, channels and a term.

use std::collections::{BTreeMap, BTreeSet};

use base::{DatasetId, Grade, LawDate, Mask, Message};
use law::Control;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::act::Act;
use crate::agreement::{AgreedTable, Agreement, AgreementStatus, Channel, Condition, GrantedField};
use crate::case::{Case, EffectActs, Facts, Inputs};
use crate::dataset::Dataset;
use crate::decide::Deciding;
use crate::record::Decided;
use crate::refusal::{Invalid, No};

/// What is granted of one further dataset, in the `tables` input.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FurtherTable {
    dataset: DatasetId,
    fields: Vec<String>,
    #[serde(default)]
    masks: BTreeMap<String, Mask>,
    #[serde(default)]
    row_filter: Vec<Condition>,
}

pub(super) fn apply(
    case: &Case,
    inputs: &Inputs,
    facts: &Facts<'_>,
    deciding: &Deciding<'_>,
) -> Result<EffectActs, No> {
    let channels: BTreeSet<Channel> = read(inputs, "channels")?.unwrap_or_default();
    if channels.is_empty() {
        return Err(No::invalid("inputs.channels", Message::new("invalid-grant-without-channels")));
    }
    let until: LawDate = read(inputs, "term")?.unwrap_or_else(|| deciding.today());
    if until < deciding.today() {
        let message = Message::new("invalid-term-in-the-past").with("until", until);
        return Err(No::invalid("inputs.term", message));
    }
    let purpose = case.form.get("purpose").and_then(Value::as_str).unwrap_or_default().to_owned();
    let agreement = Agreement {
        id: facts.agreement.clone(),
        provider: case.provider.clone(),
        consumer: case.applicant.clone(),
        tables: tables(case, inputs, facts, deciding)?,
        purpose,
        channels,
        from: deciding.today(),
        until,
        case: case.id.clone(),
        status: AgreementStatus::InForce,
    };
    let act = Decided::new(Act::AgreementGranted(agreement), deciding.basis(Control::AgreedUse));
    Ok(EffectActs::Agreement(facts.agreement.clone(), vec![act]))
}

/// Reads one input; absent and null are the same.
fn read<T: DeserializeOwned>(inputs: &Inputs, name: &str) -> Result<Option<T>, No> {
    let Some(value) = inputs.get(name).filter(|value| !value.is_null()) else {
        return Ok(None);
    };
    T::deserialize(value).map(Some).map_err(|why| {
        No::invalid(&format!("inputs.{name}"), Message::new("invalid-shape").with("field", name).with("why", why))
    })
}

/// The case's own dataset first, then those the provider adds.
fn tables(case: &Case, inputs: &Inputs, facts: &Facts<'_>, deciding: &Deciding<'_>) -> Result<Vec<AgreedTable>, No> {
    let own = FurtherTable {
        dataset: case.subject.clone(),
        fields: read(inputs, "fields")?.unwrap_or_default(),
        masks: read(inputs, "masks")?.unwrap_or_default(),
        row_filter: read(inputs, "row_filter")?.unwrap_or_default(),
    };
    let further: Vec<FurtherTable> = read(inputs, "tables")?.unwrap_or_default();
    let mut tables: Vec<AgreedTable> = Vec::with_capacity(1 + further.len());
    for table in std::iter::once(own).chain(further) {
        if tables.iter().any(|before| before.dataset == table.dataset) {
            let message = Message::new("invalid-dataset-twice").with("dataset", &table.dataset);
            return Err(No::invalid("inputs.tables", message));
        }
        let table = masked(table, case, facts, deciding)?;
        check_table(case, &table, facts, deciding)?;
        tables.push(table);
    }
    Ok(tables)
}

/// Gives every granted field its mask. Sensitive fields never leave as they are by forgetting to say so.
fn masked(table: FurtherTable, case: &Case, facts: &Facts<'_>, deciding: &Deciding<'_>) -> Result<AgreedTable, No> {
    let dataset = own_dataset(case, &table.dataset, facts, deciding)?;
    let mut wrong = Vec::new();
    let mut fields = Vec::with_capacity(table.fields.len());
    for name in &table.fields {
        let sensitive = dataset.field(name).is_some_and(|field| field.grade() >= Grade::General3);
        match table.masks.get(name) {
            Some(mask) => fields.push(GrantedField { name: name.clone(), mask: mask.clone() }),
            None if sensitive => wrong.push(Invalid {
                field: format!("inputs.masks.{name}"),
                message: Message::new("invalid-mask-needed").with("field", name),
            }),
            None => fields.push(GrantedField { name: name.clone(), mask: Mask::Keep }),
        }
    }
    wrong.extend(table.masks.keys().filter(|name| !table.fields.contains(name)).map(|name| unknown(name)));
    if !wrong.is_empty() {
        return Err(No::Invalid(wrong));
    }
    Ok(AgreedTable { dataset: table.dataset, fields, rows: table.row_filter })
}

/// A provider grants its own data only.
fn own_dataset<'a>(
    case: &Case,
    id: &DatasetId,
    facts: &'a Facts<'_>,
    deciding: &Deciding<'_>,
) -> Result<&'a Dataset, No> {
    facts.dataset(id).filter(|dataset| dataset.provider == case.provider).ok_or_else(|| {
        let message = Message::new("refusal-grant-not-yours").with("dataset", id);
        deciding.refuse(Control::AgreedUse, message).into()
    })
}

fn check_table(case: &Case, table: &AgreedTable, facts: &Facts<'_>, deciding: &Deciding<'_>) -> Result<(), No> {
    let dataset = own_dataset(case, &table.dataset, facts, deciding)?;
    let mut wrong = Vec::new();
    if table.fields.iter().all(|field| field.mask == Mask::Drop) {
        wrong.push(Invalid {
            field: "inputs.masks".to_owned(),
            message: Message::new("invalid-grant-without-fields").with("dataset", &table.dataset),
        });
    }
    let mut seen = BTreeSet::new();
    for field in &table.fields {
        if dataset.field(&field.name).is_none() || !seen.insert(&field.name) {
            wrong.push(unknown(&field.name));
        }
    }
    for condition in &table.rows {
        if dataset.field(&condition.field).is_none() {
            wrong.push(unknown(&condition.field));
        }
    }
    if !wrong.is_empty() {
        return Err(No::Invalid(wrong));
    }
    check_grades(dataset, table, deciding)
}

fn unknown(name: &str) -> Invalid {
    Invalid {
        field: format!("inputs.masks.{name}"),
        message: Message::new("invalid-unknown-field").with("field", name),
    }
}

/// Important and core data never leave as they are, whatever the provider grants.
fn check_grades(dataset: &Dataset, table: &AgreedTable, deciding: &Deciding<'_>) -> Result<(), No> {
    let bare = table.fields.iter().find(|granted| {
        granted.mask == Mask::Keep
            && dataset.field(&granted.name).is_some_and(|field| field.grade() >= Grade::Important)
    });
    match bare {
        None => Ok(()),
        Some(granted) => {
            let message = Message::new("refusal-grade-needs-mask").with("field", &granted.name);
            Err(deciding.refuse(Control::AgreedUse, message).into())
        }
    }
}
