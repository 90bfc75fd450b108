//! A made-up table of grants and the plan its copies are marked by.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, Date32Array, Decimal128Array, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray,
    TimestampSecondArray,
};
use arrow::compute::concat_batches;

use crate::fingerprint::*;

/// A fixed sequence of numbers, the same on every run.
pub(super) struct Sequence(pub(super) u64);

impl Sequence {
    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % limit as u64).unwrap()
    }
}

pub(super) const DISTRICTS: [&str; 4] = ["龙华区", "美兰区", "琼山区", "秀英区"];

/// Columns: id, district, amount (two decimals), income (float), points (whole), paid_on, seen_at, address, project.
pub(super) fn grants(rows: usize, seed: u64) -> RecordBatch {
    let mut n = Sequence(seed);
    let mut n = |limit: usize| n.below(limit);
    let whole = |limit: usize, n: &mut dyn FnMut(usize) -> usize| i64::try_from(n(limit)).unwrap();
    let ids: Int64Array = (0..rows).map(|row| 100_000 + i64::try_from(row).unwrap() * 7).collect();
    let districts: StringArray = (0..rows).map(|_| Some(DISTRICTS[n(4)])).collect();
    let amounts: Decimal128Array = (0..rows).map(|_| i128::from(10_000 + whole(9_000_000, &mut n))).collect();
    let incomes: Float64Array = (0..rows).map(|_| (300_000 + whole(2_000_000, &mut n)) as f64 / 100.0).collect();
    let points: Int32Array =
        (0..rows).map(|row| (row % 50 != 49).then(|| i32::try_from(20 + n(60)).unwrap())).collect();
    let days: Date32Array = (0..rows).map(|_| Some(i32::try_from(19_000 + n(900)).unwrap())).collect();
    let times: TimestampSecondArray = (0..rows).map(|_| Some(1_700_000_000 + whole(9_000_000, &mut n))).collect();
    let addresses: StringArray =
        (0..rows).map(|_| Some(format!("海口市{}滨海大道{}号(A座{}室)", DISTRICTS[n(4)], n(999), n(3_000)))).collect();
    let projects: StringArray = (0..rows).map(|row| Some(format!("项目{:05}", row * 31 % 99_991))).collect();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", Arc::new(ids)),
        ("district", Arc::new(districts)),
        ("amount", Arc::new(amounts.with_precision_and_scale(18, 2).unwrap())),
        ("income", Arc::new(incomes)),
        ("points", Arc::new(points)),
        ("paid_on", Arc::new(days)),
        ("seen_at", Arc::new(times)),
        ("address", Arc::new(addresses)),
        ("project", Arc::new(projects)),
    ];
    let columns = columns.into_iter().map(|(name, column)| (name, column, true));
    RecordBatch::try_from_iter_with_nullable(columns).unwrap()
}

pub(super) const fn number(decimals: i8) -> Channel {
    Channel::Number { decimals, least: None, most: None }
}

pub(super) fn rule(name: &str, channel: Channel, bound: u32) -> FieldRule {
    FieldRule { name: name.to_owned(), channel, bound }
}

pub(super) fn field(name: &str) -> Field {
    Field { name: name.to_owned(), kind: None, exact: false }
}

/// All channels but pseudonyms and rows; totals of the amount by district stay.
pub(super) fn draft() -> PlanDraft {
    let fields = ["id", "district", "amount", "income", "points", "paid_on", "seen_at", "address", "project"];
    let forms = vec![Form::Width, Form::Punctuation, Form::Spacing];
    PlanDraft {
        fields: fields.into_iter().map(field).collect(),
        key: vec!["id".to_owned()],
        told_by: Vec::new(),
        rules: vec![
            rule("amount", number(2), 50),
            rule("income", number(2), 40),
            rule("points", Channel::Number { decimals: 0, least: Some(0), most: Some(100) }, 2),
            rule("paid_on", Channel::Date, 3),
            rule("seen_at", Channel::Time, 120),
            rule("address", Channel::Text { forms, synonyms: Vec::new() }, 8),
        ],
        totals: vec![Total { measure: "amount".to_owned(), by: vec!["district".to_owned()] }],
        rows: RowRule::default(),
        share: 1_000,
        code: Code::new(10, 8_192).unwrap(),
    }
}

pub(super) fn plan(change: impl FnOnce(&mut PlanDraft)) -> Plan {
    let mut draft = draft();
    change(&mut draft);
    draft.try_into().unwrap()
}

pub(super) fn secret() -> DatasetSecret {
    DatasetSecret::new(&[7; 32])
}

pub(super) fn copy_id(number: usize) -> CopyId {
    format!("copy-{number}").try_into().unwrap()
}

/// A copy cut into batches of `rows` on the way.
pub(super) fn copy_in_batches(table: &RecordBatch, plan: &Plan, number: usize, rows: usize) -> (RecordBatch, Utility) {
    let mut embedder = Embedder::new(plan, &secret(), &copy_id(number), &table.schema()).unwrap();
    let mut out = Vec::new();
    for from in (0..table.num_rows()).step_by(rows.max(1)) {
        let batch = table.slice(from, rows.min(table.num_rows() - from));
        out.extend(embedder.push(&batch).unwrap());
    }
    let (last, utility) = embedder.finish().unwrap();
    out.extend(last);
    (concat_batches(&table.schema(), &out).unwrap(), utility)
}

pub(super) fn copy(table: &RecordBatch, plan: &Plan, number: usize) -> RecordBatch {
    copy_in_batches(table, plan, number, 1_000).0
}

/// The judgement over `suspect` among the copies 0 to `candidates`.
pub(super) fn trace(table: &RecordBatch, plan: &Plan, suspect: Vec<RecordBatch>, candidates: usize) -> Trace {
    let secret = secret();
    let suspect = Suspect::new(suspect).unwrap();
    let mut signatures = Signatures::new(plan, &secret);
    signatures.observe(table).unwrap();
    let mut detector = Detector::new(plan, &secret, &table.schema(), &suspect, Some(&signatures)).unwrap();
    for from in (0..table.num_rows()).step_by(5_000) {
        detector.observe(&table.slice(from, 5_000.min(table.num_rows() - from))).unwrap();
    }
    let candidates: Vec<CopyId> = (0..candidates).map(copy_id).collect();
    detector.finish(&candidates).unwrap()
}

/// The accused copies' numbers, ascending.
pub(super) fn accused(trace: &Trace) -> Vec<usize> {
    let Verdict::Accused { copies } = &trace.verdict else { return Vec::new() };
    let number = |ranked: &Ranked| ranked.copy.as_str().trim_start_matches("copy-").parse().unwrap();
    let mut numbers: Vec<usize> = copies.iter().map(number).collect();
    numbers.sort_unstable();
    numbers
}
