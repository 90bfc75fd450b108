use std::ops::AddAssign;

use super::code::Code;

/// What a suspect says for each position of the code 软判决票.
#[derive(Debug)]
pub(super) struct Votes {
    /// Sum of the votes of cells.
    cells: Vec<f64>,
    /// Sum and number of the votes of pseudonyms: all rows with one value repeat one choice, so only their mean counts.
    pseudonyms: Vec<(f64, u32)>,
    /// Selected rows that are there, and that are not.
    present: Vec<u32>,
    absent: Vec<u32>,
    orders: Vec<f64>,
    /// Rows that carry no mark: how many, and how many are there.
    others: (u64, u64),
    /// Pairs that carry no mark: how many, and how many still stand in their order.
    pairs: (u64, u64),
    /// Rows of the original that are in the suspect.
    pub(super) rows_matched: u64,
    /// Marked cells found in the suspect, and those whose values lie near the original's.
    pub(super) compared: u64,
    pub(super) near: u64,
    /// Votes that say something.
    pub(super) cast: u64,
    /// Marked cells that only one cell of the suspect can have been made of, and those with the very value of the original.
    pub(super) alone: u64,
    pub(super) untouched: u64,
}

/// A cell of the suspect that may have been made of one of ours.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    /// −1 for a 0 to +1 for a 1.
    pub(super) vote: f64,
    /// It has the original's value, without any mark.
    pub(super) untouched: bool,
}

impl Votes {
    pub(super) fn new(code: Code) -> Self {
        let length = code.length() as usize;
        Self {
            cells: vec![0.0; length],
            pseudonyms: vec![(0.0, 0); length],
            present: vec![0; length],
            absent: vec![0; length],
            orders: vec![0.0; length],
            others: (0, 0),
            pairs: (0, 0),
            rows_matched: 0,
            compared: 0,
            near: 0,
            cast: 0,
            alone: 0,
            untouched: 0,
        }
    }

    /// Adds what was counted apart, under the same code.
    pub(super) fn add(&mut self, other: &Self) {
        fn sum<T: Copy + AddAssign>(own: &mut [T], other: &[T]) {
            own.iter_mut().zip(other).for_each(|(own, other)| *own += *other);
        }
        sum(&mut self.cells, &other.cells);
        sum(&mut self.present, &other.present);
        sum(&mut self.absent, &other.absent);
        sum(&mut self.orders, &other.orders);
        for ((sum, number), (more, count)) in self.pseudonyms.iter_mut().zip(&other.pseudonyms) {
            *sum += more;
            *number = number.saturating_add(*count);
        }
        let both = |one: (u64, u64), other: (u64, u64)| (one.0 + other.0, one.1 + other.1);
        self.others = both(self.others, other.others);
        self.pairs = both(self.pairs, other.pairs);
        self.rows_matched += other.rows_matched;
        self.compared += other.compared;
        self.near += other.near;
        self.cast += other.cast;
        self.alone += other.alone;
        self.untouched += other.untouched;
    }

    /// Notes a cell of the original and what the suspect has in its place: `None` for a value that is none of ours. Where
    /// several rows may be its row, those whose value could be made of it share one vote.
    pub(super) fn cell(&mut self, position: u32, found: &[Option<Cell>]) {
        if found.is_empty() {
            return;
        }
        self.compared += 1;
        let near: Vec<Cell> = found.iter().copied().flatten().collect();
        if let [cell] = near.as_slice() {
            self.alone += 1;
            self.untouched += u64::from(cell.untouched);
        }
        if near.is_empty() {
            return;
        }
        self.near += 1;
        let vote = near.iter().map(|cell| cell.vote).sum::<f64>() / near.len() as f64;
        self.cast += u64::from(vote != 0.0);
        if let Some(sum) = self.cells.get_mut(position as usize) {
            *sum += vote;
        }
    }

    pub(super) fn pseudonym(&mut self, position: u32, vote: Option<f64>) {
        if let (Some(vote), Some((sum, number))) = (self.counted(vote), self.pseudonyms.get_mut(position as usize)) {
            *sum += vote;
            *number = number.saturating_add(1);
        }
    }

    fn counted(&mut self, vote: Option<f64>) -> Option<f64> {
        self.compared += 1;
        let vote = vote?;
        self.near += 1;
        self.cast += u64::from(vote != 0.0);
        Some(vote)
    }

    /// Notes a row of the original, selected by the code or not.
    pub(super) fn row(&mut self, position: Option<u32>, there: bool) {
        let Some(position) = position else {
            self.others.0 += 1;
            self.others.1 += u64::from(there);
            return;
        };
        let side = if there { &mut self.present } else { &mut self.absent };
        if let Some(count) = side.get_mut(position as usize) {
            *count += 1;
        }
        self.cast += u64::from(there);
    }

    /// Notes two neighbours that are both in the suspect, marked or not.
    pub(super) fn order(&mut self, position: Option<u32>, kept: bool) {
        let Some(position) = position else {
            self.pairs.0 += 1;
            self.pairs.1 += u64::from(kept);
            return;
        };
        if let Some(sum) = self.orders.get_mut(position as usize) {
            *sum += if kept { 1.0 } else { -1.0 };
        }
    }

    /// The weight of each position. A missing row says the less the more rows are missing anyhow, and an order the less
    /// the more rows were shuffled.
    pub(super) fn weights(&self) -> Vec<f64> {
        let share = |(all, those): (u64, u64)| if all == 0 { 0.0 } else { those as f64 / all as f64 };
        let (left, sorted) = (share(self.others), (2.0 * share(self.pairs) - 1.0).max(0.0));
        let rows = self.present.iter().zip(&self.absent);
        let rows = rows.map(|(present, absent)| f64::from(*present) - left * f64::from(*absent));
        let pseudonyms = self.pseudonyms.iter().map(|(sum, number)| sum / f64::from((*number).max(1)));
        let cells = self.cells.iter().zip(pseudonyms).map(|(cells, pseudonyms)| cells + pseudonyms);
        cells.zip(rows).zip(&self.orders).map(|((cells, rows), orders)| cells + rows + sorted * orders).collect()
    }
}
