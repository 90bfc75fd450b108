//! The record of a destruction 销毁记录: what was destroyed, how, on whose word, and that it was looked for in vain.

use base::{AccountId, CaseId, DatasetId, OrganisationId, Timestamp, VersionId};
use serde::{Deserialize, Serialize};

use crate::act::Actor;
use crate::case::Case;
use crate::key::KeyName;
use crate::version::{StoredFile, Version};

/// The steps that approve a destruction: that of the version itself, and that of a person's rows in it.
const APPROVALS: [&str; 2] = ["approve", "delete"];

/// Who approved it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approver {
    pub account: AccountId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrganisationId>,
}

/// What is stated and signed. Names no person but by account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destruction {
    pub version: VersionId,
    pub dataset: DatasetId,
    pub number: u64,
    pub case: CaseId,
    /// 销毁对象, as approved; the version itself where the case is about more than a version.
    pub object: String,
    /// 销毁流程, as approved; else the procedure that led to it.
    pub process: String,
    /// 销毁技术, as ordered.
    pub technique: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approver: Option<Approver>,
    /// Keys erased from the records and found gone.
    pub keys: Vec<KeyName>,
    /// Objects written over, removed and found gone, with the digests they had.
    pub objects: Vec<StoredFile>,
    /// When the last look found nothing.
    pub at: Timestamp,
}

/// A signed destruction 销毁记录. The signature is over the canonical JSON of the statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DestructionRecord {
    pub statement: Destruction,
    /// `national` (SM2 with SM3) or `international` (Ed25519).
    pub suite: String,
    /// The public key, in base64; the same that stands in the platform's `keys/records.vkey`.
    pub key: String,
    /// 64 bytes in base64.
    pub signature: String,
}

impl Destruction {
    /// What is to be stated of a version whose destruction by `technique` was ordered by `case`.
    pub fn of(version: &Version, case: &Case, technique: String, at: Timestamp) -> Self {
        let said = |field: &str| case.form.get(field).and_then(|value| value.as_str()).map(str::to_owned);
        let approval = case.history.iter().rev().find(|step| APPROVALS.contains(&step.step.as_str()));
        let approver = approval.and_then(|step| match &step.by {
            Actor::Account { account, organisation } => {
                Some(Approver { account: account.clone(), organisation: organisation.clone() })
            }
            Actor::Platform => None,
        });
        Self {
            version: version.id.clone(),
            dataset: version.dataset.clone(),
            number: version.number,
            case: case.id.clone(),
            object: said("object").unwrap_or_else(|| version.id.to_string()),
            process: said("process").unwrap_or_else(|| case.procedure.clone()),
            technique,
            approver,
            keys: version.key.iter().cloned().collect(),
            objects: version.manifest.row_files().cloned().collect(),
            at,
        }
    }
}
