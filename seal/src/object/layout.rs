use std::ops::Range;

use crate::object::chunk::FRAME;
use crate::object::header::HEADER_LENGTH;

const SMALLEST: u8 = 12;
const LARGEST: u8 = 20;

/// Bytes of text in a chunk 分块大小: a power of two from 4 KiB to 1 MiB; 64 KiB where nothing else is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChunkSize {
    log2: u8,
}

impl Default for ChunkSize {
    fn default() -> Self {
        Self { log2: 16 }
    }
}

impl ChunkSize {
    /// Bytes of text in the largest chunk.
    pub(crate) const LARGEST: usize = 1 << LARGEST;

    /// None for a size that is no power of two or out of bounds.
    pub fn new(bytes: u32) -> Option<Self> {
        let log2 = u8::try_from(bytes.checked_ilog2()?).ok()?;
        bytes.is_power_of_two().then_some(log2).and_then(Self::from_log2)
    }

    pub(crate) fn from_log2(log2: u8) -> Option<Self> {
        (SMALLEST..=LARGEST).contains(&log2).then_some(Self { log2 })
    }

    pub(crate) const fn log2(self) -> u8 {
        self.log2
    }

    pub(crate) const fn bytes(self) -> usize {
        1 << self.log2
    }

    /// How long the object of `plain` bytes is once sealed.
    pub fn sealed_len(self, plain: u64) -> u64 {
        let chunks = plain.div_ceil(1 << self.log2).max(1);
        (HEADER_LENGTH as u64).saturating_add(plain).saturating_add(chunks.saturating_mul(FRAME as u64))
    }

    /// How many bytes a sealed object of `sealed` bytes holds, as far as its length tells; none where no object of
    /// this chunk size has that length.
    pub fn plain_len(self, sealed: u64) -> Option<u64> {
        Layout::new(self, sealed).map(|layout| layout.plain_len())
    }
}

/// Where the chunks of an object lie, by its length. Nothing here is proven yet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout {
    size: ChunkSize,
    sealed: u64,
    /// Number of the last chunk.
    last: u64,
    /// Bytes of text in the last chunk.
    last_text: u64,
}

impl Layout {
    pub(crate) fn new(size: ChunkSize, sealed: u64) -> Option<Self> {
        let (full, frame) = ((1_u64 << size.log2) + FRAME as u64, FRAME as u64);
        let body = sealed.checked_sub(HEADER_LENGTH as u64)?;
        let (whole, rest) = (body / full, body % full);
        match rest {
            0 => Some(Self { size, sealed, last: whole.checked_sub(1)?, last_text: 1 << size.log2 }),
            // Only an empty object has a chunk without text.
            _ if rest > frame || (rest == frame && whole == 0) => {
                Some(Self { size, sealed, last: whole, last_text: rest - frame })
            }
            _ => None,
        }
    }

    pub(crate) fn sealed_len(&self) -> u64 {
        self.sealed
    }

    /// Below `sealed`, so nothing here can overflow.
    pub(crate) fn plain_len(&self) -> u64 {
        (self.last << self.size.log2) + self.last_text
    }

    pub(crate) fn is_last(&self, chunk: u64) -> bool {
        chunk == self.last
    }

    /// Bytes of text in a chunk.
    pub(crate) fn text(&self, chunk: u64) -> u64 {
        if self.is_last(chunk) { self.last_text } else { 1 << self.size.log2 }
    }

    /// The chunk that holds a byte of text; for the end of the object, the last one.
    pub(crate) fn chunk_at(&self, byte: u64) -> u64 {
        (byte >> self.size.log2).min(self.last)
    }

    /// The number of the first byte of text of a chunk.
    pub(crate) fn text_start(&self, chunk: u64) -> u64 {
        chunk << self.size.log2
    }

    /// The chunks that hold `plain`; one at least, so that every reading proves something.
    pub(crate) fn covering(&self, plain: &Range<u64>) -> Range<u64> {
        let first = self.chunk_at(plain.start);
        let after = self.chunk_at(plain.end.saturating_sub(1)).max(first) + 1;
        first..after
    }

    /// The bytes of the sealed object in which `chunks` lie.
    pub(crate) fn sealed_bytes(&self, chunks: &Range<u64>) -> Range<u64> {
        let start = |chunk: u64| HEADER_LENGTH as u64 + chunk * ((1 << self.size.log2) + FRAME as u64);
        let end = if chunks.end > self.last { self.sealed } else { start(chunks.end) };
        start(chunks.start)..end
    }
}
