//! The sum of two points, in eight lanes.
#![deny(unsafe_code)]

use std::arch::x86_64::{
    __mmask8, _mm512_add_epi64, _mm512_mask_sub_epi64, _mm512_set1_epi64, _mm512_setzero_si512, _mm512_sub_epi64,
};

use super::coordinate::{Coordinate, Limbs, carried, less, lowered, product, product_less, raised, square};

/// 2^260 modulo p.
const ONE: [i64; 5] = [0x10, 0xffff_ffff_0000, 0, 0, 0x10_0000];

/// The points (x / z², y / z³), none at infinity: x at most 2.0001 p, y at most 4p, z at most 1.35 p.
#[derive(Clone, Copy)]
pub(super) struct Points {
    pub(super) x: Coordinate,
    pub(super) y: Coordinate,
    pub(super) z: Coordinate,
}

/// Points of the table, their coordinates below p, and the lanes whose point is meant with -y.
pub(super) struct Summands {
    pub(super) x: Coordinate,
    pub(super) y: Coordinate,
    pub(super) negative: __mmask8,
}

impl Summands {
    /// The points as the first of a sum.
    #[target_feature(enable = "avx512f,avx512ifma")]
    pub(super) fn first(self) -> Points {
        let z = ONE.map(|limb| _mm512_set1_epi64(limb));
        Points { x: self.x, y: carried(raised::<1>(&negated(&self.y, self.negative))), z }
    }
}

/// The sums; no two that are added may be equal or opposite.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
pub(super) fn sum(points: &Points, summands: &Summands) -> Points {
    let Points { x, y, z } = points;
    // In brackets what the values are at most, in units of p.
    let square_z = carried(square(z)); // (1.12)
    let scaled_x = product(&summands.x, &square_z);
    let cube_z = carried(product(z, &square_z)); // (1.10)
    let scaled_y = product(&summands.y, &cube_z); // (1.07)
    let width = carried(less::<3>(&scaled_x, x)); // (4.1)
    let height = carried(less::<6>(&negated(&scaled_y, summands.negative), y)); // (7.1)
    let square_width = carried(square(&width)); // (2.1)
    let sum_z = carried(product(z, &width)); // (1.35)
    let cube_width = carried(product(&width, &square_width)); // (1.6)
    let shared = carried(product(x, &square_width)); // (1.3)
    let mut sum_x = square(&height); // (4.2)
    for ((limb, cube), shared) in sum_x.iter_mut().zip(cube_width).zip(shared) {
        *limb = _mm512_sub_epi64(_mm512_sub_epi64(*limb, cube), _mm512_add_epi64(shared, shared));
    }
    let sum_x = lowered(sum_x); // (2.0001)
    let down = carried(less::<3>(&shared, &sum_x)); // (4.3)
    let sum_y = carried(raised::<1>(&product_less(&height, &down, y, &cube_width))); // (0.6 to 3.9)
    Points { x: sum_x, y: sum_y, z: sum_z }
}

/// The values, and their opposites in the lanes of `negative`.
#[inline]
#[target_feature(enable = "avx512f")]
fn negated(limbs: &Limbs, negative: __mmask8) -> Limbs {
    let zero = _mm512_setzero_si512();
    [
        _mm512_mask_sub_epi64(limbs[0], negative, zero, limbs[0]),
        _mm512_mask_sub_epi64(limbs[1], negative, zero, limbs[1]),
        _mm512_mask_sub_epi64(limbs[2], negative, zero, limbs[2]),
        _mm512_mask_sub_epi64(limbs[3], negative, zero, limbs[3]),
        _mm512_mask_sub_epi64(limbs[4], negative, zero, limbs[4]),
    ]
}
