//! The provider's grant becomes an agreement: fields with masks, rows, channels and a term.

use std::collections::{BTreeMap, BTreeSet};

use base::{DatasetId, Grade, LawDate, Mask, Message, OrganisationId};
use law::{Control, Guard, Procedure};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Effects, marking};
use crate::act::Act;
use crate::agreement::{AgreedTable, Agreement, AgreementStatus, Channel, Condition, GrantedField, Marking, RestsOn};
use crate::case::{EffectActs, Facts, Inputs, guards};
use crate::dataset::Dataset;
use crate::decide::Deciding;
use crate::record::Decided;
use crate::refusal::{Invalid, No};
use crate::scene::{self, Use};

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
    #[serde(default)]
    marking: Marking,
    sample: Option<u16>,
}

/// A sample of so many in a thousand is none.
const ALL_ROWS: u16 = 1000;

pub(super) fn apply(effects: &mut Effects<'_>) -> Result<(), No> {
    let (case, inputs, facts, deciding) = (effects.case, effects.inputs, effects.facts, effects.deciding);
    let channels = channels(inputs)?.unwrap_or_default();
    if channels.is_empty() {
        return Err(No::invalid("inputs.channels", Message::new("invalid-grant-without-channels")));
    }
    let until: LawDate = read(inputs, "term")?.unwrap_or_else(|| deciding.today());
    if until < deciding.today() {
        let message = Message::new("invalid-term-in-the-past").with("until", until);
        return Err(No::invalid("inputs.term", message));
    }
    let dataset = guards::subject(case, facts)?;
    let scene = scene::named(effects.procedure, &case.form, deciding.region)?;
    let granted_for = Use { scene, met: scene::met(inputs, facts, deciding) };
    let purpose = case.form.get("purpose").and_then(Value::as_str).unwrap_or_default().to_owned();
    let agreement = Agreement {
        id: facts.new_agreement.clone(),
        provider: dataset.provider.clone(),
        consumer: case.applicant.clone(),
        tables: tables(&dataset.id, None, &dataset.provider, &granted_for, effects)?,
        purpose,
        channels,
        from: deciding.today(),
        until,
        case: case.id.clone(),
        status: AgreementStatus::InForce,
        rests_on: rests_on(effects.procedure),
        scene,
        consent: scene::consent(&granted_for.met, facts),
        excepted: granted_for.met,
    };
    let mut basis = deciding.basis(Control::AgreedUse);
    // What leaves so that it can be traced back leaves under the article that allows it, too.
    if inputs.get("tracing").and_then(Value::as_str).is_some_and(|statute| !statute.trim().is_empty()) {
        basis.extend(deciding.basis(Control::ReversibleWithBasis));
    }
    let act = Decided::new(Act::AgreementGranted(agreement), basis);
    effects.done.agreement = Some(facts.new_agreement.clone());
    effects.done.acts.push(EffectActs::Agreement(facts.new_agreement.clone(), vec![act]));
    Ok(())
}

/// The ways the step says the answer may leave. Only ways data leaves can be agreed.
pub(super) fn channels(inputs: &Inputs) -> Result<Option<BTreeSet<Channel>>, No> {
    let channels: Option<BTreeSet<Channel>> = read(inputs, "channels")?;
    match channels.iter().flatten().find(|channel| !Channel::ALL.contains(channel)) {
        None => Ok(channels),
        Some(channel) => {
            let message = Message::new("invalid-channel").with("channel", channel.as_str());
            Err(No::invalid("inputs.channels", message))
        }
    }
}

/// The class a procedure looks at before it lets data be asked for.
fn rests_on(procedure: &Procedure) -> Option<RestsOn> {
    procedure.steps.iter().flat_map(|step| &step.guards).find_map(|guard| match guard {
        Guard::ShareClassAllows => Some(RestsOn::ShareClass),
        Guard::OpenClassAllows => Some(RestsOn::OpenClass),
        _ => None,
    })
}

/// Reads one input; absent and null are the same.
pub(super) fn read<T: DeserializeOwned>(inputs: &Inputs, name: &str) -> Result<Option<T>, No> {
    let Some(value) = inputs.get(name).filter(|value| !value.is_null()) else {
        return Ok(None);
    };
    T::deserialize(value).map(Some).map_err(|why| {
        No::invalid(&format!("inputs.{name}"), Message::new("invalid-shape").with("field", name).with("why", why))
    })
}

/// The agreement's own dataset first, then those the provider adds. Rows, masks and marking of `before` stay where the step does
/// not speak of them: an amendment opens nothing by silence.
pub(super) fn tables(
    own: &DatasetId,
    before: Option<&AgreedTable>,
    provider: &OrganisationId,
    granted_for: &Use,
    effects: &Effects<'_>,
) -> Result<Vec<AgreedTable>, No> {
    let (inputs, facts, deciding) = (effects.inputs, effects.facts, effects.deciding);
    let fields: Vec<String> = read(inputs, "fields")?.unwrap_or_default();
    let kept = before.map(|table| table.fields.as_slice()).unwrap_or_default().iter();
    let mut masks: BTreeMap<String, Mask> = kept
        .filter(|field| fields.contains(&field.name))
        .map(|field| (field.name.clone(), field.mask.clone()))
        .collect();
    masks.extend(read::<BTreeMap<String, Mask>>(inputs, "masks")?.unwrap_or_default());
    let rows: Option<Vec<Condition>> = read(inputs, "row_filter")?;
    let row_filter = rows.or_else(|| before.map(|table| table.rows.clone())).unwrap_or_default();
    let marking: Option<Marking> = read(inputs, "marking")?;
    let marking = marking.or_else(|| before.map(|table| table.marking.clone().among(&fields))).unwrap_or_default();
    let sample = read(inputs, "sample")?.or_else(|| before.and_then(|table| table.sample));
    let own = FurtherTable { dataset: own.clone(), fields, masks, row_filter, marking, sample };
    let further: Vec<FurtherTable> = read(inputs, "tables")?.unwrap_or_default();
    let mut tables: Vec<AgreedTable> = Vec::with_capacity(1 + further.len());
    for table in std::iter::once(own).chain(further) {
        if tables.iter().any(|before| before.dataset == table.dataset) {
            let message = Message::new("invalid-dataset-twice").with("dataset", &table.dataset);
            return Err(No::invalid("inputs.tables", message));
        }
        let dataset = own_dataset(provider, &table.dataset, facts, deciding)?;
        let table = masked(table, dataset, granted_for, deciding)?;
        check_table(dataset, &table, deciding)?;
        granted_for.check(dataset, &table.fields, deciding)?;
        granted_for.check_opened(dataset, &table.fields, deciding)?;
        tables.push(table);
    }
    Ok(tables)
}

/// Gives every granted field its mask: the one named, else the one it is opened under, else the scene's. Sensitive fields
/// never leave as they are by forgetting to say so.
fn masked(
    table: FurtherTable,
    dataset: &Dataset,
    granted_for: &Use,
    deciding: &Deciding<'_>,
) -> Result<AgreedTable, No> {
    let mut wrong = Vec::new();
    let mut fields = Vec::with_capacity(table.fields.len());
    for name in &table.fields {
        let field = dataset.field(name);
        let sensitive = field.is_some_and(|field| field.grade() >= Grade::General3);
        let named = table.masks.get(name).cloned();
        match named.or_else(|| granted_for.mask_in(dataset, name, deciding.region)) {
            Some(mask) => fields.push(GrantedField { name: name.clone(), mask }),
            None if sensitive => wrong.push(Invalid {
                field: format!("inputs.masks.{name}"),
                message: Message::new("invalid-mask-needed").with("field", name),
            }),
            None => fields.push(GrantedField { name: name.clone(), mask: Mask::Keep }),
        }
    }
    wrong.extend(table.masks.keys().filter(|name| !table.fields.contains(name)).map(|name| unknown(name)));
    if table.sample.is_some_and(|sample| !(1..=ALL_ROWS).contains(&sample)) {
        let message = Message::new("invalid-sample").with("dataset", &table.dataset);
        wrong.push(Invalid { field: "inputs.sample".to_owned(), message });
    }
    if !wrong.is_empty() {
        return Err(No::Invalid(wrong));
    }
    let sample = table.sample.filter(|sample| *sample < ALL_ROWS);
    Ok(AgreedTable { dataset: table.dataset, fields, rows: table.row_filter, marking: table.marking, sample })
}

/// A provider grants its own data only.
fn own_dataset<'a>(
    provider: &OrganisationId,
    id: &DatasetId,
    facts: &'a Facts<'_>,
    deciding: &Deciding<'_>,
) -> Result<&'a Dataset, No> {
    facts.dataset(id).filter(|dataset| &dataset.provider == provider).ok_or_else(|| {
        let message = Message::new("refusal-grant-not-yours").with("dataset", id);
        deciding.refuse(Control::AgreedUse, message).into()
    })
}

fn check_table(dataset: &Dataset, table: &AgreedTable, deciding: &Deciding<'_>) -> Result<(), No> {
    let mut wrong = Vec::new();
    if table.fields.iter().all(|field| field.mask == Mask::Drop) {
        wrong.push(Invalid {
            field: "inputs.masks".to_owned(),
            message: Message::new("invalid-grant-without-fields").with("dataset", &table.dataset),
        });
    }
    let mut seen = BTreeSet::new();
    for field in &table.fields {
        match dataset.field(&field.name) {
            Some(known) if seen.insert(&field.name) => wrong.extend(known.unfit(&field.mask, "inputs.masks")),
            _ => wrong.push(unknown(&field.name)),
        }
    }
    for condition in &table.rows {
        if dataset.field(&condition.field).is_none() {
            wrong.push(unknown(&condition.field));
        }
    }
    wrong.extend(marking::check(dataset, table));
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
