use std::collections::HashMap;

use utoipa::ToSchema;

use super::catalogue::{OpenClass, ShareClass};

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
    subject: String,
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
    by: Part,
    /// The clock that begins to run.
    starts: Option<String>,
    stops: Vec<String>,
    form: Vec<FormField>,
    guards: Vec<String>,
    effect: Option<String>,
}

#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
enum Part {
    Applicant,
    Provider,
    Authority,
}

#[derive(ToSchema)]
struct FormField {
    name: String,
    kind: InputKind,
    required: bool,
    label: Words,
}

#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
enum InputKind {
    Text,
    Date,
    Dataset,
    Purpose,
    Fields,
    Masks,
    RowFilter,
    Channels,
    Tables,
    Basis,
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
    /// One of `working-days` and `calendar-days` with their number.
    length: HashMap<String, u16>,
    basis: String,
    /// law: the article names the number; authority: it leaves it to rules.
    set_by: SetBy,
}

#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
enum SetBy {
    Law,
    Authority,
}
