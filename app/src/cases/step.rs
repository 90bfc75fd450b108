use std::collections::BTreeSet;

use access::{Action, Resource};
use base::{AccountId, CaseId, Message};
use domain::act::Act;
use domain::case::{Case, Inputs, plays};
use domain::record::{Loaded, Record};
use law::Actor as Part;
use store::{KeyChange, Submission};

use super::records::Wanted;
use crate::keys::version_row;
use crate::platform::App;
use crate::problem::Problem;
use crate::session::{Mandate, Session};

/// A step to take.
#[derive(Debug, Clone)]
pub struct TakeStep {
    pub case: CaseId,
    pub step: String,
    pub inputs: Inputs,
    /// The version the person looked at; refused if the case has moved on since.
    pub expected: Option<u64>,
    /// Whose place the one who asks takes.
    pub in_place_of: Option<AccountId>,
}

impl App {
    /// Takes a step in a case and carries out its effects in the same commit.
    pub async fn take_step(&self, session: &Session, command: TakeStep) -> Result<Loaded<Case>, Problem> {
        let before = self.case_record(&command.case).await?;
        let law = self.law_of_case(&before.state)?;
        let procedure = law
            .procedure(&before.state.procedure)
            .ok_or_else(|| Problem::Internal(format!("procedure {} left its rulebook", before.state.procedure)))?;
        let wanted = Wanted {
            about: &before.state.about,
            case: Some(&before.state),
            form: &before.state.form,
            inputs: &command.inputs,
            procedure,
            step: Some(&command.step),
            in_place_of: command.in_place_of.as_ref(),
        };
        let records = self.case_records(Some(session), wanted).await?;
        let facts = records.facts(session, self, None);
        let parts = parts(session, &before.state, facts.place_of);
        let permit =
            self.authorise(session, Action::StepCase, &Resource::Case { case: &before.state, parts: &parts })?;
        if let Some(expected) = command.expected
            && expected != before.version
        {
            let message = Message::new("conflict-version").with("expected", expected).with("current", before.version);
            return Err(Problem::Conflict { message, current: Some(before.version) });
        }
        if let Some(step) = procedure.step(&command.step) {
            self.check_attachments(session, &step.form, &command.inputs, "inputs").await?;
        }
        let deciding = self.deciding_under(&law, &before.state)?;
        let outcome = domain::case::step(&before.state, procedure, &command.step, command.inputs, &facts, &deciding)?;
        let mut after = Some(before.state.clone());
        for decided in &outcome.case {
            after = Case::evolve(after, &decided.act);
        }
        let taken = before.version + u64::try_from(outcome.case.len()).unwrap_or_default();
        let destroyed = destroyed(&outcome);
        let changes = self.changes(&before.state, Some(&before), outcome, &records).await?;
        let rests_on = records.resting(&changes);
        let erased = destroyed.as_ref().and_then(|id| records.version(id)?.state.key.as_ref());
        // The key goes with the act: from this commit on nobody opens the version, whatever becomes of its files.
        let keys = erased.map(|key| KeyChange::Erase(version_row(key))).into_iter().collect();
        let mandate = Mandate::Permitted(session, permit);
        let submission = Submission { rests_on, keys, ..self.submission(law.digest(), &mandate, changes) };
        self.store.append(submission).await?;
        if let Some(id) = destroyed {
            self.destroy_version(&id).await?;
        }
        Ok(Loaded { state: after.unwrap_or(before.state), version: taken })
    }
}

fn destroyed(outcome: &domain::case::Outcome) -> Option<base::VersionId> {
    outcome.effects.iter().find_map(|effect| match effect {
        domain::case::EffectActs::Version(id, acts) => {
            let at_once = acts.iter().any(|decided| matches!(decided.act, Act::VersionDestroyed { .. }));
            at_once.then(|| id.clone())
        }
        _ => None,
    })
}

/// The parts a session plays in a case, its own and those of whoever it stands in for.
pub(crate) fn parts(
    session: &Session,
    case: &Case,
    place_of: Option<(&domain::account::Account, Option<&domain::organisation::Organisation>)>,
) -> BTreeSet<Part> {
    let mut parts = plays(&session.account, session.organisation.as_ref(), case);
    if let Some((account, body)) = place_of {
        parts.extend(plays(account, body, case));
    }
    parts
}
