//! Asking `guard::recognise` what a sample of each column says about people and organisations.

use base::{Grade, Kind};
use guard::recognise::{ColumnScan, propose_grade};

pub(crate) struct Recognisers {
    scans: Vec<ColumnScan>,
    /// Values each column may still show.
    left: Vec<usize>,
}

impl Recognisers {
    pub(crate) fn new(names: &[String], values: usize) -> Self {
        Self { scans: names.iter().map(|name| ColumnScan::new(name)).collect(), left: vec![values; names.len()] }
    }

    /// Takes in sampled values by column.
    pub(crate) fn observe(&mut self, sample: &[Vec<String>]) {
        for ((scan, left), values) in self.scans.iter_mut().zip(&mut self.left).zip(sample) {
            for value in values.iter().take(*left) {
                scan.observe(value);
            }
            *left = left.saturating_sub(values.len());
        }
    }

    /// Kinds and proposed grade of each column.
    pub(crate) fn finish(self) -> Vec<(Vec<Kind>, Grade)> {
        let column = |scan: ColumnScan| {
            let findings = scan.finish();
            let grade = propose_grade(&findings).0;
            (findings.into_iter().map(|finding| finding.kind).collect(), grade)
        };
        self.scans.into_iter().map(column).collect()
    }
}
