use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::error::{Findings, Problem};
use crate::mechanism::{Actor, Effect, FieldKind, Guard, Subject};
use crate::source::{Code, Site, Source};
use crate::words::Words;

/// The state every case begins in, before its first step.
pub const START: &str = "start";

/// A procedure 程序: the state machine one kind of case 办件 follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Procedure {
    pub name: String,
    pub title: Words,
    /// What a case is about.
    pub subject: Subject,
    /// What the applicant fills in before the first step.
    pub form: Vec<FormField>,
    pub steps: Vec<Step>,
    #[serde(skip)]
    pub(crate) site: Site,
}

/// One step 环节.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    pub name: String,
    pub title: Words,
    /// The states it may be taken in. Never empty.
    pub from: Vec<String>,
    pub to: String,
    pub by: Actor,
    /// The clock that begins to run.
    pub starts: Option<String>,
    /// The clocks that stop, if they run.
    pub stops: Vec<String>,
    /// What must be said when taking it.
    pub form: Vec<FormField>,
    pub guards: Vec<Guard>,
    pub effect: Option<Effect>,
    #[serde(skip)]
    pub(crate) site: Site,
}

/// One field 表单项 of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormField {
    pub name: String,
    pub kind: FieldKind,
    pub required: bool,
    pub label: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: Spanned<Code>,
    title: Words,
    subject: Subject,
    #[serde(default)]
    form: Vec<RawField>,
    #[serde(default)]
    step: Vec<RawStep>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStep {
    name: Spanned<Code>,
    title: Words,
    from: Vec<Code>,
    to: Code,
    by: Actor,
    starts: Option<Code>,
    #[serde(default)]
    stops: Vec<Code>,
    #[serde(default)]
    form: Vec<RawField>,
    #[serde(default)]
    guards: Vec<Guard>,
    effect: Option<Effect>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawField {
    field: Spanned<Code>,
    #[serde(rename = "type")]
    kind: FieldKind,
    required: bool,
    label: Words,
}

impl Procedure {
    pub fn step(&self, name: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.name == name)
    }

    /// The steps that may be taken in `state`, in the order of the file.
    pub fn steps_from<'a>(&'a self, state: &'a str) -> impl Iterator<Item = &'a Step> {
        self.steps.iter().filter(move |step| step.from.iter().any(|from| from == state))
    }

    /// Whether a case in `state` is closed: a state of this procedure that no step leaves.
    pub fn is_end(&self, state: &str) -> bool {
        self.states().contains(state) && self.steps_from(state).next().is_none()
    }

    /// Every state a case can be in, [`START`] included.
    pub fn states(&self) -> BTreeSet<&str> {
        let named = self.steps.iter().flat_map(|step| step.from.iter().chain([&step.to]));
        named.map(String::as_str).chain([START]).collect()
    }

    pub(crate) fn parse(source: &Source<'_>, findings: &mut Findings) -> Option<Self> {
        let file: File = source.read(findings)?;
        source.expect_stem(&file.name, findings);
        let site = source.site(&file.name.span());
        let form = read_form(file.form, source, findings);
        let mut steps: Vec<Step> = Vec::with_capacity(file.step.len());
        for raw in file.step {
            let step = read_step(raw, source, findings);
            if steps.iter().any(|earlier| earlier.name == step.name) {
                findings.push(&step.site, Problem::Twice { what: "step", name: step.name.clone() });
            }
            steps.push(step);
        }
        Some(Self { name: file.name.into_inner().0, title: file.title, subject: file.subject, form, steps, site })
    }
}

fn read_step(raw: RawStep, source: &Source<'_>, findings: &mut Findings) -> Step {
    Step {
        site: source.site(&raw.name.span()),
        name: raw.name.into_inner().0,
        title: raw.title,
        from: raw.from.into_iter().map(|state| state.0).collect(),
        to: raw.to.0,
        by: raw.by,
        starts: raw.starts.map(|clock| clock.0),
        stops: raw.stops.into_iter().map(|clock| clock.0).collect(),
        form: read_form(raw.form, source, findings),
        guards: raw.guards,
        effect: raw.effect,
    }
}

fn read_form(raw: Vec<RawField>, source: &Source<'_>, findings: &mut Findings) -> Vec<FormField> {
    let mut form: Vec<FormField> = Vec::with_capacity(raw.len());
    for RawField { field, kind, required, label } in raw {
        let site = source.site(&field.span());
        let name = field.into_inner().0;
        if form.iter().any(|earlier| earlier.name == name) {
            findings.push(&site, Problem::Twice { what: "form field", name: name.clone() });
        }
        form.push(FormField { name, kind, required, label });
    }
    form
}
