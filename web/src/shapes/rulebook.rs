use utoipa::ToSchema;

use super::catalogue::{OpenClass, ShareClass};
use super::course::Subject;
use super::scenes::Scene;

/// A short text in both languages.
#[derive(ToSchema)]
pub(crate) struct Words {
    zh: String,
    en: String,
}

/// A procedure 程序.
#[derive(ToSchema)]
pub(crate) struct Procedure {
    name: String,
    title: Words,
    /// Its number among the forty.
    number: Option<u8>,
    subject: Subject,
    /// The register its entries are kept in.
    register: Option<String>,
    /// The scene 使用场景 in which its cases give data away, where the procedure settles it.
    scene: Option<Scene>,
    /// What the applicant fills in before the first step.
    form: Vec<FormField>,
    steps: Vec<Step>,
}

/// A step 环节.
#[derive(ToSchema)]
struct Step {
    name: String,
    title: Words,
    from: Vec<String>,
    to: String,
    /// Who takes it, unless the region names another part.
    by: Part,
    /// Who must approve beside them.
    with: Vec<Part>,
    /// The clock whose running out makes the platform take it.
    on: Option<String>,
    /// The clocks that begin to run.
    starts: Vec<String>,
    stops: Vec<String>,
    pauses: Vec<String>,
    resumes: Vec<String>,
    form: Vec<FormField>,
    guards: Vec<String>,
    effects: Vec<String>,
    notifies: Vec<Part>,
    /// The event whose recipients each region names.
    tells: Option<String>,
}

/// Who takes a step 办理人.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
pub(crate) enum Part {
    Applicant,
    Provider,
    Consumer,
    Respondent,
    Authority,
    Superior,
    Government,
    Cyberspace,
    Police,
    Secrecy,
    Sector,
    Development,
    Standards,
    Credit,
    Regulator,
    Operator,
    Exchange,
    Anyone,
    Platform,
}

#[derive(ToSchema)]
struct FormField {
    name: String,
    kind: InputKind,
    required: Required,
    label: Words,
    /// What may be chosen, for `enum`.
    #[schema(required = false)]
    options: Vec<Choice>,
    #[schema(required = false)]
    min: Option<i64>,
    #[schema(required = false)]
    max: Option<i64>,
    /// Endings of the names of files taken.
    #[schema(required = false)]
    accept: Vec<String>,
}

/// yes, no, or asked: only where the region asks for it.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
enum Required {
    Yes,
    No,
    Asked,
}

#[derive(ToSchema)]
struct Choice {
    value: String,
    label: Words,
}

#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
enum InputKind {
    Text,
    Date,
    Number,
    Enum,
    Flag,
    Consent,
    Organisation,
    Dataset,
    Agreement,
    Version,
    Case,
    Fields,
    Purpose,
    Basis,
    Masks,
    Marking,
    RowFilter,
    Tables,
    Channels,
    File,
    Grade,
    Grades,
    ShareClass,
    OpenClass,
    Scene,
}

/// A regulation that binds here.
#[derive(ToSchema)]
pub(crate) struct Binding {
    regulation: String,
    #[schema(format = Date)]
    from: String,
    /// 试点: a draft followed of the region's own choice.
    pilot: bool,
}

/// A purpose 用途.
#[derive(ToSchema)]
pub(crate) struct Purpose {
    code: String,
    name: Words,
    /// The scene it is, where the purpose settles it.
    #[schema(required = false)]
    scene: Option<Scene>,
}

#[derive(ToSchema)]
pub(crate) struct ShareClassHere {
    role: ShareClass,
    name: Words,
    basis: String,
}

#[derive(ToSchema)]
pub(crate) struct OpenClassHere {
    role: OpenClass,
    name: Words,
    basis: String,
}

/// A ground 理由.
#[derive(ToSchema)]
pub(crate) struct GroundHere {
    code: String,
    name: Words,
    basis: String,
}

/// A clock's length 时限 and the article that sets it.
#[derive(ToSchema)]
pub(crate) struct Clock {
    name: String,
    /// One of `hours`, `working-days`, `calendar-days` and `months` with its number, or `stated`: to the date stated.
    length: serde_json::Value,
    basis: String,
    /// law: the article names the number; authority: it leaves it to rules.
    set_by: SetBy,
    on_return: OnReturn,
    /// Days before the end at which a warning goes out.
    warn_days: u16,
}

/// What becomes of it while a case is returned for correction.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
enum OnReturn {
    Continues,
    Restarts,
}

#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
enum SetBy {
    Law,
    Authority,
}
