//! A file becomes a version, whole or not at all.

use std::collections::BTreeMap;
use std::path::Path;

use access::{Action, Resource};
use base::{DatasetId, Features, Message, VersionId};
use domain::act::Act;
use domain::dataset::{Adoption, Dataset, DatasetStatus, Field};
use domain::record::{Change, Decided, Loaded};
use domain::version::Version;
use lake::ingest::{Inspection, Limits};
use lake::{Received, VersionKeys};
use law::Control;
use store::{Filter, KeyChange};

use crate::platform::App;
use crate::problem::Problem;
use crate::session::{Mandate, Session};

/// A received version and how its file was read.
#[derive(Debug)]
pub struct Ingested {
    pub version: Version,
    pub inspection: Inspection,
}

impl App {
    /// Receives a file from a department's steward.
    pub async fn receive_version(&self, session: &Session, id: &DatasetId, file: &Path) -> Result<Ingested, Problem> {
        let dataset = self.dataset_record(id).await?;
        let permit = self.authorise(session, Action::ReceiveVersion, &Resource::Dataset(&dataset.state))?;
        self.receive(Mandate::Permitted(session, permit), dataset, file).await
    }

    /// Receives a file from whoever holds the platform's folder and its root key.
    pub async fn receive_locally(&self, id: &DatasetId, file: &Path) -> Result<Ingested, Problem> {
        let dataset = self.dataset_record(id).await?;
        self.receive(Mandate::Platform, dataset, file).await
    }

    async fn receive(&self, mandate: Mandate<'_>, dataset: Loaded<Dataset>, file: &Path) -> Result<Ingested, Problem> {
        let id = dataset.state.id.clone();
        let place = self.body(&dataset.state.provider).await?.region;
        let limits = Limits { pack: self.packs.of(&place), ..Limits::default() };
        let version_id = VersionId::random(self.entropy.as_ref());
        let (key, kept) = self.keys.draw_version(&id, &version_id).await?;
        let sealed_by = crate::keys::name_of(&key);
        let keys = VersionKeys { version: key, table: self.keys.table(&id).await? };
        let key_field = dataset.state.key_field.as_deref();
        let received = self.lake.receive(&id, file, key_field, &limits, &keys).await?;
        // The file took its time: the entry may have moved on meanwhile, and the newest one takes the version.
        let dataset = self.dataset_record(&id).await?;
        if dataset.state.status == DatasetStatus::Withdrawn {
            let message = Message::new("state-dataset-withdrawn").with("dataset", &id);
            return Err(Problem::Conflict { message, current: None });
        }
        let provider = self.body(&dataset.state.provider).await?;
        let deciding = self.deciding_at(&provider.region)?;
        let number = self.next_number(&dataset.state).await?;
        let Received { inspection, manifest, reading } = received;
        let fields = fields(&inspection);
        domain::version::check_store(self.file.store_level(), &fields, &deciding)?;
        let version = Version {
            id: version_id,
            dataset: id.clone(),
            number,
            received: deciding.now,
            reading,
            manifest,
            key_field: dataset.state.key_field.clone(),
            destroyed: None,
            keep_until: dataset.state.catalogue.keep_until(deciding.now),
            expired: None,
            held: false,
            key: Some(sealed_by),
            erased: None,
            ending: None,
            rewrites: None,
        };
        let basis = deciding.basis(Control::OneDoor);
        let scanned = Act::VersionScanned { pack: limits.pack.digest(), columns: counted(&inspection) };
        let graded = deciding.basis(Control::GradeBeforeRelease);
        let mut acts = vec![Decided::new(Act::VersionReceived(version.clone()), basis), Decided::new(scanned, graded)];
        let mut adopted = None;
        match domain::dataset::adopt(&dataset.state, &version, fields, &deciding) {
            Adoption::Adopted(shown) => adopted = Some(Change::new::<Dataset>(&id, Some(&dataset), shown)?),
            Adoption::Held(held) => acts.extend(held),
        }
        let mut changes = vec![Change::new::<Version>(&version.id, None, acts)?];
        changes.extend(adopted);
        // The key comes into the records with the act or not at all: a version that is not on record opens for nobody.
        self.append_with_keys(mandate, changes, vec![KeyChange::Put(kept)]).await?;
        Ok(Ingested { version, inspection })
    }

    pub(crate) async fn next_number(&self, dataset: &Dataset) -> Result<u64, Problem> {
        let mut number = match &dataset.version {
            Some(current) => {
                let current = self.store.load::<Version>(current.as_str()).await?;
                current.map_or(1, |version| version.state.number + 1)
            }
            None => self.highest_number(dataset).await? + 1,
        };
        // Versions that are held were received after the one that is shown.
        while self.store.find::<Version>(&Version::place(&dataset.id, number)).await?.is_some() {
            number += 1;
        }
        Ok(number)
    }

    /// Where none is shown, either none came yet, or the last one was destroyed and its number stays taken.
    async fn highest_number(&self, dataset: &Dataset) -> Result<u64, Problem> {
        let (mut highest, mut after_id) = (0, None);
        loop {
            let filter = Filter { subject: Some(dataset.id.to_string()), after_id, ..Filter::default() };
            let page = self.store.list::<Version>(&filter).await?;
            let Some(last) = page.last() else { return Ok(highest) };
            after_id = Some(last.state.id.to_string());
            highest = page.iter().map(|version| version.state.number).fold(highest, u64::max);
        }
    }
}

fn fields(inspection: &Inspection) -> Vec<Field> {
    let fields = inspection.fields.iter().map(|profile| Field {
        name: profile.name.clone(),
        data_type: profile.data_type.name().to_owned(),
        kinds: profile.kinds.iter().copied().collect(),
        proposed: profile.grade,
        why: profile.why.clone(),
        confirmed: None,
        corrected: None,
    });
    fields.collect()
}

fn counted(inspection: &Inspection) -> BTreeMap<String, Features> {
    inspection.fields.iter().map(|profile| (profile.name.clone(), profile.counted.clone())).collect()
}
