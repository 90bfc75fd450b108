//! The running platform: everything a use case needs, opened once.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use access::Policies;
use base::{Clock, Digest, Entropy, OrganisationId};
use domain::Deciding;
use domain::act::{Actor, Context, RecordRef};
use domain::organisation::Organisation;
use domain::record::{Change, Record};
use law::{Region, Rulebook};
use ledger::VerifierKey;
use seal::Root;
use store::{Appended, KeyChange, Sequencer, SequencerOptions, Store, Submission};

use crate::folder::{Folder, FolderError, PlatformFile};
use crate::gate::Gate;
use crate::problem::Problem;
use crate::session::{Mandate, Sessions};
use crate::words::Words;

/// New acts get into the published log about so often.
const PUBLISH_EVERY: Duration = Duration::from_secs(1);

/// How to open a platform.
pub struct Options {
    pub folder: PathBuf,
    /// `postgres://…`; the folder's own SQLite file where absent.
    pub database: Option<String>,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    /// How notices leave beside the inbox.
    pub outbound: crate::notices::Outbound,
}

/// Why a platform did not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Folder(#[from] FolderError),
    #[error("expected a rulebook that holds together, found faults:\n{0}")]
    Rules(#[from] law::LoadErrors),
    #[error("expected rule packs that hold together, found faults:\n{0}")]
    Packs(#[from] crate::packs::PacksError),
    #[error("expected the law of region {region} in the rulebook, found none; add rules/regions/{region}.toml")]
    Region { region: String },
    #[error(transparent)]
    Policies(#[from] access::PolicyError),
    #[error(transparent)]
    KeyName(#[from] ledger::KeyNameError),
    #[error(transparent)]
    Records(#[from] store::OpenError),
    #[error(transparent)]
    Lake(#[from] lake::OpenError),
    #[error(transparent)]
    Log(#[from] store::SequenceError),
    #[error(transparent)]
    Words(#[from] crate::words::WordsError),
    #[error(transparent)]
    Keys(#[from] crate::keys::KeysError),
    #[error("expected to read the records: {0}")]
    Read(#[from] store::ReadError),
}

/// The platform. Cheap to share: every use case takes `&self`.
pub struct App {
    pub(crate) folder: Folder,
    pub(crate) file: PlatformFile,
    pub(crate) store: Store,
    pub(crate) sequencer: Sequencer,
    pub(crate) lake: Arc<lake::Lake>,
    pub(crate) gate: Gate,
    pub(crate) rulebook: Arc<Rulebook>,
    pub(crate) packs: crate::packs::Packs,
    pub(crate) frozen: crate::law::Frozen,
    pub(crate) policies: Policies,
    pub(crate) policy_digest: Digest,
    pub(crate) root: Root,
    pub(crate) keys: crate::keys::Keys,
    pub(crate) signer: crate::keys::RecordSigner,
    pub(crate) sender: crate::notices::Sender,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) sessions: Sessions,
    pub(crate) watch: crate::watch::Following,
    pub(crate) refusals: crate::watch::Refusals,
    pub(crate) verifier: VerifierKey,
    words: Words,
    /// Says that uploads and answers of this process wait in the spool.
    _spool: std::fs::File,
}

impl App {
    /// Opens a founded platform and clears what a crash may have left half done.
    pub async fn open(options: Options) -> Result<Arc<Self>, OpenError> {
        let folder = Folder::new(&options.folder);
        let file = folder.read()?;
        let rules = folder.rule_files()?;
        let rulebook = Rulebook::parse(rules.iter().map(|(path, text)| (path.as_str(), text.as_str())))?;
        let packs = crate::packs::Packs::read(&rules)?;
        folder.freeze_law(&rulebook.digest(), &rules)?;
        crate::packs::Packs::freeze(&folder)?;
        let Some(region) = rulebook.region(&file.region) else {
            return Err(OpenError::Region { region: file.region });
        };
        let policies = Policies::shipped()?;
        let database = options.database.unwrap_or_else(|| format!("sqlite:{}", folder.records().display()));
        let store = Store::open(&database, store::OpenOptions::default(), Arc::clone(&options.entropy)).await?;
        let entropy = Arc::clone(&options.entropy);
        let (keys, root) = crate::keys::Keys::open(&store, &folder, region, entropy).await?;
        let signer = crate::keys::RecordSigner::new(&root, crate::keys::suite_of(region), &folder)?;
        let signing = Arc::new(ledger::SigningKey::from_seed(&file.origin, *root.log_seed().expose())?);
        let verifier = signing.verifier();
        let publishing = SequencerOptions { log_dir: folder.log(), key: signing, interval: PUBLISH_EVERY };
        let sequencer = Sequencer::start(&store, publishing).await?;
        let settings = lake::Settings {
            cache_bytes: lake::Settings::CACHE_BYTES,
            cursor_secret: *root.derive("lake/cursor").expose(),
            entropy: Arc::clone(&options.entropy),
        };
        let (lake, key) = lake::Lake::open(&folder.lake(), settings)?;
        let spool = folder.empty_spool()?;
        folder.clear_copying()?;
        let app = Self {
            keys,
            signer,
            sender: crate::notices::Sender::new(options.outbound, &root),
            policy_digest: policies.digest(),
            gate: Gate::new(key),
            sessions: Sessions::default(),
            watch: crate::watch::Following::default(),
            refusals: crate::watch::Refusals::default(),
            words: Words::load()?,
            _spool: spool,
            clock: options.clock,
            entropy: options.entropy,
            folder,
            file,
            store,
            sequencer,
            lake: Arc::new(lake),
            rulebook: Arc::new(rulebook),
            packs,
            frozen: crate::law::Frozen::default(),
            policies,
            root,
            verifier,
        };
        Ok(Arc::new(app))
    }

    pub fn words(&self) -> &Words {
        &self.words
    }

    pub fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// The public key receipts and checkpoints are verified with.
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    pub fn rulebook(&self) -> &Rulebook {
        &self.rulebook
    }

    pub fn authority(&self) -> &OrganisationId {
        &self.file.authority
    }

    /// The law of the platform's region. Checked when the platform was opened.
    pub fn region(&self) -> Result<&Region, Problem> {
        self.rulebook
            .region(&self.file.region)
            .ok_or_else(|| Problem::Internal(format!("region {} left the rulebook", self.file.region)))
    }

    /// The law that binds where a body belongs: of its own region, else of the nearest one above it.
    pub(crate) fn deciding_at<'a>(&'a self, place: &'a str) -> Result<Deciding<'a>, Problem> {
        let region = self.rulebook.law_of(place).map_or_else(|| self.region(), Ok)?;
        Ok(Deciding { now: self.clock.now(), rulebook: &self.rulebook, region, place })
    }

    /// A body on record: the law that binds it is that of its place.
    pub(crate) async fn body(&self, id: &OrganisationId) -> Result<Organisation, Problem> {
        let found = self.store.load::<Organisation>(id.as_str()).await?;
        found.map(|found| found.state).ok_or_else(|| Problem::missing(Organisation::KIND, id.as_str()))
    }

    pub(crate) fn deciding(&self) -> Result<Deciding<'_>, Problem> {
        let place = &self.file.region;
        Ok(Deciding { now: self.clock.now(), rulebook: &self.rulebook, region: self.region()?, place })
    }

    pub(crate) fn context(&self, actor: Actor) -> Context {
        Context { at: self.clock.now(), actor, law: self.rulebook.digest(), policy: self.policy_digest }
    }

    /// Appends changes that rest on nothing but the records they change.
    pub(crate) async fn append(&self, mandate: Mandate<'_>, changes: Vec<Change>) -> Result<Appended, Problem> {
        self.append_resting(mandate, changes, Vec::new()).await
    }

    /// Appends changes that were decided from other records too: if one of those has moved on, nothing happens.
    pub(crate) async fn append_resting(
        &self,
        mandate: Mandate<'_>,
        changes: Vec<Change>,
        rests_on: Vec<(RecordRef, u64)>,
    ) -> Result<Appended, Problem> {
        self.append_under(self.rulebook.digest(), mandate, changes, rests_on).await
    }

    /// The same for what was decided under the law a case began under.
    pub(crate) async fn append_under(
        &self,
        law: Digest,
        mandate: Mandate<'_>,
        changes: Vec<Change>,
        rests_on: Vec<(RecordRef, u64)>,
    ) -> Result<Appended, Problem> {
        let submission = Submission { rests_on, ..self.submission(law, &mandate, changes) };
        Ok(self.store.append(submission).await?)
    }

    /// Appends changes together with the wrapped keys that come and go with them.
    pub(crate) async fn append_with_keys(
        &self,
        mandate: Mandate<'_>,
        changes: Vec<Change>,
        keys: Vec<KeyChange>,
    ) -> Result<Appended, Problem> {
        let submission = Submission { keys, ..self.submission(self.rulebook.digest(), &mandate, changes) };
        Ok(self.store.append(submission).await?)
    }

    pub(crate) fn submission(&self, law: Digest, mandate: &Mandate<'_>, changes: Vec<Change>) -> Submission {
        if let Mandate::Permitted(_, permit) = mandate {
            tracing::debug!(action = %permit.action(), policies = ?permit.policies(), "permitted");
        }
        Submission::new(Context { law, ..self.context(mandate.actor()) }, changes)
    }

    /// Whether records can be read and acts appended.
    pub async fn ready(&self) -> Result<(), Problem> {
        self.head_position().await.map(drop)
    }

    /// Acts in the log.
    pub async fn head_position(&self) -> Result<u64, Problem> {
        Ok(self.store.head_position().await?)
    }

    /// Gets everything appended so far into a signed checkpoint now.
    pub async fn publish(&self) -> Result<(), Problem> {
        self.sequencer.sequence_now().await?;
        Ok(())
    }

    /// Stops the appender and the sequencer once what they hold is durable.
    pub async fn close(&self) {
        self.put_watch_away().await;
        if let Err(error) = self.sequencer.sequence_now().await {
            tracing::warn!(%error, "the log will be published at the next start");
        }
        self.store.close().await;
    }
}
