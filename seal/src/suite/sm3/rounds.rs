//! The 64 rounds, in plain words: compiled once for every processor, once for those with better rotations.
#![expect(clippy::many_single_char_names, reason = "the standard names the words of the state a to h")]

use super::{Block, State};

/// The constant of each round, rotated by its number.
pub(super) const CONSTANTS: [u32; 64] = constants();

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

/// Four rounds from one on, after which every word is back in its place.
macro_rules! four_rounds {
    (
        $word:ident, $from:literal, $either:ident, $chosen:ident,
        $a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident
    ) => {
        round!($word, $from, $either, $chosen, $a $b $c $d $e $f $g $h);
        round!($word, $from + 1, $either, $chosen, $d $a $b $c $h $e $f $g);
        round!($word, $from + 2, $either, $chosen, $c $d $a $b $g $h $e $f);
        round!($word, $from + 3, $either, $chosen, $b $c $d $a $f $g $h $e);
    };
}

macro_rules! round {
    (
        $word:ident, $at:expr, $either:ident, $chosen:ident,
        $a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident
    ) => {
        let turned = $a.rotate_left(12);
        let first = turned.wrapping_add($e).wrapping_add(CONSTANTS[$at]).rotate_left(7);
        let (word, mixed) = $word($at);
        $d = $d.wrapping_add(mixed).wrapping_add($either($a, $b, $c)).wrapping_add(first ^ turned);
        $h = $h.wrapping_add(word).wrapping_add($chosen($e, $f, $g)).wrapping_add(first);
        $h = $h ^ $h.rotate_left(9) ^ $h.rotate_left(17);
        $b = $b.rotate_left(9);
        $f = $f.rotate_left(19);
    };
}

/// The rounds of one block: `word` gives word j of the block's 68, and words j and j + 4 added bit by bit.
#[inline(always)]
#[expect(clippy::inline_always, reason = "so that it takes on the instructions of the function it stands in")]
pub(super) fn rounds(state: &mut State, word: impl Fn(usize) -> (u32, u32)) {
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    four_rounds!(word, 0, odd, odd, a b c d e f g h);
    four_rounds!(word, 4, odd, odd, a b c d e f g h);
    four_rounds!(word, 8, odd, odd, a b c d e f g h);
    four_rounds!(word, 12, odd, odd, a b c d e f g h);
    four_rounds!(word, 16, majority, choice, a b c d e f g h);
    four_rounds!(word, 20, majority, choice, a b c d e f g h);
    four_rounds!(word, 24, majority, choice, a b c d e f g h);
    four_rounds!(word, 28, majority, choice, a b c d e f g h);
    four_rounds!(word, 32, majority, choice, a b c d e f g h);
    four_rounds!(word, 36, majority, choice, a b c d e f g h);
    four_rounds!(word, 40, majority, choice, a b c d e f g h);
    four_rounds!(word, 44, majority, choice, a b c d e f g h);
    four_rounds!(word, 48, majority, choice, a b c d e f g h);
    four_rounds!(word, 52, majority, choice, a b c d e f g h);
    four_rounds!(word, 56, majority, choice, a b c d e f g h);
    four_rounds!(word, 60, majority, choice, a b c d e f g h);
    for (word, with) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
        *word ^= with;
    }
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "as `rounds`")]
pub(super) fn compress(state: &mut State, blocks: &[Block]) {
    for block in blocks {
        let mut w = [0; 68];
        for (word, bytes) in w.iter_mut().zip(block.as_chunks().0) {
            *word = u32::from_be_bytes(*bytes);
        }
        let mut known = w.as_mut_slice();
        while let [a, _, _, d, _, _, _, b, _, _, e, _, _, c, _, _, next, ..] = known {
            let mixed = *a ^ *b ^ c.rotate_left(15);
            *next = mixed ^ mixed.rotate_left(15) ^ mixed.rotate_left(23) ^ d.rotate_left(7) ^ *e;
            let Some((_, rest)) = known.split_first_mut() else { break };
            known = rest;
        }
        let word = |at: usize| w.get(at).copied().unwrap_or_default();
        rounds(state, |at| (word(at), word(at) ^ word(at + 4)));
    }
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "as `rounds`")]
fn odd(a: u32, b: u32, c: u32) -> u32 {
    a ^ b ^ c
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "as `rounds`")]
fn majority(a: u32, b: u32, c: u32) -> u32 {
    (a & b).wrapping_add((a ^ b) & c)
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "as `rounds`")]
fn choice(a: u32, b: u32, c: u32) -> u32 {
    (a & b).wrapping_add(!a & c)
}
