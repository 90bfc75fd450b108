//! The law a decision was made under: today's rulebook, or the one a case began under.

mod counted;
mod explain;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use base::Digest;
use domain::case::Case;
use law::Rulebook;

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
