//! The nonces of signatures: RFC 6979 with SM3, many side by side.

use std::iter::repeat;
use std::mem::swap;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::residue::{Modulus, Words, below, from_bytes};
use crate::suite::sm3::{Block, Blocks, Compressor, START, State, bytes};

/// Bytes of a secret, a digest, a nonce and a key of HMAC.
type Bytes = [u8; 32];

/// One generator for each message. What they compute with is kept, so that it is wiped once and not at every step.
struct Generators<'a> {
    compressor: &'a dyn Compressor,
    /// The keys of HMAC, as the states after the two blocks made of them.
    inner: Zeroizing<Vec<State>>,
    outer: Zeroizing<Vec<State>>,
    values: Zeroizing<Vec<Bytes>>,
    /// What the last HMAC gave.
    found: Zeroizing<Vec<Bytes>>,
    states: Zeroizing<Vec<State>>,
    blocks: Zeroizing<Vec<Block>>,
}

/// The nonce of each message under a secret, above 0 and below the order, from the digests modulo the order 随机数.
pub(super) fn nonces<Order: Modulus>(
    compressor: &dyn Compressor,
    secret: &Bytes,
    digests: &[Bytes],
) -> Zeroizing<Vec<Words>> {
    let mut generators = Generators::new(compressor, digests.len());
    let mut seed = Zeroizing::new([0; 33]);
    for mark in 0..=1 {
        let [to_mark, to_secret @ ..] = &mut *seed;
        (*to_mark, *to_secret) = (mark, *secret);
        generators.renew(&*seed, digests.iter().map(Bytes::as_slice));
    }
    generators.step();
    let mut nonces = Zeroizing::new(generators.values.iter().map(from_bytes).collect::<Vec<_>>());
    // One in 2^32 lies outside the range and tells nothing about the one that takes its place.
    while !nonces.iter().all(in_range::<Order>) {
        generators.renew(&[0], repeat(&[][..]));
        generators.step();
        for (nonce, value) in nonces.iter_mut().zip(&*generators.values).filter(|(nonce, _)| !in_range::<Order>(nonce))
        {
            *nonce = from_bytes(value);
        }
    }
    nonces
}

fn in_range<Order: Modulus>(nonce: &Words) -> bool {
    (below::<Order>(*nonce) & !nonce.ct_eq(&[0; 4])).into()
}

impl<'a> Generators<'a> {
    fn new(compressor: &'a dyn Compressor, number: usize) -> Self {
        let states = || Zeroizing::new(vec![START; number]);
        let bytes = |byte| Zeroizing::new(vec![[byte; 32]; number]);
        let blocks = Zeroizing::new(vec![[0; 64]; number]);
        let (inner, outer, states) = (states(), states(), states());
        let mut new = Self { compressor, inner, outer, values: bytes(1), found: bytes(0), states, blocks };
        new.take_keys();
        new
    }

    /// Takes a seed into each generator, in two parts, the first for all: a new key, and a new value.
    fn renew<'b>(&mut self, shared: &[u8], own: impl Iterator<Item = &'b [u8]>) {
        self.authenticate(shared, own);
        self.take_keys();
        self.step();
    }

    /// The next value of each.
    fn step(&mut self) {
        self.authenticate(&[], repeat(&[][..]));
        swap(&mut self.values, &mut self.found);
    }

    /// Makes what the last HMAC gave the keys.
    fn take_keys(&mut self) {
        for (states, pad) in [(&mut self.inner, 0x36), (&mut self.outer, 0x5c)] {
            for (block, key) in self.blocks.iter_mut().zip(&*self.found) {
                *block = [pad; 64];
                block.iter_mut().zip(key).for_each(|(to, byte)| *to ^= byte);
            }
            states.fill(START);
            self.compressor.compress_each(states, &self.blocks);
        }
    }

    /// HMAC of each value, what is shared and what is its own, which is equally long for all.
    fn authenticate<'b>(&mut self, shared: &[u8], own: impl Iterator<Item = &'b [u8]>) {
        self.states.copy_from_slice(&self.inner);
        let messages = self.values.iter().zip(own).map(|(value, own)| Blocks::after_a_block([value, shared, own]));
        let mut messages: Vec<_> = messages.collect();
        while let Some(()) = fill(&mut self.blocks, &mut messages) {
            self.compressor.compress_each(&mut self.states, &self.blocks);
        }
        for (block, state) in self.blocks.iter_mut().zip(&*self.states) {
            let digest = Zeroizing::new(bytes(state));
            Blocks::after_a_block([&*digest]).fill(block);
        }
        self.states.copy_from_slice(&self.outer);
        self.compressor.compress_each(&mut self.states, &self.blocks);
        for (found, state) in self.found.iter_mut().zip(&*self.states) {
            *found = bytes(state);
        }
    }
}

/// The next block of each message; none when they have ended, which they do together.
fn fill<const N: usize>(blocks: &mut [Block], messages: &mut [Blocks<'_, N>]) -> Option<()> {
    let mut any = None;
    for (block, message) in blocks.iter_mut().zip(messages) {
        any = message.fill(block);
    }
    any
}
