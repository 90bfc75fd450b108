//! Multiples of the base point in words of 64 bits, one after another: for every processor.

use std::sync::LazyLock;

use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::{Zeroize, Zeroizing};

use super::comb::Comb;
use super::digits::{DIGITS, MULTIPLES, digits};
use super::point::{Affine, Coordinate, Jacobian, inverses};
use super::residue::Words;
use super::table::multiples;

static MULTIPLES_OF_G: LazyLock<Vec<Affine>> = LazyLock::new(multiples);

/// The multiplier of every processor.
pub(super) struct WordComb;

impl Comb for WordComb {
    fn abscissas(&self, scalars: &[Words]) -> Vec<Words> {
        let mut points: Vec<_> = scalars.iter().map(multiple).collect();
        let widths = Zeroizing::new(points.iter().map(|point| point.z).collect::<Vec<_>>());
        let inverses = Zeroizing::new(inverses(&widths));
        let abscissas = points.iter().zip(&*inverses).map(|(point, by)| point.x.times(by.squared()).words()).collect();
        points.zeroize();
        abscissas
    }
}

fn multiple(scalar: &Words) -> Jacobian {
    let digits = digits(scalar);
    let mut points = digits.iter().zip(MULTIPLES_OF_G.chunks(MULTIPLES)).map(|(digit, row)| chosen(row, *digit));
    let first = points.next().unwrap_or_else(Affine::base).projected();
    points.take(DIGITS - 1).fold(first, Jacobian::plus)
}

/// The point of a digit, found by looking at all of them.
fn chosen(row: &[Affine], digit: u8) -> Affine {
    let minus = !Choice::from(digit >> 6);
    let place = (digit & 63) ^ u8::conditional_select(&0, &63, minus);
    let mut point = Affine { x: Coordinate::ZERO, y: Coordinate::ZERO };
    for (at, other) in (0..).zip(row) {
        let same = place.ct_eq(&at);
        point = Affine { x: point.x.or(other.x, same), y: point.y.or(other.y, same) };
    }
    Affine { x: point.x, y: point.y.or(point.y.negative(), minus) }
}
