use access::{Action, Resource};
use base::DatasetId;
use domain::dataset::{Dataset, FieldGrade};
use domain::record::Change;

use crate::platform::App;
use crate::problem::Problem;
use crate::session::{Mandate, Session};

impl App {
    /// The steward confirms or overrides the proposed grades.
    pub async fn confirm_grades(
        &self,
        session: &Session,
        id: &DatasetId,
        grades: &[FieldGrade],
    ) -> Result<(), Problem> {
        let dataset = self.dataset_record(id).await?;
        let permit = self.authorise(session, Action::ConfirmGrades, &Resource::Dataset(&dataset.state))?;
        let provider = self.body(&dataset.state.provider).await?;
        let acts = domain::dataset::confirm_grades(&dataset.state, grades, &self.deciding_at(&provider.region)?)?;
        let change = Change::new::<Dataset>(id, Some(&dataset), acts)?;
        self.append(Mandate::Permitted(session, permit), vec![change]).await?;
        Ok(())
    }
}
