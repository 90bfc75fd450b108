use base::Message;
use law::{Control, Setting};

use crate::dataset::Catalogue;
use crate::decide::Deciding;
use crate::refusal::{No, Refusal};

/// An entry names the post that answers for it where a duty has it do so, and how long versions are kept where the
/// region asks for a term.
pub(in crate::dataset) fn check(catalogue: &Catalogue, deciding: &Deciding<'_>) -> Result<(), No> {
    let elements = deciding.basis(Control::CatalogueElements);
    if catalogue.responsible.is_none() && !elements.is_empty() {
        return Err(Refusal::new(Message::new("refusal-no-responsible-post"), elements).into());
    }
    let asked = deciding
        .region
        .answer(Setting::RetentionTerm)
        .filter(|_| catalogue.keep_days.is_none() && deciding.region.says(Setting::RetentionTerm, "required"));
    if let Some(answer) = asked {
        let carried = deciding.basis(Control::Retention);
        let basis = if carried.is_empty() { vec![answer.basis.clone()] } else { carried };
        return Err(Refusal::new(Message::new("refusal-no-keeping-term"), basis).into());
    }
    Ok(())
}
