use base::Message;
use law::Control;

use crate::dataset::{Dataset, DatasetStatus};
use crate::decide::Deciding;
use crate::refusal::No;

/// Nothing is shared or opened outside the confirmed catalogue.
pub(super) fn check(dataset: &Dataset, deciding: &Deciding<'_>) -> Result<(), No> {
    match dataset.status {
        DatasetStatus::Listed => Ok(()),
        DatasetStatus::Registered | DatasetStatus::Withdrawn => {
            let message = Message::new("refusal-dataset-not-listed").with("dataset", &dataset.id);
            Err(deciding.refuse(Control::CatalogueOnly, message).into())
        }
    }
}
