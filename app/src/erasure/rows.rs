use base::{DatasetId, VersionId};
use domain::act::Act;
use domain::case::Case;
use domain::dataset::Dataset;
use domain::erasure::{Erasure, RowsErased, end_version};
use domain::key::KeyName;
use domain::record::{Change, Decided, Loaded, Record};
use domain::version::Version;
use lake::{ReadError, Rewritten, VersionKeys};
use store::{Filter, KeptKey, KeyChange};

use super::person::Person;
use crate::platform::App;
use crate::problem::Problem;
use crate::session::Mandate;

impl App {
    /// The person's rows over every version of the dataset that is not destroyed.
    pub(crate) async fn count_person(&self, dataset: &DatasetId, person: &Person) -> Result<u64, Problem> {
        let mut rows = 0;
        for version in self.standing_versions(dataset).await? {
            rows += self.rows_in(&version.state, person).await?;
        }
        Ok(rows)
    }

    /// Looks through every version not looked through yet. The one readers see is written again without the person; all
    /// that hold the person go when their term is over. Answers how many were written again.
    pub(super) async fn erase_rows(
        &self,
        erasure: &mut Loaded<Erasure>,
        case: &Case,
        person: &Person,
    ) -> Result<usize, Problem> {
        let mut rewritten = 0;
        for version in self.standing_versions(&erasure.state.dataset).await? {
            if erasure.state.looked.contains(&version.state.id) {
                continue;
            }
            let rows = self.rows_in(&version.state, person).await?;
            let dataset = self.dataset_record(&erasure.state.dataset).await?;
            let shown = dataset.state.version.as_ref() == Some(&version.state.id);
            let again = if shown && rows > 0 { self.write_again(&version.state, person).await? } else { None };
            rewritten += usize::from(again.is_some());
            let found = Found { version: &version, rows, again };
            *erasure = self.record_rows(erasure, case, &dataset, found).await?;
        }
        Ok(rewritten)
    }

    /// A version has its key from the act that receives it, so the new one is drawn here and kept with that act.
    async fn write_again(&self, version: &Version, person: &Person) -> Result<Option<Again>, Problem> {
        let id = VersionId::random(self.entropy.as_ref());
        let (key, kept) = self.keys.draw_version(&version.dataset, &id).await?;
        let name = crate::keys::name_of(&key);
        let keys = VersionKeys { version: key, table: self.keys.table(&version.dataset).await? };
        let grant = self.erasing_grant(version, &person.condition()).await?;
        let written = self.lake.erase_rows(&grant, &version.dataset, &keys).await?;
        Ok(written.map(|written| Again { id, name, kept, written }))
    }

    /// What was found becomes acts, in one commit: the new version is what readers see, the old one is on its way out.
    async fn record_rows(
        &self,
        erasure: &Loaded<Erasure>,
        case: &Case,
        dataset: &Loaded<Dataset>,
        found: Found<'_>,
    ) -> Result<Loaded<Erasure>, Problem> {
        let Found { version, rows, again } = found;
        let basis = &erasure.state.basis;
        let (mut changes, mut keys) = (Vec::new(), Vec::new());
        let mut told = RowsErased { version: version.state.id.clone(), rows, rewritten: None };
        if let Some(again) = again {
            let fresh = self.rewritten(dataset, &version.state, &again).await?;
            let Again { written, kept, .. } = again;
            told.rewritten = Some(fresh.id.clone());
            let adopted = Act::VersionAdopted {
                version: fresh.id.clone(),
                fields: dataset.state.fields.clone(),
                keep_until: fresh.keep_until,
            };
            changes.push(self.erasing_receipt(
                &erasure.state,
                &super::decider(case),
                &version.state,
                &written.manifest,
                written.rows,
            )?);
            let mut received = vec![Decided::new(Act::VersionReceived(fresh.clone()), basis.clone())];
            received.extend(self.scanned(&version.state.id).await?.map(|act| Decided::new(act, basis.clone())));
            changes.push(Change::new::<Version>(&fresh.id, None, received)?);
            keys.push(KeyChange::Put(kept));
            let adopted = Decided::new(adopted, basis.clone());
            changes.push(Change::new::<Dataset>(&dataset.state.id, Some(dataset), vec![adopted])?);
        }
        if let Some(decided) = end_version(&version.state, &erasure.state).filter(|_| rows > 0) {
            changes.push(Change::new::<Version>(&version.state.id, Some(version), vec![decided])?);
        }
        let act = Act::RowsErased(told);
        let change = Change::new::<Erasure>(&case.id, Some(erasure), vec![Decided::new(act.clone(), basis.clone())])?;
        changes.push(change);
        self.append_with_keys(Mandate::Platform, changes, keys).await?;
        let state = Erasure::evolve(Some(erasure.state.clone()), &act);
        Ok(Loaded { state: state.unwrap_or_else(|| erasure.state.clone()), version: erasure.version + 1 })
    }

    async fn rewritten(&self, dataset: &Loaded<Dataset>, before: &Version, again: &Again) -> Result<Version, Problem> {
        Ok(Version {
            id: again.id.clone(),
            number: self.next_number(&dataset.state).await?,
            received: self.clock.now(),
            manifest: again.written.manifest.clone(),
            key: Some(again.name.clone()),
            rewrites: Some(before.id.clone()),
            ending: None,
            ..before.clone()
        })
    }

    /// What the recognisers counted of a version: of the one that repeats it, the same is said.
    async fn scanned(&self, id: &VersionId) -> Result<Option<Act>, Problem> {
        let acts = self.store.acts_of(&Version::reference(id), 0, 2).await?;
        let acts = acts.into_iter().map(|(_, envelope)| envelope.act);
        Ok(acts.into_iter().find(|act| matches!(act, Act::VersionScanned { .. })))
    }

    async fn rows_in(&self, version: &Version, person: &Person) -> Result<u64, Problem> {
        let has = |field: &str| version.manifest.columns.iter().any(|column| column.name == field);
        if !has(&person.field) {
            return Ok(0);
        }
        let grant = self.erasing_grant(version, &person.condition()).await?;
        match self.lake.count_rows(&grant, &version.dataset).await {
            // A value that does not even read as the field's type stands in no row.
            Err(ReadError::Condition { .. }) => Ok(0),
            counted => Ok(counted?),
        }
    }

    /// The versions of a dataset whose rows still exist.
    pub(crate) async fn standing_versions(&self, dataset: &DatasetId) -> Result<Vec<Loaded<Version>>, Problem> {
        let (mut standing, mut after_id) = (Vec::new(), None);
        loop {
            let filter = Filter { subject: Some(dataset.to_string()), after_id, ..Filter::default() };
            let page = self.store.list::<Version>(&filter).await?;
            let Some(last) = page.last() else { return Ok(standing) };
            after_id = Some(last.state.id.to_string());
            standing.extend(page.into_iter().filter(|version| version.state.destroyed.is_none()));
        }
    }
}

/// A version looked through.
struct Found<'a> {
    version: &'a Loaded<Version>,
    rows: u64,
    again: Option<Again>,
}

/// The same version written again, not yet in the log.
struct Again {
    id: VersionId,
    name: KeyName,
    kept: KeptKey,
    written: Rewritten,
}
