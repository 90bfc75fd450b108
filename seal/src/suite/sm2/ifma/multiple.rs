//! Many scalars times G, eight in the lanes of a vector and two vectors a step.
#![deny(unsafe_code)]
#![expect(clippy::many_single_char_names, reason = "as in `coordinate`")]

use std::arch::x86_64::_mm512_set1_epi64;

use zeroize::Zeroizing;

use super::super::digits::{DIGITS, digits};
use super::super::point;
use super::super::residue::{FieldPrime, Residue, Words, lessened};
use super::coordinate::{Coordinate, carried, plain, product, square};
use super::sum::{Points, sum};
use super::table::{ROWS, limbs_of, raised, words_of};
use super::{Line, load, store};

/// Scalars side by side.
const LANES: usize = 8;

/// Vectors a step: while one waits for its products, the other multiplies.
const VECTORS: usize = 2;

/// A coordinate as it is kept in memory.
type Kept = [Line; 5];

/// x and z of eight points.
type Abscissas = [Kept; 2];

#[target_feature(enable = "avx512f,avx512ifma")]
pub(super) fn abscissas(scalars: &[Words]) -> Vec<Words> {
    let mut points = Zeroizing::new(Vec::with_capacity(scalars.len().div_ceil(LANES)));
    let mut groups = scalars.chunks(LANES);
    while let Some(first) = groups.next() {
        match groups.next() {
            Some(second) => points.extend(multiples::<VECTORS>([first, second])),
            None => points.extend(multiples::<1>([first])),
        }
    }
    let mut abscissas = Vec::with_capacity(points.len() * LANES);
    for ([x, _], inverse) in points.iter().zip(&*inverses(&points)) {
        let square = carried(square(&loaded(inverse)));
        abscissas.extend(lanes(&kept(&plain(&carried(product(&loaded(x), &square))))).map(lessened::<FieldPrime>));
    }
    abscissas.truncate(scalars.len());
    abscissas
}

/// The points of `N` groups of up to eight scalars; a lane without one computes 1 · G.
#[target_feature(enable = "avx512f,avx512ifma")]
fn multiples<const N: usize>(scalars: [&[Words]; N]) -> [Abscissas; N] {
    let mut all = Zeroizing::new([[[0; LANES]; N]; DIGITS]);
    for (vector, group) in scalars.into_iter().enumerate() {
        let filled = group.iter().chain(std::iter::repeat(&[1, 0, 0, 0]));
        for (lane, scalar) in filled.take(LANES).enumerate() {
            for (row, digit) in all.iter_mut().zip(*digits(scalar)) {
                if let Some(to) = row.get_mut(vector).and_then(|line| line.get_mut(lane)) {
                    *to = u64::from(digit);
                }
            }
        }
    }
    let mut steps = ROWS.iter().zip(all.iter());
    let Some((row, digits)) = steps.next() else { return [[[[0; LANES]; 5]; 2]; N] };
    let mut points = digits.map(|line| row.chosen(load(&line)).first());
    for (row, digits) in steps {
        for (points, line) in points.iter_mut().zip(digits) {
            *points = sum(points, &row.chosen(load(line)));
        }
    }
    points.map(|Points { x, z, .. }| [kept(&x), kept(&z)])
}

/// The inverses of all z, for one inversion: products over the vectors, then over the lanes of the last one.
#[target_feature(enable = "avx512f,avx512ifma")]
fn inverses(points: &[Abscissas]) -> Zeroizing<Vec<Kept>> {
    let mut inverses = Zeroizing::new(Vec::with_capacity(points.len()));
    let mut product_so_far: Option<Coordinate> = None;
    for [_, z] in points {
        let z = loaded(z);
        let so_far = product_so_far.map_or(z, |so_far| carried(product(&so_far, &z)));
        inverses.push(product_so_far.map_or([[0; LANES]; 5], |so_far| kept(&so_far)));
        product_so_far = Some(so_far);
    }
    let Some(product_of_all) = product_so_far else { return inverses };
    let numbers: Zeroizing<Vec<_>> = Zeroizing::new(lanes(&kept(&plain(&product_of_all))).map(Residue::new).to_vec());
    let inverted = Zeroizing::new(point::inverses(&numbers));
    let mut lines = Zeroizing::new([[0; LANES]; 5]);
    for (lane, number) in inverted.iter().enumerate() {
        for (line, limb) in lines.iter_mut().zip(limbs_of(&raised(*number).kept())) {
            if let Some(to) = line.get_mut(lane) {
                *to = limb;
            }
        }
    }
    let mut rest = loaded(&lines);
    for (place, (inverse, [_, z])) in inverses.iter_mut().zip(points).enumerate().rev() {
        let this = if place == 0 { rest } else { carried(product(&rest, &loaded(inverse))) };
        rest = carried(product(&rest, &loaded(z)));
        *inverse = kept(&this);
    }
    inverses
}

#[inline]
#[target_feature(enable = "avx512f")]
fn loaded(lines: &Kept) -> Coordinate {
    let mut coordinate = [_mm512_set1_epi64(0); 5];
    for (limb, line) in coordinate.iter_mut().zip(lines) {
        *limb = load(line);
    }
    coordinate
}

#[inline]
#[target_feature(enable = "avx512f")]
fn kept(coordinate: &Coordinate) -> Kept {
    let mut lines = [[0; LANES]; 5];
    for (line, limb) in lines.iter_mut().zip(coordinate) {
        store(line, *limb);
    }
    lines
}

/// What stands in each lane.
fn lanes([a, b, c, d, e]: &Kept) -> [Words; LANES] {
    let mut words = [[0; 4]; LANES];
    for (((((to, a), b), c), d), e) in words.iter_mut().zip(a).zip(b).zip(c).zip(d).zip(e) {
        *to = words_of([*a, *b, *c, *d, *e]);
    }
    words
}
