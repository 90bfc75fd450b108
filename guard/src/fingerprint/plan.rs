use std::collections::BTreeSet;

use base::Kind;
use serde::{Deserialize, Serialize};

use super::code::Code;

/// What is known of one field 信息项 of the copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    pub name: String,
    /// What its values are as they leave; `None` when they say nothing about a person or an organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// 精确: must leave as it is, to the last digit.
    #[serde(default)]
    pub exact: bool,
}

/// How one field carries marks 承载方式.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "channel", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Channel {
    /// 末位微调: adds or takes away some steps of `10^-decimals`, as numbers or as text. Never zero, never across zero,
    /// never outside `least..=most` (whole units), never a whole number of 11 digits or more.
    Number {
        decimals: i8,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        least: Option<i64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        most: Option<i64>,
    },
    /// 日期微调: moves a date by days inside its month.
    Date,
    /// 时间微调: moves an instant by seconds inside its quarter of an hour.
    Time,
    /// 等价写法: writes a text in another form that says the same.
    Text {
        forms: Vec<Form>,
        /// Pairs of which either may stand for the other; neither contains the other.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        synonyms: Vec<(String, String)>,
    },
    /// 假名选择: one of two pseudonyms, the same for every row with the same value.
    Pseudonym,
}

/// A way of writing the same text differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// 全角半角: letters and digits full or half width.
    Width,
    /// 标点: brackets, commas, colons and semicolons full or half width.
    Punctuation,
    /// 空格: a blank or none between Chinese and Latin characters.
    Spacing,
    /// 末位零: a decimal with one more trailing zero, or with none.
    TrailingZeros,
}

/// Lets one field carry marks within a bound 可用性界限.
///
/// `bound` is the largest change of one value: steps of `10^-decimals` for a number, days for a date, seconds for a
/// time, characters for a text, and 0 for a pseudonym, which is no change of a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldRule {
    pub name: String,
    pub channel: Channel,
    pub bound: u32,
}

/// A total 合计 that must not change: the sum of `measure` in every group of equal values of the fields `by`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Total {
    pub measure: String,
    #[serde(default)]
    pub by: Vec<String>,
}

/// Marks carried by the rows themselves 行选择与次序, in thousandths of all rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowRule {
    /// Rows that are kept or dropped by their bit: at most 20, about half of them leave.
    #[serde(default)]
    pub select: u16,
    /// Neighbouring rows that stand in one order or the other: at most 500.
    #[serde(default)]
    pub order: u16,
}

/// A plan as it is written down, not yet checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanDraft {
    /// Every field of the copy.
    pub fields: Vec<Field>,
    /// Fields that together name a row 主键; they need not leave with the copy. Empty when there are none.
    #[serde(default)]
    pub key: Vec<String>,
    /// Fields of the copy rows are told by together where there is no key 辨行信息项: rows alike in all of them share their
    /// marks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told_by: Vec<String>,
    #[serde(default)]
    pub rules: Vec<FieldRule>,
    #[serde(default)]
    pub totals: Vec<Total>,
    #[serde(default)]
    pub rows: RowRule,
    /// Cells that carry a mark, in thousandths of those that could: 1 to 1000.
    pub share: u16,
    pub code: Code,
}

/// What of a copy carries marks 指纹方案: a draft that touches nothing forbidden.
///
/// Written down with the receipt, because a trace needs the very plan the copy was made by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "PlanDraft", into = "PlanDraft")]
pub struct Plan(PlanDraft);

/// Why a draft is no plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    #[error("expected at most {limit} {what}, found {found}; leave out what matters least")]
    TooMany { what: &'static str, limit: usize, found: usize },
    #[error("expected each field once, found {name:?} twice; name it once")]
    Twice { name: String },
    #[error("expected fields of the copy, found {name:?}, which is none; list it among the fields or take it out")]
    Unknown { name: String },
    #[error(
        "expected no marks in the key, found a rule for {name:?}; rows could no longer be told apart: drop the rule"
    )]
    Key { name: String },
    #[error("expected no marks in an exact field, found a rule for {name:?}; drop the rule or the mark exact")]
    Exact { name: String },
    #[error(
        "expected no changed values in a field of {kind:?}, found the channel {channel} for {name:?}; \
         another value would be wrong or name another: mask it and choose pseudonym, or drop the rule"
    )]
    Forbidden { name: String, kind: Kind, channel: &'static str },
    #[error("expected a bound of {least} to {most} {unit} for {name:?}, found {found}; change the bound")]
    Bound { name: String, least: u32, most: u32, unit: &'static str, found: u32 },
    #[error("expected steps of 10^-9 to 10^9 for {name:?}, found 10^-({found}); change decimals")]
    Decimals { name: String, found: i8 },
    #[error("expected least below most for {name:?}, found them the other way; swap them")]
    Range { name: String },
    #[error("expected at least one form or pair of synonyms for {name:?}, found none; name one")]
    NoForm { name: String },
    #[error("expected synonyms of which neither holds the other, found {one:?} and {other:?}; take the pair out")]
    Synonyms { one: String, other: String },
    #[error(
        "expected a key, or fields to tell rows by, where values carry marks, found none; name them, or use pseudonyms \
         and rows only"
    )]
    NoKey,
    #[error("expected rows told by a key or by other fields, found both; leave out the other fields")]
    KeyAndFields,
    #[error("expected totals by fields that stay as they are, found {by:?}, which carries marks; drop its rule")]
    MarkedGroup { by: String },
    #[error("expected no row selection where totals are protected, found both; set select to 0")]
    SelectedTotals,
    #[error("expected {what} of {least} to {most} thousandths, found {found}; change it")]
    Thousandths { what: &'static str, least: u16, most: u16, found: u16 },
    #[error("expected something that carries marks, found no rule, no selection and no order; add one")]
    Nothing,
}

const MOST_FIELDS: usize = 4_096;
const MOST_TOTALS: usize = 64;
const MOST_SYNONYMS: usize = 1_000;

impl Plan {
    pub fn draft(&self) -> &PlanDraft {
        &self.0
    }

    pub(super) fn rules(&self) -> &[FieldRule] {
        &self.0.rules
    }

    pub(super) fn rule(&self, name: &str) -> Option<&FieldRule> {
        self.0.rules.iter().find(|rule| rule.name == name)
    }

    /// The fields a row is told by: its key, or those chosen in its place, or else all that carry no marks.
    pub(super) fn identity(&self) -> Vec<&str> {
        let chosen = [&self.0.key, &self.0.told_by].into_iter().find(|names| !names.is_empty());
        chosen.map_or_else(|| self.unmarked(), |names| names.iter().map(String::as_str).collect())
    }

    /// Fields of the copy that leave as they are.
    pub(super) fn unmarked(&self) -> Vec<&str> {
        let names = self.0.fields.iter().map(|field| field.name.as_str());
        names.filter(|name| self.rule(name).is_none()).collect()
    }

    /// The fields whose values together make a protected group of `measure`; `None` when no total of it is protected.
    /// Where several totals are protected, a group of all their fields keeps every one of them.
    pub(super) fn groups(&self, measure: &str) -> Option<Vec<&str>> {
        let mut totals = self.0.totals.iter().filter(|total| total.measure == measure).peekable();
        totals.peek()?;
        let by: BTreeSet<&str> = totals.flat_map(|total| total.by.iter().map(String::as_str)).collect();
        Some(by.into_iter().collect())
    }

    /// Whether marks tie rows together, so that they are made window by window.
    pub(super) fn ties_rows(&self) -> bool {
        self.0.rows.order > 0 || self.0.rules.iter().any(|rule| self.groups(&rule.name).is_some())
    }
}

impl TryFrom<PlanDraft> for Plan {
    type Error = PlanError;
    fn try_from(draft: PlanDraft) -> Result<Self, PlanError> {
        check_names(&draft)?;
        draft.rules.iter().try_for_each(|rule| check_rule(&draft, rule))?;
        check_rows(&draft)?;
        Ok(Self(draft))
    }
}

impl From<Plan> for PlanDraft {
    fn from(plan: Plan) -> Self {
        plan.0
    }
}

fn at_most(what: &'static str, limit: usize, found: usize) -> Result<(), PlanError> {
    if found > limit { Err(PlanError::TooMany { what, limit, found }) } else { Ok(()) }
}

fn check_names(draft: &PlanDraft) -> Result<(), PlanError> {
    at_most("fields", MOST_FIELDS, draft.fields.len())?;
    at_most("rules", MOST_FIELDS, draft.rules.len())?;
    at_most("key fields", 64, draft.key.len())?;
    at_most("fields rows are told by", 64, draft.told_by.len())?;
    at_most("totals", MOST_TOTALS, draft.totals.len())?;
    let once = |names: &mut dyn Iterator<Item = &String>| {
        let mut seen = BTreeSet::new();
        let mut names = names.filter(|name| !seen.insert(name.as_str()));
        names.next().map_or(Ok(()), |name| Err(PlanError::Twice { name: name.clone() }))
    };
    once(&mut draft.fields.iter().map(|field| &field.name))?;
    once(&mut draft.rules.iter().map(|rule| &rule.name))?;
    once(&mut draft.key.iter())?;
    once(&mut draft.told_by.iter())?;
    if !(draft.key.is_empty() || draft.told_by.is_empty()) {
        return Err(PlanError::KeyAndFields);
    }
    let known: BTreeSet<&String> = draft.fields.iter().map(|field| &field.name).collect();
    let totals = draft.totals.iter().flat_map(|total| total.by.iter().chain([&total.measure]));
    let mut used = totals.chain(draft.rules.iter().map(|rule| &rule.name)).chain(&draft.told_by);
    match used.find(|name| !known.contains(name)) {
        Some(name) => Err(PlanError::Unknown { name: name.clone() }),
        None => Ok(()),
    }
}

fn check_rule(draft: &PlanDraft, rule: &FieldRule) -> Result<(), PlanError> {
    let name = || rule.name.clone();
    if draft.key.contains(&rule.name) || draft.told_by.contains(&rule.name) {
        return Err(PlanError::Key { name: name() });
    }
    let field = draft.fields.iter().find(|field| field.name == rule.name);
    let field = field.ok_or_else(|| PlanError::Unknown { name: name() })?;
    if field.exact {
        return Err(PlanError::Exact { name: name() });
    }
    let (channel, least, most, unit) = match &rule.channel {
        Channel::Number { .. } => ("number", 1, 1_000_000, "steps"),
        Channel::Date => ("date", 1, 14, "days"),
        Channel::Time => ("time", 1, 400, "seconds"),
        Channel::Text { .. } => ("text", 1, 16, "characters"),
        Channel::Pseudonym => ("pseudonym", 0, 0, "changes"),
    };
    if let Some(kind) = field.kind
        && !admits(kind, &rule.channel)
    {
        return Err(PlanError::Forbidden { name: name(), kind, channel });
    }
    if !(least..=most).contains(&rule.bound) {
        return Err(PlanError::Bound { name: name(), least, most, unit, found: rule.bound });
    }
    if draft.key.is_empty() && draft.told_by.is_empty() && rule.channel != Channel::Pseudonym {
        return Err(PlanError::NoKey);
    }
    check_channel(rule)
}

/// A value with a check digit, a number somebody is reached by and a name are somebody else's when changed. An
/// address says the same in another form, an amount of money stays one, and a pseudonym is no value of the kind any more.
fn admits(kind: Kind, channel: &Channel) -> bool {
    match channel {
        Channel::Pseudonym => true,
        Channel::Text { .. } => kind == Kind::Address,
        Channel::Number { .. } => matches!(kind, Kind::Income | Kind::Property),
        Channel::Date | Channel::Time => false,
    }
}

fn check_channel(rule: &FieldRule) -> Result<(), PlanError> {
    let name = || rule.name.clone();
    match &rule.channel {
        Channel::Number { decimals, .. } if !(-9..=9).contains(decimals) => {
            Err(PlanError::Decimals { name: name(), found: *decimals })
        }
        Channel::Number { least: Some(least), most: Some(most), .. } if least >= most => {
            Err(PlanError::Range { name: name() })
        }
        Channel::Text { forms, synonyms } => {
            if forms.is_empty() && synonyms.is_empty() {
                return Err(PlanError::NoForm { name: name() });
            }
            at_most("synonyms", MOST_SYNONYMS, synonyms.len())?;
            let holds = |(one, other): &&(String, String)| one.contains(other.as_str()) || other.contains(one.as_str());
            match synonyms.iter().find(holds) {
                Some((one, other)) => Err(PlanError::Synonyms { one: one.clone(), other: other.clone() }),
                None => Ok(()),
            }
        }
        Channel::Number { .. } | Channel::Date | Channel::Time | Channel::Pseudonym => Ok(()),
    }
}

fn check_rows(draft: &PlanDraft) -> Result<(), PlanError> {
    let ruled = |name: &&String| draft.rules.iter().any(|rule| rule.name == **name);
    if let Some(by) = draft.totals.iter().flat_map(|total| &total.by).find(ruled) {
        return Err(PlanError::MarkedGroup { by: by.clone() });
    }
    if !draft.totals.is_empty() && draft.rows.select > 0 {
        return Err(PlanError::SelectedTotals);
    }
    let within = |what, least, most, found| {
        if (least..=most).contains(&found) { Ok(()) } else { Err(PlanError::Thousandths { what, least, most, found }) }
    };
    within("share", 1, 1_000, draft.share)?;
    within("rows.select", 0, 20, draft.rows.select)?;
    within("rows.order", 0, 500, draft.rows.order)?;
    if draft.rules.is_empty() && draft.rows == RowRule::default() {
        return Err(PlanError::Nothing);
    }
    Ok(())
}
