//! Acts 行为: what the log holds. State is the fold of the acts and nothing else.

use std::collections::BTreeMap;

use base::{AccountId, Digest, Example, Features, OrganisationId, Timestamp};
use law::Basis;
use serde::{Deserialize, Serialize};

use crate::account::{Account, Role};
use crate::agreement::{Agreement, Amendment};
use crate::attachment::Attachment;
use crate::backup::BackupMade;
use crate::budget::{Budget, Spending};
use crate::case::{Approval, Assessment, Case, Comment, Inputs, Stepped};
use crate::credential::Credential;
use crate::dataset::{Dataset, FieldGrade, Reclassing, Revision};
use crate::destruction::DestructionRecord;
use crate::entry::Entry;
use crate::erasure::{Erasure, PayloadsErased, RowsErased};
use crate::key::KeyRotation;
use crate::notice::{Notice, Reach, Sending};
use crate::organisation::Organisation;
use crate::receipt::Receipt;
use crate::trace::Traced;
use crate::version::{Ending, Version};
use crate::watch::{Hit, Refused};

/// What happened to one record. The variants of one record are folded by that record's `evolve` only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", content = "body", rename_all = "kebab-case")]
pub enum Act {
    /// A body joins the platform 机构登记.
    OrganisationRegistered(Organisation),
    /// A login is opened 开户.
    AccountOpened(Account),
    /// The roles of a login change 角色调整.
    RolesSet { roles: Vec<Role> },
    /// A login is closed for good 销户.
    AccountClosed { reason: String },
    /// A password, session or API token comes into force.
    CredentialIssued(Credential),
    /// A credential ends before its term.
    CredentialRevoked { reason: String },
    /// A catalogue entry is written down, not yet in force 目录编制.
    DatasetRegistered(Dataset),
    /// A catalogue entry is changed before it is confirmed 目录更新.
    DatasetRevised(Revision),
    /// The authority confirms a catalogue entry 目录确认.
    DatasetConfirmed { on: base::LawDate },
    /// The share or open class changes 属性变更.
    DatasetReclassified(Reclassing),
    /// A catalogue entry ends 目录注销.
    DatasetWithdrawn { reason: String },
    /// The version readers saw is no longer there 批次失效.
    VersionGone { version: base::VersionId },
    /// A version becomes the one that readers see 批次生效.
    VersionAdopted {
        version: base::VersionId,
        fields: Vec<crate::dataset::Field>,
        /// The last day it is kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        keep_until: Option<base::LawDate>,
    },
    /// A table somebody found was looked at for the marks of its copies 溯源.
    CopyTraced(Traced),
    /// The steward confirms or overrides the proposed grades 分级确认.
    GradesConfirmed {
        grades: Vec<FieldGrade>,
        /// What was overridden, with what was counted of it, so that a changed pack is held against it 纠正样例.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        examples: Vec<Example>,
    },
    /// A batch was received whole and sealed 批次入库.
    VersionReceived(Version),
    /// What the recognisers counted of each column of a batch, by which rule pack 识别留痕. Shares and words, no value.
    VersionScanned { pack: Digest, columns: BTreeMap<String, Features> },
    /// A batch is kept from readers because too many of its rows did not fit 批次暂存.
    VersionHeld {
        rows_read: u64,
        rows_set_aside: u64,
        /// The greatest share the region bears, in per cent.
        set_aside_percent: u8,
    },
    /// A batch is past its term 保存期满.
    VersionExpired { at: Timestamp },
    /// A batch is destroyed 销毁: with what object, process and technique, approved by whom.
    VersionDestroyed { at: Timestamp, case: base::CaseId, technique: String },
    /// Its keys and objects were looked for and are gone 销毁完成.
    VersionErased(DestructionRecord),
    /// A batch holds rows of a person who is erased: it is destroyed from some instant on 待销毁.
    VersionEnding(Ending),
    /// One person's rows are to leave a dataset 个人数据删除.
    ErasureOrdered(Erasure),
    /// A batch was looked through for them 删除行.
    RowsErased(RowsErased),
    /// They are gone from every batch, and the acts that named the person say so no more 删除完成.
    ErasureDone { at: Timestamp, records: u64 },
    /// The index of traces says no more whose key the receipts at these positions were asked for by 溯源索引抹除.
    TracesBlanked { positions: Vec<u64> },
    /// The content of acts of this record is erased 内容删除.
    PayloadsErased(PayloadsErased),
    /// A run of a procedure begins 办件受理.
    CaseOpened(Case),
    /// A step of a procedure was taken 环节办理.
    CaseStepped(Stepped),
    /// One of several parts approved a step that needs them all 会签.
    CaseApproved(Approval),
    /// A remark on a case 批注.
    CaseCommented(Comment),
    /// What a release would risk was assessed 发布风险评估.
    CaseAssessed(Assessment),
    /// A clock is about to run out 预警.
    CaseWarned { clock: String },
    /// A clock ran out before its step was taken 超期.
    CaseOverdue { clock: String },
    /// Use of data is agreed 协议生效.
    AgreementGranted(Agreement),
    /// Its terms change 协议变更.
    AgreementAmended(Amendment),
    /// It stops for a time 协议暂停.
    AgreementSuspended { reason: String },
    /// It goes on 协议恢复.
    AgreementResumed { reason: String },
    /// An agreement ends before its term 协议终止.
    AgreementEnded { reason: String },
    /// An entry comes into a register 登记.
    EntryMade(Entry),
    /// It takes up what a later step said 登记变更.
    EntryAmended { facts: Inputs },
    /// It is shown to everyone 公示.
    EntryPublished { at: Timestamp },
    /// It has served its purpose 办结.
    EntryClosed { reason: String },
    /// It no longer holds 撤销.
    EntryStruck { reason: String },
    /// A body or person is told 通知.
    NoticeGiven(Notice),
    /// It went out by e-mail or webhook, or could not 送达.
    NoticeSent(Sending),
    /// It was read 已阅.
    NoticeRead { at: Timestamp },
    /// Someone takes another's place for a time 代办.
    StandInSet { account: AccountId, until: base::LawDate },
    /// They no longer do 代办结束.
    StandInEnded {},
    /// How much private statistics may tell is set 隐私预算核定.
    BudgetSet(Budget),
    /// An answer was paid from it 隐私预算支用.
    BudgetSpent(Spending),
    /// A file for a case came in and was sealed 附件入库.
    AttachmentReceived(Attachment),
    /// Where a body's notices go beside its inbox 送达地址.
    ReachSet(Reach),
    /// An account is kept from everything until the case lifts it 账户暂停.
    AccountSuspended { case: base::CaseId },
    /// It may act again 账户恢复.
    AccountResumed { case: base::CaseId },
    /// Requests of an account were refused 访问被拒.
    AccessRefused(Refused),
    /// A watch rule found something 风险线索.
    WatchHit(Hit),
    /// A key was replaced by its next generation 密钥轮换.
    KeyRotated(KeyRotation),
    /// A backup of the platform was made 备份完成.
    BackupMade(BackupMade),
    /// Data left through the gate 数据出门.
    DataReleased(Receipt),
}

/// The kinds of record an act can concern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordKind {
    Organisation,
    Account,
    Credential,
    Dataset,
    Version,
    Agreement,
    Case,
    Entry,
    Notice,
    Attachment,
    Hit,
    /// Refusals of one minute: one act, without a view.
    Refusal,
    /// A rotation of a key is one act, as a receipt is.
    Key,
    /// A backup is one act too.
    Backup,
    Erasure,
    Budget,
    /// A receipt is one act and never changes: it has no view, the log itself is where it is read.
    Receipt,
}

impl RecordKind {
    pub const ALL: [Self; 17] = [
        Self::Organisation,
        Self::Account,
        Self::Credential,
        Self::Dataset,
        Self::Version,
        Self::Agreement,
        Self::Case,
        Self::Entry,
        Self::Notice,
        Self::Attachment,
        Self::Hit,
        Self::Refusal,
        Self::Key,
        Self::Backup,
        Self::Erasure,
        Self::Budget,
        Self::Receipt,
    ];

    /// The name in the log and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Account => "account",
            Self::Credential => "credential",
            Self::Dataset => "dataset",
            Self::Version => "version",
            Self::Agreement => "agreement",
            Self::Case => "case",
            Self::Entry => "entry",
            Self::Notice => "notice",
            Self::Attachment => "attachment",
            Self::Hit => "hit",
            Self::Refusal => "refusal",
            Self::Key => "key",
            Self::Backup => "backup",
            Self::Erasure => "erasure",
            Self::Budget => "budget",
            Self::Receipt => "receipt",
        }
    }
}

/// Which record an act concerns.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RecordRef {
    pub kind: RecordKind,
    pub id: String,
}

/// Who acted: an account and the body it acts for; the platform itself for timers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    Account {
        account: AccountId,
        organisation: Option<OrganisationId>,
    },
    /// A timer or the founding of the platform.
    Platform,
}

/// When, by whom and under which law an act was decided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Context {
    pub at: Timestamp,
    pub actor: Actor,
    /// Digest of the rulebook in force when the act was decided: the law replayed later.
    pub law: Digest,
    /// Digest of the access policies in force.
    pub policy: Digest,
}

/// One entry of the log, whole. Its canonical JSON is what a leaf commits to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    pub record: RecordRef,
    /// 1 for the first act of a record, then one more each.
    pub version: u64,
    #[serde(flatten)]
    pub context: Context,
    /// The articles the act rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub basis: Vec<Basis>,
    #[serde(flatten)]
    pub act: Act,
}

impl Act {
    /// The act's name in the log, such as `agreement-granted`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::OrganisationRegistered(_) => "organisation-registered",
            Self::AccountOpened(_) => "account-opened",
            Self::RolesSet { .. } => "roles-set",
            Self::AccountClosed { .. } => "account-closed",
            Self::CredentialIssued(_) => "credential-issued",
            Self::CredentialRevoked { .. } => "credential-revoked",
            Self::DatasetRegistered(_) => "dataset-registered",
            Self::DatasetRevised(_) => "dataset-revised",
            Self::DatasetConfirmed { .. } => "dataset-confirmed",
            Self::VersionAdopted { .. } => "version-adopted",
            Self::GradesConfirmed { .. } => "grades-confirmed",
            Self::VersionReceived(_) => "version-received",
            Self::VersionScanned { .. } => "version-scanned",
            Self::CaseOpened(_) => "case-opened",
            Self::CaseStepped(_) => "case-stepped",
            Self::CaseOverdue { .. } => "case-overdue",
            Self::AgreementGranted(_) => "agreement-granted",
            Self::AgreementEnded { .. } => "agreement-ended",
            Self::DatasetReclassified(_) => "dataset-reclassified",
            Self::DatasetWithdrawn { .. } => "dataset-withdrawn",
            Self::VersionGone { .. } => "version-gone",
            Self::VersionHeld { .. } => "version-held",
            Self::VersionExpired { .. } => "version-expired",
            Self::VersionDestroyed { .. } => "version-destroyed",
            Self::VersionErased(_) => "version-erased",
            Self::KeyRotated(_) => "key-rotated",
            Self::BackupMade(_) => "backup-made",
            Self::VersionEnding(_) => "version-ending",
            Self::ErasureOrdered(_) => "erasure-ordered",
            Self::RowsErased(_) => "rows-erased",
            Self::ErasureDone { .. } => "erasure-done",
            Self::TracesBlanked { .. } => "traces-blanked",
            Self::PayloadsErased(_) => "payloads-erased",
            Self::CaseApproved(_) => "case-approved",
            Self::CaseCommented(_) => "case-commented",
            Self::CaseAssessed(_) => "case-assessed",
            Self::CaseWarned { .. } => "case-warned",
            Self::AgreementAmended(_) => "agreement-amended",
            Self::AgreementSuspended { .. } => "agreement-suspended",
            Self::AgreementResumed { .. } => "agreement-resumed",
            Self::EntryMade(_) => "entry-made",
            Self::EntryAmended { .. } => "entry-amended",
            Self::EntryPublished { .. } => "entry-published",
            Self::EntryClosed { .. } => "entry-closed",
            Self::EntryStruck { .. } => "entry-struck",
            Self::NoticeGiven(_) => "notice-given",
            Self::NoticeSent(_) => "notice-sent",
            Self::NoticeRead { .. } => "notice-read",
            Self::StandInSet { .. } => "stand-in-set",
            Self::StandInEnded { .. } => "stand-in-ended",
            Self::BudgetSet(_) => "budget-set",
            Self::BudgetSpent(_) => "budget-spent",
            Self::AttachmentReceived(_) => "attachment-received",
            Self::ReachSet(_) => "reach-set",
            Self::AccountSuspended { .. } => "account-suspended",
            Self::AccountResumed { .. } => "account-resumed",
            Self::AccessRefused(_) => "access-refused",
            Self::WatchHit(_) => "watch-hit",
            Self::DataReleased(_) => "data-released",
            Self::CopyTraced(_) => "copy-traced",
        }
    }
}
