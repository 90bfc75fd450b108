use std::sync::atomic::{AtomicU64, Ordering};

use base::{Digest, Digester, Entropy};

/// Random bytes that repeat: SHA-256 of the seed and a counter. Two with one seed give the same bytes in the same order
/// of calls. For tests only: who knows the seed knows every secret drawn.
#[derive(Debug)]
pub struct SeededEntropy {
    seed: Digest,
    blocks: AtomicU64,
}

impl SeededEntropy {
    pub fn new(seed: &str) -> Self {
        Self { seed: Digest::of(seed.as_bytes()), blocks: AtomicU64::new(0) }
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(32) {
            let mut block = Digester::default();
            block.update(self.seed.as_bytes());
            block.update(&self.blocks.fetch_add(1, Ordering::SeqCst).to_be_bytes());
            for (byte, random) in chunk.iter_mut().zip(block.finish().as_bytes()) {
                *byte = *random;
            }
        }
    }
}
