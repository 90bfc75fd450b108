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
/// For each range: ask [`Opener::sealed_range`] which bytes to fetch, fetch them, give both to [`Opener::open_range`].
pub struct Opener {
    cipher: ChunkCipher,
    layout: Layout,
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
        self.refuse_outside(&plain)?;
        let chunks = self.layout.covering(&plain);
        let fetched = self.layout.sealed_bytes(&chunks);
        let (expected, found) = (fetched.end - fetched.start, sealed.len() as u64);
        if expected != found {
            return Err(ObjectError::WrongFetch { expected, found });
        }
        let mut text = Vec::with_capacity(sealed.len());
        let mut rest = sealed;
        for chunk in chunks.clone() {
            rest = self.open_chunk(chunk, rest, &mut text)?;
        }
        let before = plain.start - self.layout.text_start(chunks.start);
        // Both are less than `sealed.len()`, which is a `usize`.
        let (before, length) = (before.try_into().unwrap_or(0), (plain.end - plain.start).try_into().unwrap_or(0));
        text.drain(..text.len().min(before));
        text.truncate(length);
        Ok(text)
    }

    /// Appends the text of one chunk and returns the sealed bytes behind it.
    fn open_chunk<'a>(&self, number: u64, sealed: &'a [u8], to: &mut Vec<u8>) -> Result<&'a [u8], ObjectError> {
        let short = || ObjectError::WrongFetch { expected: FRAME as u64, found: sealed.len() as u64 };
        // A chunk holds at most 1 MiB.
        let text = u32::try_from(self.layout.text(number)).unwrap_or(0);
        let (piece, after) = sealed.split_at_checked(text as usize + FRAME).ok_or_else(short)?;
        let (head, body) = piece.split_first_chunk::<HEAD>().ok_or_else(short)?;
        let (cipher_text, tag) = body.split_last_chunk::<TAG>().ok_or_else(short)?;
        let expected = self.cipher.head(number, text, self.layout.is_last(number));
        let stated = ChunkHead::from_bytes(head);
        let start = to.len();
        to.extend_from_slice(cipher_text);
        let opened =
            stated == expected && to.get_mut(start..).is_some_and(|text| self.cipher.opens(expected, text, tag));
        if opened {
            return Ok(after);
        }
        let sealed_len = self.layout.sealed_len();
        // A moved last chunk may be longer than this place: let it be looked at whole.
        let body = sealed.get(HEAD..).unwrap_or(body);
        Err(Refused { expected, stated, body, sealed_len }.name(&self.cipher))
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
