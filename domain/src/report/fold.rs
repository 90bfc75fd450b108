use std::str::FromStr;

use base::{LawDate, OrganisationId};
use law::{Region, Rulebook, Words};

use super::period::Period;
use super::roll::Roll;
use super::table::{Cell, Column, Unit};
use crate::act::{Act, Actor, Envelope, RecordKind};

/// What is asked for.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) rulebook: &'a Rulebook,
    /// The law at the place.
    pub(super) region: &'a Region,
    pub(super) place: &'a str,
    pub(super) period: Period,
}

/// An act up to the period's end, as a report sees it.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    pub(super) envelope: &'a Envelope,
    /// The day in Asia/Shanghai.
    pub(super) day: LawDate,
    /// Whether the act lies in the period; one before it only tells how things stood when it began.
    pub(super) counts: bool,
}

impl<'a> Seen<'a> {
    pub(super) fn act(&self) -> &'a Act {
        &self.envelope.act
    }

    /// The id of the record the act concerns, where it is of this kind.
    pub(super) fn id<T: FromStr>(&self, kind: RecordKind) -> Option<T> {
        (self.envelope.record.kind == kind).then(|| self.envelope.record.id.parse().ok()).flatten()
    }
}

/// The body that acted.
pub(super) fn body_of(actor: &Actor) -> Option<&OrganisationId> {
    match actor {
        Actor::Account { organisation, .. } => organisation.as_ref(),
        Actor::Platform => None,
    }
}

/// The fold of one report.
pub(super) trait Fold: Send {
    fn shape(&self) -> &'static Shape;

    /// Takes an act in, before the roll does. Gives whether it counted.
    fn take(&mut self, seen: Seen<'_>, roll: &Roll<'_>) -> bool;

    /// The rows at the end of the period, in their order.
    fn rows(&self, roll: &Roll<'_>) -> Vec<Vec<Cell>>;

    fn how(&self, _roll: &Roll<'_>) -> Words {
        words(self.shape().how)
    }
}

/// What a report looks like: the words in Chinese, then in English.
pub(super) struct Shape {
    pub(super) title: (&'static str, &'static str),
    pub(super) how: (&'static str, &'static str),
    pub(super) columns: &'static [Head],
}

/// Name, unit, label in Chinese and in English of a column.
pub(super) type Head = (&'static str, Unit, &'static str, &'static str);

pub(super) fn words((zh, en): (&str, &str)) -> Words {
    Words { zh: zh.to_owned(), en: en.to_owned() }
}

pub(super) fn column((name, unit, zh, en): &Head) -> Column {
    Column { name, label: words((zh, en)), unit: *unit }
}

pub(super) const BODY: Head = ("body", Unit::Text, "机构编号", "Body");
pub(super) const BODY_NAME: Head = ("body_name", Unit::Text, "机构", "Name of the body");
pub(super) const DATASET: Head = ("dataset", Unit::Text, "数据资源编号", "Dataset");
pub(super) const DATASET_TITLE: Head = ("title", Unit::Text, "数据资源", "Title of the dataset");

/// What was counted by name, as `name:times`; nothing where nothing was.
pub(super) fn listed(counts: &std::collections::BTreeMap<String, u64>) -> Cell {
    let listed: Vec<String> = counts.iter().map(|(name, times)| format!("{name}:{times}")).collect();
    if listed.is_empty() { Cell::Absent } else { Cell::Text(listed.join(" ")) }
}
