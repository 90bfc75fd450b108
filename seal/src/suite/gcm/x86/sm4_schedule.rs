//! The key schedule of SM4, shared by its engines.
#![deny(unsafe_code)]

/// The key schedule of GB/T 32907, with the substitution of four bytes left to the engine.
pub(super) fn round_keys(key: &[u8; 16], substitute: impl Fn(u32) -> u32) -> [u32; 32] {
    const SYSTEM: u128 = 0xa3b1_bac6_56aa_3350_677d_9197_b270_22dc;
    let mut state = u128::from_be_bytes(*key) ^ SYSTEM;
    let mut keys = [0; 32];
    for (key, round) in keys.iter_mut().zip(0_u32..) {
        let [first, second, third, fourth] = words(state);
        let changed = substitute(second ^ third ^ fourth ^ constant(round));
        *key = first ^ changed ^ changed.rotate_left(13) ^ changed.rotate_left(23);
        state = state << 32 | u128::from(*key);
    }
    keys
}

/// The constant of a round: four bytes, each seven more than the one before.
fn constant(round: u32) -> u32 {
    (0..4).fold(0, |word, byte| word << 8 | (((4 * round + byte) * 7) & 0xff))
}

/// Four big-endian words of a block.
#[expect(clippy::cast_possible_truncation, reason = "each cast takes the word it names")]
pub(super) fn words(block: u128) -> [u32; 4] {
    [(block >> 96) as u32, (block >> 64) as u32, (block >> 32) as u32, block as u32]
}
