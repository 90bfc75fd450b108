//! What a decision about a case is read from.

use std::collections::{BTreeMap, BTreeSet};

use base::{AccountId, AgreementId, CaseId, DatasetId, EntryId, Features, Message, VersionId};
use domain::account::{Account, AccountStatus};
use domain::act::{Act, RecordRef};
use domain::agreement::Agreement;
use domain::case::{About, Case, Facts, Inputs, OnRecord};
use domain::dataset::{Dataset, DatasetStatus};
use domain::entry::Entry;
use domain::organisation::Organisation;
use domain::record::{Change, Loaded, Record};
use domain::version::Version;
use law::{Actor as Part, Effect, Guard, Procedure, Register, START, ShareClass, Step, Subject};
use serde_json::Value;
use store::Filter;

use crate::erasure;
use crate::platform::App;
use crate::problem::Problem;
use crate::session::Session;

/// Datasets one grant may name together.
const TOGETHER: usize = 16;
/// Catalogue entries read at a time when items are matched against it.
const PAGE: u32 = 500;

/// The records around a case, as they were when the decision was made.
#[derive(Default)]
pub(crate) struct CaseRecords {
    datasets: Vec<Loaded<Dataset>>,
    agreement: Option<Loaded<Agreement>>,
    version: Option<Loaded<Version>>,
    /// The other standing versions, where all of the dataset's go.
    beside: Vec<Loaded<Version>>,
    entry: Option<Loaded<Entry>>,
    /// The account a risk alert is about.
    concerned: Option<Loaded<Account>>,
    place_of: Option<(Loaded<Account>, Option<Organisation>)>,
    on_record: OnRecord,
}

impl CaseRecords {
    /// Records of a case about a dataset that is only now coming into being.
    pub(crate) fn facts<'a>(&'a self, session: &'a Session, app: &App, fresh: Option<&'a Dataset>) -> Facts<'a> {
        let mut facts = self.timer_facts(&session.account, app);
        facts.datasets.extend(fresh);
        facts.organisation = session.organisation.as_ref();
        facts.place_of = self.place_of.as_ref().map(|(account, body)| (&account.state, body.as_ref()));
        facts
    }

    /// The same where nobody asks: a timer has no part to play.
    pub(crate) fn timer_facts<'a>(&'a self, nobody: &'a Account, app: &App) -> Facts<'a> {
        Facts {
            datasets: self.datasets.iter().map(|loaded| &loaded.state).collect(),
            agreement: self.agreement.as_ref().map(|loaded| &loaded.state),
            version: self.version.as_ref().map(|loaded| &loaded.state),
            beside: self.beside.iter().map(|loaded| &loaded.state).collect(),
            entry: self.entry.as_ref().map(|loaded| &loaded.state),
            concerned: self.concerned.as_ref().map(|loaded| &loaded.state),
            account: nobody,
            organisation: None,
            place_of: None,
            on_record: self.on_record.clone(),
            new_agreement: AgreementId::random(app.entropy.as_ref()),
            new_entry: EntryId::random(app.entropy.as_ref()),
            new_case: CaseId::random(app.entropy.as_ref()),
        }
    }

    pub(crate) fn dataset(&self, id: &DatasetId) -> Option<&Loaded<Dataset>> {
        self.datasets.iter().find(|loaded| &loaded.state.id == id)
    }

    pub(crate) fn agreement(&self, id: &AgreementId) -> Option<&Loaded<Agreement>> {
        self.agreement.as_ref().filter(|loaded| &loaded.state.id == id)
    }

    pub(crate) fn entry(&self, id: &EntryId) -> Option<&Loaded<Entry>> {
        self.entry.as_ref().filter(|loaded| &loaded.state.id == id)
    }

    pub(crate) fn version(&self, id: &VersionId) -> Option<&Loaded<Version>> {
        self.version.iter().chain(&self.beside).find(|loaded| &loaded.state.id == id)
    }

    pub(crate) fn concerned(&self, id: &AccountId) -> Option<&Loaded<Account>> {
        self.concerned.as_ref().filter(|loaded| &loaded.state.id == id)
    }

    /// The first dataset named, which policies look at.
    pub(crate) fn first_dataset(&self) -> Option<&Dataset> {
        self.datasets.first().map(|loaded| &loaded.state)
    }

    /// The records a decision was read from, less those the changes themselves change.
    pub(crate) fn resting(&self, changes: &[Change]) -> Vec<(RecordRef, u64)> {
        let datasets = self.datasets.iter().map(|loaded| (Dataset::reference(&loaded.state.id), loaded.version));
        let agreement = self.agreement.iter().map(|one| (Agreement::reference(&one.state.id), one.version));
        let version =
            self.version.iter().chain(&self.beside).map(|one| (Version::reference(&one.state.id), one.version));
        let entry = self.entry.iter().map(|one| (Entry::reference(&one.state.id), one.version));
        let place = self.place_of.iter().map(|(one, _)| (Account::reference(&one.state.id), one.version));
        let concerned = self.concerned.iter().map(|one| (Account::reference(&one.state.id), one.version));
        let read = datasets.chain(agreement).chain(version).chain(entry).chain(place).chain(concerned);
        read.filter(|(record, _)| changes.iter().all(|change| change.record() != record)).collect()
    }
}

/// What the records are wanted for.
pub(crate) struct Wanted<'a> {
    pub(crate) about: &'a About,
    pub(crate) case: Option<&'a Case>,
    pub(crate) form: &'a Inputs,
    pub(crate) inputs: &'a Inputs,
    pub(crate) procedure: &'a Procedure,
    /// The step to be taken: the first of a new case, or the platform's own, where none is named.
    pub(crate) step: Option<&'a str>,
    pub(crate) in_place_of: Option<&'a AccountId>,
}

impl Wanted<'_> {
    /// The steps that may be taken now.
    fn at_hand(&self) -> impl Iterator<Item = &Step> {
        self.procedure.steps.iter().filter(|step| match (self.step, self.case) {
            (Some(name), _) => step.name == name,
            (None, None) => step.from.iter().any(|state| state == START),
            (None, Some(_)) => step.on.is_some(),
        })
    }
}

impl App {
    pub(crate) async fn case_records(
        &self,
        session: Option<&Session>,
        wanted: Wanted<'_>,
    ) -> Result<CaseRecords, Problem> {
        let mut records = CaseRecords::default();
        if let Some(id) = wanted.about.id_of::<VersionId>(Subject::Version) {
            let version = self.existing::<Version>(id.as_str()).await?;
            if whole_dataset(&wanted) {
                let standing = Box::pin(self.standing_versions(&version.state.dataset)).await?;
                records.beside = standing.into_iter().filter(|one| one.state.id != version.state.id).collect();
            }
            records.version = Some(version);
        }
        for id in datasets_named(&wanted, records.version.as_ref().map(|version| &version.state)) {
            if records.datasets.len() >= TOGETHER {
                let message = Message::new("invalid-too-many-datasets").with("max", TOGETHER);
                return Err(Problem::invalid("inputs.tables", message));
            }
            records.datasets.extend(self.store.load::<Dataset>(id.as_str()).await?);
        }
        let granted = wanted.case.and_then(|case| case.agreement.clone());
        if let Some(id) = wanted.about.id_of::<AgreementId>(Subject::Agreement).or(granted) {
            let agreement = self.existing::<Agreement>(id.as_str()).await?;
            for table in agreement.state.tables.iter().filter(|_| wanted.about.kind == Subject::Agreement) {
                if records.dataset(&table.dataset).is_none() {
                    records.datasets.extend(self.store.load::<Dataset>(table.dataset.as_str()).await?);
                }
            }
            records.agreement = Some(agreement);
        }
        if wanted.procedure.steps.iter().any(|step| step.effects.contains(&Effect::LiftSuspension)) {
            let named = |name: &str| wanted.form.get(name).and_then(Value::as_str);
            if let Some(id) = named("account") {
                records.concerned = self.store.load::<Account>(id).await?;
            }
            if let Some(id) = named("agreement") {
                records.agreement = self.store.load::<Agreement>(id).await?;
            }
        }
        if let Some(id) = wanted.case.and_then(|case| case.entry.as_ref()) {
            records.entry = Some(self.existing::<Entry>(id.as_str()).await?);
        }
        if let (Some(id), Some(session)) = (wanted.in_place_of, session) {
            records.place_of = Some(self.place_of(id, session).await?);
        }
        records.on_record = Box::pin(self.on_record(&wanted, &records, session)).await?;
        Ok(records)
    }

    async fn existing<T: Record>(&self, id: &str) -> Result<Loaded<T>, Problem> {
        self.store.load::<T>(id).await?.ok_or_else(|| Problem::missing(T::KIND, id))
    }

    /// The account in whose place the session acts, if that one said so and the term has not ended.
    async fn place_of(
        &self,
        id: &AccountId,
        session: &Session,
    ) -> Result<(Loaded<Account>, Option<Organisation>), Problem> {
        let account = self.existing::<Account>(id.as_str()).await?;
        let today = self.clock.now().law_date();
        let stands = account.state.status == AccountStatus::Open
            && account
                .state
                .stand_in
                .as_ref()
                .is_some_and(|one| one.account == session.account.id && today <= one.until);
        if !stands {
            return Err(Problem::invalid("in_place_of", Message::new("invalid-no-stand-in").with("account", id)));
        }
        let body = match &account.state.organisation {
            Some(id) => Some(self.existing::<Organisation>(id.as_str()).await?.state),
            None => None,
        };
        Ok((account, body))
    }

    /// Looks up what the guards of the step at hand ask the registers and the catalogue.
    async fn on_record(
        &self,
        wanted: &Wanted<'_>,
        records: &CaseRecords,
        session: Option<&Session>,
    ) -> Result<OnRecord, Problem> {
        let effects: BTreeSet<Effect> = wanted.at_hand().flat_map(|step| step.effects.iter().copied()).collect();
        let guards: BTreeSet<Guard> = wanted.at_hand().flat_map(|step| step.guards.iter().copied()).collect();
        let mut on_record = OnRecord::default();
        if effects.contains(&Effect::ConfirmGrades) {
            on_record.counted = self.counted(records).await?;
            on_record.listed = self.listed_as_important(records).await?;
        }
        let own = records.entry.as_ref().map(|entry| entry.state.register);
        let mut registers: BTreeSet<Register> = guards.iter().flat_map(|guard| registers(*guard)).copied().collect();
        // Consent is what the law lets masks be weaker for.
        let grants = [Effect::GrantAgreement, Effect::AmendAgreement];
        registers.extend(effects.iter().any(|effect| grants.contains(effect)).then_some(Register::Consent));
        let body = session.and_then(|session| session.account.organisation.as_ref()).map(ToString::to_string);
        let respondent = wanted.case.and_then(|case| case.respondent.as_ref()).map(ToString::to_string);
        for register in registers {
            let status = Some(format!("{register}/entered"));
            let subject = records.first_dataset().map(|dataset| dataset.id.to_string());
            let owners = [&body, &respondent].into_iter().flatten();
            let by_owner = owners.map(|owner| Filter { owner: Some(owner.clone()), ..Filter::default() });
            let by_dataset = subject.map(|subject| Filter { subject: Some(subject), ..Filter::default() });
            let mut found =
                records.entry.as_ref().filter(|_| own == Some(register)).map(|entry| entry.state.id.clone());
            for filter in by_owner.chain(by_dataset) {
                if found.is_none() {
                    let filter = Filter { status: status.clone(), limit: Some(1), ..filter };
                    found = self.store.list::<Entry>(&filter).await?.pop().map(|entry| entry.state.id);
                }
            }
            on_record.registers.extend(found.as_ref().map(|_| register));
            if register == Register::Consent {
                on_record.consent = found;
            }
        }
        if guards.contains(&Guard::ImportantProtected) {
            for dataset in records.datasets.iter().map(|loaded| &loaded.state) {
                for register in [Register::ImportantData, Register::RiskAssessment] {
                    let (subject, status) = (Some(dataset.id.to_string()), Some(format!("{register}/entered")));
                    let filter = Filter { subject, status, limit: Some(1), ..Filter::default() };
                    if !self.store.list::<Entry>(&filter).await?.is_empty() {
                        on_record.about.entry(dataset.id.clone()).or_default().insert(register);
                    }
                }
            }
        }
        if effects.contains(&Effect::ErasePerson) {
            on_record.person_rows = self.person_rows(wanted, records, session).await?;
        }
        if guards.contains(&Guard::NotAvailableBySharing) {
            on_record.shared_items = self.shared_items(&items(wanted)).await?;
        }
        Ok(on_record)
    }

    /// What the recognisers counted of the version the first dataset shows.
    async fn counted(&self, records: &CaseRecords) -> Result<BTreeMap<String, Features>, Problem> {
        let Some(version) = records.first_dataset().and_then(|dataset| dataset.version.as_ref()) else {
            return Ok(BTreeMap::new());
        };
        // It is scanned when it comes in: the second act on it.
        let acts = self.store.acts_of(&Version::reference(version), 0, 2).await?;
        let scanned = acts.into_iter().find_map(|(_, envelope)| match envelope.act {
            Act::VersionScanned { columns, .. } => Some(columns),
            _ => None,
        });
        Ok(scanned.unwrap_or_default())
    }

    /// How many rows of the dataset are the person's whom the step is about. Nothing is read for whoever has no part in
    /// the decision.
    async fn person_rows(
        &self,
        wanted: &Wanted<'_>,
        records: &CaseRecords,
        session: Option<&Session>,
    ) -> Result<u64, Problem> {
        let place_of = records.place_of.as_ref().map(|(account, body)| (&account.state, body.as_ref()));
        let plays = session.zip(wanted.case).map(|(session, case)| super::parts(session, case, place_of));
        if !plays.is_some_and(|parts| parts.contains(&Part::Respondent) || parts.contains(&Part::Authority)) {
            return Ok(0);
        }
        match erasure::asked(wanted, &records.datasets) {
            Some((dataset, person)) => Box::pin(self.count_person(&dataset, &person)).await,
            None => Ok(0),
        }
    }

    /// Which of `items` the sharing catalogue offers already: as a dataset's title or as one of its fields.
    async fn shared_items(&self, items: &[String]) -> Result<Vec<String>, Problem> {
        let mut shared = Vec::new();
        let mut after_id = None;
        while shared.is_empty() && !items.is_empty() {
            let filter = Filter {
                status: Some(DatasetStatus::Listed.as_str().to_owned()),
                after_id: after_id.clone(),
                limit: Some(PAGE),
                ..Filter::default()
            };
            let page = self.store.list::<Dataset>(&filter).await?;
            let Some(last) = page.last() else { break };
            after_id = Some(last.state.id.to_string());
            for dataset in page.iter().map(|loaded| &loaded.state) {
                if dataset.catalogue.sharing.class == ShareClass::NotShared {
                    continue;
                }
                let offered = |item: &&String| &dataset.catalogue.title == *item || dataset.field(item).is_some();
                shared.extend(items.iter().filter(offered).cloned());
            }
        }
        Ok(shared)
    }
}

/// The registers in which a guard looks for an entry.
const fn registers(guard: Guard) -> &'static [Register] {
    match guard {
        Guard::ImportantProtected => &[Register::RiskAssessment],
        Guard::ContractOnFile => &[Register::Outsourcing, Register::Contract],
        Guard::RightsOnFile | Guard::TradeLawful | Guard::PersonalProtected | Guard::RiskAssessed => {
            &[Register::Certificate, Register::Consent]
        }
        Guard::ConnectionOnRecord => &[Register::Project, Register::Migration, Register::Asset],
        _ => &[],
    }
}

/// Every dataset a decision may have to look at, the one the case is about first.
/// Whether the step destroys every version of the dataset.
fn whole_dataset(wanted: &Wanted<'_>) -> bool {
    let destroys = wanted.at_hand().any(|step| step.effects.contains(&Effect::DestroyVersion));
    destroys && wanted.form.get("scope").and_then(Value::as_str) == Some("dataset")
}

fn datasets_named(wanted: &Wanted<'_>, version: Option<&Version>) -> Vec<DatasetId> {
    let about = wanted.about.id_of::<DatasetId>(Subject::Dataset);
    let named = |inputs: &Inputs| inputs.get("dataset").and_then(|id| id.as_str()?.parse().ok());
    let words = wanted.case.into_iter().flat_map(|case| &case.approvals).filter_map(|word| named(&word.inputs));
    let tables = wanted.inputs.get("tables").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    // Malformed inputs are the form's to refuse.
    let further = tables.iter().filter_map(|table| table.get("dataset")?.as_str()?.parse().ok());
    let all = about
        .into_iter()
        .chain(version.map(|version| version.dataset.clone()))
        .chain(named(wanted.form))
        .chain(named(wanted.inputs))
        .chain(words)
        .chain(further);
    let mut seen = BTreeSet::new();
    all.filter(|id| seen.insert(id.clone())).collect()
}

/// The items a collection or a purchase asks for, one a line.
fn items(wanted: &Wanted<'_>) -> Vec<String> {
    let text =
        wanted.inputs.get("items").or_else(|| wanted.form.get("items")).and_then(Value::as_str).unwrap_or_default();
    text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}
