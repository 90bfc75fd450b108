use std::collections::{BTreeSet, VecDeque};

use base::{DatasetId, LawDate};
use serde::{Deserialize, Serialize};

use super::ring::EVIDENCE;

/// Days of use before a usual day is known.
const LEARNED: u32 = 5;
/// What a usual day is counted in.
const FINE: u64 = 1024;
/// A day counts for an eighth of what is usual from then on.
const WEIGHT: u64 = 8;
/// Datasets of one day told apart.
const DATASETS: usize = 256;

/// A day of an account beside its usual day. Days without use do not count: who comes once a month has a usual day too.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Days {
    day: Option<LawDate>,
    today: u64,
    datasets: BTreeSet<DatasetId>,
    /// In parts of [`FINE`].
    usual: u64,
    known: u32,
    told: bool,
    latest: VecDeque<u64>,
}

impl Days {
    pub(super) fn add(&mut self, day: LawDate, count: u64, position: u64) {
        self.begin(day, position);
        self.today = self.today.saturating_add(count);
    }

    pub(super) fn add_datasets<'d>(
        &mut self,
        day: LawDate,
        datasets: impl Iterator<Item = &'d DatasetId>,
        position: u64,
    ) {
        self.begin(day, position);
        for dataset in datasets {
            if self.datasets.len() < DATASETS {
                self.datasets.insert(dataset.clone());
            }
        }
        self.today = u64::try_from(self.datasets.len()).unwrap_or(u64::MAX);
    }

    /// Today's count and what it has reached, where that is at least `least` and `times` the usual day. Told once a day.
    pub(super) fn beyond(&mut self, least: u64, times: u16) -> Option<(u64, u64)> {
        let usual = self.usual.saturating_mul(times.into()).div_ceil(FINE);
        let limit = usual.max(least);
        let beyond = self.known >= LEARNED && !self.told && self.today >= limit;
        self.told |= beyond;
        beyond.then_some((self.today, limit))
    }

    pub(super) fn evidence(&self) -> Vec<u64> {
        self.latest.iter().copied().collect()
    }

    /// An act decided a moment before midnight and logged after it counts for the new day.
    fn begin(&mut self, day: LawDate, position: u64) {
        if self.day.is_none_or(|today| today < day) {
            if self.day.is_some() {
                let past = self.today.saturating_mul(FINE);
                let kept = self.usual - self.usual / WEIGHT;
                self.usual = if self.known == 0 { past } else { kept.saturating_add(past / WEIGHT) };
                self.known = self.known.saturating_add(1);
            }
            (self.day, self.today, self.told) = (Some(day), 0, false);
            self.datasets.clear();
            self.latest.clear();
        }
        self.latest.push_back(position);
        if self.latest.len() > EVIDENCE {
            self.latest.pop_front();
        }
    }
}
