use base::Message;
use law::{Basis, Control};

use crate::dataset::Catalogue;
use crate::decide::Deciding;
use crate::organisation::Organisation;
use crate::refusal::{No, Refusal};

/// Only a body whose data is public data writes entries; where the law says so, any body does of what the treasury paid
/// for. Gives the article that lets another body's entry in.
pub(in crate::dataset) fn check(
    provider: &Organisation,
    catalogue: &Catalogue,
    deciding: &Deciding<'_>,
) -> Result<Vec<Basis>, No> {
    if provider.kind.provides() {
        return Ok(Vec::new());
    }
    let funded = deciding.basis(Control::TreasuryFunded);
    if catalogue.treasury_funded && !funded.is_empty() {
        return Ok(funded);
    }
    let message = Message::new("refusal-not-a-public-body").with("organisation", &provider.name);
    Err(Refusal::new(message, deciding.basis_among(&[Control::PublicDataBodies])).into())
}
