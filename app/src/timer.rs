//! What happens by itself: clocks that run out.

use domain::act::Actor;
use domain::case::Case;
use domain::record::Change;
use store::{AppendError, Filter};

use crate::platform::App;
use crate::problem::Problem;

impl App {
    /// Records every clock that has run out by now. Gives how many were found; run again it finds none.
    pub async fn mark_overdue(&self) -> Result<usize, Problem> {
        let deciding = self.deciding()?;
        let mut found = 0;
        let mut after = None;
        loop {
            let filter = Filter { due_before: Some(deciding.now), after_id: after, ..Filter::default() };
            let page = self.store.list::<Case>(&filter).await?;
            let Some(last) = page.last() else {
                return Ok(found);
            };
            after = Some(last.state.id.to_string());
            for case in page {
                let acts = domain::case::overdue(&case.state, &deciding);
                if acts.is_empty() {
                    continue;
                }
                let change = Change::new::<Case>(&case.state.id, Some(&case), acts)?;
                let submission = store::Submission::new(self.context(Actor::Platform), vec![change]);
                match self.store.append(submission).await {
                    Ok(_) => found += 1,
                    // A step was taken this instant; the next round looks again.
                    Err(AppendError::Conflict { .. }) => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
    }
}
