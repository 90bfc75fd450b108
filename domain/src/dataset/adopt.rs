use std::collections::BTreeSet;

use base::Kind;
use law::Control;

use super::{Dataset, Field};
use crate::act::Act;
use crate::decide::Deciding;
use crate::record::Decided;
use crate::version::Version;

/// What becomes of a version that was received.
#[derive(Debug, Clone, PartialEq)]
pub enum Adoption {
    /// It is what readers see from now on: acts on the dataset.
    Adopted(Vec<Decided>),
    /// 暂存: too much of it was set aside, so readers go on seeing what they saw: acts on the version.
    Held(Vec<Decided>),
}

/// The version that was received becomes the one readers see, unless more of it was set aside than the region bears.
/// A steward's word on a field stays with its name.
pub fn adopt(dataset: &Dataset, version: &Version, fields: Vec<Field>, deciding: &Deciding<'_>) -> Adoption {
    if let Some(held) = hold(version, deciding) {
        return Adoption::Held(vec![held]);
    }
    let fields = fields
        .into_iter()
        .map(|field| match dataset.field(&field.name) {
            Some(before) => Field {
                confirmed: before.confirmed.map(|grade| grade.max(field.proposed)),
                corrected: corrected(before, &field),
                ..field
            },
            None => field,
        })
        .collect();
    let act = Act::VersionAdopted { version: version.id.clone(), fields, keep_until: version.keep_until };
    Adoption::Adopted(vec![Decided::new(act, deciding.basis(Control::OneDoor))])
}

/// The steward's word on kinds holds for what was recognised when it was given. What is recognised now beyond that
/// nobody has looked at, and counts as well.
fn corrected(before: &Field, now: &Field) -> Option<BTreeSet<Kind>> {
    let word = before.corrected.as_ref()?;
    let fresh = now.kinds.difference(&before.kinds).copied();
    let holds: BTreeSet<Kind> = word.iter().copied().chain(fresh).collect();
    (holds != now.kinds).then_some(holds)
}

/// Where the region measures quality: the act that holds a version whose share of rows set aside is above the measure.
fn hold(version: &Version, deciding: &Deciding<'_>) -> Option<Decided> {
    let measure = deciding.region.quality.as_ref()?;
    let reading = &version.reading;
    let allowed = u128::from(reading.rows_read) * u128::from(measure.set_aside_percent);
    if u128::from(reading.rows_set_aside) * 100 <= allowed {
        return None;
    }
    let act = Act::VersionHeld {
        rows_read: reading.rows_read,
        rows_set_aside: reading.rows_set_aside,
        set_aside_percent: measure.set_aside_percent,
    };
    let carried = deciding.basis(Control::QualityHold);
    Some(Decided::new(act, if carried.is_empty() { vec![measure.basis.clone()] } else { carried }))
}
