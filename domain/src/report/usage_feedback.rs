use std::collections::{BTreeMap, BTreeSet};

use base::{DatasetId, LawDate, OrganisationId};
use law::{Register, Subject};

use super::fold::{BODY, BODY_NAME, DATASET, DATASET_TITLE, Fold, Seen, Shape};
use super::roll::Roll;
use super::table::{Cell, Unit};
use crate::act::Act;
use crate::agreement::Channel;
use crate::case::Case;
use crate::dataset::DatasetStatus;
use crate::receipt::Receipt;

const SHAPE: Shape = Shape {
    title: ("使用情况反馈", "Feedback on use"),
    how: (
        "每个数据资源：期末有效的协议数；期间内按方式分列的读取次数（以回执计，一次读取涉及几个数据资源的各计一次）、读出行数、读取的机构数（个人不计入机构数）、最近读取日期；\
         期间内就该资源提出的校核异议和投诉。",
        "Each dataset: agreements in force at the period's end; reads in the period by channel, from the receipts (one \
         that draws on several datasets counts for each), rows that left, bodies that read (persons are not among them), \
         the day of the last read; corrections and complaints raised about it in the period.",
    ),
    columns: &[
        BODY,
        BODY_NAME,
        DATASET,
        DATASET_TITLE,
        ("agreements", Unit::Count, "有效协议", "Agreements in force"),
        ("reads", Unit::Count, "读取次数", "Reads"),
        ("reads_key", Unit::Count, "按键查询", "Reads by key"),
        ("reads_page", Unit::Count, "分页查询", "Reads by page"),
        ("reads_aggregate", Unit::Count, "聚合查询", "Reads of aggregates"),
        ("reads_query", Unit::Count, "SQL 查询", "Reads by SQL"),
        ("reads_export", Unit::Count, "整表导出", "Exports"),
        ("rows", Unit::Rows, "读出行数", "Rows that left"),
        ("bodies", Unit::Count, "读取机构数", "Bodies that read"),
        ("last_read", Unit::Date, "最近读取日期", "Last read on"),
        ("corrections", Unit::Count, "校核异议", "Corrections asked"),
        ("complaints", Unit::Count, "投诉", "Complaints"),
    ],
};

#[derive(Default)]
pub(super) struct UsageFeedback {
    datasets: BTreeMap<DatasetId, Use>,
}

#[derive(Default)]
struct Use {
    reads: BTreeMap<Channel, u64>,
    rows: u64,
    readers: BTreeSet<OrganisationId>,
    last: Option<LawDate>,
    corrections: u64,
    complaints: u64,
}

impl UsageFeedback {
    fn read(&mut self, receipt: &Receipt, day: LawDate, roll: &Roll<'_>) -> bool {
        let tables: BTreeSet<&DatasetId> = receipt.tables.iter().map(|table| &table.dataset).collect();
        let here: Vec<_> = tables.into_iter().filter(|id| roll.dataset_here(id).is_some()).collect();
        for id in &here {
            let used = self.datasets.entry((*id).clone()).or_default();
            *used.reads.entry(receipt.channel).or_default() += 1;
            used.rows = used.rows.saturating_add(receipt.rows);
            used.readers.extend(receipt.organisation.clone());
            used.last = used.last.max(Some(day));
        }
        !here.is_empty()
    }

    fn raise(&mut self, case: &Case, roll: &Roll<'_>) -> bool {
        let register = roll.procedure(case).and_then(|procedure| procedure.register);
        let named = || case.form.get("dataset")?.as_str()?.parse::<DatasetId>().ok();
        let id = case.about.id_of::<DatasetId>(Subject::Dataset).or_else(named);
        let Some(id) = id.filter(|id| roll.dataset_here(id).is_some()) else { return false };
        match register {
            Some(Register::Correction) => self.datasets.entry(id).or_default().corrections += 1,
            Some(Register::Complaint) => self.datasets.entry(id).or_default().complaints += 1,
            _ => return false,
        }
        true
    }
}

impl Fold for UsageFeedback {
    fn shape(&self) -> &'static Shape {
        &SHAPE
    }

    fn take(&mut self, seen: Seen<'_>, roll: &Roll<'_>) -> bool {
        match seen.act() {
            Act::DataReleased(receipt) if seen.counts => self.read(receipt, seen.day, roll),
            Act::CaseOpened(case) if seen.counts => self.raise(case, roll),
            _ => false,
        }
    }

    fn rows(&self, roll: &Roll<'_>) -> Vec<Vec<Cell>> {
        let mut agreements: BTreeMap<&DatasetId, u64> = BTreeMap::new();
        for agreement in roll.agreements_in_force() {
            let tables: BTreeSet<&DatasetId> = agreement.tables.iter().map(|table| &table.dataset).collect();
            for id in tables {
                *agreements.entry(id).or_default() += 1;
            }
        }
        let unused = Use::default();
        let rows = roll.datasets_here().into_iter().filter_map(|dataset| {
            let used = self.datasets.get(&dataset.id);
            let used = used.or((dataset.status == DatasetStatus::Listed).then_some(&unused))?;
            let mut row = Vec::from(roll.titled(dataset));
            row.push(Cell::Count(agreements.get(&dataset.id).copied().unwrap_or(0)));
            row.push(Cell::Count(used.reads.values().sum()));
            row.extend(Channel::ALL.map(|channel| Cell::Count(used.reads.get(&channel).copied().unwrap_or(0))));
            row.extend([Cell::Count(used.rows), Cell::number(used.readers.len()), Cell::text_or_absent(used.last)]);
            row.extend([used.corrections, used.complaints].map(Cell::Count));
            Some(row)
        });
        rows.collect()
    }
}
