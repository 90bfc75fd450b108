use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::suite::cipher::{Cipher, NONCE, Refused, TAG};

/// Text is encrypted and digested in pieces that stay in the first cache.
const PIECE: usize = 8192;

/// The powers H^64 to H^1 of the digest key, as GHASH multiplies them: 16 bytes each, four in a line.
pub(super) type Powers = [[u8; 64]; 16];

/// The instructions of one kind of processor, at work on SM4 and GHASH.
pub(super) trait Engine: Copy + Send + Sync {
    /// The round keys, in whatever form the engine's rounds take them.
    fn round_keys(self, key: &[u8; 16]) -> [u32; 32];

    /// Adds the key stream of counter mode, from block `counter` on.
    fn xor_keystream(self, round_keys: &[u32; 32], nonce: &[u8; NONCE], counter: u32, text: &mut [u8]);

    /// The powers of a digest key.
    fn powers(self, digest_key: &[u8; 16]) -> Powers;

    /// Takes bytes into the digest, the last block filled up with zeros.
    fn absorb(self, powers: &Powers, digest: u128, bytes: &[u8]) -> u128;
}

/// SM4-GCM (RFC 8998) on an engine. Its time does not depend on key or text.
pub(super) struct AcceleratedSm4Gcm<E> {
    engine: E,
    round_keys: Zeroizing<[u32; 32]>,
    powers: Zeroizing<Powers>,
}

impl<E: Engine> AcceleratedSm4Gcm<E> {
    pub(super) fn new(engine: E, key: &[u8; 16]) -> Self {
        let round_keys = Zeroizing::new(engine.round_keys(key));
        // The encrypted zero block is the stream of the zero nonce at counter zero.
        let mut digest_key = Zeroizing::new([0; 16]);
        engine.xor_keystream(&round_keys, &[0; NONCE], 0, digest_key.as_mut_slice());
        let powers = Zeroizing::new(engine.powers(&digest_key));
        Self { engine, round_keys, powers }
    }

    fn stream(&self, nonce: &[u8; NONCE], counter: u32, text: &mut [u8]) {
        self.engine.xor_keystream(&self.round_keys, nonce, counter, text);
    }

    fn absorb(&self, digest: u128, bytes: &[u8]) -> u128 {
        self.engine.absorb(&self.powers, digest, bytes)
    }

    fn tag(&self, nonce: &[u8; NONCE], associated: usize, text: usize, digest: u128) -> [u8; TAG] {
        let lengths = (associated as u128 * 8) << 64 | (text as u128 * 8);
        let mut tag = self.absorb(digest, &lengths.to_be_bytes()).to_be_bytes();
        self.stream(nonce, 1, &mut tag);
        tag
    }
}

impl<E: Engine> Cipher for AcceleratedSm4Gcm<E> {
    fn seal(&self, nonce: &[u8; NONCE], associated: &[u8], text: &mut [u8]) -> [u8; TAG] {
        let mut digest = self.absorb(0, associated);
        let mut counter = 2_u32;
        for piece in text.chunks_mut(PIECE) {
            self.stream(nonce, counter, piece);
            digest = self.absorb(digest, piece);
            counter = counter.wrapping_add(BLOCKS_OF_A_PIECE);
        }
        self.tag(nonce, associated.len(), text.len(), digest)
    }

    fn open(&self, nonce: &[u8; NONCE], associated: &[u8], text: &mut [u8], tag: &[u8; TAG]) -> Result<(), Refused> {
        let digest = self.absorb(self.absorb(0, associated), text);
        if self.tag(nonce, associated.len(), text.len(), digest).ct_eq(tag).into() {
            self.stream(nonce, 2, text);
            Ok(())
        } else {
            Err(Refused)
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "512")]
const BLOCKS_OF_A_PIECE: u32 = (PIECE / 16) as u32;

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
