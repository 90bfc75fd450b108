//! Version 批次: one received batch of a dataset, whole or not at all.

use base::{CaseId, DatasetId, Digest, Grade, LawDate, Message, Timestamp, VersionId};
use law::Control;
use serde::{Deserialize, Serialize};

use crate::act::{Act, RecordKind};
use crate::dataset::Field;
use crate::decide::Deciding;
use crate::destruction::DestructionRecord;
use crate::key::KeyName;
use crate::record::{Decided, Index, Record};
use crate::refusal::Refusal;

/// One file of a version, as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredFile {
    /// Path below the platform's object store.
    pub path: String,
    /// Bytes, as they lie in the store: sealed.
    pub size: u64,
    /// Of the sealed bytes, so that whoever holds no key can check them.
    pub digest: Digest,
    /// Rows, 0 for an index.
    pub rows: u64,
}

/// A column as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub name: String,
    /// `text int decimal float bool date timestamp`, the words of `inspect`.
    pub data_type: String,
}

/// What a version consists of: every byte of it is named here with its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Commit number in the dataset's Delta table.
    pub delta_version: u64,
    pub rows: u64,
    pub columns: Vec<Column>,
    /// Parquet files in row order.
    pub files: Vec<StoredFile>,
    /// Where a row with a given key stands; absent without a key field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_index: Option<StoredFile>,
    /// Log entries of the table format that commit this version.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub log: Vec<StoredFile>,
}

impl Manifest {
    /// The files that hold rows or keys of rows: what a destruction removes.
    pub fn row_files(&self) -> impl Iterator<Item = &StoredFile> {
        self.files.iter().chain(&self.key_index)
    }

    /// Every file of the version, whatever its use.
    pub fn stored_files(&self) -> impl Iterator<Item = &StoredFile> {
        self.row_files().chain(&self.log)
    }
}

/// How the received file was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    pub format: String,
    pub encoding: String,
    pub rows_read: u64,
    pub rows_kept: u64,
    pub rows_set_aside: u64,
    /// Digest of the file as it came in.
    pub source: Digest,
    /// Digest of the rule pack 识别规则包 its fields were recognised by. None for what came in before packs were kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pack: Option<Digest>,
}

/// When a version is to be destroyed, and by which case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    pub case: CaseId,
    pub from: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    pub id: VersionId,
    pub dataset: DatasetId,
    /// 1, 2, 3 … within the dataset.
    pub number: u64,
    pub received: Timestamp,
    pub reading: Reading,
    pub manifest: Manifest,
    /// The field whose values name one row each, for answers by key.
    pub key_field: Option<String>,
    /// When its objects were ordered destroyed 销毁.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destroyed: Option<Timestamp>,
    /// The last day it is kept 保存期限. None where its entry sets no term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep_until: Option<LawDate>,
    /// Set when a timer found its term run out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expired: Option<Timestamp>,
    /// Too much of it was set aside: no reader sees it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub held: bool,
    /// The key its files are sealed by 批次密钥.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<KeyName>,
    /// That its destruction was carried out 销毁记录.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erased: Option<Box<DestructionRecord>>,
    /// It still holds rows of a person who is erased, and is on its way to be destroyed 待销毁.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ending: Option<Ending>,
    /// The version it repeats without an erased person's rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rewrites: Option<VersionId>,
}

impl Version {
    /// What no other version has: the number within the dataset.
    pub fn place(dataset: &DatasetId, number: u64) -> String {
        format!("{dataset}/{number}")
    }

    /// Whether its term has run out by `today`.
    pub fn is_expired(&self, today: LawDate) -> bool {
        self.keep_until.is_some_and(|last| last < today)
    }

    /// Why it is to be destroyed by now; None where it is not.
    pub fn over(&self, now: Timestamp) -> Option<&Ending> {
        self.ending.as_ref().filter(|ending| self.destroyed.is_none() && ending.from <= now)
    }

    /// When a timer must look at it. What looks asks for what was due a millisecond ago: a term runs to its last.
    fn due(&self) -> Option<Timestamp> {
        let term = self.keep_until.filter(|_| self.expired.is_none()).map(Timestamp::end_of);
        let ending = self.ending.as_ref().map(|ending| ending.from.plus_millis(-1));
        term.into_iter().chain(ending).min().filter(|_| self.destroyed.is_none())
    }

    /// Where it stands, as the index says it.
    fn status(&self) -> &'static str {
        match (self.destroyed, &self.ending, self.expired, self.held) {
            (Some(_), ..) => "destroyed",
            (None, Some(_), ..) => "ending",
            (None, None, Some(_), _) => "expired",
            (None, None, None, true) => "held",
            (None, None, None, false) => "received",
        }
    }
}

/// The act that records a version's term has run out. None where it has not, or where that or its destruction is on
/// record already.
pub fn expire(version: &Version, deciding: &Deciding<'_>) -> Option<Decided> {
    let due = version.is_expired(deciding.today()) && version.expired.is_none() && version.destroyed.is_none();
    let basis = deciding.basis_among(&[Control::Retention, Control::DestructionApproved]);
    due.then(|| Decided::new(Act::VersionExpired { at: deciding.now }, basis))
}

/// The act that records a destruction as carried out. None where it is on record, or none was ordered.
pub fn erase(version: &Version, record: DestructionRecord, deciding: &Deciding<'_>) -> Option<Decided> {
    let due = version.destroyed.is_some() && version.erased.is_none();
    due.then(|| Decided::new(Act::VersionErased(record), deciding.basis_among(&[Control::DestructionApproved])))
}

/// 存储等级: whether a store of `level` may take a version with these fields. A store is no less protected than the
/// highest grade of what it holds.
pub fn check_store(level: Grade, fields: &[Field], deciding: &Deciding<'_>) -> Result<(), Refusal> {
    let above = fields.iter().filter(|field| field.grade() > level).max_by_key(|field| field.grade());
    let Some(field) = above else { return Ok(()) };
    let message = Message::new("refusal-store-level").with("field", &field.name);
    Err(Refusal::new(message, deciding.basis_among(&[Control::StoreLevel])))
}

impl Record for Version {
    const KIND: RecordKind = RecordKind::Version;
    type Id = VersionId;

    fn id(&self) -> &VersionId {
        &self.id
    }

    fn evolve(state: Option<Self>, act: &Act) -> Option<Self> {
        match (state, act) {
            (None, Act::VersionReceived(version)) => Some(version.clone()),
            (Some(state), Act::VersionHeld { .. }) => Some(Self { held: true, ..state }),
            (Some(state), Act::VersionExpired { at }) => Some(Self { expired: Some(*at), ..state }),
            (Some(state), Act::VersionEnding(ending)) => Some(Self { ending: Some(ending.clone()), ..state }),
            (Some(state), Act::VersionDestroyed { at, .. }) => Some(Self { destroyed: Some(*at), ..state }),
            (Some(state), Act::VersionErased(record)) => Some(Self { erased: Some(Box::new(record.clone())), ..state }),
            (state, _) => state,
        }
    }

    fn index(&self) -> Index {
        Index {
            subject: Some(self.dataset.to_string()),
            natural_key: Some(Self::place(&self.dataset, self.number)),
            status: self.status().to_owned(),
            due: self.due(),
            ..Index::default()
        }
    }
}
