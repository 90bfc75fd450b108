use std::collections::HashMap;

use serde_json::Value;
use utoipa::ToSchema;

use super::masks::Mask;
use super::rulebook::Part;
use super::scenes::{Exception, Scene};

/// One run of a procedure 办件.
#[derive(ToSchema)]
pub(crate) struct Case {
    id: String,
    procedure: String,
    /// Digest of the rulebook it began under.
    law: String,
    region: String,
    about: About,
    applicant: Consumer,
    /// The body that holds the data concerned.
    #[schema(required = false)]
    provider: Option<String>,
    /// The other side of the agreement concerned.
    #[schema(required = false)]
    consumer: Option<Consumer>,
    /// The body the case is about.
    #[schema(required = false)]
    respondent: Option<String>,
    #[schema(format = DateTime)]
    opened: String,
    state: String,
    form: HashMap<String, Value>,
    clocks: Vec<RunningClock>,
    history: Vec<StepOnRecord>,
    /// Words given so far on a step that needs several.
    #[schema(required = false)]
    approvals: Vec<Approval>,
    #[schema(required = false)]
    comments: Vec<Comment>,
    ended: bool,
    /// What it led to.
    agreement: Option<String>,
    /// The entry it last made.
    #[schema(required = false)]
    entry: Option<String>,
    /// What its release would risk, as last assessed.
    #[schema(required = false)]
    assessment: Option<Assessment>,
}

/// What was found when a release was assessed 发布风险评估.
#[derive(ToSchema)]
struct Assessment {
    dataset: String,
    version: String,
    /// Each field to be released, with its mask.
    masks: HashMap<String, Mask>,
    /// Digest of the conditions on the rows assessed; left out where all were.
    #[schema(required = false)]
    row_filter: Option<String>,
    limits: RiskLimits,
    /// Whether the table keeps within the limits.
    passes: bool,
    /// Rows in classes smaller than k.
    rows_below: u64,
    /// The whole result, signed with the key of GET /log/key as a note: a line that says what it is, canonical JSON, and
    /// the signature.
    signed: String,
    /// The receipt of the reading.
    receipt: String,
    by: Actor,
    #[schema(format = DateTime)]
    at: String,
}

/// What rows must be like before they are released.
#[derive(ToSchema)]
struct RiskLimits {
    k: u32,
    l: u32,
    t_percent: u8,
    /// False where the law is silent: then they warn and refuse nothing.
    binding: bool,
}

/// What a case or an entry is about: a record of a kind, or a matter of which there is none.
#[derive(ToSchema)]
pub(crate) struct About {
    kind: Subject,
    #[schema(required = false)]
    id: Option<String>,
}

#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
pub(crate) enum Subject {
    Dataset,
    Agreement,
    Version,
    Organisation,
    Case,
    Matter,
}

/// One part's word on a step that needs several.
#[derive(ToSchema)]
struct Approval {
    step: String,
    part: Part,
    by: Actor,
    #[schema(format = DateTime)]
    at: String,
    #[schema(required = false)]
    inputs: HashMap<String, Value>,
}

/// A remark 批注.
#[derive(ToSchema)]
struct Comment {
    by: Actor,
    #[schema(format = DateTime)]
    at: String,
    text: String,
}

/// Whom data goes to: a body, or a citizen in person.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
pub(crate) enum Consumer {
    Organisation(String),
    Account(String),
}

/// A clock 时限 that runs or ran.
#[derive(ToSchema)]
struct RunningClock {
    name: String,
    #[schema(format = DateTime)]
    started: String,
    /// The last instant in time.
    #[schema(format = DateTime)]
    due: String,
    #[schema(format = Date)]
    date: String,
    /// When a warning goes out.
    #[schema(format = DateTime, required = false)]
    warn: Option<String>,
    /// The year's holiday notice is not out yet: the date may move.
    provisional: bool,
    /// The article.
    basis: String,
    /// Since when it stands still.
    #[schema(format = DateTime, required = false)]
    paused: Option<String>,
    #[schema(format = DateTime)]
    stopped: Option<String>,
    warned: bool,
    overdue: bool,
}

/// A clock that goes on after it stood still.
#[derive(ToSchema)]
struct Resumed {
    name: String,
    #[schema(format = DateTime)]
    due: String,
    #[schema(format = Date)]
    date: String,
    #[schema(format = DateTime, required = false)]
    warn: Option<String>,
    provisional: bool,
}

/// A step that was taken.
#[derive(ToSchema)]
struct StepOnRecord {
    step: String,
    to: String,
    by: Actor,
    /// Whose place was taken.
    #[schema(required = false)]
    in_place_of: Option<String>,
    /// Who approved beside the one who decided.
    #[schema(required = false)]
    with: Vec<Actor>,
    #[schema(format = DateTime)]
    at: String,
    inputs: HashMap<String, Value>,
    starts: Vec<RunningClock>,
    stops: Vec<String>,
    #[schema(required = false)]
    pauses: Vec<String>,
    #[schema(required = false)]
    resumes: Vec<Resumed>,
    ended: bool,
    #[schema(required = false)]
    agreement: Option<String>,
    #[schema(required = false)]
    entry: Option<String>,
}

/// Who acted: a login for its body, or the platform's timers.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
enum Actor {
    Account { account: String, organisation: Option<String> },
    Platform,
}

/// Who may use what, for what purpose, how, until when 协议.
#[derive(ToSchema)]
pub(crate) struct Agreement {
    id: String,
    provider: String,
    consumer: Consumer,
    /// Only these may be combined.
    tables: Vec<AgreedTable>,
    purpose: String,
    channels: Vec<Channel>,
    #[schema(format = Date)]
    from: String,
    /// The last day of use.
    #[schema(format = Date)]
    until: String,
    case: String,
    status: AgreementStatus,
    /// The class it was granted under; nothing where the law gives the data whatever its class.
    #[schema(required = false)]
    rests_on: Option<RestsOn>,
    /// What the data is used for 使用场景, which sets the least its masks must hide.
    #[schema(required = false)]
    scene: Option<Scene>,
    /// What the law lets masks be weaker for here.
    #[schema(required = false)]
    excepted: Vec<Exception>,
    /// The entry of consent that exception rests on: once it is withdrawn there is none.
    #[schema(required = false)]
    consent: Option<String>,
}

/// share-class 共享属性, open-class 开放属性.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
enum RestsOn {
    ShareClass,
    OpenClass,
}

#[derive(ToSchema)]
struct AgreedTable {
    dataset: String,
    fields: Vec<GrantedField>,
    rows: Vec<Condition>,
    /// Of those rows, so many in a thousand 抽样; all where absent.
    #[schema(required = false)]
    sample: Option<u16>,
    /// Left out where the platform's own bounds hold.
    #[schema(required = false)]
    marking: Option<Marking>,
}

/// How far the marks of a copy may change what leaves 指纹约定.
#[derive(ToSchema)]
struct Marking {
    /// 精确信息项.
    #[schema(required = false)]
    exact: Vec<String>,
    /// 容差: the largest change of one value, by field, as decimal text.
    #[schema(required = false)]
    tolerance: HashMap<String, String>,
    /// 受保护合计.
    #[schema(required = false)]
    totals: Vec<ProtectedTotal>,
}

/// A sum that stays what it is, in every group of equal values of the fields `by`.
#[derive(ToSchema)]
pub(super) struct ProtectedTotal {
    measure: String,
    #[schema(required = false)]
    by: Vec<String>,
}

#[derive(ToSchema)]
pub(super) struct GrantedField {
    name: String,
    mask: Mask,
}

#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
pub(super) enum Channel {
    Key,
    Page,
    Aggregate,
    Query,
    Export,
    /// Only in a receipt: rows of a person were erased, and nothing left.
    Erase,
    /// Counts for an assessment of release risk; no agreement names it.
    Assessment,
}

#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
enum AgreementStatus {
    InForce,
    /// 暂停.
    Suspended,
    Ended,
}

/// One condition on a field.
#[derive(ToSchema)]
pub(crate) struct Condition {
    field: String,
    is: Comparison,
    /// Text form of the field's type; left out for the two null tests.
    #[schema(required = false)]
    value: Option<String>,
}

#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    StartsWith,
    IsNull,
    IsNotNull,
}
