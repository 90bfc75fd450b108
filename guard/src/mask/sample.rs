use arrow::array::BooleanArray;

use super::rows::{Draws, RowKeys};
use super::{MaskError, PseudonymKey};

/// Which rows belong to a sample 抽样: each row by a keyed draw of its own, so the same rows are chosen at every reading
/// and nobody without the key can tell which. A sample of a smaller share is part of that of a larger one.
#[derive(Clone)]
pub struct Sample {
    draws: Draws,
    below: u64,
}

impl Sample {
    /// A sample of `per_mille` of the rows 千分比, 1 to 999.
    pub fn new(key: &PseudonymKey, per_mille: u16) -> Result<Self, MaskError> {
        if !(1..=999).contains(&per_mille) {
            return Err(MaskError::SampleShare { found: per_mille });
        }
        let below = u64::MAX / 1000 * u64::from(per_mille);
        Ok(Self { draws: Draws::new(key, "sample", ""), below })
    }

    /// True for the rows to keep.
    pub fn keeps(&self, rows: &RowKeys) -> BooleanArray {
        self.draws.of(rows).map(|[draw, ..]| Some(draw < self.below)).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, Int64Array};

    use super::*;

    fn kept(per_mille: u16, key: u8) -> BooleanArray {
        let rows = RowKeys::of(&[Arc::new(Int64Array::from_iter_values(0..20_000)) as ArrayRef]).unwrap();
        Sample::new(&PseudonymKey::new(&[key; 32]), per_mille).unwrap().keeps(&rows)
    }

    #[test]
    fn a_sample_has_its_share_and_lies_inside_a_larger_one() {
        let (small, large) = (kept(50, 1), kept(300, 1));
        assert!((900..1_100).contains(&small.true_count()), "{}", small.true_count());
        assert!((5_800..6_200).contains(&large.true_count()), "{}", large.true_count());
        assert!((0..small.len()).all(|row| !small.value(row) || large.value(row)));
        assert_ne!(small, kept(50, 2));
        let key = PseudonymKey::new(&[1; 32]);
        for share in [0, 1000] {
            assert_eq!(Sample::new(&key, share).err(), Some(MaskError::SampleShare { found: share }));
        }
    }
}
