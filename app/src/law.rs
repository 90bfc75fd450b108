//! The law a decision was made under: today's rulebook, or the one a case began under.

mod counted;
mod explain;

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use base::{Digest, Entropy};
use domain::Deciding;
use domain::case::Case;
use law::Rulebook;
use store::{OpenOptions, Store};

use crate::folder::Folder;
use crate::platform::App;
use crate::problem::Problem;

pub use counted::acts_by_article;
pub use explain::{ExplainError, Explanation, explain};

/// Rulebooks of earlier days, read when a case or an explanation asks for them.
#[derive(Default)]
pub(crate) struct Frozen(Mutex<HashMap<Digest, Arc<Rulebook>>>);

impl App {
    /// The law of the day the case began: a rule changed since does not reach it.
    pub(crate) fn law_of_case(&self, case: &Case) -> Result<Arc<Rulebook>, Problem> {
        self.law_of_digest(&case.law)
    }

    /// What a case is decided with under `law`, the rulebook it began under.
    pub(crate) fn deciding_under<'a>(&self, law: &'a Rulebook, case: &'a Case) -> Result<Deciding<'a>, Problem> {
        let region = law.law_of(&case.region);
        let region = region.ok_or_else(|| Problem::Internal(format!("region {} left its rulebook", case.region)))?;
        Ok(Deciding { now: self.clock.now(), rulebook: law, region, place: &case.region })
    }

    pub(crate) fn law_of_digest(&self, digest: &Digest) -> Result<Arc<Rulebook>, Problem> {
        if *digest == self.rulebook.digest() {
            return Ok(Arc::clone(&self.rulebook));
        }
        let mut known = self.frozen.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(rulebook) = known.get(digest) {
            return Ok(Arc::clone(rulebook));
        }
        let gone = |why: String| Problem::Internal(format!("the rulebook {digest} an act was decided under: {why}"));
        let files = self.folder.thaw_law(digest).map_err(|error| gone(error.to_string()))?;
        let rulebook = Rulebook::parse(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
        let rulebook = Arc::new(rulebook.map_err(|errors| gone(errors.to_string()))?);
        known.insert(*digest, Arc::clone(&rulebook));
        Ok(rulebook)
    }
}

/// A platform's folder and records, for questions that need no running platform.
pub(crate) async fn records_of(
    folder: &Path,
    database: Option<String>,
    entropy: Arc<dyn Entropy>,
) -> Result<(Folder, Store), ExplainError> {
    let folder = Folder::new(folder);
    folder.read()?;
    let address = database.unwrap_or_else(|| format!("sqlite:{}", folder.records().display()));
    let store = Store::open(&address, OpenOptions::default(), entropy).await?;
    Ok((folder, store))
}
