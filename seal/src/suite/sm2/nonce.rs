//! The nonces of signatures: RFC 6979 with SM3, many side by side.

use zeroize::Zeroizing;

use super::residue::{Modulus, Words, below, from_bytes};
use crate::suite::sm3::{Block, Blocks, Compressor, START, State, bytes};

/// Bytes of a secret, a digest, a nonce and a key of HMAC.
type Bytes = [u8; 32];

/// The keys of HMAC, each as the states after its two blocks, and the values of the generators, one each for a message.
struct Generators<'a> {
    compressor: &'a dyn Compressor,
    inner: Zeroizing<Vec<State>>,
    outer: Zeroizing<Vec<State>>,
    values: Zeroizing<Vec<Bytes>>,
}

/// The nonce of each message under a secret, above 0 and below the order, from the digests modulo the order 随机数.
pub(super) fn nonces<Order: Modulus>(
    compressor: &dyn Compressor,
    secret: &Bytes,
    digests: &[Bytes],
) -> Zeroizing<Vec<Words>> {
    let mut generators = Generators {
        compressor,
        inner: Zeroizing::new(Vec::new()),
        outer: Zeroizing::new(Vec::new()),
        values: Zeroizing::new(vec![[1; 32]; digests.len()]),
    };
    generators.set_keys(&Zeroizing::new(vec![[0; 32]; digests.len()]));
    for mark in 0..=1 {
        let seeds = digests.iter().map(|digest| {
            let mut seed = Zeroizing::new([mark; 65]);
            let (secret_to, digest_to) = seed.split_at_mut(33);
            for (to, from) in secret_to.iter_mut().skip(1).zip(secret).chain(digest_to.iter_mut().zip(digest)) {
                *to = *from;
            }
            seed
        });
        generators.renew(&seeds.collect::<Vec<_>>());
    }
    generators.step();
    let mut nonces = Zeroizing::new(generators.values.iter().map(from_bytes).collect::<Vec<_>>());
    // One in 2^32 lies outside the range and tells nothing about the one that takes its place.
    while !nonces.iter().all(in_range::<Order>) {
        generators.renew(&vec![Zeroizing::new([0]); digests.len()]);
        generators.step();
        for (nonce, value) in nonces.iter_mut().zip(&*generators.values).filter(|(nonce, _)| !in_range::<Order>(nonce))
        {
            *nonce = from_bytes(value);
        }
    }
    nonces
}

fn in_range<Order: Modulus>(nonce: &Words) -> bool {
    below::<Order>(*nonce) != 0 && nonce.iter().any(|word| *word != 0)
}

impl Generators<'_> {
    /// Takes each seed into the generator of its place: a new key, and a new value.
    fn renew<const N: usize>(&mut self, seeds: &[Zeroizing<[u8; N]>]) {
        let keys = self.authenticated(seeds.iter().map(|seed| seed.as_slice()));
        self.set_keys(&keys);
        self.step();
    }

    /// The next value of each.
    fn step(&mut self) {
        self.values = self.authenticated(std::iter::repeat(&[][..]));
    }

    fn set_keys(&mut self, keys: &[Bytes]) {
        for (states, pad) in [(&mut self.inner, 0x36), (&mut self.outer, 0x5c)] {
            let padded = keys.iter().map(|key| {
                let mut block = [pad; 64];
                block.iter_mut().zip(key).for_each(|(to, byte)| *to ^= byte);
                block
            });
            *states = Zeroizing::new(vec![START; keys.len()]);
            self.compressor.compress_each(states, &Zeroizing::new(padded.collect::<Vec<Block>>()));
        }
    }

    /// HMAC of each value followed by what belongs to it, all equally long.
    fn authenticated<'b>(&self, followed: impl Iterator<Item = &'b [u8]>) -> Zeroizing<Vec<Bytes>> {
        let mut states = self.inner.clone();
        let mut messages: Vec<_> =
            self.values.iter().zip(followed).map(|(value, after)| Blocks::after_a_block(value, after)).collect();
        loop {
            let blocks: Zeroizing<Vec<Block>> =
                Zeroizing::new(messages.iter_mut().filter_map(Iterator::next).collect());
            if blocks.is_empty() {
                break;
            }
            self.compressor.compress_each(&mut states, &blocks);
        }
        let digests: Zeroizing<Vec<Bytes>> = Zeroizing::new(states.iter().map(bytes).collect());
        let blocks = digests.iter().flat_map(|digest| Blocks::after_a_block(digest, &[]));
        let blocks: Zeroizing<Vec<Block>> = Zeroizing::new(blocks.collect());
        let mut states = self.outer.clone();
        self.compressor.compress_each(&mut states, &blocks);
        Zeroizing::new(states.iter().map(bytes).collect())
    }
}
