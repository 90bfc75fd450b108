use std::fmt;

use base::LawDate;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::basis::Basis;
use crate::error::{Findings, Problem};
use crate::mechanism::{Control, Modality, Report, Standing};
use crate::source::{Code, Site, Source, TomlDate};
use crate::words::Words;

/// A regulation 法规, duty by duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regulation {
    /// The name citations use, such as `hainan-bigdata-2019`.
    pub name: String,
    pub title: Words,
    pub issuer: Words,
    pub standing: Standing,
    /// 施行日期. None for a draft.
    pub in_force: Option<LawDate>,
    /// How many articles the text has.
    pub articles: u16,
    pub duties: Vec<Duty>,
}

/// One duty of an article, and what carries it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Duty {
    pub basis: Basis,
    pub modality: Modality,
    /// Whose duty it is.
    pub subject: Words,
    /// Our reading, in our words; the text of the regulation stays where it was published.
    pub summary: Words,
    pub carrier: Carrier,
    #[serde(skip)]
    pub(crate) site: Site,
}

/// The one mechanism that carries a duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Carrier {
    /// 时限, by name.
    Clock(String),
    Control(Control),
    /// 程序, and the step when one alone carries the duty.
    Procedure {
        name: String,
        step: Option<String>,
    },
    Report(Report),
    /// Outside the platform, with the reason.
    Outside(Words),
}

impl fmt::Display for Carrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clock(name) => write!(f, "clock {name}"),
            Self::Control(control) => write!(f, "control {control}"),
            Self::Procedure { name, step: None } => write!(f, "procedure {name}"),
            Self::Procedure { name, step: Some(step) } => write!(f, "procedure {name}.{step}"),
            Self::Report(report) => write!(f, "report {report}"),
            Self::Outside(_) => f.write_str("outside"),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: Spanned<Code>,
    title: Words,
    issuer: Words,
    standing: Spanned<Standing>,
    in_force: Option<TomlDate>,
    articles: u16,
    #[serde(default)]
    duty: Vec<Spanned<RawDuty>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDuty {
    article: Spanned<u16>,
    item: Option<String>,
    modality: Modality,
    subject: Words,
    summary: Words,
    clock: Option<Code>,
    control: Option<Control>,
    procedure: Option<Code>,
    step: Option<Code>,
    report: Option<Report>,
    outside: Option<Words>,
}

impl Regulation {
    pub(crate) fn parse(source: &Source<'_>, findings: &mut Findings) -> Option<Self> {
        let file: File = source.read(findings)?;
        source.expect_stem(&file.name, findings);
        let standing = *file.standing.get_ref();
        let found = match (standing, file.in_force) {
            (Standing::InForce, None) => Some("none"),
            (Standing::Draft, Some(_)) => Some("a date on a draft"),
            (Standing::InForce, Some(_)) | (Standing::Draft, None) => None,
        };
        if let Some(found) = found {
            findings.push(&source.site(&file.standing.span()), Problem::InForce { found });
        }
        let name = file.name.into_inner().0;
        let mut duties: Vec<Duty> = Vec::with_capacity(file.duty.len());
        for raw in file.duty {
            let Some(duty) = read_duty(raw, &name, file.articles, source, findings) else { continue };
            if duties.iter().any(|earlier| earlier.basis == duty.basis) {
                findings.push(&duty.site, Problem::Twice { what: "duty", name: duty.basis.to_string() });
            }
            duties.push(duty);
        }
        Some(Self {
            name,
            title: file.title,
            issuer: file.issuer,
            standing,
            in_force: file.in_force.map(|date| date.0),
            articles: file.articles,
            duties,
        })
    }
}

fn read_duty(
    raw: Spanned<RawDuty>,
    regulation: &str,
    articles: u16,
    source: &Source<'_>,
    findings: &mut Findings,
) -> Option<Duty> {
    let raw = raw.into_inner();
    let site = source.site(&raw.article.span());
    let article = *raw.article.get_ref();
    let place = Basis::new(regulation, article, raw.item.as_deref()).ok().filter(|_| article <= articles);
    let Some(basis) = place else {
        let found = raw.item.map_or_else(|| article.to_string(), |item| format!("{article}({item})"));
        findings.push(&site, Problem::Place { found, articles });
        return None;
    };
    let step = raw.step.map(|code| code.0);
    if step.is_some() && raw.procedure.is_none() {
        findings.push(&site, Problem::StepWithoutProcedure);
        return None;
    }
    let mut carriers = [
        raw.clock.map(|name| Carrier::Clock(name.0)),
        raw.control.map(Carrier::Control),
        raw.procedure.map(|name| Carrier::Procedure { name: name.0, step }),
        raw.report.map(Carrier::Report),
        raw.outside.map(Carrier::Outside),
    ]
    .into_iter()
    .flatten();
    match (carriers.next(), carriers.count()) {
        (Some(carrier), 0) => {
            Some(Duty { basis, modality: raw.modality, subject: raw.subject, summary: raw.summary, carrier, site })
        }
        (first, rest) => {
            findings.push(&site, Problem::CarrierCount { found: usize::from(first.is_some()) + rest });
            None
        }
    }
}
