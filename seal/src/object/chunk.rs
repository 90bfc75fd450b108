use crate::object::header::Header;
use crate::suite::cipher::{Cipher, NONCE, TAG};

/// Bytes in front of a chunk's ciphertext.
pub(crate) const HEAD: usize = 16;

/// Bytes a chunk has beside its text.
pub(crate) const FRAME: usize = HEAD + TAG;

/// The highest bit of the length: this is the last chunk.
const LAST: u32 = 1 << 31;

/// What stands in front of a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ChunkHead {
    pub(crate) mark: u32,
    pub(crate) last: bool,
    pub(crate) text: u32,
    pub(crate) number: u64,
}

impl ChunkHead {
    pub(crate) fn to_bytes(self) -> [u8; HEAD] {
        let length = self.text | if self.last { LAST } else { 0 };
        (u128::from(self.mark) << 96 | u128::from(length) << 64 | u128::from(self.number)).to_be_bytes()
    }

    #[expect(clippy::cast_possible_truncation, reason = "each cast takes the part it names")]
    pub(crate) fn from_bytes(bytes: &[u8; HEAD]) -> Self {
        let bits = u128::from_be_bytes(*bytes);
        let length = (bits >> 64) as u32;
        Self { mark: (bits >> 96) as u32, last: length & LAST != 0, text: length & !LAST, number: bits as u64 }
    }

    /// Four zero bytes and the number.
    #[expect(clippy::expect_used, reason = "16 bytes hold 12")]
    fn nonce(self) -> [u8; NONCE] {
        *u128::from(self.number).to_be_bytes().last_chunk().expect("twelve bytes")
    }
}

/// The cipher of one object, bound to its header.
pub(crate) struct ChunkCipher {
    cipher: Box<dyn Cipher>,
    header_digest: [u8; 32],
    mark: u32,
}

impl ChunkCipher {
    pub(crate) fn new(header: &Header) -> Self {
        Self { cipher: header.cipher(), header_digest: header.digest(), mark: header.mark() }
    }

    pub(crate) fn head(&self, number: u64, text: u32, last: bool) -> ChunkHead {
        ChunkHead { mark: self.mark, last, text, number }
    }

    /// Appends the encrypted text, given in parts, to `out` and returns its tag.
    pub(crate) fn seal(&self, head: ChunkHead, parts: &[&[u8]], out: &mut Vec<u8>) -> [u8; TAG] {
        self.cipher.seal_to(&head.nonce(), &self.associated(head), parts, out)
    }

    /// Decrypts the text if it and its tag belong to `head`; otherwise leaves it as it was.
    pub(crate) fn opens(&self, head: ChunkHead, text: &mut [u8], tag: &[u8; TAG]) -> bool {
        self.cipher.open(&head.nonce(), &self.associated(head), text, tag).is_ok()
    }

    fn associated(&self, head: ChunkHead) -> [u8; 32 + HEAD] {
        let mut bytes = [0; 32 + HEAD];
        for (to, from) in bytes.iter_mut().zip(self.header_digest.into_iter().chain(head.to_bytes())) {
            *to = from;
        }
        bytes
    }
}
