//! From a question to a grant.

use std::collections::BTreeSet;
use std::sync::Arc;

use access::{Action, Resource};
use base::{AgreementId, DatasetId, Digest, EntryId, LawDate, Message};
use domain::act::RecordRef;
use domain::agreement::{Agreement, Channel, Condition};
use domain::dataset::Dataset;
use domain::entry::Entry;
use domain::receipt::ReleasedTable;
use domain::record::{Loaded, Record};
use domain::release::{self, Allowed, Ask};
use domain::version::Version;
use guard::mask::{BlockCipher, PseudonymKey};
use lake::{Grant, TableTerms, Terms};
use law::{Basis, Control, Region};
use seal::Suite;

use super::Question;
use super::copy::CopyTerms;
use super::linking::Linkable;
use crate::platform::App;
use crate::problem::Problem;
use crate::session::Session;

/// A decision to let data out, with everything it rests on.
pub(super) struct Opened {
    pub(super) grant: Grant,
    pub(super) resting: Resting,
    /// What linking is judged by.
    pub(super) linkable: Linkable,
    /// A term counts in days: a decision does not outlive its day.
    day: LawDate,
}

/// What a receipt says of a decision, and what must still stand when it gets its place in the log.
pub(super) struct Resting {
    pub(super) tables: Vec<ReleasedTable>,
    /// How copies of each table are marked, in the same order.
    pub(super) copies: Vec<CopyTerms>,
    /// The records the decision was read from and their versions.
    pub(super) rests_on: Vec<(RecordRef, u64)>,
    pub(super) generation: u64,
    /// The article the release rests on.
    pub(super) basis: Vec<Basis>,
}

impl App {
    /// Decides whether `question` is lawful now. The answer is remembered until any record changes.
    pub(super) async fn open_gate(
        &self,
        session: &Session,
        question: &Question,
        touches: &[String],
        channel: Channel,
    ) -> Result<Arc<Opened>, Problem> {
        let key = (remembered(session, question, touches), channel);
        let generation = self.store.generation();
        let day = self.clock.now().law_date();
        if let Some(opened) = self.gate.opened.get(&key)
            && opened.resting.generation == generation
            && opened.day == day
        {
            return Ok(opened);
        }
        let opened = Arc::new(self.decide_release(session, question, touches, channel, generation).await?);
        self.gate.opened.insert(key, Arc::clone(&opened));
        Ok(opened)
    }

    async fn decide_release(
        &self,
        session: &Session,
        question: &Question,
        touches: &[String],
        channel: Channel,
        generation: u64,
    ) -> Result<Opened, Problem> {
        let agreement = match &question.agreement {
            Some(id) => Some(self.agreement_record(id).await?),
            None => None,
        };
        let datasets = self.datasets_of(question, agreement.as_ref()).await?;
        for dataset in &datasets {
            self.allow(session, Action::ReadData, &Resource::Dataset(&dataset.state))?;
        }
        let provider = match datasets.first() {
            Some(first) => Some(self.body(&first.state.provider).await?),
            None => None,
        };
        let deciding = match &provider {
            Some(body) => self.deciding_at(&body.region)?,
            None => self.deciding()?,
        };
        let consents = self.consents(agreement.as_ref(), &datasets).await?;
        let ask = Ask {
            account: &session.account,
            agreement: agreement.as_ref().map(|loaded| &loaded.state),
            datasets: datasets.iter().map(|loaded| &loaded.state).collect(),
            purpose: &question.purpose,
            channel,
            fields: question.fields.as_deref(),
            touches,
            consents: consents.iter().map(|entry| &entry.state).collect(),
        };
        let allowed = release::decide(&ask, &deciding)?;
        let approvals = self.linking_approvals(agreement.as_ref().map(|loaded| &loaded.state), &deciding).await?;
        let day = deciding.today();
        let mut rests_on = session.rests_on.clone();
        rests_on.extend(agreement.iter().map(|loaded| (Agreement::reference(&loaded.state.id), loaded.version)));
        rests_on.extend(datasets.iter().map(|loaded| (Dataset::reference(&loaded.state.id), loaded.version)));
        rests_on.extend(consents.iter().map(|entry| (Entry::reference(&entry.state.id), entry.version)));
        rests_on.extend(approvals.iter().map(|entry| (Entry::reference(&entry.state.id), entry.version)));
        let tables = allowed.iter().map(released).collect::<Result<_, Problem>>()?;
        let copies = allowed.iter().zip(&datasets).map(|(allowed, dataset)| CopyTerms {
            shown: allowed.shown.clone(),
            marking: allowed.marking.clone(),
            fields: dataset.state.fields.clone(),
        });
        let copies = copies.collect();
        let control = if agreement.is_some() { Control::AgreedUse } else { Control::FreeOpen };
        let basis = deciding.basis(control);
        let grant = self.grant(question, channel, allowed).await?;
        let linkable = Linkable {
            place: provider.map(|body| body.region),
            purpose: question.purpose.clone(),
            touches: touches.to_vec(),
            agreement: agreement.map(|loaded| loaded.state),
            datasets: datasets.into_iter().map(|loaded| loaded.state).collect(),
            approvals: approvals.into_iter().map(|loaded| loaded.state).collect(),
        };
        Ok(Opened { grant, resting: Resting { tables, copies, rests_on, generation, basis }, day, linkable })
    }

    /// The entries of consent that exceptions from masks rest on.
    pub(super) async fn consents(
        &self,
        agreement: Option<&Loaded<Agreement>>,
        datasets: &[Loaded<Dataset>],
    ) -> Result<Vec<Loaded<Entry>>, Problem> {
        let agreed = agreement.and_then(|agreement| agreement.state.consent.as_ref());
        let opened = datasets.iter().filter_map(|dataset| dataset.state.opened.as_ref()?.consent.as_ref());
        let named: BTreeSet<&EntryId> = agreed.into_iter().chain(opened).collect();
        let mut consents = Vec::with_capacity(named.len());
        for id in named {
            consents.extend(self.store.load::<Entry>(id.as_str()).await?);
        }
        Ok(consents)
    }

    async fn datasets_of(
        &self,
        question: &Question,
        agreement: Option<&Loaded<Agreement>>,
    ) -> Result<Vec<Loaded<Dataset>>, Problem> {
        let named: Vec<DatasetId> = match (&question.dataset, agreement) {
            (Some(dataset), _) => vec![dataset.clone()],
            (None, Some(agreement)) => agreement.state.tables.iter().map(|table| table.dataset.clone()).collect(),
            (None, None) => return Err(Problem::invalid("agreement", Message::new("invalid-agreement-needed"))),
        };
        let mut datasets = Vec::with_capacity(named.len());
        for id in named {
            datasets.push(self.dataset_record(&id).await?);
        }
        Ok(datasets)
    }

    async fn grant(&self, question: &Question, channel: Channel, allowed: Vec<Allowed>) -> Result<Grant, Problem> {
        let mut tables = Vec::with_capacity(allowed.len());
        for table in allowed {
            let version = self.store.load::<Version>(table.version.as_str()).await?;
            let version = version.ok_or_else(|| Problem::missing(Version::KIND, table.version.as_str()))?;
            let key = self.keys.version(&version.state).await?;
            tables.push(TableTerms {
                sql_name: table.dataset.as_str().replace('-', "_"),
                dataset: table.dataset,
                version: Arc::new(version.state),
                key,
                fields: table.fields,
                rows: table.rows,
                sample: table.sample,
            });
        }
        let opened = tables.first().map(|table| &table.dataset);
        let pseudonym_key = self.pseudonyms_of(question.agreement.as_ref(), opened)?;
        let terms = Terms { agreement: question.agreement.clone(), channel, tables, pseudonym_key };
        Ok(Grant::issue(&self.gate.key, terms))
    }

    /// What pseudonyms and draws are keyed by: the agreement; without one the dataset that is open, so that no two open
    /// tables can be joined by them.
    pub(super) fn pseudonyms_of(
        &self,
        agreement: Option<&AgreementId>,
        opened: Option<&DatasetId>,
    ) -> Result<PseudonymKey, Problem> {
        let secret = match (agreement, opened) {
            (Some(agreement), _) => self.root.pseudonym_key(agreement),
            (None, Some(dataset)) => self.root.derive(&format!("pseudonym/open/{dataset}")),
            (None, None) => self.root.derive("pseudonym/open"),
        };
        Ok(PseudonymKey::new(secret.expose()).encrypting_with(block_cipher(self.region()?)))
    }
}

/// What format-preserving encryption rests on: SM4 where the region's suite of algorithms is the national one.
fn block_cipher(region: &Region) -> BlockCipher {
    match crate::keys::suite_of(region) {
        Suite::National => BlockCipher::Sm4,
        Suite::International => BlockCipher::Aes256,
    }
}

pub(super) fn released(allowed: &Allowed) -> Result<ReleasedTable, Problem> {
    let row_filter = Condition::digest(&allowed.rows).map_err(|error| Problem::Internal(error.to_string()))?;
    Ok(ReleasedTable {
        dataset: allowed.dataset.clone(),
        version: allowed.version.clone(),
        columns: allowed.shown.clone(),
        row_filter,
        sample: allowed.sample,
    })
}

/// Names a session's question. Parts are told apart by their lengths.
fn remembered(session: &Session, question: &Question, touches: &[String]) -> Digest {
    let mut digester = base::Digester::default();
    let mut part = |text: &str| {
        digester.update(&(text.len() as u64).to_be_bytes());
        digester.update(text.as_bytes());
    };
    part(session.credential.as_str());
    part(question.agreement.as_ref().map_or("", AsRef::as_ref));
    part(question.dataset.as_ref().map_or("", AsRef::as_ref));
    part(&question.purpose);
    part(&touches.len().to_string());
    for field in touches {
        part(field);
    }
    match &question.fields {
        None => part("all"),
        Some(fields) => {
            part("these");
            for field in fields {
                part(field);
            }
        }
    }
    digester.finish()
}
