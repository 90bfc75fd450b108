use utoipa::ToSchema;

use super::receipt::Unmarked;

/// What a watch rule found 风险线索.
#[derive(ToSchema)]
pub(crate) struct Hit {
    id: String,
    rule: String,
    /// What the rule counts, such as `key-scanning`.
    detector: String,
    severity: Severity,
    /// What the rule stops.
    #[schema(required = false)]
    stops: Vec<Stops>,
    account: String,
    #[schema(required = false)]
    organisation: Option<String>,
    /// The one agreement the readings rested on.
    #[schema(required = false)]
    agreement: Option<String>,
    #[schema(format = DateTime)]
    at: String,
    measured: u64,
    limit: u64,
    /// Positions of the log, oldest first.
    evidence: Vec<u64>,
    /// The article.
    basis: String,
    #[schema(required = false)]
    case: Option<String>,
    /// What was stopped by it.
    #[schema(required = false)]
    stopped: Vec<Stops>,
}

#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
enum Severity {
    Notice,
    Case,
    Suspend,
}

#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
enum Stops {
    Account,
    Agreement,
}

/// One release of data 出门: who saw what, when, why, and by which copy.
#[derive(ToSchema)]
pub(crate) struct Sighting {
    /// Of the receipt in the log.
    position: u64,
    #[schema(format = DateTime)]
    at: String,
    receipt: String,
    /// Which copy it was, where a whole table left as one.
    #[schema(required = false)]
    copy: Option<SeenCopy>,
    account: String,
    organisation: Option<String>,
    agreement: Option<String>,
    purpose: String,
    /// The articles it rested on.
    basis: Vec<String>,
    /// Such as `key` or `export`.
    channel: String,
    tables: Vec<SeenTable>,
    rows: u64,
    /// Bytes.
    size: u64,
    /// Digest of the answer: a copy can be held against it.
    answer: String,
    /// For a person: whether that very row was asked for, or may have been among others.
    #[schema(required = false)]
    certainty: Option<Certainty>,
}

/// A copy 副本 by the id a trace of a found table names.
#[derive(ToSchema)]
struct SeenCopy {
    id: String,
    /// Values changed for marks, and rows that changed places.
    marks: u64,
    #[schema(required = false)]
    unmarked: Option<Unmarked>,
}

#[derive(ToSchema)]
struct SeenTable {
    dataset: String,
    version: String,
    /// Names of the columns the answer could draw on.
    columns: Vec<String>,
}

#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
enum Certainty {
    LookedUp,
    MayContain,
}
