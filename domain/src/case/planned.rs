//! What a case is about to release 拟提供内容, so that what is assessed is what leaves.

use std::collections::BTreeMap;

use base::Mask;
use law::{Effect, Procedure};
use serde::Deserialize as _;
use serde_json::Value;

use super::{Case, Inputs};
use crate::dataset::Dataset;
use crate::decide::Deciding;
use crate::scene::{self, Use};

/// Each field that would leave, with the mask it would leave under: `fields` of the dataset, all of them where absent,
/// under `masks`, those of the case's form where absent. Where neither speaks, an opening leaves its dataset under the
/// masks it is opened under already, and a grant gives a field the mask it will be given.
pub fn planned(
    case: Option<&Case>,
    dataset: &Dataset,
    fields: Option<&[String]>,
    masks: Option<&BTreeMap<String, Mask>>,
    deciding: &Deciding<'_>,
) -> BTreeMap<String, Mask> {
    let form = case.and_then(|case| said_masks(&case.form));
    let said = masks.or(form.as_ref());
    let otherwise = Otherwise::of(case, deciding);
    let mask = |name: &String| {
        let own = said.and_then(|said| said.get(name)).cloned();
        own.unwrap_or_else(|| otherwise.mask(dataset, name, said.is_some(), deciding))
    };
    let all = dataset.fields.iter().map(|field| &field.name);
    let named: Vec<&String> = fields.map_or_else(|| all.collect(), |fields| fields.iter().collect());
    let leaving = named.into_iter().map(|name| (name.clone(), mask(name)));
    leaving.filter(|(_, mask)| *mask != Mask::Drop).collect()
}

/// The same as a step says it.
pub(super) fn at_step(
    case: &Case,
    dataset: &Dataset,
    inputs: &Inputs,
    deciding: &Deciding<'_>,
) -> BTreeMap<String, Mask> {
    let fields = inputs.get("fields").and_then(|fields| Vec::<String>::deserialize(fields).ok());
    planned(Some(case), dataset, fields.as_deref(), said_masks(inputs).as_ref(), deciding)
}

/// The masks that inputs name. One that is none is the effect's to refuse.
pub(super) fn said_masks(inputs: &Inputs) -> Option<BTreeMap<String, Mask>> {
    let said = inputs.get("masks").and_then(Value::as_object)?;
    let masks = said.iter().filter_map(|(name, mask)| Some((name.clone(), Mask::deserialize(mask).ok()?)));
    Some(masks.collect())
}

/// The mask of a field of which nothing is said.
enum Otherwise {
    /// As it is.
    Keep,
    /// The one it is opened under already, unless other masks are named.
    Opened,
    /// The one a grant of this use gives it.
    Granted(Use),
}

impl Otherwise {
    fn of(case: Option<&Case>, deciding: &Deciding<'_>) -> Self {
        let found = case.and_then(|case| Some((case, deciding.rulebook.procedure(&case.procedure)?)));
        let Some((case, procedure)) = found else { return Self::Keep };
        let does =
            |procedure: &Procedure, wanted: Effect| procedure.steps.iter().any(|step| step.effects.contains(&wanted));
        if does(procedure, Effect::ReclassifyDataset) {
            return Self::Opened;
        }
        if does(procedure, Effect::GrantAgreement) {
            let scene = scene::named(procedure, &case.form, deciding.region).ok().flatten();
            return Self::Granted(Use { scene, ..Use::default() });
        }
        Self::Keep
    }

    fn mask(&self, dataset: &Dataset, name: &str, masked: bool, deciding: &Deciding<'_>) -> Mask {
        match self {
            Self::Opened if !masked => dataset.opened_mask(name),
            Self::Keep | Self::Opened => Mask::Keep,
            Self::Granted(granted_for) => granted_for.mask_in(dataset, name, deciding.region).unwrap_or(Mask::Keep),
        }
    }
}
