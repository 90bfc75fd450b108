use base::{Grade, Kind, Message};
use serde::{Deserialize, Serialize};

use crate::pack::Precision;

/// One kind found in a column, and what speaks for it. It holds shares and words of rules, never a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub kind: Kind,
    /// Matching values among those that are not empty or a placeholder, 0–1.
    pub share: f64,
    /// The column's name speaks of this kind.
    pub by_name: bool,
    /// Enough values have its form.
    pub by_value: bool,
    /// Values whose check digit, register or parser confirms them, 0–1.
    pub verified: f64,
    /// Values that are prose and hold the kind inside, 0–1.
    pub inside: f64,
    /// How sure the proposal is, 0–1, for the order of review; not a probability.
    pub confidence: f64,
    /// How finely most values tell a place, where the kind is one.
    pub precision: Option<Precision>,
    /// Rows show that what stood at these places moved 位置轨迹.
    #[serde(default)]
    pub moving: bool,
    /// The rule that found it.
    pub rule: String,
    /// 数据类别, as the rule pack writes it.
    pub category: String,
    /// 分级 of this kind alone.
    pub level: Grade,
}

impl Finding {
    /// Why the kind was found: a message for each ground.
    pub fn why(&self) -> Vec<Message> {
        let percent = |share: f64| format!("{:.1}", share * 100.0);
        let of = |key: &str| Message::new(key).with("kind", self.kind.word());
        let mut why = Vec::new();
        match (self.by_value && self.share > 0.0, self.by_name) {
            (true, true) => why.push(of("grade-reason-by-value-and-name").with("percent", percent(self.share))),
            (true, false) => why.push(of("grade-reason-by-value").with("percent", percent(self.share))),
            (false, true) => why.push(of("grade-reason-by-name")),
            (false, false) => {}
        }
        if self.verified > 0.0 {
            why.push(of("grade-reason-verified").with("percent", percent(self.verified)));
        }
        if self.inside > 0.0 {
            why.push(of("grade-reason-inside").with("percent", percent(self.inside)));
        }
        if self.moving {
            why.push(of("grade-reason-moving"));
        }
        if let Some(precision) = self.precision {
            why.push(Message::new(match precision {
                Precision::Province => "grade-reason-precision-province",
                Precision::City => "grade-reason-precision-city",
                Precision::County => "grade-reason-precision-county",
                Precision::Street => "grade-reason-precision-street",
                Precision::Door => "grade-reason-precision-door",
            }));
        }
        why
    }
}

/// The grade 分级 a column of these kinds is proposed, the strictest applying 就高从严, and why; or that nothing was
/// found. How many persons a table tells of may raise it: see [`crate::pack::Pack::grade`].
pub fn propose_grade(findings: &[Finding]) -> (Grade, Vec<Message>) {
    let grade = findings.iter().map(|finding| finding.level).max().unwrap_or(Grade::General1);
    if findings.is_empty() {
        return (grade, vec![Message::new("grade-reason-nothing-found")]);
    }
    (grade, findings.iter().flat_map(Finding::why).collect())
}
