use base::{Grade, Message};
use law::{Control, Register};

use crate::case::Facts;
use crate::dataset::Dataset;
use crate::decide::Deciding;
use crate::refusal::No;

/// Where the law protects important data first, a dataset with a field graded so leaves only once the dataset is on its
/// register and a risk assessment of it, or of the body holding it, is on file.
pub(super) fn check(facts: &Facts<'_>, deciding: &Deciding<'_>) -> Result<(), No> {
    if deciding.basis(Control::ImportantData).is_empty() {
        return Ok(());
    }
    let graded = |dataset: &&Dataset| dataset.fields.iter().any(|field| field.grade() >= Grade::Important);
    for dataset in facts.datasets.iter().copied().filter(graded) {
        let assessed = facts.on_record.registers.contains(&Register::RiskAssessment)
            || facts.on_record.holds(&dataset.id, Register::RiskAssessment);
        let missing = match (facts.on_record.holds(&dataset.id, Register::ImportantData), assessed) {
            (true, true) => continue,
            (false, _) => "refusal-important-not-listed",
            (true, false) => "refusal-important-not-assessed",
        };
        return Err(deciding.refuse(Control::ImportantData, Message::new(missing).with("dataset", &dataset.id)).into());
    }
    Ok(())
}
