//! The 64 rounds, in plain words: compiled once for every processor, once for those with better rotations.

use super::{Block, State};

/// The constant of each round, rotated by its number.
pub(in crate::suite) const CONSTANTS: [u32; 64] = constants();

const fn constants() -> [u32; 64] {
    let mut constants = [0; 64];
    let mut rest: &mut [u32] = &mut constants;
    let mut round = 0;
    while let [first, others @ ..] = rest {
        let constant: u32 = if round < 16 { 0x79cc_4519 } else { 0x7a87_9d8a };
        *first = constant.rotate_left(round % 32);
        rest = others;
        round += 1;
    }
    constants
}

macro_rules! round {
    ($a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident, $either:ident, $chosen:ident, $constant:expr, $word:expr, $later:expr) => {
        let turned = $a.rotate_left(12);
        let first = turned.wrapping_add($constant).wrapping_add($e).rotate_left(7);
        $d = $d.wrapping_add($word ^ $later).wrapping_add($either($a, $b, $c)).wrapping_add(first ^ turned);
        $h = $h.wrapping_add($word).wrapping_add($chosen($e, $f, $g)).wrapping_add(first);
        $h = $h ^ $h.rotate_left(9) ^ $h.rotate_left(17);
        $b = $b.rotate_left(9);
        $f = $f.rotate_left(19);
    };
}

/// Four rounds, with words 0 to 3 of eight and their constants.
macro_rules! four_rounds {
    ($s:ident, $either:ident, $chosen:ident, $constants:expr, $w:expr) => {{
        let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = $s;
        let ([t0, t1, t2, t3], [w0, w1, w2, w3, w4, w5, w6, w7]) = ($constants, $w);
        round!(a b c d e f g h, $either, $chosen, t0, w0, w4);
        round!(d a b c h e f g, $either, $chosen, t1, w1, w5);
        round!(c d a b g h e f, $either, $chosen, t2, w2, w6);
        round!(b c d a f g h e, $either, $chosen, t3, w3, w7);
        $s = [a, b, c, d, e, f, g, h];
    }};
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "so that it takes on the instructions of the function it stands in")]
pub(super) fn compress(state: &mut State, blocks: &[Block]) {
    for block in blocks {
        let mut w = [0; 16];
        for (word, bytes) in w.iter_mut().zip(block.as_chunks().0) {
            *word = u32::from_be_bytes(*bytes);
        }
        let mut s = *state;
        let (constants, _) = CONSTANTS.as_chunks::<16>();
        for (place, constants) in constants.iter().enumerate() {
            if place == 0 {
                sixteen_rounds::<true>(&mut s, &mut w, constants);
            } else {
                sixteen_rounds::<false>(&mut s, &mut w, constants);
            }
        }
        for (word, with) in state.iter_mut().zip(s) {
            *word ^= with;
        }
    }
}

/// Sixteen rounds; the words are replaced by the sixteen that follow them.
#[inline(always)]
#[expect(clippy::inline_always, reason = "as `compress`")]
fn sixteen_rounds<const FIRST: bool>(state: &mut State, w: &mut [u32; 16], constants: &[u32; 16]) {
    let either = if FIRST { odd } else { majority };
    let chosen = if FIRST { odd } else { choice };
    let t = *constants;
    let mut s = *state;
    four_rounds!(s, either, chosen, [t[0], t[1], t[2], t[3]], [w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7]]);
    w[0] = next(w[0], w[7], w[13], w[3], w[10]);
    w[1] = next(w[1], w[8], w[14], w[4], w[11]);
    w[2] = next(w[2], w[9], w[15], w[5], w[12]);
    w[3] = next(w[3], w[10], w[0], w[6], w[13]);
    four_rounds!(s, either, chosen, [t[4], t[5], t[6], t[7]], [w[4], w[5], w[6], w[7], w[8], w[9], w[10], w[11]]);
    w[4] = next(w[4], w[11], w[1], w[7], w[14]);
    w[5] = next(w[5], w[12], w[2], w[8], w[15]);
    w[6] = next(w[6], w[13], w[3], w[9], w[0]);
    w[7] = next(w[7], w[14], w[4], w[10], w[1]);
    four_rounds!(s, either, chosen, [t[8], t[9], t[10], t[11]], [w[8], w[9], w[10], w[11], w[12], w[13], w[14], w[15]]);
    w[8] = next(w[8], w[15], w[5], w[11], w[2]);
    w[9] = next(w[9], w[0], w[6], w[12], w[3]);
    w[10] = next(w[10], w[1], w[7], w[13], w[4]);
    w[11] = next(w[11], w[2], w[8], w[14], w[5]);
    four_rounds!(s, either, chosen, [t[12], t[13], t[14], t[15]], [w[12], w[13], w[14], w[15], w[0], w[1], w[2], w[3]]);
    w[12] = next(w[12], w[3], w[9], w[15], w[6]);
    w[13] = next(w[13], w[4], w[10], w[0], w[7]);
    w[14] = next(w[14], w[5], w[11], w[1], w[8]);
    w[15] = next(w[15], w[6], w[12], w[2], w[9]);
    *state = s;
}

/// The word sixteen places after `a`.
#[inline(always)]
#[expect(clippy::inline_always, reason = "as `compress`")]
fn next(a: u32, b: u32, c: u32, d: u32, e: u32) -> u32 {
    let mixed = a ^ b ^ c.rotate_left(15);
    mixed ^ mixed.rotate_left(15) ^ mixed.rotate_left(23) ^ d.rotate_left(7) ^ e
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "as `compress`")]
fn odd(a: u32, b: u32, c: u32) -> u32 {
    a ^ b ^ c
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "as `compress`")]
fn majority(a: u32, b: u32, c: u32) -> u32 {
    (a & b).wrapping_add((a ^ b) & c)
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "as `compress`")]
fn choice(a: u32, b: u32, c: u32) -> u32 {
    (a & b).wrapping_add(!a & c)
}
