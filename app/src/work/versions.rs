use base::Message;
use domain::act::Actor;
use domain::agreement::Consumer;
use domain::case::Telling;
use domain::dataset::Dataset;
use domain::record::{Change, Loaded};
use domain::version::{Version, expire};
use law::Actor as Part;
use store::AppendError;

use crate::platform::App;
use crate::problem::Problem;

/// Versions looked at between two reads of what is due.
const ROUND: u32 = 200;

impl App {
    /// Records every version whose term of keeping 保存期限 ran out, and tells its provider to have it destroyed.
    pub(super) async fn watch_versions(&self) -> Result<usize, Problem> {
        let mut expired = 0;
        loop {
            let due = self.store.due::<Version>(self.clock.now().plus_millis(-1), ROUND).await?;
            let mut moved = false;
            for version in due {
                match self.expire(&version).await {
                    Ok(done) => {
                        expired += usize::from(done);
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
                return Ok(expired);
            }
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
        match self.store.append(store::Submission::new(self.context(Actor::Platform), changes)).await {
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
