use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

use crate::suite::cipher::{Cipher, NONCE, Refused, TAG};

/// Text is copied, encrypted and digested in pieces that stay in the first cache.
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

/// A text while it is sealed: its digest so far, and the counter of its next piece.
struct Running {
    digest: u128,
    counter: u32,
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

    fn start(&self, associated: &[u8]) -> Running {
        Running { digest: self.absorb(0, associated), counter: 2 }
    }

    /// Encrypts and digests the next piece; only the last may be short.
    fn seal_piece(&self, nonce: &[u8; NONCE], running: &mut Running, piece: &mut [u8]) {
        self.stream(nonce, running.counter, piece);
        running.digest = self.absorb(running.digest, piece);
        running.counter = running.counter.wrapping_add(BLOCKS_OF_A_PIECE);
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
        let mut running = self.start(associated);
        text.chunks_mut(PIECE).for_each(|piece| self.seal_piece(nonce, &mut running, piece));
        self.tag(nonce, associated.len(), text.len(), running.digest)
    }

    fn seal_to(&self, nonce: &[u8; NONCE], associated: &[u8], parts: &[&[u8]], out: &mut Vec<u8>) -> [u8; TAG] {
        let mut running = self.start(associated);
        let (start, mut sealed) = (out.len(), out.len());
        for part in parts {
            let mut rest = *part;
            while let Some((now, later)) = rest.split_at_checked(PIECE - (out.len() - sealed)) {
                out.extend_from_slice(now);
                self.seal_piece(nonce, &mut running, out.get_mut(sealed..).unwrap_or_default());
                (rest, sealed) = (later, out.len());
            }
            out.extend_from_slice(rest);
        }
        self.seal_piece(nonce, &mut running, out.get_mut(sealed..).unwrap_or_default());
        self.tag(nonce, associated.len(), out.len() - start, running.digest)
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
