//! The shape of a rule pack file, before anything is checked but names and types.

use std::collections::BTreeMap;

use base::{Grade, Kind};
use serde::Deserialize;
use toml::Spanned;

use super::rule::{Harm, Precision};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPack {
    pub(super) pack: String,
    pub(super) population: Option<u64>,
    /// Rules of the pack below that this one drops.
    #[serde(default)]
    pub(super) off: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) header: RawHeader,
    #[serde(default)]
    pub(super) table: BTreeMap<String, Vec<Spanned<String>>>,
    #[serde(default)]
    pub(super) rule: Vec<RawRule>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct RawHeader {
    #[serde(default)]
    pub(super) about: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) plain: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) codes: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRule {
    pub(super) name: Spanned<String>,
    pub(super) basis: Option<String>,
    pub(super) kind: Kind,
    pub(super) category: String,
    pub(super) harm: Vec<Harm>,
    pub(super) level: Spanned<Grade>,
    #[serde(default)]
    pub(super) forms: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) forms_when_named: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) patterns: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) patterns_when_named: Vec<Spanned<String>>,
    pub(super) check: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) named: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) allowed: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) never: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) column: RawColumn,
    pub(super) text: Option<RawText>,
    #[serde(default)]
    pub(super) at_precision: BTreeMap<String, Grade>,
    #[serde(default)]
    pub(super) aggregate: Vec<RawAggregate>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct RawColumn {
    pub(super) share: Option<Spanned<f64>>,
    pub(super) allowed_share: Option<Spanned<f64>>,
    pub(super) named_share: Option<Spanned<f64>>,
    pub(super) distinct: Option<Spanned<f64>>,
    pub(super) least: Option<u64>,
    pub(super) refuse_shared: Option<u64>,
    #[serde(default)]
    pub(super) refuse_codes: bool,
    pub(super) length: Option<Spanned<[usize; 2]>>,
    #[serde(default)]
    pub(super) beside: Vec<Spanned<String>>,
    pub(super) moving: Option<RawMoving>,
    #[serde(default)]
    pub(super) values_must_show: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMoving {
    pub(super) what: Vec<Spanned<String>>,
    pub(super) when: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawText {
    pub(super) score: Spanned<f64>,
    pub(super) with_context: Option<Spanned<f64>>,
    #[serde(default)]
    pub(super) context: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) never: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) labels: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) patterns: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAggregate {
    pub(super) persons: Option<u64>,
    pub(super) coverage: Option<Spanned<f64>>,
    pub(super) precision: Option<Precision>,
    pub(super) level: Grade,
}
