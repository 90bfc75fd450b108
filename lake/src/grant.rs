//! The licence to read: made by the gate, and by nothing else.

use std::fmt;
use std::sync::Arc;

use base::{AgreementId, DatasetId};
use domain::agreement::{Channel, Condition, GrantedField};
use domain::version::Version;
use guard::mask::PseudonymKey;
use seal::Key;

/// The right to issue grants. One exists per opened lake; whoever holds it is the gate.
pub struct GateKey(());

impl GateKey {
    pub(crate) fn new() -> Self {
        Self(())
    }
}

impl fmt::Debug for GateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GateKey")
    }
}

/// What the gate decided: which tables, fields, rows and masks, and by which way the answer leaves.
#[derive(Debug)]
pub struct Terms {
    /// The agreement 协议 it rests on; `None` for openly published data.
    pub agreement: Option<AgreementId>,
    pub channel: Channel,
    pub tables: Vec<TableTerms>,
    /// Key of the pseudonyms of this agreement.
    pub pseudonym_key: PseudonymKey,
}

/// What may be seen of one dataset.
#[derive(Debug, Clone)]
pub struct TableTerms {
    pub dataset: DatasetId,
    /// Name of the table in SQL: letters, digits and `_`.
    pub sql_name: String,
    pub version: Arc<Version>,
    /// The version's key, unwrapped: the right to read and the means to come together.
    pub key: Key,
    /// A field that is not named here, or under the mask `Drop`, does not exist for the reader.
    pub fields: Vec<GrantedField>,
    /// Rows outside these conditions do not exist for the reader.
    pub rows: Vec<Condition>,
    /// Of those, so many in a thousand exist for the reader, 1 to 999; all where absent.
    pub sample: Option<u16>,
}

/// Proof that the gate allowed a reading. Reading functions take it by reference; nobody else can make one.
pub struct Grant {
    terms: Terms,
}

impl Grant {
    /// Only the holder of the lake's [`GateKey`] can issue a grant.
    pub fn issue(_key: &GateKey, terms: Terms) -> Self {
        Self { terms }
    }

    pub fn agreement(&self) -> Option<&AgreementId> {
        self.terms.agreement.as_ref()
    }

    pub fn channel(&self) -> Channel {
        self.terms.channel
    }

    pub fn tables(&self) -> &[TableTerms] {
        &self.terms.tables
    }

    pub(crate) fn table(&self, dataset: &DatasetId) -> Option<&TableTerms> {
        self.terms.tables.iter().find(|table| &table.dataset == dataset)
    }

    pub(crate) fn pseudonym_key(&self) -> &PseudonymKey {
        &self.terms.pseudonym_key
    }
}

impl fmt::Debug for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Grant").field("agreement", &self.terms.agreement).field("channel", &self.terms.channel).finish()
    }
}
