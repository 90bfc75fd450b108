use base::{Grade, Kind, Message};

use super::Pack;
use super::rule::{Aggregate, Rule};
use crate::recognise::{Finding, propose_grade};

/// How much a table tells, as far as it is known 数据规模.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Scope {
    /// Different persons.
    pub persons: Option<u64>,
    /// Their share of the population of the region, 0–1.
    pub coverage: Option<f64>,
}

/// From how many persons on data of a kind is of a grade 汇聚阈值, whichever tables they stand in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Threshold<'a> {
    pub kind: Kind,
    pub persons: u64,
    pub level: Grade,
    /// The article, as the pack cites it.
    pub basis: Option<&'a str>,
}

/// A proposed grade 建议分级 and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Grading {
    pub grade: Grade,
    pub why: Vec<Message>,
}

impl Pack {
    /// The thresholds that count persons, shares of the population turned into heads where the pack knows how many live
    /// there. How finely a place is told is left aside: coarser data counts as if it were fine enough.
    pub fn thresholds(&self) -> impl Iterator<Item = Threshold<'_>> {
        self.rules().iter().flat_map(move |rule| {
            rule.aggregates.iter().filter_map(move |aggregate| {
                let persons = aggregate.heads(self.population())?;
                Some(Threshold { kind: rule.kind, persons, level: aggregate.level, basis: rule.basis.as_deref() })
            })
        })
    }

    /// The grade of a column or of a whole table with these findings: the strictest of its kinds 就高从严, raised where
    /// the amount reaches a threshold of their rules 汇聚升级.
    pub fn grade(&self, findings: &[Finding], scope: &Scope) -> Grading {
        let (mut grade, mut why) = propose_grade(findings);
        for finding in findings {
            let Some(rule) = self.rules().iter().find(|rule| rule.name == finding.rule) else { continue };
            why.extend(rule.basis.iter().map(|basis| Message::new("grade-reason-basis").with("basis", basis)));
            let Some(raised) = reached(rule, finding, scope).filter(|raised| *raised > finding.level) else { continue };
            let message = Message::new("grade-reason-amount").with("kind", finding.kind.word());
            why.push(message.with("persons", scope.persons.unwrap_or_default()).with("grade", grade_word(raised)));
            grade = grade.max(raised);
        }
        Grading { grade, why }
    }
}

fn reached(rule: &Rule, finding: &Finding, scope: &Scope) -> Option<Grade> {
    let holds = |aggregate: &&Aggregate| {
        aggregate.persons.is_none_or(|least| scope.persons.is_some_and(|persons| persons >= least))
            && aggregate.coverage.is_none_or(|least| scope.coverage.is_some_and(|coverage| coverage >= least))
            && aggregate.precision.is_none_or(|least| finding.precision.is_some_and(|precision| precision >= least))
    };
    rule.aggregates.iter().filter(holds).map(|aggregate| aggregate.level).max()
}

/// The grade as records write it.
const fn grade_word(grade: Grade) -> &'static str {
    match grade {
        Grade::General1 => "general1",
        Grade::General2 => "general2",
        Grade::General3 => "general3",
        Grade::General4 => "general4",
        Grade::Important => "important",
        Grade::Core => "core",
    }
}
