use std::fmt;

use base::Entropy;

use crate::Key;
use crate::object::chunk::{ChunkCipher, FRAME};
use crate::object::header::{HEADER_LENGTH, Header};
use crate::object::{ChunkSize, Context};

/// Seals an object piece by piece 密封对象写入, with one chunk of it in memory.
///
/// What [`Sealer::push`] and [`Sealer::finish`] return, one after another, is the sealed object. Without the bytes of
/// `finish` it has no end, and every reader says so.
pub struct Sealer {
    cipher: ChunkCipher,
    size: ChunkSize,
    /// The header, until it is given out.
    header: Option<[u8; HEADER_LENGTH]>,
    /// Text not sealed yet: up to one whole chunk, for it may be the last.
    held: Vec<u8>,
    number: u64,
}

impl Sealer {
    pub fn new(key: &Key, context: &Context<'_>, size: ChunkSize, entropy: &dyn Entropy) -> Self {
        let header = Header::draw(key, context, size, entropy);
        let cipher = ChunkCipher::new(&header);
        Self { cipher, size, header: Some(*header.as_bytes()), held: Vec::new(), number: 0 }
    }

    /// Takes the next bytes of the object and returns the sealed bytes that are ready, often none.
    pub fn push(&mut self, plain: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        self.push_to(plain, &mut out);
        out
    }

    /// The end of the sealed object.
    pub fn finish(self) -> Vec<u8> {
        let mut out = Vec::new();
        self.finish_to(&mut out);
        out
    }

    /// Takes the next bytes of the object and appends the sealed bytes that are ready to `out`. Who writes an object out
    /// piece by piece clears `out` and gives it again, so that its memory is asked for once.
    pub fn push_to(&mut self, plain: &[u8], out: &mut Vec<u8>) {
        let ready = (self.held.len() + plain.len()).saturating_sub(1) / self.size.bytes();
        out.reserve(self.due_header() + ready * (self.size.bytes() + FRAME));
        out.extend(self.header.take().into_iter().flatten());
        let mut rest = plain;
        while self.held.len() + rest.len() > self.size.bytes() {
            let (now, later) = rest.split_at(self.size.bytes() - self.held.len());
            let held = std::mem::take(&mut self.held);
            self.seal(&[&held, now], false, out);
            // Its room serves the next chunk.
            self.held = held;
            self.held.clear();
            rest = later;
        }
        self.held.extend_from_slice(rest);
    }

    /// Appends the end of the sealed object to `out`.
    pub fn finish_to(mut self, out: &mut Vec<u8>) {
        out.reserve(self.due_header() + self.held.len() + FRAME);
        out.extend(self.header.take().into_iter().flatten());
        let held = std::mem::take(&mut self.held);
        self.seal(&[&held], true, out);
    }

    fn due_header(&self) -> usize {
        self.header.map_or(0, |header| header.len())
    }

    fn seal(&mut self, parts: &[&[u8]], last: bool, out: &mut Vec<u8>) {
        // A chunk holds at most 1 MiB.
        let length = u32::try_from(parts.iter().map(|part| part.len()).sum::<usize>()).unwrap_or(u32::MAX);
        let head = self.cipher.head(self.number, length, last);
        out.extend(head.to_bytes());
        let tag = self.cipher.seal(head, parts, out);
        out.extend(tag);
        self.number += 1;
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealer(chunk {})", self.number)
    }
}
