//! Whether data may leave: the pure half of the gate.

mod linking;
mod opening;

use base::{DatasetId, Mask, Message, VersionId};
use law::{Control, OpenClass, ShareClass};

use crate::account::Account;
use crate::agreement::{Agreement, AgreementStatus, Channel, Condition, Consumer, GrantedField, Marking, RestsOn};
use crate::dataset::{Dataset, DatasetStatus};
use crate::decide::Deciding;
use crate::entry::Entry;
use crate::refusal::{No, Refusal};
use crate::scene::Use;

pub use linking::{Ceiling, Drawing, Linked, Threshold};
pub use opening::openly_given;

/// What a reader asks for.
#[derive(Debug, Clone)]
pub struct Ask<'a> {
    pub account: &'a Account,
    /// Absent where the reader claims unconditional opening.
    pub agreement: Option<&'a Agreement>,
    pub datasets: Vec<&'a Dataset>,
    pub purpose: &'a str,
    pub channel: Channel,
    /// Fields named in the question; all that are granted where it names none.
    pub fields: Option<&'a [String]>,
    /// Fields the question looks at without showing them: in a filter, a group, a measure.
    pub touches: &'a [String],
    /// The entries of consent that exceptions of the agreement and the datasets rest on, as they stand.
    pub consents: Vec<&'a Entry>,
}

/// What may leave of one dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    pub dataset: DatasetId,
    pub version: VersionId,
    /// Everything of the dataset that is in scope.
    pub fields: Vec<GrantedField>,
    /// What the answer shows: the fields named in the question, in its order, else all of `fields`.
    pub shown: Vec<GrantedField>,
    pub rows: Vec<Condition>,
    /// How far the marks of a copy may go.
    pub marking: Marking,
    /// Of those rows, so many in a thousand; all where absent.
    pub sample: Option<u16>,
}

/// Decides whether `ask` is lawful now, and how much of it.
pub fn decide(ask: &Ask<'_>, deciding: &Deciding<'_>) -> Result<Vec<Allowed>, No> {
    release(ask, deciding)
        .map_err(|no| no.resting_on(|| deciding.basis_among(&[Control::AgreedUse, Control::AgreementSigned])))
}

fn release(ask: &Ask<'_>, deciding: &Deciding<'_>) -> Result<Vec<Allowed>, No> {
    if !deciding.region.purposes().iter().any(|purpose| purpose.code == ask.purpose) {
        let message = Message::new("refusal-purpose-unknown").with("region", &deciding.region.code);
        return Err(deciding.refuse(Control::AgreedUse, message).into());
    }
    if let Some(agreement) = ask.agreement {
        check_agreement(ask, agreement, deciding)?;
    }
    ask.datasets.iter().map(|dataset| allow(ask, dataset, deciding)).collect()
}

/// Whether `agreement` is the reader's, in force, and made for this purpose and channel.
fn check_agreement(ask: &Ask<'_>, agreement: &Agreement, deciding: &Deciding<'_>) -> Result<(), Refusal> {
    let refuse = |message: Message| Err(deciding.refuse(Control::AgreedUse, message.with("agreement", &agreement.id)));
    let mine = match &agreement.consumer {
        Consumer::Organisation(id) => ask.account.organisation.as_ref() == Some(id),
        Consumer::Account(id) => &ask.account.id == id,
    };
    if !mine {
        return refuse(Message::new("refusal-agreement-not-yours"));
    }
    if agreement.status == AgreementStatus::Ended {
        return refuse(Message::new("refusal-agreement-ended"));
    }
    if agreement.status == AgreementStatus::Suspended {
        let message = Message::new("refusal-agreement-suspended").with("agreement", &agreement.id);
        return Err(deciding.refuse(Control::SuspensionStopsReads, message));
    }
    let today = deciding.today();
    if today < agreement.from {
        return refuse(Message::new("refusal-agreement-not-begun").with("from", agreement.from));
    }
    if today > agreement.until {
        return refuse(Message::new("refusal-agreement-expired").with("until", agreement.until));
    }
    if agreement.purpose != ask.purpose {
        return refuse(Message::new("refusal-purpose-not-agreed").with("agreed", &agreement.purpose));
    }
    if !agreement.channels.contains(&ask.channel) {
        return refuse(Message::new("refusal-channel-not-agreed").with("channel", ask.channel.as_str()));
    }
    Ok(())
}

fn allow(ask: &Ask<'_>, dataset: &Dataset, deciding: &Deciding<'_>) -> Result<Allowed, No> {
    if dataset.status != DatasetStatus::Listed {
        let message = Message::new("refusal-dataset-not-listed").with("dataset", &dataset.id);
        return Err(deciding.refuse(Control::CatalogueOnly, message).into());
    }
    check_term(dataset, deciding)?;
    let (fields, rows, marking, sample, control) = match ask.agreement {
        Some(agreement) => {
            let Some(table) = agreement.table(&dataset.id) else {
                let message = Message::new("refusal-dataset-not-agreed")
                    .with("dataset", &dataset.id)
                    .with("agreement", &agreement.id);
                // What the agreement does not name beside it is not joined to what it does.
                if ask.datasets.len() > 1 {
                    let refusal = deciding.refuse(Control::LinkingApproved, message);
                    return Err(refusal.to_be_sought_by(linking::linking_procedure(deciding)).into());
                }
                return Err(deciding.refuse(Control::AgreedUse, message).into());
            };
            check_class(agreement, dataset, deciding)?;
            // The field may have been graded up since its mask was granted.
            Use::of_agreement(agreement, &ask.consents).check(dataset, &table.fields, deciding)?;
            let marking = table.marking.clone();
            (table.fields.clone(), table.rows.clone(), marking, table.sample, Control::AgreedUse)
        }
        None => (opening::fields(ask, dataset, deciding)?, Vec::new(), Marking::default(), None, Control::OpenClasses),
    };
    let fields: Vec<_> = fields.into_iter().filter(|field| field.mask != Mask::Drop).collect();
    let shown = narrow(&fields, ask.fields, dataset, control, deciding)?;
    narrow(&fields, Some(ask.touches), dataset, control, deciding)?;
    let version = version_of(dataset)?;
    Ok(Allowed { dataset: dataset.id.clone(), version, fields, shown, rows, marking, sample })
}

/// What of a dataset an assessment of release risk may read: `fields` and `rows` as they are to be released, of its
/// version.
pub fn to_assess(
    dataset: &Dataset,
    fields: Vec<GrantedField>,
    rows: Vec<Condition>,
    deciding: &Deciding<'_>,
) -> Result<Allowed, No> {
    if dataset.status == DatasetStatus::Withdrawn {
        let message = Message::new("refusal-dataset-not-listed").with("dataset", &dataset.id);
        return Err(Refusal::new(message, deciding.basis_among(&[Control::CatalogueOnly])).into());
    }
    check_term(dataset, deciding)
        .map_err(|no| no.resting_on(|| deciding.basis_among(&[Control::Retention, Control::CatalogueOnly])))?;
    let version = version_of(dataset)?;
    Ok(Allowed {
        dataset: dataset.id.clone(),
        version,
        shown: fields.clone(),
        fields,
        rows,
        marking: Marking::default(),
        sample: None,
    })
}

fn version_of(dataset: &Dataset) -> Result<VersionId, No> {
    let version = dataset.version.clone();
    version.ok_or_else(|| No::State(Message::new("state-no-version").with("dataset", &dataset.id)))
}

/// 保存期限: a version past its term is read no more, whether or not a timer has come by.
fn check_term(dataset: &Dataset, deciding: &Deciding<'_>) -> Result<(), No> {
    let Some(last) = dataset.keep_until.filter(|last| *last < deciding.today()) else { return Ok(()) };
    let message = Message::new("refusal-version-expired").with("dataset", &dataset.id).with("until", last);
    Err(deciding.refuse(Control::Retention, message).into())
}

/// An agreement rests on the class of its data: it gives nothing once the class gives nothing.
fn check_class(agreement: &Agreement, dataset: &Dataset, deciding: &Deciding<'_>) -> Result<(), No> {
    let (closed, controls, key) = match agreement.rests_on {
        Some(RestsOn::ShareClass) => {
            let controls = [Control::ShareClasses, Control::NotSharedBasis, Control::ShareByDefault];
            (dataset.catalogue.sharing.class == ShareClass::NotShared, controls, "refusal-not-shared")
        }
        Some(RestsOn::OpenClass) => {
            let controls = [Control::OpenClasses, Control::NotOpenBasis, Control::AgreedUse];
            (dataset.catalogue.opening.class == OpenClass::NotOpen, controls, "refusal-not-open")
        }
        None => return Ok(()),
    };
    if !closed {
        return Ok(());
    }
    let message = Message::new(key).with("dataset", &dataset.id);
    Err(Refusal::new(message, deciding.basis_among(&controls)).into())
}

/// Only the named fields, all of which must be in scope. The message names no field the reader did not name.
fn narrow(
    visible: &[GrantedField],
    named: Option<&[String]>,
    dataset: &Dataset,
    control: Control,
    deciding: &Deciding<'_>,
) -> Result<Vec<GrantedField>, No> {
    let Some(named) = named else {
        return Ok(visible.to_vec());
    };
    let mut shown: Vec<GrantedField> = Vec::with_capacity(named.len());
    for name in named {
        let Some(field) = visible.iter().find(|field| &field.name == name) else {
            let message = Message::new("refusal-field-out-of-scope").with("field", name).with("dataset", &dataset.id);
            return Err(deciding.refuse(control, message).into());
        };
        if !shown.contains(field) {
            shown.push(field.clone());
        }
    }
    Ok(shown)
}
