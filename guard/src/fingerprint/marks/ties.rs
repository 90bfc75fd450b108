use std::collections::HashMap;

use arrow::array::{Array, ArrayRef};

use super::{Carrier, Draw, FieldMarks, Marker, ShiftMark};
use crate::fingerprint::decimal::Decimal;
use crate::fingerprint::error::FingerprintError;

/// A cell that waits for the next one of its group.
struct Waiting {
    row: usize,
    draw: Draw,
    value: Decimal,
}

impl Marker {
    /// Marks that keep every total by group: the cells of a group are taken two by two, and what a bit adds to the first
    /// it takes from the second. A cell that finds no partner in its stretch of the table carries nothing.
    pub(super) fn tied_shifts(
        &self,
        carrier: &Carrier,
        column: &ArrayRef,
        seeds: &[Option<[u8; 32]>],
        groups: &[Option<[u8; 32]>],
    ) -> Result<FieldMarks, FingerprintError> {
        let scalars = carrier.scalars(column)?;
        let mut waiting: HashMap<[u8; 32], Waiting> = HashMap::new();
        let mut shifts = Vec::new();
        for ((row, seed), group) in seeds.iter().enumerate().zip(groups) {
            let (Some(group), false) = (group, column.is_null(row)) else { continue };
            let Some(draw) = self.chosen(carrier, *seed) else { continue };
            let Some(value) = carrier.value(&scalars, row) else { continue };
            // Its own change must be one it could bear, or it would only keep a better partner waiting.
            if !carrier.admits(value, carrier.steps(draw)) {
                continue;
            }
            let lead = waiting.get(group).filter(|lead| {
                let steps = carrier.steps(lead.draw);
                carrier.admits(lead.value, steps) && carrier.admits(value, steps)
            });
            let Some(lead) = lead else {
                waiting.insert(*group, Waiting { row, draw, value });
                continue;
            };
            let (steps, position) = (carrier.steps(lead.draw), lead.draw.position);
            let shift = if lead.draw.sign { steps } else { -steps };
            shifts.push(ShiftMark { row: lead.row, position, shift });
            shifts.push(ShiftMark { row, position, shift: -shift });
            waiting.remove(group);
        }
        shifts.sort_unstable_by_key(|mark| mark.row);
        Ok(FieldMarks { shifts, words: Vec::new() })
    }
}
