use base::Message;
use law::{Control, ShareClass};

use crate::dataset::Dataset;
use crate::decide::Deciding;
use crate::refusal::No;

/// Data classed as not shared cannot be asked for.
pub(super) fn check(dataset: &Dataset, deciding: &Deciding<'_>) -> Result<(), No> {
    match dataset.catalogue.sharing.class {
        ShareClass::Unconditional | ShareClass::Conditional => Ok(()),
        ShareClass::NotShared => {
            let message = Message::new("refusal-not-shared").with("dataset", &dataset.id);
            Err(deciding.refuse(Control::ShareClasses, message).into())
        }
    }
}
