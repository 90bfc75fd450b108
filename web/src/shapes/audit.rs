use utoipa::ToSchema;

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
