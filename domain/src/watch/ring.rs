use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

/// Parts a window is cut into.
const PARTS: usize = 12;
/// Log positions kept as evidence, the latest ones.
pub(super) const EVIDENCE: usize = 8;

/// Counts within a window that moves on by twelfths. What it gives never exceeds what truly lies in the window.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ring {
    /// Number of the newest part, counted from 1970.
    newest: i64,
    counts: [u64; PARTS],
    /// Part and log position of what was counted last.
    latest: VecDeque<(i64, u64)>,
    /// Nothing hits before this part: one hit for each window.
    quiet: i64,
}

impl Ring {
    /// Counts `count` at `at`, in milliseconds, into a window of `window`. Gives what the window then holds.
    pub(super) fn add(&mut self, at: i64, window: i64, count: u64, position: u64) -> u64 {
        let part = at.div_euclid(part_of(window));
        self.advance(part);
        if self.newest - part < PARTS_I64 {
            if let Some(held) = self.counts.get_mut(place(part)) {
                *held = held.saturating_add(count);
            }
            self.latest.push_back((part, position));
            if self.latest.len() > EVIDENCE {
                self.latest.pop_front();
            }
        }
        self.counts.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// Whether a hit is to be told now; from then on none for a window.
    pub(super) fn rings(&mut self) -> bool {
        let rings = self.newest >= self.quiet;
        if rings {
            self.quiet = self.newest + PARTS_I64;
        }
        rings
    }

    /// Positions in the window, oldest first.
    pub(super) fn evidence(&self) -> Vec<u64> {
        let within = self.latest.iter().filter(|(part, _)| self.newest - part < PARTS_I64);
        within.map(|(_, position)| *position).collect()
    }

    fn advance(&mut self, part: i64) {
        if part - self.newest >= PARTS_I64 {
            self.counts = [0; PARTS];
            self.newest = part;
        }
        while self.newest < part {
            self.newest += 1;
            if let Some(count) = self.counts.get_mut(place(self.newest)) {
                *count = 0;
            }
        }
    }
}

#[expect(clippy::cast_possible_wrap, reason = "twelve")]
const PARTS_I64: i64 = PARTS as i64;

fn part_of(window: i64) -> i64 {
    (window / PARTS_I64).max(1)
}

fn place(part: i64) -> usize {
    usize::try_from(part.rem_euclid(PARTS_I64)).unwrap_or_default()
}
