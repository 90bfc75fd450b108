use base::Message;
use law::{Control, OpenClass};

use crate::dataset::Dataset;
use crate::decide::Deciding;
use crate::refusal::No;

/// An application is for conditionally open data: open data needs none, data that is not open takes none.
pub(super) fn check(dataset: &Dataset, deciding: &Deciding<'_>) -> Result<(), No> {
    let (control, key) = match dataset.catalogue.opening.class {
        OpenClass::Conditional => return Ok(()),
        OpenClass::Unconditional => (Control::FreeOpen, "refusal-open-without-application"),
        OpenClass::NotOpen => (Control::OpenClasses, "refusal-not-open"),
    };
    Err(deciding.refuse(control, Message::new(key).with("dataset", &dataset.id)).into())
}
