use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use access::{Action, Resource};
use base::{AccountId, AgreementId, DatasetId, Digest, Entropy, OrganisationId, ReceiptId, Timestamp, VersionId};
use domain::act::{Act, Envelope};
use domain::agreement::Channel;
use domain::receipt::Unmarked;
use law::Basis;
use serde::Serialize;
use store::{Store, TraceFilter, TraceOf};

use crate::law::ExplainError;
use crate::page::Page;
use crate::platform::App;
use crate::problem::Problem;
use crate::session::Session;

/// Of what the releases are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    Account(AccountId),
    Agreement(AgreementId),
    Dataset(DatasetId),
    /// One row of a dataset, by the value of its key field.
    Person {
        dataset: DatasetId,
        key: String,
    },
}

impl Of {
    /// The one thing asked for; None where there is none or more than one, or a person without a dataset.
    pub fn one(
        dataset: Option<DatasetId>,
        person: Option<String>,
        agreement: Option<AgreementId>,
        account: Option<AccountId>,
    ) -> Option<Self> {
        match (dataset, person, agreement, account) {
            (Some(dataset), Some(key), None, None) => Some(Self::Person { dataset, key }),
            (Some(dataset), None, None, None) => Some(Self::Dataset(dataset)),
            (None, None, Some(agreement), None) => Some(Self::Agreement(agreement)),
            (None, None, None, Some(account)) => Some(Self::Account(account)),
            _ => None,
        }
    }
}

/// What to trace, and which page of the answer.
#[derive(Debug, Clone)]
pub struct Trace {
    pub of: Of,
    pub from: Option<Timestamp>,
    /// Inclusive.
    pub to: Option<Timestamp>,
    /// Where the page before ended.
    pub after: Option<TracePlace>,
    pub limit: u32,
}

/// A place in an answer, the newest first. Written `1767600123456.42`: milliseconds since 1970 and log position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TracePlace {
    at: Timestamp,
    position: u64,
}

/// Why a text is not a place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected `next` of the page before, found another text; copy it as it was answered")]
pub struct TracePlaceError;

impl fmt::Display for TracePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at.millis(), self.position)
    }
}

impl FromStr for TracePlace {
    type Err = TracePlaceError;

    fn from_str(text: &str) -> Result<Self, TracePlaceError> {
        let (at, position) = text.split_once('.').ok_or(TracePlaceError)?;
        let at = at.parse().map(Timestamp::from_millis).map_err(|_| TracePlaceError)?;
        Ok(Self { at, position: position.parse().map_err(|_| TracePlaceError)? })
    }
}

/// One release 出门. It says what left and never what stood there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sighting {
    /// Of the receipt in the log.
    pub position: u64,
    pub at: Timestamp,
    pub receipt: ReceiptId,
    /// Which copy 副本; absent for what left as no copy of a whole table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy: Option<SeenCopy>,
    pub account: AccountId,
    pub organisation: Option<OrganisationId>,
    /// None for what is openly published.
    pub agreement: Option<AgreementId>,
    pub purpose: String,
    pub basis: Vec<Basis>,
    pub channel: Channel,
    pub tables: Vec<SeenTable>,
    pub rows: u64,
    /// Bytes.
    pub size: u64,
    pub answer: Digest,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certainty: Option<Certainty>,
}

/// The copy a release was: what a trace of a found table names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeenCopy {
    /// 副本编号, by which its marks were made.
    pub id: ReceiptId,
    /// Values changed for marks, and rows that changed places.
    pub marks: u64,
    /// Why it bears none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unmarked: Option<Unmarked>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeenTable {
    pub dataset: DatasetId,
    pub version: VersionId,
    /// Names of the columns the answer could draw on.
    pub columns: Vec<String>,
}

/// How surely a release concerned the person asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// That very row was asked for by its key.
    LookedUp,
    /// Rows of the dataset left; which ones, the log does not say.
    MayContain,
}

/// Why a trace gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum TraceError {
    #[error(transparent)]
    Records(#[from] ExplainError),
    #[error(transparent)]
    Read(#[from] store::ReadError),
}

impl App {
    /// Who saw it, the newest first. For those who audit and watch over the platform.
    pub async fn who_saw(&self, session: &Session, trace: Trace) -> Result<Page<Sighting>, Problem> {
        self.allow(session, Action::SeeAudit, &Resource::Platform)?;
        Ok(find(&self.store, &trace).await?)
    }
}

/// The same from a platform's records, without the platform.
pub async fn trace(
    folder: &Path,
    database: Option<String>,
    entropy: Arc<dyn Entropy>,
    trace: Trace,
) -> Result<Page<Sighting>, TraceError> {
    let (_, store) = crate::law::records_of(folder, database, entropy).await?;
    let found = find(&store, &trace).await;
    store.close().await;
    Ok(found?)
}

async fn find(store: &Store, trace: &Trace) -> Result<Page<Sighting>, store::ReadError> {
    let asked = match &trace.of {
        Of::Person { key, .. } => Some(Digest::of(key.as_bytes())),
        Of::Account(_) | Of::Agreement(_) | Of::Dataset(_) => None,
    };
    let of = match &trace.of {
        Of::Account(id) => TraceOf::Account(id.to_string()),
        Of::Agreement(id) => TraceOf::Agreement(id.to_string()),
        Of::Dataset(id) => TraceOf::Dataset(id.to_string()),
        Of::Person { dataset, key } => {
            TraceOf::Subject { dataset: dataset.to_string(), key: Digest::of(key.as_bytes()) }
        }
    };
    let filter = TraceFilter {
        of,
        from: trace.from,
        to: trace.to,
        after: trace.after.map(|place| (place.at, place.position)),
        limit: trace.limit,
    };
    let found = store.trace(&filter).await?;
    let place = |(position, envelope): &(u64, Envelope)| {
        TracePlace { at: envelope.context.at, position: *position }.to_string()
    };
    Ok(Page::of(found, trace.limit, place, |(position, envelope)| sighting(position, envelope, asked)))
}

fn sighting(position: u64, envelope: Envelope, asked: Option<Digest>) -> Option<Sighting> {
    let Envelope { context, basis, act: Act::DataReleased(receipt), .. } = envelope else { return None };
    let looked_up = |asked: Digest| receipt.channel == Channel::Key && receipt.question == asked;
    let certainty = asked.map(|asked| if looked_up(asked) { Certainty::LookedUp } else { Certainty::MayContain });
    let tables = receipt.tables.into_iter().map(|table| SeenTable {
        dataset: table.dataset,
        version: table.version,
        columns: table.columns.into_iter().map(|column| column.name).collect(),
    });
    let id = receipt.id.clone();
    let copy = receipt.copy.map(|copy| SeenCopy { id, marks: copy.marks, unmarked: copy.unmarked });
    Some(Sighting {
        position,
        at: context.at,
        copy,
        receipt: receipt.id,
        account: receipt.account,
        organisation: receipt.organisation,
        agreement: receipt.agreement,
        purpose: receipt.purpose,
        basis,
        channel: receipt.channel,
        tables: tables.collect(),
        rows: receipt.rows,
        size: receipt.size,
        answer: receipt.answer,
        certainty,
    })
}
