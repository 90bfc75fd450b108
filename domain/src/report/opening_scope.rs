use std::collections::BTreeMap;

use base::OrganisationId;
use law::OpenClass;

use super::fold::{BODY, BODY_NAME, Fold, Seen, Shape};
use super::roll::Roll;
use super::table::{Cell, Unit};
use crate::act::{Act, RecordKind};
use crate::dataset::{Dataset, DatasetStatus};

const SHAPE: Shape = Shape {
    title: ("开放范围", "Scope of opening"),
    how: (
        "每个提供机构期末已确认的目录，按开放属性分列；其中可开放（无条件或有条件）且已有批次的；期间内由更严的开放属性调整为更宽的次数。\
         开放率 =（无条件 + 有条件）÷ 已确认。",
        "The confirmed entries of each providing body at the period's end, by open class; those open in either way that \
         have a version; how often in the period a class became a wider one. \
         Rate = (unconditional + conditional) ÷ confirmed.",
    ),
    columns: &[
        BODY,
        BODY_NAME,
        ("confirmed", Unit::Count, "已确认", "Confirmed"),
        ("unconditional", Unit::Count, "无条件开放", "Open without condition"),
        ("conditional", Unit::Count, "有条件开放", "Open on condition"),
        ("not_open", Unit::Count, "不予开放", "Not open"),
        ("with_version", Unit::Count, "可开放且已有批次", "Open with a version"),
        ("upgraded", Unit::Count, "调整为更宽", "Made wider"),
        ("open_rate", Unit::Rate, "开放率", "Rate open"),
    ],
};

#[derive(Default)]
pub(super) struct OpeningScope {
    upgraded: BTreeMap<OrganisationId, u64>,
}

#[derive(Default, Clone, Copy)]
struct Tally {
    confirmed: u64,
    unconditional: u64,
    conditional: u64,
    not_open: u64,
    with_version: u64,
    upgraded: u64,
}

impl Tally {
    fn take(&mut self, dataset: &Dataset) {
        self.confirmed += 1;
        let class = dataset.catalogue.opening.class;
        let count = match class {
            OpenClass::Unconditional => &mut self.unconditional,
            OpenClass::Conditional => &mut self.conditional,
            OpenClass::NotOpen => &mut self.not_open,
        };
        *count += 1;
        self.with_version += u64::from(class != OpenClass::NotOpen && dataset.version.is_some());
    }
}

const fn width(class: OpenClass) -> u8 {
    match class {
        OpenClass::NotOpen => 0,
        OpenClass::Conditional => 1,
        OpenClass::Unconditional => 2,
    }
}

impl Fold for OpeningScope {
    fn shape(&self) -> &'static Shape {
        &SHAPE
    }

    fn take(&mut self, seen: Seen<'_>, roll: &Roll<'_>) -> bool {
        if !seen.counts || seen.envelope.record.kind != RecordKind::Dataset {
            return false;
        }
        let Some(dataset) = roll.concerned(seen) else { return false };
        if let Act::DatasetReclassified(change) = seen.act()
            && let Some(opening) = &change.opening
            && width(dataset.catalogue.opening.class) < width(opening.class)
        {
            *self.upgraded.entry(dataset.provider.clone()).or_default() += 1;
        }
        true
    }

    fn rows(&self, roll: &Roll<'_>) -> Vec<Vec<Cell>> {
        let mut tallies: BTreeMap<OrganisationId, Tally> = BTreeMap::new();
        for body in roll.bodies_here().filter(|body| body.kind.provides()) {
            tallies.entry(body.id.clone()).or_default();
        }
        for dataset in roll.datasets_here().into_iter().filter(|dataset| dataset.status == DatasetStatus::Listed) {
            tallies.entry(dataset.provider.clone()).or_default().take(dataset);
        }
        for (body, upgraded) in &self.upgraded {
            tallies.entry(body.clone()).or_default().upgraded = *upgraded;
        }
        let row = |(body, tally): (OrganisationId, Tally)| {
            let Tally { confirmed, unconditional, conditional, not_open, with_version, upgraded } = tally;
            let counts = [confirmed, unconditional, conditional, not_open, with_version, upgraded].map(Cell::Count);
            let rate = Cell::Rate { part: unconditional + conditional, whole: confirmed };
            roll.named(&body).into_iter().chain(counts).chain([rate]).collect()
        };
        tallies.into_iter().map(row).collect()
    }
}
