//! Holding today's rule packs against what stewards said 样例复核: the overrides in the log are the examples.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use access::{Action, Resource};
use base::{DatasetId, Entropy, Example, Grade, Kind, OrganisationId};
use domain::act::{Act, Envelope, RecordKind};
use law::COUNTRY;
use serde::Serialize;
use store::Store;

use crate::law::ExplainError;
use crate::packs::{Packs, PacksError};
use crate::platform::App;
use crate::problem::Problem;
use crate::session::Session;

/// What the packs make of the examples on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rechecked {
    /// Columns a steward has overridden; the latest word on each.
    pub examples: u64,
    /// Where today's pack decides otherwise, by dataset and column.
    pub disagreements: Vec<Differing>,
}

/// A column today's pack decides otherwise than its steward did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Differing {
    pub dataset: DatasetId,
    pub column: String,
    /// The pack that was held against it, such as `national+330500`.
    pub pack: String,
    pub given: Vec<Kind>,
    pub found: Vec<Kind>,
    pub given_grade: Option<Grade>,
    pub found_grade: Grade,
    /// The steward's reason.
    pub reason: String,
}

/// Why the examples could not be gone through.
#[derive(Debug, thiserror::Error)]
pub enum RecheckError {
    #[error(transparent)]
    Records(#[from] ExplainError),
    #[error(transparent)]
    Folder(#[from] crate::folder::FolderError),
    #[error("expected rule packs that hold together, found faults:\n{0}")]
    Packs(#[from] PacksError),
    #[error(transparent)]
    Read(#[from] store::ReadError),
}

impl App {
    /// Decides every example on record again by the packs in force. Reads the whole log once, in pages.
    pub async fn recheck_grades(&self, session: &Session) -> Result<Rechecked, Problem> {
        self.allow(session, Action::SeeReport, &Resource::Platform)?;
        Ok(recheck(&self.store, &self.packs).await?)
    }
}

/// The same from a platform's records, without the platform: before a changed pack takes force.
pub async fn recheck_grades(
    folder: &Path,
    database: Option<String>,
    entropy: Arc<dyn Entropy>,
) -> Result<Rechecked, RecheckError> {
    let (folder, store) = crate::law::records_of(folder, database, entropy).await?;
    let checked = async { Ok(recheck(&store, &Packs::read(&folder.rule_files()?)?).await?) };
    let checked = checked.await;
    store.close().await;
    checked
}

async fn recheck(store: &Store, packs: &Packs) -> Result<Rechecked, store::ReadError> {
    let mut said = Said::default();
    crate::log::walk(store, |_, envelope| said.take(envelope)).await?;
    Ok(said.against(packs))
}

/// What stewards said, as far as the log was read.
#[derive(Default)]
struct Said {
    regions: BTreeMap<OrganisationId, String>,
    providers: BTreeMap<DatasetId, OrganisationId>,
    /// The latest word on each column that overrides what was proposed.
    examples: BTreeMap<(DatasetId, String), Example>,
}

impl Said {
    fn take(&mut self, envelope: &Envelope) {
        match &envelope.act {
            Act::OrganisationRegistered(body) => {
                self.regions.insert(body.id.clone(), body.region.clone());
            }
            Act::DatasetRegistered(dataset) => {
                self.providers.insert(dataset.id.clone(), dataset.provider.clone());
            }
            Act::GradesConfirmed { grades, examples } if envelope.record.kind == RecordKind::Dataset => {
                let Ok(dataset) = envelope.record.id.parse::<DatasetId>() else { return };
                for word in grades {
                    let place = (dataset.clone(), word.field.clone());
                    // A later word that agrees with what was proposed ends the disagreement.
                    match examples.iter().find(|example| example.column == word.field) {
                        Some(example) => self.examples.insert(place, example.clone()),
                        None => self.examples.remove(&place),
                    };
                }
            }
            _ => {}
        }
    }

    /// Where the body holding a dataset belongs.
    fn region(&self, dataset: &DatasetId) -> &str {
        let region = self.providers.get(dataset).and_then(|body| self.regions.get(body));
        region.map_or(COUNTRY, String::as_str)
    }

    fn against(&self, packs: &Packs) -> Rechecked {
        let differing = |((dataset, column), example): (&(DatasetId, String), &Example)| {
            let pack = packs.of(self.region(dataset));
            let found = pack.disagrees(example)?;
            Some(Differing {
                dataset: dataset.clone(),
                column: column.clone(),
                pack: pack.name().to_owned(),
                given: found.given,
                found: found.found,
                given_grade: found.given_grade,
                found_grade: found.found_grade,
                reason: example.reason.clone(),
            })
        };
        let disagreements = self.examples.iter().filter_map(differing).collect();
        Rechecked { examples: self.examples.len() as u64, disagreements }
    }
}
