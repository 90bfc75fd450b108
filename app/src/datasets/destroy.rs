use std::sync::Arc;

use base::{Message, VersionId};
use domain::act::{Act, Actor};
use domain::destruction::Destruction;
use domain::record::{Change, Loaded, Record as _};
use domain::version::{Version, erase};
use store::{AppendError, Submission};

use crate::keys::{KeysError, version_row};
use crate::platform::App;
use crate::problem::Problem;

impl App {
    /// Carries out a destruction that is in the log already: the version's key went with that act, its files go now, both
    /// are looked for again, and a signed record says so. What a crash interrupts is done at the next start.
    pub(crate) async fn destroy_version(&self, id: &VersionId) -> Result<(), Problem> {
        let version = self.store.load::<Version>(id.as_str()).await?;
        let version = version.ok_or_else(|| Problem::missing(Version::KIND, id.as_str()))?;
        self.gate.forget();
        let (lake, state) = (Arc::clone(&self.lake), version.state.clone());
        let done = tokio::task::spawn_blocking(move || lake.destroy(&state)).await;
        let done = done.map_err(|error| Problem::Internal(format!("a destruction stopped: {error}")))?;
        done.map_err(|error| unfinished(error.to_string()))?;
        self.prove_erased(&version.state).await?;
        self.record_destruction(&version).await
    }

    /// The key is in no row and no remainder of one, and opening the version is refused.
    async fn prove_erased(&self, version: &Version) -> Result<(), Problem> {
        if let Some(key) = &version.key
            && self.store.key(&version_row(key)).await?.is_some()
        {
            return Err(Problem::Internal(format!(
                "the key of destroyed version {} is still in the records",
                version.id
            )));
        }
        match self.keys.version(version).await {
            Err(KeysError::Gone { .. }) => {}
            Err(error) => return Err(error.into()),
            Ok(_) => return Err(Problem::Internal(format!("destroyed version {} still opens", version.id))),
        }
        self.store.scrub_keys().await.map_err(|error| unfinished(error.to_string()))
    }

    async fn record_destruction(&self, version: &Loaded<Version>) -> Result<(), Problem> {
        let acts = self.store.acts_of(&Version::reference(&version.state.id), 0, store::MAX_ROWS).await?;
        let ordered = acts.iter().find_map(|(_, envelope)| match &envelope.act {
            Act::VersionDestroyed { case, technique, .. } => Some((case.clone(), technique.clone())),
            _ => None,
        });
        let Some((case, technique)) = ordered else { return Ok(()) };
        let case = self.case_record(&case).await?.state;
        let dataset = self.dataset_record(&version.state.dataset).await?.state;
        let provider = self.body(&dataset.provider).await?;
        let deciding = self.deciding_at(&provider.region)?;
        let record = self.signer.sign(Destruction::of(&version.state, &case, technique, deciding.now))?;
        let Some(decided) = erase(&version.state, record, &deciding) else { return Ok(()) };
        let change = Change::new::<Version>(&version.state.id, Some(version), vec![decided])?;
        match self.store.append(Submission::new(self.context(Actor::Platform), vec![change])).await {
            // Another node finished it meanwhile.
            Ok(_) | Err(AppendError::Conflict { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The signed record of a version's destruction 销毁记录; none before it is carried out.
    pub async fn destruction_record(
        &self,
        id: &VersionId,
    ) -> Result<Option<domain::destruction::DestructionRecord>, Problem> {
        let version = self.store.load::<Version>(id.as_str()).await?;
        let version = version.ok_or_else(|| Problem::missing(Version::KIND, id.as_str()))?;
        Ok(version.state.erased.map(|record| *record))
    }
}

fn unfinished(detail: String) -> Problem {
    Problem::Unavailable { message: Message::new("unavailable-destruction"), detail }
}
