use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::error::{Findings, Problem};
use crate::mechanism::{Actor, Effect, FieldKind, FileType, Guard, Register, Scene, Subject};
use crate::source::{Code, Site, Source};
use crate::words::Words;

/// The state every case begins in, before its first step.
pub const START: &str = "start";

/// A procedure 程序: the state machine one kind of case 办件 follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Procedure {
    pub name: String,
    pub title: Words,
    /// Its number in the list of procedures; a register the house keeps for itself has none.
    pub number: Option<u8>,
    /// What a case is about.
    pub subject: Subject,
    /// The register its entries are kept in.
    pub register: Option<Register>,
    /// The scene 使用场景 in which its cases give data away, where the procedure settles it.
    pub scene: Option<Scene>,
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
    /// Who takes it, unless the region names another part.
    pub by: Actor,
    /// Who must approve beside `by` before it happens.
    pub with: Vec<Actor>,
    /// The clock whose running out makes the platform take it.
    pub on: Option<String>,
    /// The clocks that begin to run.
    pub starts: Vec<String>,
    /// The clocks that stop, if they run.
    pub stops: Vec<String>,
    /// The clocks that stand still until resumed.
    pub pauses: Vec<String>,
    /// The clocks that go on, or begin anew where the region says so.
    pub resumes: Vec<String>,
    /// What must be said when taking it.
    pub form: Vec<FormField>,
    pub guards: Vec<Guard>,
    pub effects: Vec<Effect>,
    /// Who gets a notice.
    pub notifies: Vec<Actor>,
    /// The event whose recipients each region names.
    pub tells: Option<String>,
    #[serde(skip)]
    pub(crate) site: Site,
}

/// One field 表单项 of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormField {
    pub name: String,
    pub kind: FieldKind,
    pub required: Required,
    pub label: Words,
    /// What may be chosen, for [`FieldKind::Enum`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    /// The least and the greatest value, for [`FieldKind::Number`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// What a file may be, for [`FieldKind::File`]; any of them where empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accept: Vec<FileType>,
}

/// Whether a field must be filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Required {
    Yes,
    No,
    /// Where the region's file asks for it; elsewhere the field does not exist.
    Asked,
}

/// One of the values a field can take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub value: String,
    pub label: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: Spanned<Code>,
    number: Option<u8>,
    title: Words,
    subject: Subject,
    register: Option<Register>,
    scene: Option<Scene>,
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
    #[serde(default)]
    with: Vec<Actor>,
    on: Option<Code>,
    #[serde(default)]
    starts: Vec<Code>,
    #[serde(default)]
    stops: Vec<Code>,
    #[serde(default)]
    pauses: Vec<Code>,
    #[serde(default)]
    resumes: Vec<Code>,
    #[serde(default)]
    form: Vec<RawField>,
    #[serde(default)]
    guards: Vec<Guard>,
    #[serde(default)]
    effects: Vec<Effect>,
    #[serde(default)]
    notifies: Vec<Actor>,
    tells: Option<Code>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawField {
    field: Spanned<Code>,
    #[serde(rename = "type")]
    kind: FieldKind,
    required: RawRequired,
    label: Words,
    #[serde(default)]
    options: Vec<Choice>,
    min: Option<i64>,
    max: Option<i64>,
    #[serde(default)]
    accept: Vec<FileType>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "expected true, false or \"asked\"")]
enum RawRequired {
    Always(bool),
    Where(Asked),
}

#[derive(Deserialize)]
enum Asked {
    #[serde(rename = "asked")]
    Asked,
}

impl FormField {
    /// The name a region's file asks for the field under, such as `conditional-opening.undertaking`.
    pub fn asked_as(&self, procedure: &str) -> String {
        format!("{procedure}.{}", self.name)
    }
}

impl Procedure {
    pub fn step(&self, name: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.name == name)
    }

    /// The steps that may be taken in `state`, in the order of the file.
    pub fn steps_from<'a>(&'a self, state: &'a str) -> impl Iterator<Item = &'a Step> {
        self.steps.iter().filter(move |step| step.from.iter().any(|from| from == state))
    }

    /// Whether some step starts `clock`.
    pub fn starts(&self, clock: &str) -> bool {
        self.steps.iter().any(|step| step.starts.iter().any(|started| started == clock))
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
        Some(Self {
            name: file.name.into_inner().0,
            title: file.title,
            number: file.number,
            subject: file.subject,
            register: file.register,
            scene: file.scene,
            form,
            steps,
            site,
        })
    }
}

fn read_step(raw: RawStep, source: &Source<'_>, findings: &mut Findings) -> Step {
    Step {
        site: source.site(&raw.name.span()),
        name: raw.name.into_inner().0,
        title: raw.title,
        from: names(raw.from),
        to: raw.to.0,
        by: raw.by,
        with: raw.with,
        on: raw.on.map(|clock| clock.0),
        starts: names(raw.starts),
        stops: names(raw.stops),
        pauses: names(raw.pauses),
        resumes: names(raw.resumes),
        form: read_form(raw.form, source, findings),
        guards: raw.guards,
        effects: raw.effects,
        notifies: raw.notifies,
        tells: raw.tells.map(|event| event.0),
    }
}

fn names(codes: Vec<Code>) -> Vec<String> {
    codes.into_iter().map(|code| code.0).collect()
}

fn read_form(raw: Vec<RawField>, source: &Source<'_>, findings: &mut Findings) -> Vec<FormField> {
    let mut form: Vec<FormField> = Vec::with_capacity(raw.len());
    for raw in raw {
        let site = source.site(&raw.field.span());
        let name = raw.field.into_inner().0;
        if form.iter().any(|earlier| earlier.name == name) {
            findings.push(&site, Problem::Twice { what: "form field", name: name.clone() });
        }
        if (raw.kind == FieldKind::Enum) == raw.options.is_empty() {
            findings.push(&site, Problem::Options { field: name.clone() });
        }
        form.push(FormField {
            name,
            kind: raw.kind,
            required: match raw.required {
                RawRequired::Always(true) => Required::Yes,
                RawRequired::Always(false) => Required::No,
                RawRequired::Where(Asked::Asked) => Required::Asked,
            },
            label: raw.label,
            options: raw.options,
            min: raw.min,
            max: raw.max,
            accept: raw.accept,
        });
    }
    form
}
