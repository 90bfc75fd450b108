use std::collections::BTreeMap;

use base::OrganisationId;
use law::{OpenClass, ShareClass};

use super::fold::{BODY, BODY_NAME, Fold, Seen, Shape};
use super::roll::Roll;
use super::table::{Cell, Unit};
use crate::act::RecordKind;
use crate::dataset::{Catalogue, Dataset, DatasetStatus};

const SHAPE: Shape = Shape {
    title: ("目录完整率", "Completeness of the catalogue"),
    how: (
        "每个提供机构期末的目录：要素齐全指摘要已填，有条件共享、有条件开放的已写明条件，不予共享的已写明依据；分级完成指每个信息项已由数据专员确认分级。\
         完整 = 已确认、已有批次、分级完成且要素齐全；完整率 = 完整 ÷（已编制 − 已注销）。",
        "The entries of each providing body at the period's end. Elements are filled where there is a summary, a \
         condition for what is shared or opened conditionally, and a ground for what is not shared; graded is what the \
         steward confirmed field by field. Complete = confirmed, with a version, graded, elements filled. \
         Rate = complete ÷ (written down − withdrawn).",
    ),
    columns: &[
        BODY,
        BODY_NAME,
        ("written", Unit::Count, "已编制", "Entries written down"),
        ("confirmed", Unit::Count, "已确认", "Confirmed"),
        ("withdrawn", Unit::Count, "已注销", "Withdrawn"),
        ("with_version", Unit::Count, "已有批次", "With a version"),
        ("graded", Unit::Count, "分级完成", "With every field graded"),
        ("with_elements", Unit::Count, "要素齐全", "With every element filled"),
        ("complete", Unit::Count, "完整", "Complete"),
        ("complete_rate", Unit::Rate, "完整率", "Rate of complete entries"),
    ],
};

/// Nothing of its own: the roll has the catalogue.
#[derive(Default)]
pub(super) struct CatalogueCompleteness;

#[derive(Default, Clone, Copy)]
struct Tally {
    written: u64,
    confirmed: u64,
    withdrawn: u64,
    with_version: u64,
    graded: u64,
    filled: u64,
    complete: u64,
}

impl Tally {
    fn take(&mut self, dataset: &Dataset) {
        self.written += 1;
        if dataset.status == DatasetStatus::Withdrawn {
            self.withdrawn += 1;
            return;
        }
        let confirmed = dataset.status == DatasetStatus::Listed;
        let versioned = dataset.version.is_some();
        let graded = !dataset.fields.is_empty() && dataset.fields.iter().all(|field| field.confirmed.is_some());
        let filled = filled(&dataset.catalogue);
        self.confirmed += u64::from(confirmed);
        self.with_version += u64::from(versioned);
        self.graded += u64::from(graded);
        self.filled += u64::from(filled);
        self.complete += u64::from(confirmed && versioned && graded && filled);
    }

    fn standing(self) -> u64 {
        self.written - self.withdrawn
    }
}

fn filled(catalogue: &Catalogue) -> bool {
    let full = |text: Option<&String>| text.is_some_and(|text| !text.trim().is_empty());
    let (sharing, opening) = (&catalogue.sharing, &catalogue.opening);
    let shared = match sharing.class {
        ShareClass::Unconditional => true,
        ShareClass::Conditional => full(sharing.condition.as_ref()),
        ShareClass::NotShared => full(sharing.ground.as_ref().map(|ground| &ground.citation)),
    };
    let opened = opening.class != OpenClass::Conditional || full(opening.condition.as_ref());
    full(Some(&catalogue.summary)) && shared && opened
}

impl CatalogueCompleteness {
    fn tallies(roll: &Roll<'_>) -> BTreeMap<OrganisationId, Tally> {
        let mut tallies: BTreeMap<OrganisationId, Tally> = BTreeMap::new();
        for body in roll.bodies_here().filter(|body| body.kind.provides()) {
            tallies.entry(body.id.clone()).or_default();
        }
        for dataset in roll.datasets_here() {
            tallies.entry(dataset.provider.clone()).or_default().take(dataset);
        }
        tallies
    }

    /// For each body, the complete entries of those that stand.
    pub(super) fn rates(roll: &Roll<'_>) -> BTreeMap<OrganisationId, (u64, u64)> {
        let rate = |(body, tally): (_, Tally)| (body, (tally.complete, tally.standing()));
        Self::tallies(roll).into_iter().map(rate).collect()
    }
}

impl Fold for CatalogueCompleteness {
    fn shape(&self) -> &'static Shape {
        &SHAPE
    }

    fn take(&mut self, seen: Seen<'_>, roll: &Roll<'_>) -> bool {
        seen.counts && seen.envelope.record.kind == RecordKind::Dataset && roll.concerned(seen).is_some()
    }

    fn rows(&self, roll: &Roll<'_>) -> Vec<Vec<Cell>> {
        let row = |(body, tally): (OrganisationId, Tally)| {
            let Tally { written, confirmed, withdrawn, with_version, graded, filled, complete } = tally;
            let counts = [written, confirmed, withdrawn, with_version, graded, filled, complete].map(Cell::Count);
            let rate = Cell::Rate { part: complete, whole: tally.standing() };
            roll.named(&body).into_iter().chain(counts).chain([rate]).collect()
        };
        Self::tallies(roll).into_iter().map(row).collect()
    }
}
