use std::arch::x86_64::__m512i;

use proptest::prelude::*;

use super::coordinate::{Coordinate, carried, less, lowered, plain, product, product_less, raised, square};
use super::table::{limbs_of, words_of};
use super::*;
use crate::suite::sm2::residue::{FieldPrime, Residue, lessened};

type Number = Residue<FieldPrime>;

/// A value below 2^256 in every lane, the words counted on from lane to lane.
#[target_feature(enable = "avx512f")]
fn spread(numbers: &[Words; 8]) -> Coordinate {
    let mut lines = [[0; 8]; 5];
    for (lane, words) in numbers.iter().enumerate() {
        for (line, limb) in lines.iter_mut().zip(limbs_of(words)) {
            line[lane] = limb;
        }
    }
    lines.map(|line| load(&line))
}

#[target_feature(enable = "avx512f,avx512ifma")]
fn gathered(limbs: &Coordinate) -> [Number; 8] {
    let limbs: [__m512i; 5] = plain(limbs);
    let mut lines = [[0; 8]; 5];
    for (line, limb) in lines.iter_mut().zip(limbs) {
        store(line, limb);
    }
    let words =
        |lane: usize| words_of([lines[0][lane], lines[1][lane], lines[2][lane], lines[3][lane], lines[4][lane]]);
    std::array::from_fn(|lane| Number::new(lessened::<FieldPrime>(words(lane))))
}

/// Each operation, its value divided by 2^260 as `plain` leaves it.
#[target_feature(enable = "avx512f,avx512ifma")]
fn results(a: &[Words; 8], b: &[Words; 8]) -> [[Number; 8]; 7] {
    let (a, b) = (spread(a), spread(b));
    [
        gathered(&carried(product(&a, &b))),
        gathered(&carried(square(&a))),
        gathered(&carried(raised::<2>(&product_less(&a, &b, &b, &b)))),
        gathered(&carried(less::<2>(&a, &b))),
        gathered(&lowered(less::<0>(&a, &b))),
        gathered(&lowered(less::<9>(&a, &b))),
        gathered(&carried(raised::<6>(&a))),
    ]
}

fn eight() -> impl Strategy<Value = [Words; 8]> {
    let word = prop_oneof![any::<u64>(), 0_u64..4, (0_u64..4).prop_map(|less| u64::MAX - less)];
    proptest::array::uniform8(proptest::array::uniform4(word))
}

proptest! {
    #[test]
    fn eight_coordinates_are_computed_as_one(a in eight(), b in eight()) {
        if IfmaComb::detect().is_none() {
            return Ok(());
        }
        // SAFETY: `detect` found the instructions.
        let found = unsafe { results(&a, &b) };
        // 2^-260.
        let factor = (0..260).fold(Number::one(), |number, _| number.doubled()).inverse();
        for lane in 0..8 {
            let (x, y) = (Number::new(a[lane]), Number::new(b[lane]));
            let difference = x.minus(y).times(factor);
            let expected = [
                x.times(y).times(factor).times(factor),
                x.squared().times(factor).times(factor),
                y.times(x.minus(y)).times(factor).times(factor),
                difference,
                difference,
                difference,
                x.times(factor),
            ];
            prop_assert_eq!(found.map(|lanes| lanes[lane]), expected);
        }
    }

    #[test]
    fn limbs_hold_the_words_they_are_made_of(words in any::<Words>()) {
        prop_assert_eq!(words_of(limbs_of(&words)), words);
    }
}
