use arrow::array::{Array, ArrayRef, UInt32Array, new_null_array};
use arrow::compute::take;

use super::MaskError;
use super::rows::{Draws, RowKeys, check_rows};

/// Fewest values that may be shuffled among each other. In a smaller group whoever knows the others knows the last.
pub const SMALLEST_GROUP: usize = 16;

/// Moves every value to another row 混排: the rows that hold a value are put in a keyed order, and each takes the value
/// of the next, the last that of the first. So no row keeps the value it had, unless others had the same one.
///
/// The rows handed in together are the group, and its order is that of their keys' draws, not that of reading. Missing
/// values stay where they are. A group of fewer than [`SMALLEST_GROUP`] values leaves none: all become missing. The
/// group must be the whole copy that leaves, or a part of it fixed beforehand; a reader who could choose the rows, or
/// read overlapping groups, would learn values by comparing them.
pub(super) fn apply(column: &ArrayRef, draws: &Draws, rows: &RowKeys) -> Result<ArrayRef, MaskError> {
    check_rows(rows, column)?;
    let nulls = column.logical_nulls();
    let present = |row: usize| nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row));
    let mut order: Vec<([u64; 4], u32)> = Vec::with_capacity(column.len());
    for (row, draw) in draws.of(rows).enumerate() {
        if present(row) {
            order.push((draw, u32::try_from(row).map_err(|_| MaskError::TooLarge)?));
        }
    }
    if order.len() < SMALLEST_GROUP {
        return Ok(new_null_array(column.data_type(), column.len()));
    }
    order.sort_unstable();
    let mut from: Vec<Option<u32>> = vec![None; column.len()];
    let next = order.iter().cycle().skip(1).map(|(_, row)| *row);
    for ((_, row), next) in order.iter().zip(next) {
        if let Some(slot) = usize::try_from(*row).ok().and_then(|row| from.get_mut(row)) {
            *slot = Some(next);
        }
    }
    take(column, &UInt32Array::from(from), None).map_err(|_| MaskError::TooLarge)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{AsArray, Int64Array};
    use arrow::datatypes::Int64Type;
    use proptest::prelude::*;

    use super::*;
    use crate::mask::PseudonymKey;

    fn shuffled(values: &[Option<i64>], keys: &[i64]) -> Vec<Option<i64>> {
        let draws = Draws::new(&PseudonymKey::new(&[7; 32]), "shuffle", "x");
        let rows = RowKeys::of(&[Arc::new(Int64Array::from(keys.to_vec())) as ArrayRef]).unwrap();
        let column: ArrayRef = Arc::new(Int64Array::from(values.to_vec()));
        apply(&column, &draws, &rows).unwrap().as_primitive::<Int64Type>().iter().collect()
    }

    proptest! {
        #[test]
        fn values_change_rows_and_none_is_lost(count in 1_i64..80, holes in proptest::collection::vec(any::<bool>(), 80), turn in 0_usize..80) {
            let keys: Vec<i64> = (0..count).collect();
            let values: Vec<_> = keys.iter().zip(holes).map(|(key, hole)| (!hole).then_some(key * 10)).collect();
            let out = shuffled(&values, &keys);
            let present = values.iter().flatten().count();
            if present < SMALLEST_GROUP {
                prop_assert!(out.iter().all(Option::is_none));
                return Ok(());
            }
            for (out, value) in out.iter().zip(&values) {
                prop_assert_eq!(out.is_some(), value.is_some());
                prop_assert!(out.is_none() || out != value);
            }
            let (mut sorted, mut before) = (out.clone(), values.clone());
            sorted.sort_unstable();
            before.sort_unstable();
            prop_assert_eq!(sorted, before);
            // The order of reading does not matter, the keys do.
            let (mut keys, mut values, mut out) = (keys, values, out);
            let turn = turn % keys.len();
            keys.rotate_left(turn);
            values.rotate_left(turn);
            out.rotate_left(turn);
            prop_assert_eq!(shuffled(&values, &keys), out);
        }
    }
}
