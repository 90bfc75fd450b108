use utoipa::ToSchema;

/// A body 机构.
#[derive(ToSchema)]
pub(crate) struct Organisation {
    id: String,
    name: String,
    kind: OrganisationKind,
    /// GB/T 2260 code of the region whose law binds it.
    region: String,
    /// Unified social credit code 统一社会信用代码.
    uscc: Option<String>,
    /// Tasks of supervision it has there.
    #[schema(required = false)]
    offices: Vec<Office>,
    #[schema(required = false)]
    reach: Option<Reach>,
}

/// A task of supervision 职能.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
pub(crate) enum Office {
    Government,
    Cyberspace,
    Police,
    Secrecy,
    Sector,
    Development,
    Standards,
    Credit,
    Regulator,
}

/// Where a body's notices go beside its inbox.
#[derive(ToSchema)]
pub(crate) struct Reach {
    #[schema(required = false)]
    email: Option<String>,
    /// An address that takes signed notices.
    #[schema(required = false)]
    webhook: Option<String>,
}

/// authority 主管部门, department 政务部门, public-service-body 公共服务组织, enterprise 企业, operator 运营单位,
/// exchange 交易机构, regulator 监管机构.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
pub(crate) enum OrganisationKind {
    Authority,
    Department,
    PublicServiceBody,
    Enterprise,
    Operator,
    Exchange,
    Regulator,
}

/// A login 账户.
#[derive(ToSchema)]
pub(crate) struct Account {
    id: String,
    handle: String,
    /// The body it acts for; none for a citizen.
    organisation: Option<String>,
    roles: Vec<Role>,
    status: AccountStatus,
    #[schema(required = false)]
    stand_in: Option<StandIn>,
}

/// Who may take an account's steps for a time 代办人.
#[derive(ToSchema)]
struct StandIn {
    account: String,
    #[schema(format = Date)]
    until: String,
}

#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
enum AccountStatus {
    Open,
    Closed,
}

#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
pub(crate) enum Role {
    Administrator,
    Authority,
    Steward,
    Reader,
    Operator,
    Applicant,
    Auditor,
    Regulator,
}

/// data: read governed data; catalogue: entries, versions, grades; cases; accounts: bodies, logins, tokens; audit: acts,
/// receipts, proofs.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
pub(crate) enum Scope {
    Data,
    Catalogue,
    Cases,
    Accounts,
    Audit,
}
