//! What the catalogue of important data holds of a dataset already 重要数据目录.

use std::collections::BTreeSet;

use domain::case::{Case, Inputs};
use domain::dataset::Dataset;
use domain::entry::Entry;
use domain::record::Record as _;
use law::{Register, START, Subject};
use serde_json::Value;
use store::Filter;

use super::CaseRecords;
use crate::platform::App;
use crate::problem::Problem;

/// Cases read at a time.
const PAGE: u32 = 500;

impl App {
    /// The fields of the first dataset that stand in the catalogue, or that a case about to be decided puts there.
    pub(super) async fn listed_as_important(&self, records: &CaseRecords) -> Result<BTreeSet<String>, Problem> {
        let Some(dataset) = records.first_dataset() else { return Ok(BTreeSet::new()) };
        let status = Some(format!("{}/entered", Register::ImportantData));
        let filter = Filter { subject: Some(dataset.id.to_string()), status, ..Filter::default() };
        let entries = self.store.list::<Entry>(&filter).await?;
        let mut listed: BTreeSet<String> = entries.iter().flat_map(|entry| fields(&entry.state.facts)).collect();
        self.about_to_be(dataset, &mut listed).await?;
        Ok(listed)
    }

    /// The same of cases that stand where they are opened.
    async fn about_to_be(&self, dataset: &Dataset, listed: &mut BTreeSet<String>) -> Result<(), Problem> {
        let keeps = |procedure: &&law::Procedure| procedure.register == Some(Register::ImportantData);
        let Some(procedure) = self.rulebook.procedures().find(keeps) else { return Ok(()) };
        let opened: BTreeSet<&String> = procedure.steps_from(START).map(|step| &step.to).collect();
        for state in opened {
            let mut after_id = None;
            loop {
                let filter = Filter {
                    subject: Some(dataset.provider.to_string()),
                    status: Some(state.clone()),
                    after_id: after_id.take(),
                    limit: Some(PAGE),
                    ..Filter::default()
                };
                let page = self.store.list::<Case>(&filter).await?;
                let Some(last) = page.last() else { break };
                after_id = Some(last.state.id().to_string());
                let of_it = page.iter().map(|loaded| &loaded.state).filter(|case| {
                    case.procedure == procedure.name && case.about.id_of(Subject::Dataset).as_ref() == Some(&dataset.id)
                });
                listed.extend(of_it.flat_map(|case| fields(&case.form)));
            }
        }
        Ok(())
    }
}

fn fields(said: &Inputs) -> Vec<String> {
    let named = said.get("fields").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    named.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}
