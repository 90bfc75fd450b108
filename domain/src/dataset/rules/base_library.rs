use base::Message;
use law::Control;

use crate::dataset::Catalogue;
use crate::decide::Deciding;
use crate::refusal::{No, Refusal};

/// An entry belongs to one of the base libraries the region has, or to none.
pub(in crate::dataset) fn check(catalogue: &Catalogue, deciding: &Deciding<'_>) -> Result<(), No> {
    let Some(named) = &catalogue.base_library else { return Ok(()) };
    if deciding.region.lists.base_libraries.iter().any(|library| &library.code == named) {
        return Ok(());
    }
    let message = Message::new("refusal-base-library-unknown").with("library", named);
    let controls = [Control::BaseLibraries, Control::CatalogueElements, Control::CatalogueOnly];
    Err(Refusal::new(message, deciding.basis_among(&controls)).into())
}
