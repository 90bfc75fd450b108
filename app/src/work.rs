//! What happens by itself: clocks that want a warning or run out, and notices that go out.

mod versions;

use domain::Deciding;
use domain::account::{Account, AccountStatus};
use domain::act::{Act, Actor};
use domain::case::{Case, Outcome, step_by_timer, tell_of_clock, timed};
use domain::record::{Loaded, Record};
use store::AppendError;

use crate::cases::CaseRecords;
use crate::erasure::Erased;
use crate::platform::App;
use crate::problem::Problem;

/// Cases looked at between two reads of what is due.
const ROUND: u32 = 200;

/// What one round of work did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Worked {
    /// Warnings given before a clock ends.
    pub warned: usize,
    /// Clocks found to have run out.
    pub overdue: usize,
    /// Steps the platform took because of it.
    pub stepped: usize,
    /// Versions whose term of keeping ran out.
    pub expired: usize,
    /// Versions destroyed because they held a person who is erased.
    pub destroyed: usize,
    /// Versions written again without a person's rows.
    pub rewritten: usize,
    /// Persons whose erasure is done.
    pub erased: usize,
    /// Notices that went out by e-mail or webhook.
    pub sent: usize,
    /// Attempts to send one that failed; they are made again, later each time.
    pub unsent: usize,
    /// What the risk watch found.
    pub hits: usize,
}

impl App {
    /// Records every clock that wants a warning or has run out by now, and tells whoever must act and who watches over
    /// them. Run again at once it finds nothing.
    pub async fn work(&self) -> Result<Worked, Problem> {
        let mut worked = self.watch_clocks().await?;
        worked.hits = self.watch().await?.hits;
        self.store.catch_up_traces().await?;
        Box::pin(self.forget(&mut worked)).await?;
        let sent = self.send_notices().await?;
        (worked.sent, worked.unsent) = (sent.sent, sent.failed);
        Ok(worked)
    }

    /// What is due to be forgotten: persons in tables, versions, and what the database keeps of both.
    async fn forget(&self, worked: &mut Worked) -> Result<(), Problem> {
        let erased = self.work_on_erasures().await?;
        let ended = self.watch_versions().await?;
        (worked.expired, worked.destroyed) = (ended.expired, ended.destroyed);
        // What waited for a version to go need not wait for the next round.
        let again = if ended.destroyed > 0 { self.work_on_erasures().await? } else { Erased::default() };
        worked.rewritten = erased.rewritten + again.rewritten;
        worked.erased = erased.done + again.done;
        if !self.store.scrub().await? {
            tracing::debug!("a reader keeps the database's old pages; they are wiped in the next round");
        }
        Ok(())
    }

    async fn watch_clocks(&self) -> Result<Worked, Problem> {
        let mut worked = Worked::default();
        loop {
            let now = self.clock.now();
            let due = self.store.due::<Case>(now.plus_millis(-1), ROUND).await?;
            let mut moved = false;
            for case in due {
                match self.work_on(&case, &mut worked).await {
                    Ok(done) => moved |= done,
                    Err(error @ Problem::Unavailable { .. }) => return Err(error),
                    // One case that cannot be worked on must not hold up the clocks of all others.
                    Err(error) => {
                        tracing::error!(case = %case.state.id, %error, "a case's clocks could not be worked on");
                    }
                }
            }
            // A case another node is at work on is left to it.
            if !moved {
                return Ok(worked);
            }
        }
    }

    async fn work_on(&self, before: &Loaded<Case>, worked: &mut Worked) -> Result<bool, Problem> {
        let law = self.law_of_case(&before.state)?;
        let deciding = self.deciding_under(&law, &before.state)?;
        let mut outcome =
            Outcome { case: timed(&before.state, deciding.now), effects: Vec::new(), tellings: Vec::new() };
        let mut found = Worked::default();
        let mut late = Vec::new();
        for decided in &outcome.case {
            let (clock, missed) = match &decided.act {
                Act::CaseOverdue { clock } => (clock, true),
                Act::CaseWarned { clock } => (clock, false),
                _ => continue,
            };
            found.overdue += usize::from(missed);
            found.warned += usize::from(!missed);
            late.extend(missed.then(|| clock.clone()));
            outcome.tellings.extend(tell_of_clock(&before.state, clock, missed, &deciding));
        }
        let mut case = before.state.clone();
        for decided in &outcome.case {
            case = Case::evolve(Some(case.clone()), &decided.act).unwrap_or(case);
        }
        let records = self.records_for_timer(&case, &law).await?;
        for clock in late {
            match self.timer_step(&case, &clock, &records, &deciding) {
                None => {}
                Some(Ok(stepped)) => {
                    found.stepped += 1;
                    outcome.case.extend(stepped.case);
                    outcome.effects.extend(stepped.effects);
                    outcome.tellings.extend(stepped.tellings);
                    break;
                }
                // The clock is found run out all the same; the step is left to a person.
                Some(Err(error)) => {
                    tracing::error!(case = %case.id, %clock, %error, "the platform's step was not taken");
                }
            }
        }
        if outcome.case.is_empty() {
            return Ok(false);
        }
        let changes = self.changes(&before.state, Some(before), outcome, &records).await?;
        let context = domain::act::Context { law: law.digest(), ..self.context(Actor::Platform) };
        let submission =
            store::Submission { rests_on: records.resting(&changes), ..store::Submission::new(context, changes) };
        match self.store.append(submission).await {
            Ok(_) => {
                worked.warned += found.warned;
                worked.overdue += found.overdue;
                worked.stepped += found.stepped;
                Ok(true)
            }
            // A step was taken this instant; the next round looks again.
            Err(AppendError::Conflict { .. } | AppendError::Moved { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Who acts where nobody does.
    pub(crate) fn nobody(&self) -> Account {
        Account {
            id: base::AccountId::random(self.entropy.as_ref()),
            handle: String::new(),
            organisation: None,
            roles: std::collections::BTreeSet::new(),
            status: AccountStatus::Closed,
            stand_in: None,
        }
    }

    async fn records_for_timer(&self, case: &Case, law: &law::Rulebook) -> Result<CaseRecords, Problem> {
        let Some(procedure) = law.procedure(&case.procedure) else { return Ok(CaseRecords::default()) };
        let inputs = domain::case::Inputs::new();
        let wanted = crate::cases::Wanted {
            about: &case.about,
            case: Some(case),
            form: &case.form,
            inputs: &inputs,
            procedure,
            step: None,
            in_place_of: None,
        };
        self.case_records(None, wanted).await
    }

    fn timer_step(
        &self,
        case: &Case,
        clock: &str,
        records: &CaseRecords,
        deciding: &Deciding<'_>,
    ) -> Option<Result<Outcome, Problem>> {
        let procedure = deciding.rulebook.procedure(&case.procedure)?;
        let nobody = self.nobody();
        let facts = records.timer_facts(&nobody, self);
        let taken = step_by_timer(case, procedure, clock, &facts, deciding)?;
        Some(taken.map_err(Problem::from))
    }
}
