use std::fmt;
use std::ops::Range;

use crate::Key;
use crate::object::chunk::{ChunkCipher, ChunkHead, FRAME, HEAD};
use crate::object::diagnosis::Refused;
use crate::object::header::Header;
use crate::object::layout::Layout;
use crate::object::{Context, ObjectError};
use crate::suite::cipher::TAG;

/// Opens any byte range of a sealed object 密封对象读取. It holds no bytes of the object and can be shared by threads.
///
/// For each range: ask [`Opener::sealed_range`] which bytes to fetch, fetch them, give both to
/// [`Opener::open_in_place`], or to [`Opener::open_range`] where the sealed bytes are still needed.
pub struct Opener {
    cipher: ChunkCipher,
    layout: Layout,
}

/// To which side the text of chunks opened in place goes; on the other, bytes of no use are left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Front,
    Back,
}

impl Opener {
    /// `header` is the first [`HEADER_LENGTH`](crate::object::HEADER_LENGTH) bytes of the object or more of it,
    /// `sealed_len` its length in the store.
    pub fn new(key: &Key, context: &Context<'_>, sealed_len: u64, header: &[u8]) -> Result<Self, ObjectError> {
        let header = Header::open(key, context, header)?;
        let layout =
            Layout::new(header.chunk_size(), sealed_len).ok_or(ObjectError::NoSuchLength { length: sealed_len })?;
        Ok(Self { cipher: ChunkCipher::new(&header), layout })
    }

    /// Bytes of the object once opened, by its length in the store; proven when its last byte is read.
    pub fn plain_len(&self) -> u64 {
        self.layout.plain_len()
    }

    /// `plain`, widened to the whole chunks that hold it. Ranges that overlap or touch once widened are best read as one:
    /// then no chunk is opened twice.
    pub fn whole_chunks(&self, plain: Range<u64>) -> Result<Range<u64>, ObjectError> {
        self.refuse_outside(&plain)?;
        let chunks = self.layout.covering(&plain);
        let end = self.layout.text_start(chunks.end).min(self.plain_len());
        Ok(self.layout.text_start(chunks.start)..end)
    }

    /// The bytes of the sealed object that hold the bytes `plain` of the object. Never empty: every reading proves
    /// something, were it that the object is empty.
    pub fn sealed_range(&self, plain: Range<u64>) -> Result<Range<u64>, ObjectError> {
        self.refuse_outside(&plain)?;
        Ok(self.layout.sealed_bytes(&self.layout.covering(&plain)))
    }

    /// The bytes `plain` of the object, from the sealed bytes that [`Opener::sealed_range`] named for them.
    pub fn open_range(&self, plain: Range<u64>, sealed: &[u8]) -> Result<Vec<u8>, ObjectError> {
        self.refuse_others(&plain, sealed)?;
        let mut text = sealed.to_vec();
        let place = self.open_in_place(plain, &mut text, Side::Front)?;
        text.truncate(place.end);
        text.drain(..place.start);
        Ok(text)
    }

    /// Opens the sealed bytes that [`Opener::sealed_range`] named for `plain` where they lie, and says at which of
    /// them the bytes `plain` now are: whole chunks end to end, pushed to one side. After an error nothing in `sealed`
    /// is to be relied on.
    ///
    /// Two neighbouring ranges of whole chunks that lie side by side in memory, the first opened to the back and the
    /// second to the front, leave one text; so two threads can open one fetch.
    pub fn open_in_place(&self, plain: Range<u64>, sealed: &mut [u8], side: Side) -> Result<Range<usize>, ObjectError> {
        let chunks = self.refuse_others(&plain, sealed)?;
        // Each is at most one chunk or `sealed.len()`, which is a `usize`.
        let fitting = |bytes: u64| usize::try_from(bytes).unwrap_or(usize::MAX);
        let (count, full) = (fitting(chunks.end - chunks.start), fitting(self.layout.text_start(1)));
        let start = match side {
            Side::Front => 0,
            Side::Back => count * FRAME,
        };
        for step in 0..count {
            // A text may be moved only over chunks that are open already.
            let nth = match side {
                Side::Front => step,
                Side::Back => count - 1 - step,
            };
            let rest = sealed.get_mut(nth * (full + FRAME)..).unwrap_or_default();
            let text = self.open_chunk(chunks.start + nth as u64, rest)?;
            let from = nth * (full + FRAME) + HEAD;
            sealed.copy_within(from..from + text, start + nth * full);
        }
        let before = start + fitting(plain.start - self.layout.text_start(chunks.start));
        Ok(before..before + fitting(plain.end - plain.start))
    }

    /// Opens the text of the chunk at the start of `sealed` where it lies, and returns its length.
    fn open_chunk(&self, number: u64, sealed: &mut [u8]) -> Result<usize, ObjectError> {
        let found = sealed.len() as u64;
        let short = || ObjectError::WrongFetch { expected: FRAME as u64, found };
        // A chunk holds at most 1 MiB.
        let text = u32::try_from(self.layout.text(number)).unwrap_or(0);
        let (head, rest) = sealed.split_first_chunk_mut::<HEAD>().ok_or_else(short)?;
        let (cipher_text, behind) = rest.split_at_mut_checked(text as usize).ok_or_else(short)?;
        let tag = behind.first_chunk::<TAG>().ok_or_else(short)?;
        let expected = self.cipher.head(number, text, self.layout.is_last(number));
        let stated = ChunkHead::from_bytes(head);
        if stated == expected && self.cipher.opens(expected, cipher_text, tag) {
            return Ok(cipher_text.len());
        }
        let sealed_len = self.layout.sealed_len();
        Err(Refused { expected, stated, body: rest, sealed_len }.name(&self.cipher))
    }

    /// The chunks `plain` lies in, if `sealed` is as long as they are.
    fn refuse_others(&self, plain: &Range<u64>, sealed: &[u8]) -> Result<Range<u64>, ObjectError> {
        self.refuse_outside(plain)?;
        let chunks = self.layout.covering(plain);
        let fetched = self.layout.sealed_bytes(&chunks);
        let (expected, found) = (fetched.end - fetched.start, sealed.len() as u64);
        if expected == found { Ok(chunks) } else { Err(ObjectError::WrongFetch { expected, found }) }
    }

    fn refuse_outside(&self, plain: &Range<u64>) -> Result<(), ObjectError> {
        let length = self.plain_len();
        if plain.start <= plain.end && plain.end <= length {
            Ok(())
        } else {
            Err(ObjectError::OutOfRange { start: plain.start, end: plain.end, length })
        }
    }
}

impl fmt::Debug for Opener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Opener({:?})", self.layout)
    }
}
