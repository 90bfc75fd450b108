use base::Message;
use domain::act::{Act, Actor};
use domain::agreement::Consumer;
use domain::case::Telling;
use domain::dataset::Dataset;
use domain::record::{Change, Decided, Loaded};
use domain::version::{Ending, Version, expire};
use law::{Actor as Part, Control};
use store::{AppendError, KeyChange, Submission};

use crate::keys::version_row;
use crate::platform::App;
use crate::problem::Problem;

/// Versions looked at between two reads of what is due.
const ROUND: u32 = 200;

/// How the platform destroys what a timer finds over, where the case says nothing of it.
const TECHNIQUE: &str = "overwrite";

/// What became of versions.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ended {
    pub(super) expired: usize,
    pub(super) destroyed: usize,
}

impl App {
    /// Records every version whose term of keeping 保存期限 ran out, and tells its provider to have it destroyed; and
    /// destroys those that were ended, with a dataset or to forget a person, when their time has come.
    pub(super) async fn watch_versions(&self) -> Result<Ended, Problem> {
        let mut ended = Ended::default();
        loop {
            let due = self.store.due::<Version>(self.clock.now().plus_millis(-1), ROUND).await?;
            let mut moved = false;
            for version in due {
                let over = version.state.over(self.clock.now()).cloned();
                let done = match &over {
                    Some(ending) => self.end(&version, ending).await,
                    None => self.expire(&version).await,
                };
                match done {
                    Ok(done) => {
                        ended.destroyed += usize::from(done && over.is_some());
                        ended.expired += usize::from(done && over.is_none());
                        moved |= done;
                    }
                    Err(error @ Problem::Unavailable { .. }) => return Err(error),
                    // One version that cannot be looked at must not hold up all others.
                    Err(error) => {
                        tracing::error!(version = %version.state.id, %error, "a version's term could not be recorded");
                    }
                }
            }
            // What another node is at work on is left to it.
            if !moved {
                return Ok(ended);
            }
        }
    }

    async fn end(&self, version: &Loaded<Version>, ending: &Ending) -> Result<bool, Problem> {
        let dataset = self.dataset_record(&version.state.dataset).await?.state;
        let provider = self.body(&dataset.provider).await?;
        let deciding = self.deciding_at(&provider.region)?;
        let case = self.case_record(&ending.case).await?.state;
        let ordered = case.form.get("technique").and_then(|technique| technique.as_str());
        let technique = ordered.unwrap_or(TECHNIQUE).to_owned();
        let act = Act::VersionDestroyed { at: deciding.now, case: ending.case.clone(), technique };
        let decided = Decided::new(act, deciding.basis(Control::DestructionApproved));
        let change = Change::new::<Version>(&version.state.id, Some(version), vec![decided])?;
        // The key goes with the act, as where a case orders the destruction.
        let keys = version.state.key.iter().map(|key| KeyChange::Erase(version_row(key))).collect();
        let submission = Submission { keys, ..Submission::new(self.context(Actor::Platform), vec![change]) };
        match self.store.append(submission).await {
            Ok(_) => self.destroy_version(&version.state.id).await.map(|()| true),
            Err(AppendError::Conflict { .. } | AppendError::Moved { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    async fn expire(&self, version: &Loaded<Version>) -> Result<bool, Problem> {
        let dataset = self.dataset_record(&version.state.dataset).await?.state;
        let provider = self.body(&dataset.provider).await?;
        let deciding = self.deciding_at(&provider.region)?;
        let Some(decided) = expire(&version.state, &deciding) else { return Ok(false) };
        let telling = Telling {
            part: Part::Provider,
            case: Some(dataset.case.clone()),
            message: told(&dataset, version),
            basis: decided.basis.clone(),
        };
        let changes = vec![
            Change::new::<Version>(&version.state.id, Some(version), vec![decided])?,
            self.notice(Consumer::Organisation(dataset.provider), &telling).await?,
        ];
        match self.store.append(Submission::new(self.context(Actor::Platform), changes)).await {
            Ok(_) => Ok(true),
            // It was destroyed this instant, or another node was faster.
            Err(AppendError::Conflict { .. } | AppendError::Moved { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

fn told(dataset: &Dataset, version: &Loaded<Version>) -> Message {
    Message::new("notice-expired").with("dataset", &dataset.id).with("number", version.state.number)
}
