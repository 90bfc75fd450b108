use std::collections::HashMap;

use utoipa::ToSchema;

use super::destruction::{DestructionRecord, KeyName};
use super::masks::Mask;
use super::registers::Message;
use super::scenes::Exception;

/// A catalogue entry 数据资源.
#[derive(ToSchema)]
pub(crate) struct Dataset {
    id: String,
    provider: String,
    catalogue: Catalogue,
    key_field: Option<String>,
    fields: Vec<Field>,
    /// registered: waits for the authority; listed: may be shared and opened.
    status: DatasetStatus,
    /// The version readers see.
    version: Option<String>,
    /// The last day that version is kept.
    #[schema(required = false, format = Date)]
    keep_until: Option<String>,
    /// The masks it was opened under; left out where it was opened as it is, or never.
    #[schema(required = false)]
    opened: Option<OpenedUnder>,
    /// The registration case.
    case: String,
}

/// What a decision to open said of each field 开放脱敏方式. It holds for every version until another decision.
#[derive(ToSchema)]
struct OpenedUnder {
    /// Every field there was, with its mask. One that is not here came later and is not opened by it.
    masks: HashMap<String, Mask>,
    /// What the law lets masks be weaker for.
    #[schema(required = false)]
    excepted: Option<Vec<Exception>>,
    /// The entry of consent that exception rests on: once it is withdrawn there is none.
    #[schema(required = false)]
    consent: Option<String>,
    /// The version assessed under these masks; of another nothing about persons is given before it is assessed.
    #[schema(required = false)]
    assessed: Option<String>,
    /// The case that decided it.
    case: String,
}

#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
enum DatasetStatus {
    Registered,
    Listed,
    Withdrawn,
}

/// The national catalogue metadata 政务信息资源目录核心元数据.
#[derive(ToSchema)]
pub(crate) struct Catalogue {
    /// 分类.
    category: String,
    /// 名称.
    title: String,
    /// 代码, unique on the platform.
    code: String,
    /// 提供方代码: a unified social credit code.
    #[schema(required = false)]
    provider_code: Option<String>,
    /// 摘要.
    summary: String,
    format: ResourceFormat,
    sharing: Sharing,
    opening: Opening,
    update_cycle: UpdateCycle,
    /// 发布日期, set when the entry is confirmed.
    #[schema(required = false, format = Date)]
    published: Option<String>,
    /// 关联资源代码.
    #[schema(required = false)]
    related: Vec<String>,
    /// 责任岗位: the post that answers for it.
    #[schema(required = false)]
    responsible: Option<String>,
    /// 基础库: code of the region's list.
    #[schema(required = false)]
    base_library: Option<String>,
    /// 财政资金: the treasury paid for it.
    #[schema(required = false)]
    treasury_funded: bool,
    /// 保存期限: days each version is kept.
    #[schema(required = false)]
    keep_days: Option<u32>,
}

#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
enum ResourceFormat {
    Document,
    Spreadsheet,
    Database,
    Image,
    Media,
    SelfDescribing,
    Interface,
}

#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
enum UpdateCycle {
    RealTime,
    Daily,
    Weekly,
    Monthly,
    Quarterly,
    Yearly,
}

/// 共享属性.
#[derive(ToSchema)]
struct Sharing {
    class: ShareClass,
    #[schema(required = false)]
    condition: Option<String>,
    #[schema(required = false)]
    method: Option<String>,
    #[schema(required = false)]
    ground: Option<Ground>,
}

/// unconditional 无条件共享, conditional 有条件共享, not-shared 不予共享.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
pub(super) enum ShareClass {
    Unconditional,
    Conditional,
    NotShared,
}

/// What keeps data from being shared.
#[derive(ToSchema)]
struct Ground {
    /// Code of the region's list (GET /api/v1/region).
    kind: String,
    citation: String,
}

/// 开放属性.
#[derive(ToSchema)]
struct Opening {
    class: OpenClass,
    #[schema(required = false)]
    condition: Option<String>,
}

/// unconditional 无条件开放, conditional 有条件开放, not-open 不予开放.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
pub(super) enum OpenClass {
    Unconditional,
    Conditional,
    NotOpen,
}

/// Field 信息项.
#[derive(ToSchema)]
struct Field {
    name: String,
    data_type: DataType,
    /// What its values are, as recognised.
    kinds: Vec<Kind>,
    proposed: Grade,
    /// Why these kinds and that proposal. Says no value.
    #[schema(required = false)]
    why: Vec<Message>,
    /// The steward's word; until then the proposal binds.
    confirmed: Option<Grade>,
    /// What its values are in the steward's word, where it is not what was recognised.
    #[schema(required = false)]
    corrected: Option<Vec<Kind>>,
}

#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
enum DataType {
    Text,
    Int,
    Decimal,
    Float,
    Bool,
    Date,
    Timestamp,
}

/// What a value says about a person or a body.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
pub(crate) enum Kind {
    IdNumber,
    Mobile,
    Landline,
    BankCard,
    Uscc,
    Email,
    Plate,
    Name,
    Address,
    Passport,
    TravelPermit,
    ResidencePermit,
    BirthDate,
    OrgCode,
    TaxId,
    Vin,
    MedicalRecord,
    Disease,
    Biometric,
    Location,
    Account,
    Password,
    Ip,
    Mac,
    Property,
    Income,
    School,
    Employer,
    CaseNumber,
}

/// GB/T 43697-2024: general data 一般数据 in four grades, important 重要数据, core 核心数据.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
pub(crate) enum Grade {
    General1,
    General2,
    General3,
    General4,
    Important,
    Core,
}

#[derive(ToSchema)]
pub(crate) struct FieldGrade {
    field: String,
    grade: Grade,
    /// Needed where the grade is below the proposal, or other kinds are said.
    #[schema(required = false)]
    reason: String,
    /// What the values are, where it is not what was recognised.
    #[schema(required = false)]
    kinds: Option<Vec<Kind>>,
}

/// A received batch 批次.
#[derive(ToSchema)]
pub(crate) struct Version {
    id: String,
    dataset: String,
    /// 1, 2, 3 … within the dataset.
    number: u64,
    #[schema(format = DateTime)]
    received: String,
    reading: Reading,
    manifest: Manifest,
    key_field: Option<String>,
    /// When its objects were ordered destroyed 销毁.
    #[schema(required = false, format = DateTime)]
    destroyed: Option<String>,
    /// The last day it is kept 保存期限.
    #[schema(required = false, format = Date)]
    keep_until: Option<String>,
    /// When its term was found run out.
    #[schema(required = false, format = DateTime)]
    expired: Option<String>,
    /// 质量不合格暂存: too much of it was set aside, so no reader sees it.
    #[schema(required = false)]
    held: bool,
    /// The key its files are sealed by 批次密钥.
    #[schema(required = false)]
    key: Option<KeyName>,
    /// That its destruction was carried out 销毁记录.
    #[schema(required = false)]
    erased: Option<DestructionRecord>,
    /// 待销毁: it holds rows of a person who is erased.
    #[schema(required = false)]
    ending: Option<Ending>,
    /// The version it repeats without an erased person's rows.
    #[schema(required = false)]
    rewrites: Option<String>,
}

/// When a version is to be destroyed.
#[derive(ToSchema)]
struct Ending {
    /// The case that ordered the erasure.
    case: String,
    #[schema(format = DateTime)]
    from: String,
}

/// How the file was read.
#[derive(ToSchema)]
struct Reading {
    format: String,
    encoding: String,
    rows_read: u64,
    rows_kept: u64,
    rows_set_aside: u64,
    /// SHA-256 of the file as it came in.
    source: String,
    /// Digest of the rule pack its fields were recognised by.
    #[schema(required = false)]
    pack: Option<String>,
}

/// Every byte a version consists of, by digest.
#[derive(ToSchema)]
struct Manifest {
    delta_version: u64,
    rows: u64,
    columns: Vec<Column>,
    files: Vec<StoredFile>,
    #[schema(required = false)]
    key_index: Option<StoredFile>,
    #[schema(required = false)]
    log: Vec<StoredFile>,
}

#[derive(ToSchema)]
struct Column {
    name: String,
    data_type: DataType,
}

/// A file as it lies in the store, sealed.
#[derive(ToSchema)]
pub(crate) struct StoredFile {
    path: String,
    size: u64,
    digest: String,
    rows: u64,
}
