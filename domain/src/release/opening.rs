//! What is given of data opened to everyone 无条件开放.

use base::{Grade, Mask, Message, Strength};
use law::{Control, Effect, Guard, OpenClass, Setting, Step};

use super::Ask;
use crate::agreement::GrantedField;
use crate::dataset::{Dataset, Field};
use crate::decide::Deciding;
use crate::entry::Entry;
use crate::refusal::{No, Refusal};
use crate::scene::Use;

/// The fields of a dataset that are given where it is opened without condition, under the masks it is opened under. A
/// field whose mask hides less than opening asks for, or no longer fits it, is left out. `consents` are the entries that
/// exceptions rest on, as they stand.
pub fn openly_given(dataset: &Dataset, consents: &[&Entry], deciding: &Deciding<'_>) -> Vec<GrantedField> {
    let opening = Use::of_opened(dataset, consents);
    let given = dataset.fields.iter().filter_map(|field| {
        let mask = dataset.opened_mask(&field.name);
        let hides =
            opening.too_weak(field, &mask, deciding.region).is_none() && hides_for_its_grade(field, &mask, &opening);
        (mask != Mask::Drop && hides && field.takes(&mask)).then(|| GrantedField { name: field.name.clone(), mask })
    });
    given.collect()
}

/// Unconditionally open data is free for everyone: a field above the second general grade never is as it is, and
/// important or core data is not at all. Where the law is silent on how much a mask must hide, each value stands for many.
fn hides_for_its_grade(field: &Field, mask: &Mask, opening: &Use) -> bool {
    match field.grade() {
        Grade::General1 | Grade::General2 => true,
        Grade::General3 | Grade::General4 => {
            let excepted = !opening.met.is_empty() && *mask != Mask::Keep;
            excepted || mask.strength_on(&field.kinds) >= Strength::Generalised
        }
        Grade::Important | Grade::Core => false,
    }
}

/// What a reader without an agreement is given.
pub(super) fn fields(ask: &Ask<'_>, dataset: &Dataset, deciding: &Deciding<'_>) -> Result<Vec<GrantedField>, No> {
    if dataset.catalogue.opening.class != OpenClass::Unconditional {
        let message = Message::new("refusal-not-unconditionally-open").with("dataset", &dataset.id);
        // From body to body there is no way but an agreement of the platform's, where the law bars every other.
        let barred = deciding.region.says(Setting::PlatformDirectExchange, "barred");
        let between_bodies = barred && ask.account.organisation.is_some();
        let control = if between_bodies { Control::NoDirectExchange } else { Control::OpenClasses };
        return Err(deciding.refuse(control, message).into());
    }
    let given = openly_given(dataset, &ask.consents, deciding);
    check_assessed(dataset, &given, &ask.consents, deciding)?;
    Ok(given)
}

/// Of a version that came after the decision to open nobody knows how surely persons hide in it: where the region sets
/// limits, fields about persons stay closed until the new version is assessed and the opening decided again.
fn check_assessed(
    dataset: &Dataset,
    given: &[GrantedField],
    consents: &[&Entry],
    deciding: &Deciding<'_>,
) -> Result<(), Refusal> {
    let Some((limits, opened)) = deciding.region.risk().zip(dataset.opened.as_ref()) else { return Ok(()) };
    // Decided where the persons may be known, so that nothing had to be assessed.
    if opened.assessed.is_none() && !Use::of_opened(dataset, consents).met.is_empty() {
        return Ok(());
    }
    let personal = |granted: &GrantedField| dataset.field(&granted.name).is_some_and(Field::is_personal);
    if opened.assessed == dataset.version || !given.iter().any(personal) {
        return Ok(());
    }
    let message = Message::new("refusal-opening-not-assessed").with("dataset", &dataset.id);
    Err(Refusal::new(message, vec![limits.basis.clone()]).to_be_sought_by(opening_procedure(deciding)))
}

/// The procedure by which a dataset is opened after an assessment here.
fn opening_procedure(deciding: &Deciding<'_>) -> Option<String> {
    let opens =
        |step: &Step| step.guards.contains(&Guard::RiskAssessed) && step.effects.contains(&Effect::ReclassifyDataset);
    let mut here = deciding.rulebook.procedures().filter(|procedure| deciding.region.runs(&procedure.name));
    here.find(|procedure| procedure.steps.iter().any(opens)).map(|procedure| procedure.name.clone())
}
