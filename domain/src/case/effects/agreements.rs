use std::collections::BTreeSet;

use base::{LawDate, Message};
use law::{Control, Exception};

use super::{Effects, grant_agreement};
use crate::act::Act;
use crate::agreement::{AgreedTable, Agreement, AgreementStatus, Amendment};
use crate::case::EffectActs;
use crate::record::Decided;
use crate::refusal::No;
use crate::scene::{self, Use};

/// Fields, masks, rows, channels and term become what the step says.
pub(super) fn amend(effects: &mut Effects<'_>) -> Result<(), No> {
    let agreement = standing(effects, &[AgreementStatus::InForce])?.clone();
    let until: Option<LawDate> = grant_agreement::read(effects.inputs, "term")?;
    if until.is_some_and(|until| until < effects.deciding.today()) {
        let message = Message::new("invalid-term-in-the-past").with("until", until.unwrap_or_default());
        return Err(No::invalid("inputs.term", message));
    }
    let own = agreement.tables.first().filter(|_| effects.inputs.contains_key("fields"));
    let excepted = scene::met(effects.inputs, effects.facts, effects.deciding);
    let tables = own.map(|own| amended(own, &agreement, &excepted, effects)).transpose()?;
    let channels = grant_agreement::channels(effects.inputs)?;
    let consent = scene::consent(&excepted, effects.facts);
    let amendment = Amendment { tables, channels, until, excepted, consent };
    push(effects, &agreement, Act::AgreementAmended(amendment), Control::AgreedUse);
    Ok(())
}

/// The tables as the step says. What it does not speak of stays: rows, masks, and the further datasets.
fn amended(
    own: &AgreedTable,
    agreement: &Agreement,
    excepted: &BTreeSet<Exception>,
    effects: &Effects<'_>,
) -> Result<Vec<AgreedTable>, No> {
    // Consent counts as it stands today, not as it stood when the agreement was made.
    let kept = agreement.excepted.iter().filter(|exception| **exception != Exception::Consent);
    let met = kept.chain(excepted).copied().collect();
    let granted_for = Use { scene: agreement.scene, met };
    let mut tables = grant_agreement::tables(&own.dataset, Some(own), &agreement.provider, &granted_for, effects)?;
    if !effects.inputs.contains_key("tables") {
        tables.extend(agreement.tables.iter().skip(1).cloned());
    }
    Ok(tables)
}

/// Reading stops with this commit: the gate looks at the agreement again before every release. What stands still
/// already goes on standing still.
pub(super) fn suspend(effects: &mut Effects<'_>) -> Result<(), No> {
    let agreement = standing(effects, &[AgreementStatus::InForce, AgreementStatus::Suspended])?.clone();
    if agreement.status == AgreementStatus::Suspended {
        return Ok(());
    }
    let act = Act::AgreementSuspended { reason: effects.reason() };
    push(effects, &agreement, act, Control::SuspensionStopsReads);
    Ok(())
}

/// An order that ran out before anything was suspended leaves nothing to resume.
pub(super) fn resume(effects: &mut Effects<'_>) -> Result<(), No> {
    let agreement = standing(effects, &[AgreementStatus::InForce, AgreementStatus::Suspended])?.clone();
    if agreement.status == AgreementStatus::InForce {
        return Ok(());
    }
    let act = Act::AgreementResumed { reason: effects.reason() };
    push(effects, &agreement, act, Control::SuspensionStopsReads);
    Ok(())
}

pub(super) fn terminate(effects: &mut Effects<'_>) -> Result<(), No> {
    let agreement = standing(effects, &[AgreementStatus::InForce, AgreementStatus::Suspended])?.clone();
    let act = Act::AgreementEnded { reason: effects.reason() };
    push(effects, &agreement, act, Control::AgreedUse);
    Ok(())
}

/// What the case granted ends with it; a case whose agreement was ended otherwise ends all the same.
pub(super) fn terminate_granted(effects: &mut Effects<'_>) -> Result<(), No> {
    match effects.facts.agreement {
        Some(agreement) if agreement.status == AgreementStatus::Ended => Ok(()),
        Some(_) | None => terminate(effects),
    }
}

/// The agreement concerned, if it stands as wanted.
fn standing<'a>(effects: &Effects<'a>, wanted: &[AgreementStatus]) -> Result<&'a Agreement, No> {
    let Some(agreement) = effects.facts.agreement else {
        return Err(No::State(Message::new("state-no-agreement").with("case", &effects.case.id)));
    };
    if !wanted.contains(&agreement.status) {
        return Err(No::State(Message::new("state-agreement-stands-otherwise").with("agreement", &agreement.id)));
    }
    Ok(agreement)
}

pub(super) fn push(effects: &mut Effects<'_>, agreement: &Agreement, act: Act, control: Control) {
    let decided = Decided::new(act, effects.deciding.basis(control));
    effects.done.acts.push(EffectActs::Agreement(agreement.id.clone(), vec![decided]));
}
