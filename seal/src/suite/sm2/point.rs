//! Points of the SM2 curve in words of 64 bits: what the table of multiples is built with.

use zeroize::Zeroize;

use super::residue::{FieldPrime, Residue, Words};

/// A coordinate.
pub(super) type Coordinate = Residue<FieldPrime>;

const BASE_X: Words = [0x715a_4589_334c_74c7, 0x8fe3_0bbf_f266_0be1, 0x5f99_0446_6a39_c994, 0x32c4_ae2c_1f19_8119];
const BASE_Y: Words = [0x02df_32e5_2139_f0a0, 0xd0a9_877c_c62a_4740, 0x59bd_cee3_6b69_2153, 0xbc37_36a2_f4f6_779c];

/// A point other than the one at infinity.
#[derive(Clone, Copy)]
pub(super) struct Affine {
    pub(super) x: Coordinate,
    pub(super) y: Coordinate,
}

impl Affine {
    /// The point G that generates the group 基点.
    pub(super) fn base() -> Self {
        Self { x: Residue::new(BASE_X), y: Residue::new(BASE_Y) }
    }

    pub(super) fn projected(self) -> Jacobian {
        Jacobian { x: self.x, y: self.y, z: Residue::one() }
    }
}

/// The point (x / z², y / z³); the one at infinity where z is zero.
#[derive(Clone, Copy)]
pub(super) struct Jacobian {
    pub(super) x: Coordinate,
    pub(super) y: Coordinate,
    pub(super) z: Coordinate,
}

impl Zeroize for Jacobian {
    fn zeroize(&mut self) {
        self.x.zeroize();
        self.y.zeroize();
        self.z.zeroize();
    }
}

impl Jacobian {
    pub(super) fn doubled(self) -> Self {
        let Self { x, y, z } = self;
        let delta = z.squared();
        let gamma = y.squared();
        let beta = x.times(gamma);
        // The coefficient a of the curve is -3.
        let slope = x.minus(delta).times(x.plus(delta));
        let slope = slope.doubled().plus(slope);
        let four_beta = beta.doubled().doubled();
        let x = slope.squared().minus(four_beta.doubled());
        let z = y.plus(z).squared().minus(gamma).minus(delta);
        let y = slope.times(four_beta.minus(x)).minus(gamma.squared().doubled().doubled().doubled());
        Self { x, y, z }
    }

    /// The sum of two points other than infinity that are neither equal nor opposite.
    pub(super) fn plus(self, other: Affine) -> Self {
        let Self { x, y, z } = self;
        let square = z.squared();
        let width = other.x.times(square).minus(x);
        let height = other.y.times(square.times(z)).minus(y);
        let width_square = width.squared();
        let width_cube = width_square.times(width);
        let shared = x.times(width_square);
        let sum_x = height.squared().minus(width_cube).minus(shared.doubled());
        let sum_y = height.times(shared.minus(sum_x)).minus(y.times(width_cube));
        Self { x: sum_x, y: sum_y, z: z.times(width) }
    }
}

/// The points with z = 1, none of them at infinity, for one inversion.
pub(super) fn normalised(points: &[Jacobian]) -> Vec<Affine> {
    let inverses = inverses(&points.iter().map(|point| point.z).collect::<Vec<_>>());
    let affine = |(point, inverse): (&Jacobian, Coordinate)| {
        let square = inverse.squared();
        Affine { x: point.x.times(square), y: point.y.times(square.times(inverse)) }
    };
    points.iter().zip(inverses).map(affine).collect()
}

/// The inverses of numbers other than zero, for one inversion and three products each.
pub(super) fn inverses(numbers: &[Coordinate]) -> Vec<Coordinate> {
    let mut product = Coordinate::one();
    let mut inverses = Vec::with_capacity(numbers.len());
    for number in numbers {
        inverses.push(product);
        product = product.times(*number);
    }
    let mut rest = product.inverse();
    for (inverse, number) in inverses.iter_mut().zip(numbers).rev() {
        *inverse = inverse.times(rest);
        rest = rest.times(*number);
    }
    inverses
}
