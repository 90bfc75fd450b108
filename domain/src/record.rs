//! Records: what the acts fold into, and the one way to change them.

use std::fmt;

use base::{CaseId, Digest, Digester, Timestamp};
use law::Basis;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::account::Account;
use crate::act::{Act, Envelope, RecordKind, RecordRef};
use crate::agreement::Agreement;
use crate::attachment::Attachment;
use crate::budget::Budget;
use crate::case::Case;
use crate::credential::Credential;
use crate::dataset::Dataset;
use crate::entry::Entry;
use crate::erasure::{Blank, ErasedPayload, Erasure, PayloadsErased};
use crate::notice::Notice;
use crate::organisation::Organisation;
use crate::version::Version;
use crate::watch::Hit;

/// How a record is found again. Every view has these columns beside the state itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Index {
    /// Body or account that owns the record.
    pub owner: Option<String>,
    /// What the record is about: a case's dataset, a credential's account.
    pub subject: Option<String>,
    /// A key no two records of the kind may share, such as a login name.
    pub natural_key: Option<String>,
    /// Where the record stands, such as `listed`.
    pub status: String,
    /// The next instant at which a timer must look at it.
    pub due: Option<Timestamp>,
}

/// A record of the platform: a pure fold of its own acts.
pub trait Record: Sized + Clone + Serialize + DeserializeOwned + Send + Sync + 'static {
    const KIND: RecordKind;
    type Id: fmt::Display + Clone + Send + Sync;

    fn id(&self) -> &Self::Id;

    /// The state after `act`. Total: an act that does not concern this record leaves it as it is.
    #[must_use]
    fn evolve(state: Option<Self>, act: &Act) -> Option<Self>;

    fn index(&self) -> Index;

    fn reference(id: &Self::Id) -> RecordRef {
        RecordRef { kind: Self::KIND, id: id.to_string() }
    }
}

/// A record with the number of acts it is the fold of.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded<T> {
    pub state: T,
    pub version: u64,
}

/// The view row of a record of any kind: the canonical JSON of its state and its index columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewRow {
    pub state: String,
    pub index: Index,
}

/// Why a state has no canonical form.
#[derive(Debug, thiserror::Error)]
#[error("the state of {record:?} has no canonical JSON form: {source}")]
pub struct ViewError {
    pub record: RecordRef,
    #[source]
    pub source: base::canonical::CanonicalError,
}

/// An act to be appended, with the articles it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    pub act: Act,
    pub basis: Vec<Basis>,
}

impl Decided {
    pub fn new(act: Act, basis: Vec<Basis>) -> Self {
        Self { act, basis }
    }
}

/// The acts decided for one record and the state they lead to.
///
/// The view row can only be the fold of the acts: there is no other way to make one.
#[derive(Debug, Clone)]
pub struct Change {
    record: RecordRef,
    expected: u64,
    acts: Vec<Decided>,
    row: Option<ViewRow>,
    remains: Vec<Remains>,
}

/// What remains of an act whose content is erased.
#[derive(Clone, PartialEq, Eq)]
pub struct Remains {
    pub position: u64,
    pub salt: [u8; 32],
    /// Canonical JSON of the envelope without what was erased.
    pub text: String,
}

impl fmt::Debug for Remains {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Remains").field("position", &self.position).finish_non_exhaustive()
    }
}

impl Remains {
    /// What a `payloads-erased` act commits to.
    pub fn digest(&self) -> Digest {
        let mut digester = Digester::default();
        digester.update(&self.salt);
        digester.update(self.text.as_bytes());
        digester.finish()
    }
}

/// What is to go from the acts of one record.
#[derive(Debug)]
pub struct Erasing<'a> {
    pub blank: Blank<'a>,
    pub case: Option<CaseId>,
    pub basis: Vec<Basis>,
}

impl Change {
    /// Folds `acts` onto `before` (`None` for a new record).
    pub fn new<T: Record>(id: &T::Id, before: Option<&Loaded<T>>, acts: Vec<Decided>) -> Result<Self, ViewError> {
        let expected = before.map_or(0, |loaded| loaded.version);
        let start = before.map(|loaded| loaded.state.clone());
        let after = acts.iter().fold(start, |state, decided| T::evolve(state, &decided.act));
        let record = T::reference(id);
        let row = after.map(|state| view_row(&state)).transpose()?;
        Ok(Self { record, expected, acts, row, remains: Vec::new() })
    }

    /// Erases content of the acts of a record, which are given whole with their positions, oldest first. The state is
    /// folded anew from what remains. None where nothing has to go.
    pub fn erasing(
        record: RecordRef,
        acts: Vec<(u64, Envelope)>,
        erasing: Erasing<'_>,
        mut salt: impl FnMut() -> [u8; 32],
    ) -> Result<Option<Self>, ViewError> {
        if !Blank::reaches(record.kind) {
            return Ok(None);
        }
        let expected = u64::try_from(acts.len()).unwrap_or(u64::MAX);
        let (mut fold, mut remains) = (Fold::start(record.kind), Vec::new());
        for (position, mut envelope) in acts {
            if let Some(act) = erasing.blank.remains(&envelope.act) {
                envelope.act = act;
                let form = base::canonical::to_vec(&envelope);
                let text = form.map_err(|source| ViewError { record: record.clone(), source })?;
                let text = String::from_utf8_lossy(&text).into_owned();
                remains.push(Remains { position, salt: salt(), text });
            }
            fold = fold.then(&envelope.act);
        }
        if remains.is_empty() {
            return Ok(None);
        }
        let erased = |one: &Remains| ErasedPayload { position: one.position, remains: one.digest() };
        let payloads = remains.iter().map(erased).collect();
        let act = Act::PayloadsErased(PayloadsErased { case: erasing.case, payloads });
        let row = fold.then(&act).row()?;
        Ok(Some(Self { record, expected, acts: vec![Decided::new(act, erasing.basis)], row, remains }))
    }

    /// An act that is its own record and has no view: a receipt, refusals.
    pub fn standalone(record: RecordRef, act: Decided) -> Self {
        Self { record, expected: 0, acts: vec![act], row: None, remains: Vec::new() }
    }

    pub fn record(&self) -> &RecordRef {
        &self.record
    }

    /// The version the record must still have.
    pub fn expected(&self) -> u64 {
        self.expected
    }

    pub fn acts(&self) -> &[Decided] {
        &self.acts
    }

    /// What remains of the acts whose content this erases.
    pub fn remains(&self) -> &[Remains] {
        &self.remains
    }

    /// The view row after the acts; `None` for kinds without a view.
    pub fn row(&self) -> Option<&ViewRow> {
        self.row.as_ref()
    }
}

fn view_row<T: Record>(state: &T) -> Result<ViewRow, ViewError> {
    let bytes =
        base::canonical::to_vec(state).map_err(|source| ViewError { record: T::reference(state.id()), source })?;
    Ok(ViewRow { state: String::from_utf8_lossy(&bytes).into_owned(), index: state.index() })
}

/// Folds the acts of one record of any kind, for `verify`.
#[derive(Debug, Clone)]
pub enum Fold {
    Organisation(Option<Organisation>),
    Account(Option<Account>),
    Credential(Option<Credential>),
    Dataset(Option<Dataset>),
    Version(Option<Version>),
    Agreement(Option<Agreement>),
    Case(Option<Case>),
    Entry(Option<Entry>),
    Notice(Option<Notice>),
    Attachment(Option<Attachment>),
    Hit(Option<Hit>),
    Erasure(Option<Erasure>),
    Budget(Option<Budget>),
    /// An act that is its own record, of a kind without a view.
    Single,
}

impl Fold {
    pub fn start(kind: RecordKind) -> Self {
        match kind {
            RecordKind::Organisation => Self::Organisation(None),
            RecordKind::Account => Self::Account(None),
            RecordKind::Credential => Self::Credential(None),
            RecordKind::Dataset => Self::Dataset(None),
            RecordKind::Version => Self::Version(None),
            RecordKind::Agreement => Self::Agreement(None),
            RecordKind::Case => Self::Case(None),
            RecordKind::Entry => Self::Entry(None),
            RecordKind::Notice => Self::Notice(None),
            RecordKind::Attachment => Self::Attachment(None),
            RecordKind::Hit => Self::Hit(None),
            RecordKind::Erasure => Self::Erasure(None),
            RecordKind::Budget => Self::Budget(None),
            RecordKind::Refusal | RecordKind::Key | RecordKind::Backup | RecordKind::Receipt => Self::Single,
        }
    }

    #[must_use]
    pub fn then(self, act: &Act) -> Self {
        match self {
            Self::Organisation(state) => Self::Organisation(Organisation::evolve(state, act)),
            Self::Account(state) => Self::Account(Account::evolve(state, act)),
            Self::Credential(state) => Self::Credential(Credential::evolve(state, act)),
            Self::Dataset(state) => Self::Dataset(Dataset::evolve(state, act)),
            Self::Version(state) => Self::Version(Version::evolve(state, act)),
            Self::Agreement(state) => Self::Agreement(Agreement::evolve(state, act)),
            Self::Case(state) => Self::Case(Case::evolve(state, act)),
            Self::Entry(state) => Self::Entry(Entry::evolve(state, act)),
            Self::Notice(state) => Self::Notice(Notice::evolve(state, act)),
            Self::Attachment(state) => Self::Attachment(Attachment::evolve(state, act)),
            Self::Hit(state) => Self::Hit(Hit::evolve(state, act)),
            Self::Erasure(state) => Self::Erasure(Erasure::evolve(state, act)),
            Self::Budget(state) => Self::Budget(Budget::evolve(state, act)),
            Self::Single => Self::Single,
        }
    }

    /// The view row the acts lead to; `None` when there should be no row.
    pub fn row(&self) -> Result<Option<ViewRow>, ViewError> {
        match self {
            Self::Organisation(state) => state.as_ref().map(view_row).transpose(),
            Self::Account(state) => state.as_ref().map(view_row).transpose(),
            Self::Credential(state) => state.as_ref().map(view_row).transpose(),
            Self::Dataset(state) => state.as_ref().map(view_row).transpose(),
            Self::Version(state) => state.as_ref().map(view_row).transpose(),
            Self::Agreement(state) => state.as_ref().map(view_row).transpose(),
            Self::Case(state) => state.as_ref().map(view_row).transpose(),
            Self::Entry(state) => state.as_ref().map(view_row).transpose(),
            Self::Notice(state) => state.as_ref().map(view_row).transpose(),
            Self::Attachment(state) => state.as_ref().map(view_row).transpose(),
            Self::Hit(state) => state.as_ref().map(view_row).transpose(),
            Self::Erasure(state) => state.as_ref().map(view_row).transpose(),
            Self::Budget(state) => state.as_ref().map(view_row).transpose(),
            Self::Single => Ok(None),
        }
    }
}
