use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

use crate::suite::cipher::{Cipher, NONCE, Refused, TAG};

/// Text is encrypted and digested in pieces that stay in the first cache.
const PIECE: usize = 8192;

/// The powers H^64 to H^1 of the digest key, as GHASH multiplies them: 16 bytes each, four in a line.
pub(super) type Powers = [[u8; 64]; 16];

/// The instructions of one kind of processor, at work on a block cipher and GHASH.
pub(super) trait Engine: Copy + Send + Sync {
    type Key;

    /// The round keys, in whatever form the engine's rounds take them.
    type RoundKeys: Zeroize + Send + Sync;

    fn round_keys(self, key: &Self::Key) -> Self::RoundKeys;

    /// Adds the key stream of counter mode, from block `counter` on.
    fn xor_keystream(self, round_keys: &Self::RoundKeys, nonce: &[u8; NONCE], counter: u32, text: &mut [u8]);

    /// The powers of a digest key.
    fn powers(self, digest_key: &[u8; 16]) -> Powers;

    /// Takes bytes into the digest, the last block filled up with zeros.
    fn absorb(self, powers: &Powers, digest: u128, bytes: &[u8]) -> u128;
}

/// GCM on an engine. Its time does not depend on key or text.
pub(super) struct AcceleratedGcm<E: Engine> {
    engine: E,
    round_keys: Zeroizing<E::RoundKeys>,
    powers: Zeroizing<Powers>,
}

impl<E: Engine> AcceleratedGcm<E> {
    pub(super) fn new(engine: E, key: &E::Key) -> Self {
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

impl<E: Engine> Cipher for AcceleratedGcm<E> {
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
