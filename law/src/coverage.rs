//! How far the platform carries the law, duty by duty.

use serde::Serialize;

use crate::mechanism::Part;
use crate::procedure::Procedure;
use crate::region::Region;
use crate::regulation::{Carrier, Duty};
use crate::rulebook::Rulebook;
use crate::words::Words;

/// Every duty and what carries it, with the sums.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    pub total: usize,
    /// Duties no software can carry.
    pub outside: usize,
    pub carried: usize,
    /// Duties whose carrier waits for a part that is not built yet.
    pub not_carried: usize,
    /// In order of precedence, then of the text; of all regulations, by name, then of the text.
    pub duties: Vec<Covered>,
}

/// One duty and what carries it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Covered {
    /// The citation, such as `hainan-bigdata-2019#26(2a)`.
    pub id: String,
    /// The place in the regulation, such as `26(2a)`.
    pub article: String,
    /// Such as `clock open.decide`, `control one-door`, `procedure sharing-request.submit`, `report on-time` or
    /// `outside`.
    pub carrier: String,
    pub state: Cover,
    /// Why the platform does not carry it. None for a duty that is carried.
    pub reason: Option<Gap>,
    /// A test that shows the carrier at work. None here: whoever knows the tests fills it in.
    pub test: Option<String>,
    /// How often the carrier acted. Zero here: whoever holds the records fills it in.
    pub acts: u64,
}

/// Whether the platform carries a duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cover {
    Carried,
    NotCarried,
    Outside,
}

/// Why a duty is not carried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Gap {
    /// Software cannot carry it, for the regulation file's reason.
    Outside(Words),
    /// It waits for this part.
    Waits(Part),
}

/// The duties that bind in `region`, or without one all duties of all regulations, and what carries each.
pub fn coverage(rulebook: &Rulebook, region: Option<&Region>) -> Coverage {
    let duties: Vec<Covered> = match region {
        Some(region) => rulebook.duties(region).map(|duty| covered(rulebook, duty)).collect(),
        None => rulebook
            .regulations()
            .flat_map(|regulation| &regulation.duties)
            .map(|duty| covered(rulebook, duty))
            .collect(),
    };
    let count = |state: Cover| duties.iter().filter(|duty| duty.state == state).count();
    Coverage {
        total: duties.len(),
        outside: count(Cover::Outside),
        carried: count(Cover::Carried),
        not_carried: count(Cover::NotCarried),
        duties,
    }
}

fn covered(rulebook: &Rulebook, duty: &Duty) -> Covered {
    let reason = match &duty.carrier {
        Carrier::Clock(_) | Carrier::Report(_) => None,
        Carrier::Control(control) => control.waits_for().map(Gap::Waits),
        Carrier::Procedure { name, step } => {
            let procedure = rulebook.procedure(name);
            procedure.and_then(|procedure| waits_for(procedure, step.as_deref())).map(Gap::Waits)
        }
        Carrier::Outside(why) => Some(Gap::Outside(why.clone())),
    };
    let state = match reason {
        None => Cover::Carried,
        Some(Gap::Waits(_)) => Cover::NotCarried,
        Some(Gap::Outside(_)) => Cover::Outside,
    };
    let article = match duty.basis.item() {
        Some(item) => format!("{}({item})", duty.basis.article()),
        None => duty.basis.article().to_string(),
    };
    let carrier = duty.carrier.to_string();
    Covered { id: duty.basis.to_string(), article, carrier, state, reason, test: None, acts: 0 }
}

/// The part `step` waits for. A duty about the whole course rests on every step of it.
fn waits_for(procedure: &Procedure, step: Option<&str>) -> Option<Part> {
    let steps = procedure.steps.iter().filter(|known| step.is_none_or(|step| known.name == step));
    steps.flat_map(|step| &step.effects).find_map(|effect| effect.waits_for())
}

#[cfg(test)]
mod tests;
