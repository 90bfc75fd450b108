//! Effects 办理结果: what a step does to records beyond moving the case. One file per kind of record.

mod agreements;
mod confirm_dataset;
mod datasets;
mod entries;
mod erase_person;
mod grades;
mod grant_agreement;
mod important_data;
mod marking;
mod suspension;
mod versions;

use base::{AgreementId, EntryId, Message};
use law::{Basis, Effect, Procedure};
use serde_json::Value;

use super::{Case, EffectActs, Facts, Inputs};
use crate::decide::Deciding;
use crate::entry::Entry;
use crate::refusal::No;

/// The effects of one step, which may build on each other.
pub(super) struct Effects<'a> {
    case: &'a Case,
    procedure: &'a Procedure,
    step: &'a str,
    inputs: &'a Inputs,
    facts: &'a Facts<'a>,
    deciding: &'a Deciding<'a>,
    /// The case's entry as the effects so far leave it.
    entry: Option<Entry>,
    done: Done,
}

/// What a step's effects come to.
#[derive(Default)]
pub(super) struct Done {
    pub(super) acts: Vec<EffectActs>,
    /// The agreement that was granted.
    pub(super) agreement: Option<AgreementId>,
    /// The entry that was made.
    pub(super) entry: Option<EntryId>,
}

impl<'a> Effects<'a> {
    pub(super) fn new(
        case: &'a Case,
        procedure: &'a Procedure,
        step: &'a str,
        inputs: &'a Inputs,
        facts: &'a Facts<'a>,
        deciding: &'a Deciding<'a>,
    ) -> Self {
        let entry = facts.entry.cloned();
        Self { case, procedure, step, inputs, facts, deciding, entry, done: Done::default() }
    }

    /// What the effects come to; an act whose control no article carries here rests on `basis`.
    pub(super) fn finish(mut self, basis: &[Basis]) -> Done {
        let acts = self.done.acts.iter_mut().flat_map(|acts| match acts {
            EffectActs::Dataset(_, acts)
            | EffectActs::Agreement(_, acts)
            | EffectActs::Entry(_, acts)
            | EffectActs::Version(_, acts)
            | EffectActs::Account(_, acts)
            | EffectActs::Erasure(_, acts)
            | EffectActs::Case(_, acts, _) => acts,
        });
        for decided in acts.filter(|decided| decided.basis.is_empty()) {
            decided.basis = basis.to_vec();
        }
        self.done
    }

    pub(super) fn apply(&mut self, effect: Effect) -> Result<(), No> {
        if let Some(part) = effect.waits_for() {
            let message = Message::new("state-effect-not-built").with("effect", effect).with("part", part);
            return Err(No::State(message));
        }
        match effect {
            Effect::ConfirmDataset => confirm_dataset::apply(self),
            Effect::WithdrawDataset => datasets::withdraw(self),
            Effect::ReclassifyDataset => datasets::reclassify(self),
            Effect::ConfirmGrades => grades::confirm(self),
            Effect::GrantAgreement => grant_agreement::apply(self),
            Effect::AmendAgreement => agreements::amend(self),
            Effect::SuspendAgreement => agreements::suspend(self),
            Effect::ResumeAgreement => agreements::resume(self),
            Effect::TerminateAgreement => agreements::terminate(self),
            Effect::TerminateGranted => agreements::terminate_granted(self),
            Effect::DestroyVersion => versions::destroy(self),
            Effect::ErasePerson => erase_person::apply(self),
            Effect::Enter => entries::enter(self, None),
            Effect::IssueCertificate => entries::issue(self),
            Effect::AmendEntry => entries::amend(self),
            Effect::PublishEntry => entries::publish(self),
            Effect::CloseEntry => entries::close(self),
            Effect::StrikeEntry => entries::strike(self),
            Effect::LiftSuspension => {
                suspension::lift(self);
                Ok(())
            }
            // Refused above.
            Effect::OpenWorkspace
            | Effect::ReviewProduct
            | Effect::DeliverTrade
            | Effect::PseudonymiseDataset
            | Effect::BlindComparison
            | Effect::MergePurchase => Ok(()),
        }
    }

    /// What the step says under a name, else the case's form.
    fn said(&self, name: &str) -> Option<&'a Value> {
        self.inputs.get(name).or_else(|| self.case.form.get(name)).filter(|value| !value.is_null())
    }

    /// The reason given for the step, else the step's own name.
    fn reason(&self) -> String {
        let given = ["reason", "opinion", "note"].iter().find_map(|name| self.inputs.get(*name)?.as_str());
        given.map_or_else(|| format!("{}.{}", self.procedure.name, self.step), str::to_owned)
    }
}
