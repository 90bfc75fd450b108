//! One receipt, as its holder sees and checks it.

use access::{Action, Resource};
use base::{OrganisationId, ReceiptId};
use domain::act::{Act, Envelope, RecordKind, RecordRef};
use domain::dataset::Dataset;
use domain::receipt::Receipt;
use ledger::{BundleError, ProofBundle, VerifierKey};
use store::ProofError;

use crate::platform::App;
use crate::problem::Problem;
use crate::session::Session;

/// A receipt and its place in the log.
#[derive(Debug, Clone)]
pub struct ReceiptProof {
    pub receipt: Receipt,
    pub position: u64,
    /// What to keep: verifiable offline with the platform's public key.
    pub bundle: ProofBundle,
}

/// Why a kept receipt is not proof of anything.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptVerifyError {
    #[error(transparent)]
    Bundle(#[from] BundleError),
    #[error(
        "expected the act of a release of data, found another content; keep the receipt file as the platform sent it"
    )]
    NotAReceipt,
}

/// Checks a kept receipt offline and gives what it proves.
pub fn verify_receipt(bytes: &[u8], key: &VerifierKey) -> Result<(Receipt, u64), ReceiptVerifyError> {
    let bundle = ProofBundle::from_json(bytes)?;
    let verified = bundle.verify(key)?;
    let receipt = released(&bundle).ok_or(ReceiptVerifyError::NotAReceipt)?;
    Ok((receipt, verified.position))
}

fn released(bundle: &ProofBundle) -> Option<Receipt> {
    let envelope: Envelope = serde_json::from_str(&bundle.payload).ok()?;
    match envelope.act {
        Act::DataReleased(receipt) => Some(receipt),
        _ => None,
    }
}

impl App {
    /// A receipt with its proof, once it is in a checkpoint; waits up to the next one.
    pub async fn receipt_proof(&self, session: &Session, id: &ReceiptId) -> Result<ReceiptProof, Problem> {
        let (position, receipt) = self.receipt_on_record(id).await?;
        let provider = self.only_provider(&receipt).await?;
        let resource = Resource::Receipt { receipt: &receipt, provider: provider.as_ref() };
        self.allow(session, Action::SeeReceipt, &resource)?;
        self.sequencer.wait_integrated(position).await?;
        let bundle = self.sequencer.proof(position).await?;
        Ok(ReceiptProof { receipt, position, bundle })
    }

    /// A receipt and its place in the log.
    pub(crate) async fn receipt_on_record(&self, id: &ReceiptId) -> Result<(u64, Receipt), Problem> {
        let record = RecordRef { kind: RecordKind::Receipt, id: id.to_string() };
        match self.store.acts_of(&record, 0, 1).await?.into_iter().next() {
            Some((position, Envelope { act: Act::DataReleased(receipt), .. })) => Ok((position, receipt)),
            _ => Err(Problem::missing(RecordKind::Receipt, id.as_str())),
        }
    }

    pub(crate) async fn only_provider(&self, receipt: &Receipt) -> Result<Option<OrganisationId>, Problem> {
        let mut provider = None;
        for table in &receipt.tables {
            let dataset = self.store.load::<Dataset>(table.dataset.as_str()).await?;
            let found = dataset.map(|loaded| loaded.state.provider);
            if provider.is_some() && provider != found {
                return Ok(None);
            }
            provider = found;
        }
        Ok(provider)
    }
}

impl From<ProofError> for Problem {
    fn from(error: ProofError) -> Self {
        match error {
            ProofError::NotYet { .. } => Self::Unavailable {
                message: base::Message::new("unavailable-not-published"),
                detail: error.to_string(),
            },
            ProofError::Erased { .. } => Self::NotFound(base::Message::new("receipt-erased")),
            ProofError::Tiles { .. } | ProofError::Read(_) | ProofError::Sequence(_) => {
                Self::Internal(error.to_string())
            }
        }
    }
}
