use base::{Grade, Kind};
use regex::{Regex, RegexSet};
use serde::{Deserialize, Serialize};

use super::header::Words;
use crate::recognise::{Check, FormSet};

/// Whom it harms when data of a kind leaks 影响对象 (GB/T 43697).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Harm {
    /// 国家安全.
    NationalSecurity,
    /// 经济运行.
    EconomicOperation,
    /// 社会秩序.
    SocialOrder,
    /// 公共利益.
    PublicInterest,
    /// 组织权益.
    OrganisationRights,
    /// 个人权益.
    PersonalRights,
}

impl Harm {
    /// Harm to organisations and persons alone leaves data general 一般数据.
    pub(super) const fn is_private(self) -> bool {
        matches!(self, Self::OrganisationRights | Self::PersonalRights)
    }
}

/// How finely a place is told 位置精度. Coordinates count by their decimals: one is a city, two a county, three a
/// street, more a door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    /// 省级.
    Province,
    /// 市级.
    City,
    /// 县级.
    County,
    /// 街道、乡镇、村.
    Street,
    /// 门牌.
    Door,
}

impl Precision {
    pub const ALL: [Self; 5] = [Self::Province, Self::City, Self::County, Self::Street, Self::Door];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::City => "city",
            Self::County => "county",
            Self::Street => "street",
            Self::Door => "door",
        }
    }
}

/// When amount raises the grade 汇聚升级. Every condition given must hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Aggregate {
    /// At least so many persons.
    pub persons: Option<u64>,
    /// At least this share of the population of the region, 0–1.
    pub coverage: Option<f64>,
    /// At least this fine.
    pub precision: Option<Precision>,
    pub level: Grade,
}

impl Aggregate {
    /// The persons it takes. `None` where it counts none, or counts a share of a population nobody knows.
    pub(super) fn heads(&self, population: Option<u64>) -> Option<u64> {
        let Some(share) = self.coverage else { return self.persons };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a share of 0–1 of a population lies between 0 and the population, far below 2^53"
        )]
        let covered = (share * population? as f64).ceil() as u64;
        Some(covered.max(self.persons.unwrap_or_default()))
    }
}

/// One recogniser 识别规则 and the grade that follows from it.
#[derive(Debug, Clone)]
pub struct Rule {
    pub name: String,
    /// The article the rule rests on 依据, as its pack cites it.
    pub basis: Option<String>,
    pub kind: Kind,
    /// 数据类别, as the pack writes it.
    pub category: String,
    pub harm: Vec<Harm>,
    pub level: Grade,
    /// The grade when places are told no finer than this.
    pub at_precision: Vec<(Precision, Grade)>,
    pub aggregates: Vec<Aggregate>,
    pub(crate) forms: FormSet,
    pub(crate) forms_when_named: FormSet,
    /// Anchored, for whole values.
    pub(super) patterns: Vec<String>,
    /// The same, for values under a name that says it.
    pub(crate) when_named: RegexSet,
    pub(crate) check: Option<Check>,
    pub(crate) header: HeaderWords,
    pub(crate) column: ColumnRule,
    pub(crate) text: Option<TextRule>,
}

impl Rule {
    pub(crate) fn has_patterns(&self) -> bool {
        !(self.patterns.is_empty() && self.when_named.is_empty())
    }
}

/// What a column's name must or must not say.
#[derive(Debug, Clone, Default)]
pub(crate) struct HeaderWords {
    /// The name says it outright.
    pub(crate) named: Words,
    /// The name allows it; values must show it.
    pub(crate) allowed: Words,
    /// The name says that it is something else.
    pub(crate) never: Words,
}

/// How many values, of what distribution, show the kind. Shares are of the values that are not empty.
#[derive(Debug, Clone)]
pub(crate) struct ColumnRule {
    /// Under a name that says nothing; `None` when values alone never show it.
    pub(crate) share: Option<f64>,
    pub(crate) allowed_share: f64,
    pub(crate) named_share: f64,
    /// Fewest different values among those that match.
    pub(crate) distinct: f64,
    /// Fewest values that match, under a name that says nothing.
    pub(crate) least: u64,
    /// Numbers that ascend by little, or that all share so many first digits, refute it.
    pub(crate) refuse_shared: Option<u64>,
    /// Under a name of a code or a number it must be named.
    pub(crate) refuse_codes: bool,
    /// Characters of a value, on average.
    pub(crate) length: Option<(usize, usize)>,
    /// Sets of [`super::HeaderRules::tables`] other columns must show before an allowing name counts.
    pub(crate) beside: Vec<usize>,
    /// Rows must show that what stands at these places moves.
    pub(crate) moving: Option<Moving>,
    /// A naming header counts only when values show the kind, too.
    pub(crate) values_must_show: bool,
}

/// Sets of [`super::HeaderRules::tables`] that name what moves, and when it was seen.
#[derive(Debug, Clone)]
pub(crate) struct Moving {
    pub(crate) what: Vec<usize>,
    pub(crate) when: Vec<usize>,
}

/// How the kind is found inside a text.
#[derive(Debug, Clone)]
pub(crate) struct TextRule {
    /// Without a word of the context, 0–1. Below [`crate::text::LEAST_SCORE`] it is not reported.
    pub(crate) score: f64,
    /// With one.
    pub(crate) with_context: f64,
    pub(crate) context: Vec<String>,
    /// Words just before the value that say that it is something else.
    pub(crate) never: Vec<String>,
    /// Words after which, behind a colon or 为 or 是, the value follows whatever its form.
    pub(crate) labels: Vec<String>,
    /// The patterns without anchors.
    pub(crate) patterns: Vec<Regex>,
}
