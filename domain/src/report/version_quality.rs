use std::collections::{BTreeMap, VecDeque};

use base::{DatasetId, LawDate};

use super::fold::{BODY, BODY_NAME, DATASET, DATASET_TITLE, Fold, Seen, Shape};
use super::roll::Roll;
use super::table::{Cell, Unit};
use crate::act::Act;
use crate::version::Version;

/// Versions of a dataset that have a row of their own: the latest. Those before them share one.
const LISTED: usize = 31;

const SHAPE: Shape = Shape {
    title: ("数据质量", "Quality of versions"),
    how: (
        "期间内收到的每个批次：收到行数、入库行数、因不合格搁置的行数（收到 = 入库 + 搁置），合格率 = 入库 ÷ 收到。每个数据资源逐行列出最近31个批次，此前的合为一行。\
         日志未记载缺失值和重复行，故不列。",
        "Each version received in the period: rows received, kept, and set aside as unfit (received = kept + set aside); \
         rate = kept ÷ received. The latest 31 versions of a dataset have a row each, those before them share one. \
         Missing values and duplicate rows are not in the log and so not here.",
    ),
    columns: &[
        BODY,
        BODY_NAME,
        DATASET,
        DATASET_TITLE,
        ("version", Unit::Text, "批次", "Version"),
        ("received_on", Unit::Date, "收到日期", "Received on"),
        ("versions", Unit::Count, "批次数", "Versions in this row"),
        ("rows_received", Unit::Rows, "收到行数", "Rows received"),
        ("rows_kept", Unit::Rows, "入库行数", "Rows kept"),
        ("rows_set_aside", Unit::Rows, "搁置行数", "Rows set aside"),
        ("kept_rate", Unit::Rate, "合格率", "Rate of rows kept"),
    ],
};

/// What came in of each dataset, the latest last.
#[derive(Default)]
pub(super) struct VersionQuality {
    datasets: BTreeMap<DatasetId, VecDeque<Batch>>,
}

/// One version, or several beside each other.
struct Batch {
    first: u64,
    last: u64,
    on: LawDate,
    versions: u64,
    received: u64,
    kept: u64,
    aside: u64,
}

impl Batch {
    fn of(version: &Version, on: LawDate) -> Self {
        let reading = &version.reading;
        Self {
            first: version.number,
            last: version.number,
            on,
            versions: 1,
            received: reading.rows_read,
            kept: reading.rows_kept,
            aside: reading.rows_set_aside,
        }
    }

    /// Takes up the version that came next.
    fn join(&mut self, next: &Self) {
        self.last = next.last;
        self.on = next.on;
        self.versions = self.versions.saturating_add(next.versions);
        self.received = self.received.saturating_add(next.received);
        self.kept = self.kept.saturating_add(next.kept);
        self.aside = self.aside.saturating_add(next.aside);
    }

    fn cells(&self) -> [Cell; 7] {
        let Self { first, last, .. } = self;
        [
            Cell::Text(if first == last { first.to_string() } else { format!("{first}–{last}") }),
            Cell::text(self.on),
            Cell::Count(self.versions),
            Cell::Count(self.received),
            Cell::Count(self.kept),
            Cell::Count(self.aside),
            Cell::Rate { part: self.kept, whole: self.received },
        ]
    }
}

impl Fold for VersionQuality {
    fn shape(&self) -> &'static Shape {
        &SHAPE
    }

    fn take(&mut self, seen: Seen<'_>, roll: &Roll<'_>) -> bool {
        let Act::VersionReceived(version) = seen.act() else { return false };
        if !seen.counts || roll.dataset_here(&version.dataset).is_none() {
            return false;
        }
        let batches = self.datasets.entry(version.dataset.clone()).or_default();
        batches.push_back(Batch::of(version, seen.day));
        if batches.len() > LISTED + 1
            && let (Some(mut earlier), Some(next)) = (batches.pop_front(), batches.pop_front())
        {
            earlier.join(&next);
            batches.push_front(earlier);
        }
        true
    }

    fn rows(&self, roll: &Roll<'_>) -> Vec<Vec<Cell>> {
        let rows = roll.datasets_here().into_iter().flat_map(|dataset| {
            let batches = self.datasets.get(&dataset.id).into_iter().flatten();
            let head = roll.titled(dataset);
            batches.map(move |batch| head.iter().cloned().chain(batch.cells()).collect())
        });
        rows.collect()
    }
}
