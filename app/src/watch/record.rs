use std::collections::BTreeSet;

use base::{CaseId, Message};
use domain::account::{Account, AccountStatus};
use domain::act::{Act, Actor};
use domain::agreement::{Agreement, AgreementStatus, Consumer};
use domain::case::{About, OpenCase, Telling, open_by_platform};
use domain::record::{Change, Decided, Loaded};
use domain::watch::{Hit, alert_form};
use law::{Actor as Part, Control, RISK_ALERT, Severity, Stops};
use store::{AppendError, Submission};

use crate::cases::CaseRecords;
use crate::platform::App;
use crate::problem::Problem;

/// A finding older than this stops nobody: what happened long ago does not happen now.
const STOPS_WITHIN_MS: i64 = 86_400_000;
/// One older than this is put on record and nobody is called for it.
const CALLS_WITHIN_MS: i64 = 30 * 86_400_000;
/// The records a finding concerns may change while it is recorded; so often it is tried anew.
const TRIES: usize = 8;

impl App {
    /// Puts a finding on record with its case, its notices and what it stops, in one commit. False where it is on record.
    pub(super) async fn record_hit(&self, found: &Hit) -> Result<bool, Problem> {
        for _ in 0..TRIES {
            if self.store.load::<Hit>(found.id.as_str()).await?.is_some() {
                return Ok(false);
            }
            let changes = self.consequences(found.clone()).await?;
            match self.store.append(Submission::new(self.context(Actor::Platform), changes)).await {
                Ok(_) => return Ok(true),
                // Another node was faster, or the account or agreement moved on this instant.
                Err(AppendError::Conflict { .. } | AppendError::Moved { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(Problem::Unavailable {
            message: Message::new("unavailable-busy"),
            detail: "the records a finding concerns changed at every try".to_owned(),
        })
    }

    async fn consequences(&self, mut hit: Hit) -> Result<Vec<Change>, Problem> {
        let age = self.clock.now().millis().saturating_sub(hit.at.millis());
        let account = self.store.load::<Account>(hit.account.as_str()).await?;
        if let Some(account) = &account {
            hit.organisation.clone_from(&account.state.organisation);
        }
        let basis = vec![hit.basis.clone()];
        if age > CALLS_WITHIN_MS {
            let id = hit.id.clone();
            return Ok(vec![Change::new::<Hit>(&id, None, vec![Decided::new(Act::WatchHit(hit), basis)])?]);
        }
        let mut changes = Vec::new();
        if hit.severity == Severity::Notice {
            let authority = Consumer::Organisation(self.file.authority.clone());
            let body = hit.organisation.clone().map(Consumer::Organisation);
            for to in [authority].into_iter().chain(body).collect::<Vec<_>>() {
                changes.push(self.notice(to, &self.told_of(&hit)).await?);
            }
        } else {
            let case = CaseId::random(self.entropy.as_ref());
            if hit.severity == Severity::Suspend && age <= STOPS_WITHIN_MS {
                changes.extend(self.stop(&mut hit, account.as_ref(), &case).await?);
            }
            changes.extend(self.alert(&hit, &case).await?);
            hit.case = Some(case);
        }
        let id = hit.id.clone();
        changes.push(Change::new::<Hit>(&id, None, vec![Decided::new(Act::WatchHit(hit), basis)])?);
        Ok(changes)
    }

    /// Stops what the rule stops and is not stopped already: from this commit on every reading is refused.
    async fn stop(
        &self,
        hit: &mut Hit,
        account: Option<&Loaded<Account>>,
        case: &CaseId,
    ) -> Result<Vec<Change>, Problem> {
        let deciding = self.deciding()?;
        let mut changes = Vec::new();
        let mut stopped = BTreeSet::new();
        let open = account.filter(|account| account.state.status == AccountStatus::Open);
        if let Some(account) = open.filter(|_| hit.stops.contains(&Stops::Account)) {
            let act = Decided::new(Act::AccountSuspended { case: case.clone() }, vec![hit.basis.clone()]);
            changes.push(Change::new::<Account>(&hit.account, Some(account), vec![act])?);
            stopped.insert(Stops::Account);
        }
        let agreement = match hit.agreement.as_ref().filter(|_| hit.stops.contains(&Stops::Agreement)) {
            Some(id) => self.store.load::<Agreement>(id.as_str()).await?,
            None => None,
        };
        if let Some(agreement) = agreement.filter(|one| one.state.status == AgreementStatus::InForce) {
            let mut basis = deciding.basis(Control::SuspensionStopsReads);
            basis.insert(0, hit.basis.clone());
            let act = Decided::new(Act::AgreementSuspended { reason: format!("{} {case}", hit.rule) }, basis);
            changes.push(Change::new::<Agreement>(&agreement.state.id, Some(&agreement), vec![act])?);
            stopped.insert(Stops::Agreement);
        }
        hit.stopped = stopped;
        Ok(changes)
    }

    /// The case a finding is followed by, raised by the platform and put to the authority.
    async fn alert(&self, hit: &Hit, case: &CaseId) -> Result<Vec<Change>, Problem> {
        let deciding = self.deciding()?;
        let procedure = self
            .rulebook
            .procedure(RISK_ALERT)
            .ok_or_else(|| Problem::Internal(format!("procedure {RISK_ALERT} left the rulebook")))?;
        let records = CaseRecords::default();
        let nobody = self.nobody();
        let command = OpenCase {
            id: case.clone(),
            procedure,
            about: About::matter(),
            applicant: Consumer::Organisation(self.file.authority.clone()),
            form: alert_form(hit, &self.title_of(hit).zh),
        };
        let facts = records.timer_facts(&nobody, self);
        let (opened, outcome) = open_by_platform(command, &facts, &deciding, std::slice::from_ref(&hit.basis))?;
        self.changes(&opened, None, outcome, &records).await
    }

    fn told_of(&self, hit: &Hit) -> Telling {
        let title = self.title_of(hit);
        let message = Message::new("notice-watch")
            .with("rule", &title.zh)
            .with("rule-en", &title.en)
            .with("account", &hit.account)
            .with("measured", hit.measured)
            .with("limit", hit.limit);
        Telling { part: Part::Authority, case: None, message, basis: vec![hit.basis.clone()] }
    }

    fn title_of(&self, hit: &Hit) -> law::Words {
        let same = || law::Words { zh: hit.rule.clone(), en: hit.rule.clone() };
        self.rulebook.watch_rule(&hit.rule).map_or_else(same, |rule| rule.title.clone())
    }
}
